//! Finding mentors: all by name, or those of a word, or those whom several words have in common.

use std::collections::{BTreeSet, HashMap};

use api::Error;
use domain::UserId;
use domain::mentor::{Approval, Mentor};
use domain::search::{exact, tokens, words};
use store::{Cursor, Find, Hit, Listed, Page, Store};

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
/// As many of a word are read at once, where a page is no longer.
const READ: usize = 100;
/// After so many who have only some of the words, a page ends though it is not full.
const MOST_IN_VAIN: usize = 300;

impl Wanted {
    /// What a cursor is bound to.
    pub fn question(&self) -> String {
        format!("mentors {:?} {:?}", self.search, self.expertise)
    }

    /// A beginning of another word is found with that one.
    fn finds(&self) -> Vec<Find> {
        let skill = self.expertise.as_deref().filter(|skill| !skill.trim().is_empty());
        let typed: BTreeSet<String> = self.search.as_deref().map(words).into_iter().flatten().collect();
        let longer = typed.iter().skip(1).map(Some).chain([None]);
        let told = typed.iter().zip(longer).filter(|(word, next)| next.is_none_or(|next| !next.starts_with(*word)));
        let beginnings = told.take(MOST_WORDS).map(|(word, _)| Find::Beginning(word.clone()));
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
        [] => store.mentors(Approval::Approved, after, limit).await?.map(Listed::into_shown),
        [only] => {
            let Page { rows, next } = store.find_mentors(only, after, limit).await?;
            // Before any are left out: a page begins where the one before it ended.
            return Ok(Page { rows: shown(store, rows.get(skip..).unwrap_or_default()).await?, next });
        }
        several => common(store, several, after, limit).await?,
    };
    Ok(Page { rows: found.rows.into_iter().skip(skip).collect(), next: found.next })
}

/// The words follow a moment later: who has just lost approval is still found, and not shown.
async fn shown(store: &Store, hits: &[Hit]) -> Result<Vec<Mentor>, Error> {
    let ids: Vec<_> = hits.iter().map(|hit| hit.mentor).collect();
    Ok(store.mentors_by_id(&ids).await?.into_iter().map(Listed::into_shown).filter(Mentor::is_approved).collect())
}

/// Those whom every one of the words finds: of the rarest, who has the others too. However many mentors share the
/// words, it reads hardly more of them than it shows.
async fn common(store: &Store, finds: &[Find], after: Option<&Cursor>, limit: usize) -> Result<Page<Mentor>, Error> {
    let read = limit.max(READ);
    // A page is of the word of the one before it, whichever is the rarest by now.
    let going_on = after.and_then(|after| Some((finds.iter().find(|find| find.is_at(after.place()))?, after)));
    let (word, mut hits) = match going_on {
        Some((word, after)) => (word, store.find_mentors(word, Some(after), read).await?),
        None => rarest(store, finds, read).await?,
    };
    let (mut found, mut in_vain) = (Vec::new(), 0);
    loop {
        let next = worth_trying(limit, found.len(), in_vain).min(hits.rows.len());
        let tried: Vec<Hit> = hits.rows.drain(..next).collect();
        let fits = fitting(store, finds, &tried).await?;
        in_vain += tried.len() - fits.len();
        found.extend(fits);
        if found.len() > limit {
            break;
        }
        if !hits.rows.is_empty() {
            continue;
        }
        let Some(next) = hits.next else { break };
        if in_vain >= MOST_IN_VAIN {
            return Ok(Page { rows: found, next: Some(next) }.map(|(_, mentor)| mentor));
        }
        hits = store.find_mentors(word, Some(&next), read).await?;
    }
    Ok(Page::cut(found, limit, |(place, _): &(String, _)| place.clone()).map(|(_, mentor)| mentor))
}

/// One more than are missing, and the more the more were in vain.
fn worth_trying(limit: usize, found: usize, in_vain: usize) -> usize {
    (limit + 1 - found + in_vain).min(READ.max(limit + 1))
}

/// The word that finds the fewest, and those of them whom the others find too, where few enough are found to tell.
async fn rarest<'a>(store: &Store, finds: &'a [Find], read: usize) -> Result<(&'a Find, Page<Hit>), Error> {
    let each = finds.iter().map(async |find| Ok::<_, Error>((find, store.find_mentors(find, None, read).await?)));
    let mut each = futures::future::try_join_all(each).await?;
    each.sort_by_key(|(_, page)| page.rows.len());
    let (word, mut few) = each.remove(0);
    for (_, other) in each.into_iter().filter(|(_, page)| page.next.is_none()) {
        let theirs: BTreeSet<_> = other.rows.iter().map(|hit| hit.mentor).collect();
        few.rows.retain(|hit| theirs.contains(&hit.mentor));
    }
    Ok((word, few))
}

/// Those with all of the words by their profiles as they are now, and where each was found.
async fn fitting(store: &Store, finds: &[Find], hits: &[Hit]) -> Result<Vec<(String, Mentor)>, Error> {
    let mut places: HashMap<UserId, String> = hits.iter().map(|hit| (hit.mentor, hit.place.clone())).collect();
    let fits = |mentor: &Mentor| {
        let tokens = tokens(mentor);
        finds.iter().all(|find| find.finds(&tokens))
    };
    let mentors = shown(store, hits).await?.into_iter().filter(fits);
    Ok(mentors.filter_map(|mentor| Some((places.remove(&mentor.id)?, mentor))).collect())
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
    fn who_shares_little_is_looked_for_among_more_at_once() {
        assert_eq!(worth_trying(20, 0, 0), 21);
        assert_eq!(worth_trying(20, 15, 30), 36);
        assert_eq!(worth_trying(20, 0, 500), READ);
        assert_eq!(worth_trying(1000, 0, 7), 1001);
    }

    #[test]
    fn who_has_a_word_has_its_beginning() {
        let beginnings = ["machine", "rust"].map(|word| Find::Beginning(word.into()));
        assert_eq!(wanted("ma rust mach machine r", ""), beginnings);
    }
}
