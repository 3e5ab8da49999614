//! By which words a message is found.

use std::collections::BTreeSet;

use super::Message;
use crate::problem::Invalid;
use crate::search::words;

/// A message is found by so many different words, the first ones of it: each of them costs two rows.
pub const MOST_WORDS: usize = 40;
/// Whoever looks for less than this looks for everything.
const LEAST: usize = 2;
/// More than this is not looked for, in characters.
const LONGEST: usize = 200;

/// The words under which a text is found.
pub fn sought(text: &str) -> BTreeSet<String> {
    let mut sought = BTreeSet::new();
    for word in words(text) {
        if sought.len() < MOST_WORDS {
            sought.insert(word);
        }
    }
    sought
}

/// What somebody looks for: beginnings of words, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    longest: String,
    all: Vec<String>,
}

impl Sought {
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Invalid> {
        if text.chars().count() > LONGEST {
            return Err(Invalid::new(field, format!("must be at most {LONGEST} characters")));
        }
        let all: Vec<String> = words(text).collect();
        let longest = all.iter().rev().max_by_key(|word| word.chars().count()).cloned().unwrap_or_default();
        if longest.chars().count() < LEAST {
            return Err(Invalid::new(field, format!("must have a word of {LEAST} characters or more")));
        }
        Ok(Self { longest, all })
    }

    /// The one that fewest messages have, most likely: it is looked up, the others are compared.
    pub fn longest(&self) -> &str {
        &self.longest
    }

    /// Does it say a word that begins with each of these?
    pub fn is_in(&self, message: &Message) -> bool {
        let said: Vec<String> = words(message.text()).collect();
        self.all.iter().all(|beginning| said.iter().any(|word| word.starts_with(beginning)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wordy_message_is_found_by_its_first_forty_words() {
        let text: Vec<String> = (0..60).flat_map(|n| [format!("w{n:02}"), "again".to_owned()]).collect();
        let found = sought(&text.join(" "));
        assert_eq!(found.len(), MOST_WORDS);
        assert!(found.contains("again") && found.contains("w38") && !found.contains("w39"));
    }

    #[test]
    fn one_letter_is_not_looked_for() {
        let parsed = |text: &str| Sought::parse("search", text).map(|sought| sought.longest().to_owned());
        assert_eq!(parsed("a TIMETABLE, please"), Ok("timetable".to_owned()));
        assert_eq!(parsed("c#"), Ok("c#".to_owned()));
        assert!(parsed(&"x".repeat(200)).is_ok());
        for nothing in ["", "  ", "a b c", "...", &"x".repeat(201)] {
            assert!(parsed(nothing).is_err(), "{nothing:?}");
        }
    }
}
