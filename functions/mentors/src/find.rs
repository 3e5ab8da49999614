//! Finding mentors: all by name, or those of a word, or those that several words have in common.

use std::collections::BTreeSet;

use api::Error;
use domain::UserId;
use domain::mentor::{Approval, Mentor};
use domain::search::{exact, words};
use store::{Cursor, Find, Listed, Page};

use crate::App;

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words of the name, the skills or the company, each as far as it is typed.
    pub search: Option<String>,
    /// A skill in full.
    pub expertise: Option<String>,
}

/// More words than this narrow nothing down.
const MOST_WORDS: usize = 6;
/// As many mentors of one word are held against those of another.
const MOST_FOUND: usize = 5000;

impl Wanted {
    /// What a cursor is bound to.
    pub fn question(&self) -> String {
        format!("mentors {:?} {:?}", self.search, self.expertise)
    }

    fn finds(&self) -> Vec<Find> {
        let skill = self.expertise.as_deref().filter(|skill| !skill.trim().is_empty());
        let typed: BTreeSet<String> = self.search.as_deref().map(words).into_iter().flatten().collect();
        let beginnings = typed.into_iter().take(MOST_WORDS).map(Find::Beginning);
        skill.map(|skill| Find::Exactly(exact(skill))).into_iter().chain(beginnings).collect()
    }
}

/// A page of approved mentors: those past `skip` of the first `limit`.
pub async fn find(
    app: &App,
    wanted: &Wanted,
    after: Option<&Cursor>,
    (skip, limit): (usize, usize),
) -> Result<Page<Mentor>, Error> {
    let store = &app.house.store;
    let found = match wanted.finds().as_slice() {
        [] => {
            let Page { rows, next } = store.mentors(Approval::Approved, after, limit).await?;
            return Ok(Page { rows: rows.into_iter().skip(skip).map(Listed::into_shown).collect(), next });
        }
        [only] => store.find_mentors(only, after, limit).await?,
        several => common(app, several, after, limit).await?,
    };
    // Before any are left out: a page begins where the one before it ended.
    let ids = found.rows.get(skip..).unwrap_or_default();
    let mentors = store.mentors_by_id(ids).await?.into_iter().map(Listed::into_shown);
    // The words follow a moment later: who has just lost approval is still found, and not shown.
    Ok(Page { rows: mentors.filter(Mentor::is_approved).collect(), next: found.next })
}

/// Those whom every one of the words finds, in the order of their ids.
async fn common(app: &App, finds: &[Find], after: Option<&Cursor>, limit: usize) -> Result<Page<UserId>, Error> {
    let each = finds.iter().map(|find| app.house.store.find_mentors(find, None, MOST_FOUND));
    let each = futures::future::try_join_all(each).await?;
    let mut sets = each.into_iter().map(|page| page.rows.into_iter().collect::<BTreeSet<UserId>>());
    let first = sets.next().unwrap_or_default();
    let all = sets.fold(first, |all, set| all.intersection(&set).copied().collect());
    Ok(page_of(all, after, limit))
}

fn page_of(all: BTreeSet<UserId>, after: Option<&Cursor>, limit: usize) -> Page<UserId> {
    let after = after.and_then(|cursor| cursor.place().parse::<UserId>().ok());
    let mut rows: Vec<UserId> = all.into_iter().filter(|id| after.is_none_or(|after| *id > after)).collect();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|id| Cursor::at(id.to_string()));
    Page { rows, next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(search: &str, expertise: &str) -> Vec<Find> {
        Wanted { search: Some(search.into()), expertise: Some(expertise.into()) }.finds()
    }

    #[test]
    fn each_word_and_the_skill_in_full_must_find_the_mentor() {
        let finds = [Find::Exactly("=machine learning".into()), Find::Beginning("ada".into())];
        assert_eq!(wanted(" Ada, ada", "Machine Learning"), finds);
        assert_eq!(wanted("  ", " "), []);
    }

    #[test]
    fn pages_of_common_mentors_follow_each_other() {
        let all: BTreeSet<UserId> = (0..5u128).map(|n| uuid::Uuid::from_u128(n).into()).collect();
        let first = page_of(all.clone(), None, 3);
        let second = page_of(all.clone(), first.next.as_ref(), 3);
        assert_eq!(first.rows.into_iter().chain(second.rows).collect::<BTreeSet<_>>(), all);
        assert_eq!(second.next, None);
    }
}
