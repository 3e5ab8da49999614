//! Payment card numbers, which nobody is asked for and which are kept nowhere (promise 17): whoever writes one where a
//! text belongs is told so before anything is stored.

use std::ops::RangeInclusive;

/// What whoever writes one is told.
pub const REFUSED: &str = "must not hold a card number";
/// What a number may have besides its digits, one at a time.
const BETWEEN: [char; 2] = [' ', '-'];
const LENGTHS: RangeInclusive<usize> = 14..=16;

/// Does a card number stand in this text, as it is printed on a card or in one piece?
pub fn is_in(text: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || BETWEEN.contains(&c);
    text.split(|c| !word(c)).any(in_one_line)
}

/// Groups of digits that nothing but one separator parts.
fn in_one_line(line: &str) -> bool {
    if line.bytes().filter(u8::is_ascii_digit).count() < *LENGTHS.start() {
        return false;
    }
    let groups: Vec<&str> = line.split(BETWEEN).collect();
    (0..groups.len()).any(|first| starts_one(&groups[first..]))
}

fn starts_one(groups: &[&str]) -> bool {
    let mut number = String::new();
    for group in groups.iter().map(|group| group.trim_matches('.')) {
        if group.is_empty() || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        number.push_str(group);
        if number.len() > *LENGTHS.end() {
            return false;
        }
        if is_one(&number) {
            return true;
        }
    }
    false
}

fn is_one(number: &str) -> bool {
    LENGTHS.contains(&number.len()) && is_issued(number) && adds_up(number)
}

/// Begins as the cards of Visa, Mastercard, American Express, Diners, Discover, JCB and `UnionPay` do (ISO/IEC 7812).
fn is_issued(number: &str) -> bool {
    let lead: u32 = number[..4].parse().unwrap_or_default();
    match number.len() {
        14 => matches!(lead, 3000..=3059 | 3600..=3699 | 3800..=3899),
        15 => matches!(lead, 3400..=3499 | 3700..=3799),
        _ => matches!(lead, 2221..=2720 | 3528..=3589 | 4000..=4999 | 5100..=5599 | 6011 | 6200..=6299 | 6440..=6599),
    }
}

/// Luhn's sum (ISO/IEC 7812-1, annex B).
fn adds_up(number: &str) -> bool {
    let digits = number.bytes().rev().map(|digit| u32::from(digit - b'0'));
    // A doubled digit counts as the sum of its two, of which one is 1 from ten on. The tens count for nothing.
    let sum: u32 = digits.enumerate().map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 + digit / 5 }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_in;
    use proptest::prelude::*;

    #[test]
    fn the_brands_own_test_numbers_are_seen_in_one_piece_in_groups_and_among_words() {
        for number in [
            "4111111111111111",
            "5555 5555 5555 4444",
            "2223-0031-2200-3222",
            "3782 822463 10005",
            "3056 9309 0259 04",
            "6011111111111117",
            "3566002020360505",
            "My card is 4242 4242 4242 4242, thanks.",
            "It is 4242-4242-4242-4242.",
            "on 2026-11-26 4111 1111 1111 1111",
            "https://pay.example/4111111111111111",
            "{\"number\":4111111111111111}",
        ] {
            assert!(is_in(number), "{number}");
        }
    }

    #[test]
    fn what_people_and_machines_write_besides_is_none() {
        for text in [
            "",
            "4111111111111112",
            "4111 1111 1111 111",
            "04111111111111111",
            "x4111111111111111",
            "9999999999999995",
            "0.4111111111111111",
            "4111  1111 1111 1111",
            "+44 20 7946 0958, +20 2 2461 0000",
            "2026-11-26T09:00:00Z",
            "1732612345678",
            "01916f7e-0000-7000-8000-000000000000",
            "usr_01h455vb4pex5vsknk084sn02q",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }

    proptest! {
        /// One wrong digit is what Luhn's sum is for.
        #[test]
        fn a_number_with_one_digit_changed_is_none(at in 1usize..16, by in 1u8..10) {
            let mut number = b"4111111111111111".to_vec();
            number[at] = (number[at] - b'0' + by) % 10 + b'0';
            prop_assert!(!is_in(std::str::from_utf8(&number).unwrap()));
        }

        #[test]
        fn any_text_is_looked_at(text in ".*") {
            is_in(&text);
        }
    }
}
