//! About how many guesses a password withstands from somebody who tries what people do: popular
//! passwords, words, walks over the keyboard, dates, repetitions. Strict where it cannot know: any run of
//! small letters is taken for a word, which needs no dictionary of half a megabyte in a Lambda.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Time grows with the cube of the length; a password this long is judged by its beginning.
const JUDGED: usize = 64;

/// Of the passwords that leak most often, those that the rules below would let pass, and those that
/// appear inside others. Drawn from the list of the MIT-licensed crate `zxcvbn`, Copyright (c) 2016
/// Joshua Holmer.
static POPULAR: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("popular.txt").lines().collect());

/// What a finger does on a keyboard, in either direction.
const WALKS: &str = "1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiopasdfghjklyxcvbnm azertyuiopqsdfghjklmwxcvbn \
    1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/ qazwsxedcrfvtgbyhnujmikolp 1q2w3e4r5t6y7u8i9o0p \
    zaq12wsxcde34rfvbgt56yhn qweasdzxc zaq1xsw2cde3vfr4bgt5nhy6mju7 147258369 159357 741852963";

/// The power of ten of the guesses. The cheapest way to put the password together counts, in which one
/// more character of no pattern costs ten times as much.
pub(super) fn power_of_ten(password: &str) -> f64 {
    cheapest(&password.chars().take(JUDGED).collect::<Vec<_>>())
}

fn cheapest(chars: &[char]) -> f64 {
    let mut best = vec![0.0];
    for end in 1..=chars.len() {
        let ways = (0..end).map(|start| best[start] + piece(&chars[start..end]));
        best.push(ways.fold(f64::INFINITY, f64::min));
    }
    best.pop().unwrap_or_default()
}

/// One piece by itself.
fn piece(chars: &[char]) -> f64 {
    if chars.len() < 3 {
        return length(chars);
    }
    let small: String = chars.iter().flat_map(|c| c.to_lowercase()).collect();
    let known = [
        (is_popular(&small), 2.5),
        (is_walk(&small) || is_sequence(chars), 1.5),
        (is_number(chars), 0.5 * length(chars)),
    ];
    let known = known.into_iter().filter(|(is, _)| *is).map(|(_, power)| power);
    known.chain(word(chars)).chain(repeated(chars)).fold(length(chars), f64::min)
}

fn length(chars: &[char]) -> f64 {
    f64::from(u32::try_from(chars.len()).unwrap_or(u32::MAX))
}

/// As it stands, backwards, or with the usual signs for letters.
fn is_popular(small: &str) -> bool {
    let backwards: String = small.chars().rev().collect();
    let plain = |one| -> String { small.chars().map(|c| letter(c, one)).collect() };
    [small, &backwards, &plain('l'), &plain('i')].into_iter().any(|word| POPULAR.contains(word))
}

/// The letter that a sign stands for; 1 is an l or an i.
fn letter(sign: char, one: char) -> char {
    match sign {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' | '|' => one,
        '0' => 'o',
        '$' | '5' => 's',
        '7' | '+' => 't',
        other => other,
    }
}

fn is_walk(small: &str) -> bool {
    let backwards: String = small.chars().rev().collect();
    WALKS.contains(small) || WALKS.contains(&backwards)
}

/// Equal steps up or down, or none: `abcd`, `9876`, `1357`, `aaaa`.
fn is_sequence(chars: &[char]) -> bool {
    let step = |pair: &[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
    let first = step(&chars[..2]);
    first.abs() <= 2 && chars.windows(2).all(|pair| step(pair) == first)
}

/// Letters in the case of a word, `word`, `Word` or `WORD`, some of them maybe signs: `w0rd`.
fn word(chars: &[char]) -> Option<f64> {
    let (letters, signs): (Vec<char>, Vec<char>) = chars.iter().partition(|c| c.is_alphabetic());
    let case = letters.get(1..)?;
    let same = case.iter().all(|c| c.is_lowercase()) || letters.iter().all(|c| c.is_uppercase());
    let signed = signs.len() < letters.len() && signs.iter().all(|c| letter(*c, 'l').is_alphabetic());
    // Shorter ones happen in what a generator makes.
    let long = chars.len() >= if signs.is_empty() { 4 } else { 7 };
    (same && signed && long).then(|| 0.4 * length(&letters) + 0.8 * length(&signs))
}

/// Three digits say little; four are a year or a PIN, eight a day.
fn is_number(chars: &[char]) -> bool {
    let separator = |c: &char| matches!(c, '/' | '-' | '.' | ' ');
    chars.len() > 3 && chars.iter().all(|c| c.is_ascii_digit() || separator(c))
}

/// Some beginning over and over.
fn repeated(chars: &[char]) -> Option<f64> {
    let again =
        |&size: &usize| chars.len().is_multiple_of(size) && chars.chunks(size).all(|part| part == &chars[..size]);
    let size = (1..=chars.len() / 2).find(again)?;
    Some(cheapest(&chars[..size]) + length(&chars[..chars.len() / size]).log10())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_choose_is_soon_guessed() {
        for soon in [
            "P@ssw0rd",
            "drowssap1",
            "Sunshine2024",
            "asdfghjkl",
            "1qaz2wsx3edc",
            "q1w2e3r4t5",
            "12.03.1987",
            "20261120",
            "wilderness",
            "dogdogdogdog",
            "ab12ab12ab12",
            "98765432",
            "dragon123!",
            "polniypizdec0211",
        ] {
            assert!(power_of_ten(soon) < 6.0, "{soon}: {}", power_of_ten(soon));
        }
    }

    #[test]
    fn what_a_generator_or_several_words_make_is_not() {
        for late in ["k7#tQz!p", "xK9vR2mW", "harbour-lantern-42", "seven quiet harbours", "q8zt3kx0vw5n"] {
            assert!(power_of_ten(late) >= 6.0, "{late}: {}", power_of_ten(late));
        }
    }
}
