//! Search by the beginning of a word: a row per word of whoever has it, in the order of the words. Who has several
//! words that begin alike is found under the first of them, so rows are passed over and more is read.

use std::collections::BTreeSet;

use domain::UserId;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::read::{LAST, Stretch};
use crate::{Cursor, Page, ReadError, Store};

/// A word's row.
pub(crate) trait Word: DeserializeOwned {
    /// Whose word it is.
    type Of: Ord;
    fn of(&self) -> Self::Of;
    /// Its sort key: the word, then whose it is.
    fn place(&self) -> &str;
    /// How many bytes it begins alike with the word before it of the same one.
    fn shared(&self) -> usize;
}

/// The row of a person's word, or of a mentor's.
#[derive(Deserialize)]
pub(crate) struct OfPerson {
    pub sk: String,
    #[serde(alias = "mentor")]
    pub user: UserId,
    shared: usize,
}

impl Word for OfPerson {
    type Of = UserId;
    fn of(&self) -> UserId {
        self.user
    }
    fn place(&self) -> &str {
        &self.sk
    }
    fn shared(&self) -> usize {
        self.shared
    }
}

/// Words that begin so, in one partition.
pub(crate) struct Prefix<'a> {
    pub pk: String,
    pub word: &'a str,
    pub after: Option<&'a Cursor>,
    /// A page's size.
    pub limit: usize,
    /// So many calls at most; then the page is short and says where to go on.
    pub trips: usize,
}

/// What was found in one partition, and how far was read where that is not all.
pub(crate) type Part<W> = (Vec<W>, Option<String>);

impl Store {
    /// Of the words that begin so those that are taken, until there is a page.
    pub(crate) async fn begin_so<W: Word>(
        &self,
        look: &Prefix<'_>,
        takes: impl Fn(&W) -> bool,
    ) -> Result<Part<W>, ReadError> {
        let mut found = Vec::new();
        let mut after = look.after.map(|cursor| cursor.place().to_owned());
        for _ in 0..look.trips {
            let rows: Vec<W> = self.list(&look.stretch(after.as_deref())).await?;
            let more = look.is_more_than_a_page(rows.len());
            after = rows.last().map(|row| row.place().to_owned());
            found.extend(rows.into_iter().filter(|row| row.shared() < look.word.len() && takes(row)));
            if !more {
                return Ok((found, None));
            }
            if look.is_more_than_a_page(found.len()) {
                break;
            }
        }
        Ok((found, after))
    }
}

impl Prefix<'_> {
    fn is_more_than_a_page(&self, rows: usize) -> bool {
        rows > self.limit
    }

    fn stretch<'a>(&self, after: Option<&'a str>) -> Stretch<'a> {
        Stretch {
            index: None,
            pk: self.pk.clone(),
            between: (self.word.to_owned(), format!("{}{LAST}", self.word)),
            after,
            descending: false,
            limit: i32::try_from(self.limit + 1).unwrap_or(i32::MAX),
        }
    }
}

/// A page of several parts, as far as all of them were read; each once.
pub(crate) fn merged<W: Word>(parts: Vec<Part<W>>, limit: usize) -> Page<W> {
    let end = parts.iter().filter_map(|(_, end)| end.clone()).min();
    let mut found: Vec<W> = parts.into_iter().flat_map(|(found, _)| found).collect();
    found.retain(|word| end.as_ref().is_none_or(|end| word.place() <= end.as_str()));
    found.sort_by(|one, other| one.place().cmp(other.place()));
    let mut seen = BTreeSet::new();
    found.retain(|word| seen.insert(word.of()));
    let page = Page::cut(found, limit, |word| word.place().to_owned());
    Page { next: page.next.or(end.map(Cursor::at)), rows: page.rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Said(String, u8);

    impl Word for Said {
        type Of = u8;
        fn of(&self) -> u8 {
            self.1
        }
        fn place(&self) -> &str {
            &self.0
        }
        fn shared(&self) -> usize {
            0
        }
    }

    fn part(words: &[(&str, u8)], end: Option<&str>) -> Part<Said> {
        (words.iter().map(|(word, of)| Said((*word).to_owned(), *of)).collect(), end.map(str::to_owned))
    }

    fn page(parts: [Part<Said>; 2], limit: usize) -> (Vec<u8>, Option<String>) {
        let page = merged(parts.into(), limit);
        (page.rows.iter().map(Said::of).collect(), page.next.map(|next| next.place().to_owned()))
    }

    #[test]
    fn a_page_is_of_all_parts_in_the_order_of_the_words_each_once() {
        let parts = || [part(&[("a", 1), ("d", 4)], None), part(&[("b", 2), ("c", 1)], None)];
        assert_eq!(page(parts(), 9), (vec![1, 2, 4], None));
        assert_eq!(page(parts(), 2), (vec![1, 2], Some("b".to_owned())));
    }

    #[test]
    fn it_ends_where_the_first_part_was_left() {
        let parts = || [part(&[("a", 1), ("c", 3)], Some("c")), part(&[("b", 2), ("d", 4)], Some("d"))];
        assert_eq!(page(parts(), 9), (vec![1, 2, 3], Some("c".to_owned())));
        assert_eq!(page(parts(), 1), (vec![1], Some("a".to_owned())));
        assert_eq!(page([part(&[], Some("a")), part(&[("b", 2)], None)], 9), (vec![], Some("a".to_owned())));
    }
}
