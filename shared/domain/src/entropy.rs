//! Randomness, handed in: the system's in a function, a seeded one in a test.

use std::sync::Arc;

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

/// A source of random bytes.
#[derive(Clone)]
pub struct Entropy(Arc<Fill>);

impl Entropy {
    /// From any function that fills a buffer with unpredictable bytes.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The operating system's generator.
    pub fn system() -> Self {
        Self::new(|bytes| {
            // Fails only if the kernel has no generator at all; an all-zero id then collides and is refused.
            let _ = aws_lc_rs::rand::fill(bytes);
        })
    }

    /// A repeatable stream of bytes (splitmix64), for tests.
    pub fn seeded(seed: u64) -> Self {
        let state = std::sync::atomic::AtomicU64::new(seed);
        Self::new(move |bytes| {
            for chunk in bytes.chunks_mut(8) {
                let step = 0x9E37_79B9_7F4A_7C15;
                let x = state.fetch_add(step, std::sync::atomic::Ordering::Relaxed).wrapping_add(step);
                let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                chunk.copy_from_slice(&(x ^ (x >> 31)).to_le_bytes()[..chunk.len()]);
            }
        })
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        (self.0)(bytes);
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first five of the seed 1234567, as its authors' own program prints them.
    #[test]
    fn a_seed_gives_splitmix64s_own_stream() {
        let bytes: [u8; 40] = Entropy::seeded(1_234_567).bytes();
        let words: Vec<u64> = bytes.chunks(8).map(|word| u64::from_le_bytes(word.try_into().unwrap())).collect();
        let known = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(words, known);
    }

    #[test]
    fn nothing_of_a_source_is_shown() {
        assert_eq!(format!("{:?}", Entropy::seeded(1)), "Entropy");
    }
}
