//! What a stream may do to a consumer: deliver twice, out of order, late, or not at all.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Trouble asked for at `POST /_local/stream`; none at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trouble {
    /// Every record comes twice.
    pub double: bool,
    /// Records come in any order, across batches.
    pub shuffle: bool,
    /// Seconds that records wait before they come.
    pub delay: f64,
    /// The fraction of records that never comes.
    pub drop: f64,
    /// Nothing comes until this is taken back; nothing is lost.
    pub hold: bool,
    /// Repeats the same luck.
    pub seed: u64,
}

impl Trouble {
    /// The records as they will come. `round` makes each read of the stream differ.
    pub fn befall(&self, records: Vec<Json>, round: u64) -> Vec<Json> {
        let mut luck = Luck(self.seed ^ round.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut coming: Vec<Json> = records.into_iter().filter(|_| luck.fraction() >= self.drop).collect();
        if self.double {
            coming.extend(coming.clone());
        }
        if self.shuffle {
            for last in (1..coming.len()).rev() {
                coming.swap(last, luck.below(last + 1));
            }
        }
        coming
    }
}

/// splitmix64: repeatable, which the system's chance is not.
struct Luck(u64);

impl Luck {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// In [0, 1).
    fn fraction(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / 4_294_967_296.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Trouble;
    use serde_json::{Value as Json, json};

    fn after(trouble: Trouble) -> Vec<Json> {
        trouble.befall((0..1_000).map(|n| json!(n)).collect(), 1)
    }

    #[test]
    fn without_trouble_everything_comes_once_in_order() {
        assert_eq!(after(Trouble::default()), (0..1_000).map(|n| json!(n)).collect::<Vec<_>>());
    }

    #[test]
    fn dropped_records_are_about_the_fraction_asked_for() {
        let left = after(Trouble { drop: 0.1, ..Trouble::default() }).len();
        assert!((850..950).contains(&left), "{left}");
        assert!(after(Trouble { drop: 1.0, ..Trouble::default() }).is_empty());
    }

    #[test]
    fn doubled_and_shuffled_is_everything_twice_in_another_order() {
        let mut came = after(Trouble { double: true, shuffle: true, ..Trouble::default() });
        assert_ne!(came[..1_000], after(Trouble::default())[..]);
        came.sort_by_key(Json::as_u64);
        assert!(came.chunks(2).enumerate().all(|(n, pair)| pair == [json!(n), json!(n)]));
    }
}
