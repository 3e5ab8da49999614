//! How a mentor is found: by the beginning of a word of the name, the company or a skill, and by a
//! skill in full. A mentor's tokens are rows, so a search is one Query for a beginning.

use std::collections::{BTreeMap, BTreeSet};

use crate::mentor::Mentor;
use crate::text::Skill;

/// The most tokens of one mentor: what comes later in the profile is left out. All skills in full
/// (20), and words.
pub const MOST: usize = 96;

/// A longer word is known by its beginning.
const LONGEST: usize = 40;

/// The tokens under which a mentor is found: none unless approved.
pub fn tokens(mentor: &Mentor) -> BTreeSet<String> {
    if !mentor.is_approved() {
        return BTreeSet::new();
    }
    let skills = mentor.about.expertise.iter().map(Skill::as_str);
    let texts = [mentor.name.as_str(), mentor.about.company.as_str()].into_iter().chain(skills.clone());
    let mut tokens = BTreeSet::new();
    for token in skills.map(exact).chain(texts.flat_map(words)) {
        if tokens.len() < MOST {
            tokens.insert(token);
        }
    }
    tokens
}

/// The tokens, each with how many bytes it begins alike with the one before it. A search for a
/// beginning finds a mentor under several tokens; the first is the one that shares less than that
/// beginning with its neighbour, so each mentor is shown once, on whatever page.
pub fn entries(tokens: BTreeSet<String>) -> BTreeMap<String, usize> {
    let mut entries = BTreeMap::new();
    let mut before = String::new();
    for token in tokens {
        let shared = before.bytes().zip(token.bytes()).take_while(|(a, b)| a == b).count();
        before.clone_from(&token);
        entries.insert(token, shared);
    }
    entries
}

/// The words of a text, folded: for a mentor's tokens and for what somebody types.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let split: Vec<String> = folded.split(|c| !is_word(c)).map(trim).filter(|word| !word.is_empty()).collect();
    split.into_iter()
}

/// The token of one skill in full: `=machine learning`.
pub fn exact(skill: &str) -> String {
    let folded = fold(skill);
    let words: Vec<&str> = folded.split_whitespace().collect();
    format!("={}", words.join(" "))
}

/// Lower case, and nothing that the keys use themselves.
fn fold(text: &str) -> String {
    text.to_lowercase().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// `c++`, `c#` and `node.js` are words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '+' | '#' | '.')
}

/// Without the dots of a sentence; `.net` keeps its own.
fn trim(word: &str) -> String {
    let cut: String = word.chars().take(LONGEST).collect();
    let word = cut.trim_end_matches('.');
    if word.chars().any(char::is_alphanumeric) { word.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mentor::{About, Approval};
    use crate::text::{Line, PersonName, Reason};
    use crate::{Entropy, Now, UserId, Zone};

    fn mentor(skills: &[&str]) -> Mentor {
        let now = Now::at("2026-11-20T10:00:00Z");
        let about = About {
            expertise: skills.iter().map(|skill| Skill::parse(skill).unwrap()).collect(),
            company: Line::parse("Analytical Engines, Ltd.").unwrap(),
            ..About::default()
        };
        let name = PersonName::parse("Ada LOVELACE").unwrap();
        let id = UserId::fresh(now, &Entropy::seeded(1));
        let applying = Mentor::applying(id, name, Zone::utc(), about, now.0).unwrap();
        applying.answered(true, Reason::default(), now.0).unwrap()
    }

    #[test]
    fn a_mentor_is_found_by_words_and_by_skills_in_full() {
        let found: Vec<String> = tokens(&mentor(&["Machine  Learning", "C++", "Node.js"])).into_iter().collect();
        let expected = [
            "=c++",
            "=machine learning",
            "=node.js",
            "ada",
            "analytical",
            "c++",
            "engines",
            "learning",
            "lovelace",
            "ltd",
            "machine",
            "node.js",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_mentor_who_is_not_approved_is_not_found() {
        for approval in [Approval::Pending, Approval::Rejected] {
            assert!(tokens(&Mentor { approval, ..mentor(&["Rust"]) }).is_empty());
        }
    }

    #[test]
    fn a_wordy_mentor_keeps_every_skill_in_full_and_stays_bounded() {
        let skills: Vec<String> = (0..20).map(|n| format!("a{n} b{n} c{n} d{n} e{n} f{n}")).collect();
        let found = tokens(&mentor(&skills.iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!(found.len(), MOST);
        assert_eq!(found.iter().filter(|token| token.starts_with('=')).count(), 20);
    }

    #[test]
    fn one_token_of_a_mentor_is_the_first_for_any_beginning() {
        let tokens = tokens(&mentor(&["Rust", "Rustic furniture", "C", "C++", "C#", "Über", "übung"]));
        let entries = entries(tokens.clone());
        assert!(entries.keys().eq(&tokens));
        let beginnings: BTreeSet<&str> =
            entries.keys().flat_map(|token| token.char_indices().map(|(at, c)| &token[..at + c.len_utf8()])).collect();
        for beginning in beginnings {
            let firsts =
                entries.iter().filter(|(token, shared)| token.starts_with(beginning) && **shared < beginning.len());
            assert_eq!(firsts.count(), 1, "{beginning}");
        }
    }

    #[test]
    fn a_word_that_is_cut_at_a_dot_is_the_word_that_is_typed() {
        let long = format!("{}.net", "a".repeat(LONGEST - 1));
        let word = words(&long).next().unwrap();
        assert_eq!(words(&word).collect::<Vec<_>>(), [word]);
        assert_eq!(words(&format!("{}a", ".".repeat(LONGEST))).count(), 0);
    }

    #[test]
    fn what_somebody_types_folds_the_same_way() {
        assert_eq!(words("  Ada, RUST.").collect::<Vec<_>>(), ["ada", "rust"]);
        assert_eq!(words("... # +").count(), 0);
    }
}
