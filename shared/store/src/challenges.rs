//! Challenges: written for every address alike, known or not, and used at most once.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use domain::account::Purpose;
use domain::account::challenge::{Challenge, LIFE, PENDING, TRIES};
use domain::event::Happened;
use domain::id::ChallengeId;
use domain::{Email, Now};
use serde::Serialize;

use crate::commit::{CommitError, Guard};
use crate::keys::{self, Key};
use crate::row::{Item, key_of, n, s, size, to_row};
use crate::transact::{Terms, Transaction};
use crate::{ReadError, Store};

/// What every row about an address weighs: as much as one write unit carries, so it costs nothing. Only
/// an address and a name that are both very long go over it.
const LEVEL: usize = 1000;

impl Store {
    /// Writes a challenge as the address's latest, with `news` for its reader. Without news the same
    /// rows are written, one of them where nobody listens: nothing shows which it was.
    pub async fn add_challenge(
        &self,
        challenge: &Challenge,
        news: Option<Happened>,
        now: Now,
    ) -> Result<(), CommitError> {
        self.transaction().challenge(challenge, news, now).commit().await
    }

    /// Writes what a challenge with its news would have been, where nobody ever looks: the same rows,
    /// the same bytes, and the address's latest challenge stays what it was.
    pub async fn add_silence(&self, challenge: &Challenge, now: Now) -> Result<(), CommitError> {
        let event = self.news(challenge.news(), now);
        let quiet = keys::silence(event.id);
        let beside = |what: &str| Key::new(&quiet.pk, format_args!("{}#{what}", quiet.sk));
        let transaction = self
            .transaction()
            .put_level(&beside("challenge"), challenge, ttl(now, LIFE), Terms::absent())
            .put_level(&beside("latest"), challenge, ttl(now, LIFE), Terms::anyway())
            .put_level(&quiet, &event, ttl(now, LIFE), Terms::absent());
        transaction.commit().await
    }

    /// The challenge as it is now.
    pub async fn challenge(&self, id: ChallengeId) -> Result<Option<Challenge>, ReadError> {
        self.get(&keys::challenge(id)).await
    }

    /// The challenge that was made last for this address, as it was then.
    pub async fn last_challenge(&self, email: &Email, purpose: Purpose) -> Result<Option<Challenge>, ReadError> {
        self.get(&keys::last_challenge(email, purpose)).await
    }

    /// Counts a try; false when there were five, or it was used.
    pub async fn try_code(&self, id: ChallengeId) -> Result<bool, ReadError> {
        let tried = self
            .db
            .update_item()
            .table_name(self.table())
            .set_key(Some(key_of(&keys::challenge(id))))
            .update_expression("ADD tries :one")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(used) AND tries < :most")
            .expression_attribute_values(":one", n(1))
            .expression_attribute_values(":most", n(TRIES))
            .send()
            .await;
        match tried {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(ReadError::table(error)),
        }
    }
}

impl Transaction<'_> {
    /// The challenge, the address's pointer to it, and news or silence.
    pub(crate) fn challenge(self, challenge: &Challenge, news: Option<Happened>, now: Now) -> Self {
        let spoken = news.is_some();
        let event = self.store.news(news.unwrap_or_else(|| challenge.news()), now);
        let sweep = ttl(now, if challenge.registration.is_some() { PENDING } else { LIFE });
        let latest = keys::last_challenge(&challenge.email, challenge.purpose);
        let both = self.put_level(&keys::challenge(challenge.id), challenge, sweep.clone(), Terms::absent()).put_level(
            &latest,
            challenge,
            sweep.clone(),
            Terms::anyway(),
        );
        if spoken {
            both.put_level(&keys::event(event.id), &event, Item::new(), Terms::absent())
        } else {
            both.put_level(&keys::silence(event.id), &event, sweep, Terms::absent())
        }
    }

    /// Writes a row that weighs the same whatever is in it, so that its size does not tell of whom it is.
    fn put_level<T: Serialize>(self, key: &Key, value: &T, extra: Item, terms: Terms) -> Self {
        let weight = to_row(key, value).map_or(0, |row| size(&row));
        self.put(Guard::Fresh, key, value, levelled(weight, extra), terms)
    }

    /// Uses the challenge up, if it still can be.
    pub(crate) fn using(self, challenge: Option<&Challenge>, now: Now) -> Self {
        let Some(challenge) = challenge else { return self };
        let terms =
            Terms::new("attribute_exists(pk) AND attribute_not_exists(used)").value(":now", s(now.0.to_string()));
        self.update(Guard::Named("challenge"), &keys::challenge(challenge.id), "SET used = :now", &terms)
    }
}

/// `extra`, and what a row of this weight lacks beside it.
fn levelled(weight: usize, mut extra: Item) -> Item {
    let lacks = LEVEL.saturating_sub(weight + size(&extra) + "pad".len());
    extra.insert("pad".to_owned(), s(" ".repeat(lacks)));
    extra
}

/// The attribute that lets the broom come, so long from now.
pub(crate) fn ttl(now: Now, after: jiff::SignedDuration) -> Item {
    Item::from([("ttl".to_owned(), n(now.plus(after).as_second()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_weighs_the_level_whatever_is_in_it() {
        let beside = |extra: Item, weight| weight + size(&levelled(weight, extra));
        let sweep = || ttl(Now::at("2026-11-20T10:00:00Z"), LIFE);
        for weight in [1, 300, 984] {
            assert_eq!((beside(sweep(), weight), beside(Item::new(), weight)), (LEVEL, LEVEL), "{weight}");
        }
        assert_eq!(beside(sweep(), LEVEL), LEVEL + size(&sweep()) + "pad".len());
    }
}
