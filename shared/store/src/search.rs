//! Search by projection: a row per token of each approved mentor, kept by `dispatch`. A word is one
//! Query for a beginning; the mentors found are read by id, so what is shown is never old.
//!
//! The row `search` beside a mentor's own holds what is written, and a number that grows with each
//! change: the difference is written on the condition of that number, the mentor having been read
//! *after* it. Of two at once one loses, reads again and finds nothing left to do.

use std::collections::{BTreeMap, BTreeSet};

use domain::UserId;
use domain::mentor::Mentor;
use domain::search::{entries, tokens};
use serde::{Deserialize, Serialize};

use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::prefix::{OfPerson, Prefix, merged};
use crate::row::Item;
use crate::transact::{Terms, Transaction};
use crate::{Cursor, Page, ReadError, Store};

/// A transaction takes 100 items; one is the state.
const MOST: usize = 99;

/// What is written of one mentor: tokens, and what each shares with the one before it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Written {
    tokens: BTreeMap<String, usize>,
    version: u32,
}

/// One token's row.
#[derive(Serialize)]
struct Entry {
    mentor: UserId,
    /// How many bytes it begins alike with the token before it.
    shared: usize,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Find {
    /// Words that begin so; folded by `domain::search::words`.
    Beginning(String),
    /// One token in full: `domain::search::exact`.
    Exactly(String),
}

/// A mentor whom a word finds, and where among the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub mentor: UserId,
    pub place: String,
}

impl Store {
    /// The mentors found, each once, in the order of the words.
    pub async fn find_mentors(
        &self,
        find: &Find,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Hit>, ReadError> {
        let (pk, word) = (keys::MENTOR_WORDS.to_owned(), &*find.low());
        let look = Prefix { pk, word, after, limit, trips: usize::MAX };
        let found = self.begin_so(&look, |_: &OfPerson| true).await?;
        Ok(merged(vec![found], limit).map(|word| Hit { mentor: word.user, place: word.sk }))
    }

    /// Brings the tokens of a mentor up to the profile as it is now.
    pub async fn follow_mentor(&self, mentor: UserId) -> Result<(), CommitError> {
        while !self.anew(|| self.follows(mentor)).await? {}
        Ok(())
    }

    /// Are they there? If not, they are a step nearer.
    async fn follows(&self, mentor: UserId) -> Result<bool, CommitError> {
        let written: Written = self.get(&keys::mentor_words(mentor)).await?.unwrap_or_default();
        let profile: Option<Mentor> = self.get(&keys::mentor(mentor)).await?;
        let wanted = profile.map(|profile| entries(tokens(&profile))).unwrap_or_default();
        if wanted == written.tokens {
            return Ok(true);
        }
        let next = step(&written, &wanted);
        self.transaction().tokens(mentor, &written, &next).commit().await.map(|()| false)
    }
}

impl Find {
    /// Is this one of its places?
    pub fn is_at(&self, place: &str) -> bool {
        place.starts_with(&self.low())
    }

    /// Would it find a mentor of these tokens?
    pub fn finds(&self, tokens: &BTreeSet<String>) -> bool {
        match self {
            Self::Beginning(word) => tokens.range(word.clone()..).next().is_some_and(|token| token.starts_with(word)),
            Self::Exactly(token) => tokens.contains(token),
        }
    }

    fn low(&self) -> String {
        match self {
            Self::Beginning(word) => word.clone(),
            Self::Exactly(token) => format!("{token}#usr_"),
        }
    }
}

impl Transaction<'_> {
    /// Writes the difference of two states, and the second.
    fn tokens(mut self, mentor: UserId, old: &Written, new: &Written) -> Self {
        for token in old.tokens.keys().filter(|token| !new.tokens.contains_key(*token)) {
            self = self.delete(Guard::Fresh, &keys::mentor_word(token, mentor), &Terms::default());
        }
        for (token, shared) in new.tokens.iter().filter(|(token, shared)| old.tokens.get(*token) != Some(shared)) {
            let row = Entry { mentor, shared: *shared };
            self = self.put(Guard::Fresh, &keys::mentor_word(token, mentor), &row, Item::new(), Terms::anyway());
        }
        self.put_version(Guard::Version, &keys::mentor_words(mentor), new, Item::new(), old.version)
    }
}

/// As much of the way as one transaction takes; what goes first, so that a mentor who is no longer
/// approved is found no longer than need be.
fn step(written: &Written, wanted: &BTreeMap<String, usize>) -> Written {
    let mut tokens = written.tokens.clone();
    let gone: Vec<&String> = written.tokens.keys().filter(|token| !wanted.contains_key(*token)).take(MOST).collect();
    let come = wanted.iter().filter(|(token, shared)| written.tokens.get(*token) != Some(shared));
    tokens.retain(|token, _| !gone.contains(&token));
    tokens.extend(come.take(MOST - gone.len()).map(|(token, shared)| (token.clone(), *shared)));
    Written { tokens, version: written.version + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_knows_its_places_and_whom_it_would_find() {
        let tokens: BTreeSet<String> = ["=machine learning", "ada", "machine"].map(str::to_owned).into();
        let beginning = |word: &str| Find::Beginning(word.into());
        assert!(["ma", "machine", "a"].map(beginning).iter().all(|find| find.finds(&tokens)));
        assert!(["mb", "machines", "b", "z"].map(beginning).iter().all(|find| !find.finds(&tokens)));
        let exactly = |skill: &str| Find::Exactly(domain::search::exact(skill));
        assert!(exactly("Machine learning").finds(&tokens) && !exactly("machine").finds(&tokens));
        assert!(beginning("ma").is_at("machine#usr_1") && !beginning("ma").is_at("=machine learning#usr_1"));
        assert!(exactly("C").is_at("=c#usr_1") && !exactly("C").is_at("=c#++#usr_1"));
    }

    fn named(count: usize, prefix: &str) -> BTreeMap<String, usize> {
        (0..count).map(|n| (format!("{prefix}{n:03}"), n)).collect()
    }

    #[test]
    fn a_change_too_big_for_one_transaction_arrives_in_steps() {
        let wanted = named(96, "new");
        let mut written = Written { tokens: named(96, "old"), version: 3 };
        let mut steps = 0;
        while written.tokens != wanted {
            let next = step(&written, &wanted);
            let gone = written.tokens.keys().filter(|token| !next.tokens.contains_key(*token)).count();
            let come = next.tokens.iter().filter(|(token, shared)| written.tokens.get(*token) != Some(shared)).count();
            assert!(gone + come <= MOST && next.version == written.version + 1);
            (written, steps) = (next, steps + 1);
        }
        assert_eq!(steps, 2);
    }

    #[test]
    fn a_skill_in_full_is_not_found_by_a_longer_one() {
        let low = Find::Exactly("=rust".into()).low();
        let sk = |token: &str| keys::mentor_word(token, uuid::Uuid::nil().into()).sk;
        assert!(sk("=rust").starts_with(&low));
        assert!(!sk("=rust lang").starts_with(&low));
    }
}
