//! How much somebody says: thirty messages a minute (ruling 39), counted on their gate row, so that the count is
//! exact and costs no row of its own. The attribute `said` is the minute since 1970 and how many in it.

use domain::Now;

use crate::Pass;
use crate::commit::Guard;
use crate::gate::terms;
use crate::keys;
use crate::row::{Item, n, number};
use crate::transact::Transaction;

/// At most so many in a minute.
const MOST: i64 = 30;
/// The count stands in the lowest digits.
const DIGITS: i64 = 64;
const WINDOW: i64 = 60;

/// What the gate has counted, and the minute it is to count in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    minute: i64,
    /// Nothing is counted in this minute yet.
    first: bool,
}

impl Pace {
    /// By the gate's row; else the seconds until there is room again.
    pub fn of(gate: &Item, now: Now) -> Result<Self, u32> {
        let said: i64 = number(gate, "said").unwrap_or(0);
        let (counted, count) = (said / DIGITS, said % DIGITS);
        let minute = now.second().div_euclid(WINDOW);
        if counted < minute {
            return Ok(Self { minute, first: true });
        }
        // Another sandbox's clock may be a little ahead.
        let left = (counted + 1) * WINDOW - now.second();
        if count < MOST { Ok(Self { minute: counted, first: false }) } else { Err(u32::try_from(left).unwrap_or(1)) }
    }
}

impl Transaction<'_> {
    /// The same as `gate`, and counts one message.
    pub(crate) fn gate_message(self, pass: &Pass, pace: Pace) -> Self {
        let mut terms = terms(pass);
        let start = pace.minute * DIGITS;
        let (update, room) = if pace.first {
            terms = terms.value(":start", n(start)).value(":said", n(start + 1));
            ("SET said = :said", "(attribute_not_exists(said) OR said < :start)")
        } else {
            terms = terms.value(":start", n(start)).value(":full", n(start + MOST)).value(":said", n(1));
            ("ADD said :said", "said >= :start AND said < :full")
        };
        terms.condition = format!("{} AND {room}", terms.condition);
        self.update(Guard::Gate, &keys::gate(pass.user), update, &terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(said: i64) -> Item {
        Item::from([("said".to_owned(), n(said))])
    }

    #[test]
    fn the_thirty_first_waits_for_the_next_minute() {
        let now = Now::from_millis(100 * 60_000 + 15_000);
        let pace = |said| Pace::of(&gate(said), now);
        assert_eq!(pace(0), Ok(Pace { minute: 100, first: true }));
        assert_eq!(pace(99 * DIGITS + 30), Ok(Pace { minute: 100, first: true }));
        assert_eq!(pace(100 * DIGITS + 29), Ok(Pace { minute: 100, first: false }));
        assert_eq!(pace(100 * DIGITS + 30), Err(45));
        assert_eq!(pace(101 * DIGITS + 30), Err(105));
        assert_eq!(Pace::of(&Item::new(), now), Ok(Pace { minute: 100, first: true }));
    }
}
