//! The outbox: a row is an event that somebody has yet to be told of; no row, nothing to do.
//!
//! `dispatch` *holds* a row, once in the row's life, does its effects one by one, writes down each
//! that is done, and deletes the row. A second record of the stream, early, late or out of order,
//! finds the row held or gone. Whoever dies holding a row loses it to `timer` when the hold ends.
//!
//! What failed goes under a due time (`postpone`), so that the outbox has only what is in hand, and
//! after [`MOST_TRIES`] to the dead letters (`bury`). `timer` brings a row back by writing it *anew*
//! under another sort key in the transaction that removes the old one: the stream then wakes
//! `dispatch` exactly as for a new event. An update would not pass the stream's filter (INSERT),
//! and a second path to the mailer would need its own proof.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::Now;
use domain::event::Event;
use jiff::{SignedDuration, Timestamp};

use crate::commit::{CommitError, Guard};
use crate::keys::{self, Key};
use crate::row::{Item, from_row, key_of, n, number, s};
use crate::transact::Terms;
use crate::{ReadError, Store};

mod resend;
pub use resend::{Resent, Waiting};

/// After so many tries (about six hours) somebody must look at it.
pub const MOST_TRIES: u32 = 12;

// What stands in an event's row beside the event. None is a reserved word of DynamoDB.
const HELD_BY: &str = "held_by";
const HELD_UNTIL: &str = "held_until";
const TRIES: &str = "tries";
const TOLD: &str = "told";
const RESENT: &str = "resent";
const RESENT_AT: &str = "resent_at";

/// An event's row that is ours until `until`.
#[derive(Clone, Debug)]
pub struct Held {
    key: Key,
    row: Item,
    by: String,
}

impl Held {
    /// The event itself; an error when a newer (or broken) writer wrote it.
    pub fn event(&self) -> Result<Event, ReadError> {
        from_row(self.row.clone())
    }

    /// Was this effect done at an earlier try?
    pub fn is_told(&self, effect: &str) -> bool {
        told(&self.row).contains(effect)
    }

    /// How often it was tried, this time included.
    pub fn tries(&self) -> u32 {
        number(&self.row, TRIES).unwrap_or(1)
    }

    /// The event's id, for the log.
    pub fn name(&self) -> &str {
        name_of(&self.key.sk)
    }

    /// When it was last written anew, if it was: no later try is before that.
    pub fn resent_at(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(number(&self.row, RESENT_AT)?).ok()
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }

    pub(crate) fn ours(&self) -> Terms {
        Terms::new("held_by = :us").value(":us", s(&self.by))
    }
}

impl Store {
    /// Takes hold of an event's row, or nothing where it is done, or in other hands.
    pub async fn hold(&self, key: &Key, until: Timestamp) -> Result<Option<Held>, ReadError> {
        let by = uuid::Uuid::from_bytes(self.entropy.bytes()).to_string();
        let call = self
            .db
            .update_item()
            .table_name(self.table())
            .set_key(Some(key_of(key)))
            .update_expression("SET held_by = :us, held_until = :until ADD tries :one")
            // Ours already: the SDK asks again when the answer was lost.
            .condition_expression("attribute_exists(pk) AND (attribute_not_exists(held_by) OR held_by = :us)")
            .expression_attribute_values(":us", s(&by))
            .expression_attribute_values(":until", n(until.as_millisecond()))
            .expression_attribute_values(":one", n(1))
            .return_values(ReturnValue::AllNew);
        match call.send().await {
            Ok(reply) => Ok(reply.attributes.map(|row| Held { key: key.clone(), row, by })),
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(None)
            }
            Err(error) => Err(ReadError::table(error)),
        }
    }

    /// Writes down that one of the event's effects is done, so that no later try does it again.
    pub async fn mark_told(&self, held: &Held, effect: &str) -> Result<(), ReadError> {
        let call = self
            .db
            .update_item()
            .table_name(self.table())
            .set_key(Some(key_of(&held.key)))
            .update_expression("ADD told :effect")
            .condition_expression("held_by = :us")
            .expression_attribute_values(":us", s(&held.by))
            .expression_attribute_values(":effect", AttributeValue::Ss(vec![effect.to_owned()]));
        call.send().await.map(drop).map_err(ReadError::table)
    }

    /// The event is done with.
    pub async fn settle(&self, held: &Held) -> Result<(), ReadError> {
        let call = self
            .db
            .delete_item()
            .table_name(self.table())
            .set_key(Some(key_of(&held.key)))
            // Gone already: the SDK asks again when the answer was lost.
            .condition_expression("attribute_not_exists(pk) OR held_by = :us")
            .expression_attribute_values(":us", s(&held.by));
        call.send().await.map(drop).map_err(ReadError::table)
    }

    /// Puts the event under a due time, with what is done (`told`) written down; at the end of its
    /// tries among the dead letters instead, and then there is no time.
    pub async fn postpone(
        &self,
        held: &Held,
        told: &BTreeSet<String>,
        now: Now,
    ) -> Result<Option<Timestamp>, CommitError> {
        if held.tries() >= MOST_TRIES {
            self.bury(held, told, "tried too often", now).await?;
            return Ok(None);
        }
        let at = now.plus(pause(held.tries()));
        let row = set_aside(&self.noted(held).await?, told);
        self.shift(held, &retry_key(&held.key.sk, at), row).await?;
        Ok(Some(at))
    }

    /// Puts the event among the dead letters, for somebody to look at.
    pub async fn bury(&self, held: &Held, told: &BTreeSet<String>, why: &str, now: Now) -> Result<(), CommitError> {
        let row = set_aside(&self.noted(held).await?, told);
        self.shift(held, &dead_key(&held.key.sk), dead(row, why, now)).await
    }

    /// The row as it is by now: with whatever was written down in it since it was held. Of what nobody can read
    /// nothing was done.
    async fn noted(&self, held: &Held) -> Result<Item, ReadError> {
        if held.event().is_err() {
            return Ok(held.row.clone());
        }
        Ok(self.get_item(&held.key, true).await?.unwrap_or_else(|| held.row.clone()))
    }

    async fn shift(&self, held: &Held, to: &Key, row: Item) -> Result<(), CommitError> {
        self.transaction()
            .delete(Guard::Named("held"), &held.key, &held.ours())
            .put(Guard::Fresh, to, &Bare {}, row, Terms::anyway())
            .commit()
            .await
    }
}

/// A row whose attributes all come from elsewhere.
#[derive(serde::Serialize)]
struct Bare {}

/// 1, 2, 4 ... minutes, at most an hour.
fn pause(tries: u32) -> SignedDuration {
    SignedDuration::from_mins((1 << tries.saturating_sub(1).min(6)).min(60))
}

/// The row without its key and its hold, and with all that is done.
fn set_aside(row: &Item, more: &BTreeSet<String>) -> Item {
    let mut row = row.clone();
    let told: BTreeSet<String> = told(&row).union(more).cloned().collect();
    row.retain(|name, _| !["pk", "sk", HELD_BY, HELD_UNTIL, TOLD].contains(&name.as_str()));
    if !told.is_empty() {
        row.insert(TOLD.to_owned(), AttributeValue::Ss(told.into_iter().collect()));
    }
    row
}

fn told(row: &Item) -> BTreeSet<String> {
    row.get(TOLD).and_then(|told| told.as_ss().ok()).into_iter().flatten().cloned().collect()
}

fn dead(mut row: Item, why: &str, now: Now) -> Item {
    row.insert("dead_because".to_owned(), s(why));
    row.insert("dead_since".to_owned(), s(keys::instant(now.0)));
    row
}

/// `evt_…` of `evt_…#3`.
fn name_of(sk: &str) -> &str {
    sk.rsplit_once('#').filter(|(_, times)| times.parse::<u32>().is_ok()).map_or(sk, |(name, _)| name)
}

/// A failed event waits in the due rows, where `timer` finds it.
fn retry_key(sk: &str, at: Timestamp) -> Key {
    Key::new(keys::due_hour(at), format_args!("{}#{RETRY}#{}", keys::instant(at), name_of(sk)))
}

/// What a retry's due row says it is.
pub(crate) const RETRY: &str = "retry";

fn dead_key(sk: &str) -> Key {
    Key::new("dead", name_of(sk))
}

#[cfg(test)]
mod tests;
