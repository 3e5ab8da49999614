//! What `timer` does for the outbox: events that the stream lost, that a dead process held, or
//! whose time to be tried again has come are written anew, so that the stream brings them.

use std::collections::BTreeSet;

use domain::Now;
use domain::id::EventId;
use jiff::SignedDuration;

use super::{Bare, HELD_BY, MOST_TRIES, RESENT, RESENT_AT, TOLD, TRIES, dead, dead_key, name_of, set_aside};
use crate::commit::{CommitError, Guard};
use crate::keys::{Key, OUTBOX_SHARDS};
use crate::read::{LAST, Stretch};
use crate::row::{Item, n, number, text};
use crate::transact::Terms;
use crate::{ReadError, Store};

/// The stream is given this long before an event counts as lost.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// So many of a shard at once; the next minute takes the rest.
const MOST: i32 = 200;

/// An event's row that waits, in the outbox or under a due time.
#[derive(Clone, Debug)]
pub struct Waiting {
    key: Key,
    row: Item,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resent {
    Again,
    /// It was tried too often: a dead letter.
    Buried,
    /// Somebody else was at it.
    Left,
}

impl Waiting {
    pub(crate) fn of(row: Item) -> Option<Self> {
        let key = Key::new(text(&row, "pk")?, text(&row, "sk")?);
        Some(Self { key, row })
    }

    /// The event's id, for the log.
    pub fn name(&self) -> &str {
        let last =
            self.key.sk.rsplit_once(&format!("#{}#", super::RETRY)).map_or(self.key.sk.as_str(), |(_, name)| name);
        name_of(last)
    }

    /// Nobody has it, and the stream has had its time.
    fn is_lost(&self, now: Now) -> bool {
        let since = number::<i64>(&self.row, RESENT_AT);
        let held = number::<i64>(&self.row, super::HELD_UNTIL);
        let at = now.0.as_millisecond();
        since.is_none_or(|since| since < now.minus(PATIENCE).as_millisecond()) && held.is_none_or(|until| until < at)
    }

    /// Whoever held it is gone, and it was tried as often as anything is.
    fn is_spent(&self) -> bool {
        self.row.contains_key(HELD_BY) && number(&self.row, TRIES).unwrap_or(0) >= MOST_TRIES
    }

    /// Still there, in nobody's hands, and with nothing done that was not yet read.
    fn unheld(&self, now: Now) -> Terms {
        let free = "attribute_exists(pk) AND (attribute_not_exists(held_by) OR held_until < :now)";
        let (told, done) = match self.row.get(TOLD) {
            Some(told) => ("told = :told", Some(told.clone())),
            None => ("attribute_not_exists(told)", None),
        };
        let terms = Terms::new(format!("{free} AND {told}")).value(":now", n(now.0.as_millisecond()));
        done.into_iter().fold(terms, |terms, done| terms.value(":told", done))
    }

    pub(super) fn anew(&self, now: Now) -> (Key, Item) {
        let times = number::<u32>(&self.row, RESENT).unwrap_or(0) + 1;
        let mut row = set_aside(&self.row, &BTreeSet::new());
        row.insert(RESENT.to_owned(), n(times));
        row.insert(RESENT_AT.to_owned(), n(now.0.as_millisecond()));
        let name = self.name();
        // Any shard will do.
        let shard = name.bytes().fold(0u8, u8::wrapping_add) % OUTBOX_SHARDS;
        (Key::new(format_args!("outbox#{shard}"), format_args!("{name}#{times}")), row)
    }
}

impl Store {
    /// Events of the outbox that nobody came for.
    pub async fn lost_events(&self, now: Now) -> Result<Vec<Waiting>, ReadError> {
        let mut lost = Vec::new();
        // In turn, over one connection: side by side they would be a handshake each on a cold start.
        for shard in 0..OUTBOX_SHARDS {
            lost.extend(self.lost_in(shard, now).await?);
        }
        Ok(lost)
    }

    async fn lost_in(&self, shard: u8, now: Now) -> Result<Vec<Waiting>, ReadError> {
        let stretch = Stretch {
            index: None,
            pk: format!("outbox#{shard}"),
            // Ids sort by time of birth, so what is young is not even read. What is no id sorts below too.
            between: ("!".to_owned(), format!("{}{LAST}", born(now.minus(PATIENCE)))),
            after: None,
            descending: false,
            limit: MOST,
        };
        let rows = self.query(&stretch).await?.into_iter().filter_map(Waiting::of);
        Ok(rows.filter(|row| row.is_lost(now)).collect())
    }

    /// Writes a waiting event anew, for the stream to bring.
    pub async fn resend(&self, waiting: &Waiting, now: Now) -> Result<Resent, CommitError> {
        let spent = waiting.is_spent();
        let (key, row) = if spent {
            let row = dead(set_aside(&waiting.row, &BTreeSet::new()), "nobody survived it", now);
            (dead_key(waiting.name()), row)
        } else {
            waiting.anew(now)
        };
        let written = self
            .transaction()
            .delete(Guard::Named("waiting"), &waiting.key, &waiting.unheld(now))
            .put(Guard::Fresh, &key, &Bare {}, row, Terms::anyway())
            .commit()
            .await;
        match written {
            Ok(()) if spent => Ok(Resent::Buried),
            Ok(()) => Ok(Resent::Again),
            Err(CommitError::Lost { .. }) => Ok(Resent::Left),
            Err(error) => Err(error),
        }
    }
}

/// The least id of an event born at this instant.
fn born(at: jiff::Timestamp) -> EventId {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid().into()
}

#[cfg(test)]
mod tests {
    use domain::Entropy;

    use super::super::HELD_UNTIL;
    use super::*;
    use crate::keys;
    use crate::row::key_of;

    const NOW: &str = "2026-11-20T10:00:00Z";

    /// An event that stands so in the outbox, at ten o'clock.
    fn waiting(attributes: &[(&str, i64)]) -> Waiting {
        let mut row = key_of(&keys::event(EventId::fresh(Now::at(NOW), &Entropy::seeded(1))));
        row.extend(attributes.iter().map(|(name, value)| ((*name).to_owned(), n(value))));
        Waiting::of(row).unwrap()
    }

    #[test]
    fn an_event_is_lost_when_nobody_has_it_and_the_stream_has_had_a_minute() {
        let now = Now::at(NOW);
        let at = now.0.as_millisecond();
        let lost = |attributes: &[(&str, i64)]| waiting(attributes).is_lost(now);
        assert!(lost(&[]));
        assert!(lost(&[(RESENT_AT, at - 60_001)]) && !lost(&[(RESENT_AT, at - 60_000)]));
        assert!(lost(&[(HELD_UNTIL, at - 1)]) && !lost(&[(HELD_UNTIL, at)]));
        assert!(lost(&[(RESENT_AT, at - 60_001), (HELD_UNTIL, at - 1)]));
        assert!(
            !lost(&[(RESENT_AT, at), (HELD_UNTIL, at - 1)]) && !lost(&[(RESENT_AT, at - 60_001), (HELD_UNTIL, at)])
        );
    }

    #[test]
    fn an_event_is_spent_when_its_holder_is_gone_at_the_last_of_its_tries() {
        let tries = i64::from(MOST_TRIES);
        let spent = |attributes: &[(&str, i64)]| waiting(attributes).is_spent();
        assert!(spent(&[(HELD_BY, 1), (TRIES, tries)]) && spent(&[(HELD_BY, 1), (TRIES, tries + 1)]));
        assert!(!spent(&[(HELD_BY, 1), (TRIES, tries - 1)]) && !spent(&[(HELD_BY, 1)]) && !spent(&[(TRIES, tries)]));
    }
}
