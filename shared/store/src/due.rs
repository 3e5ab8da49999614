//! The due walk. `timer` reads the hours up to now, each hour one partition in the order of
//! instants; a row proposes and the booking as it is decides. A row leaves in the transaction that
//! does what it proposed, so a second walk over the same hour finds nothing.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::Now;
use domain::booking::Booking;
use domain::due::Due;
use domain::event::Event;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::commit::{CommitError, Guard};
use crate::keys::{self, Key};
use crate::outbox::{RETRY, Waiting};
use crate::read::{LAST, Stretch};
use crate::row::{Item, from_row, text};
use crate::transact::{Terms, Transaction};
use crate::{ReadError, Store};

/// One row of the walk.
#[derive(Clone, Debug)]
pub enum Proposal {
    /// Look at this booking.
    Booking(Due),
    /// Try this event again.
    Event(Box<Waiting>),
    /// A row that we cannot read; its sort key.
    Unreadable(String),
}

/// So many rows of an hour at once.
const MOST: i32 = 200;

/// How far the walk has come, so that hours without a timer are walked after all.
#[derive(Serialize, Deserialize)]
struct Walked {
    at: Timestamp,
}

impl Store {
    /// Some rows of the hour of `hour` that are due by `now`, after the sort key `after`; and the
    /// last sort key where there may be more.
    pub async fn due(
        &self,
        hour: Timestamp,
        now: Now,
        after: Option<&str>,
    ) -> Result<(Vec<Proposal>, Option<String>), ReadError> {
        let high = format!("{}#{LAST}", keys::instant(now.0));
        let stretch = Stretch {
            index: None,
            pk: keys::due_hour(hour),
            between: ("!".to_owned(), high),
            after,
            descending: false,
            limit: MOST,
        };
        let rows = self.query(&stretch).await?;
        let full = rows.len() >= usize::try_from(MOST).unwrap_or(0);
        let last = rows.last().and_then(|row| text(row, "sk")).filter(|_| full).map(str::to_owned);
        Ok((rows.into_iter().map(proposal).collect(), last))
    }

    /// How far the walk has come.
    pub async fn walked(&self) -> Result<Option<Timestamp>, ReadError> {
        Ok(self.get::<Walked>(&walked()).await?.map(|walked| walked.at))
    }

    /// Everything up to this instant has been walked.
    pub async fn walked_to(&self, at: Timestamp) -> Result<(), ReadError> {
        let row = crate::row::to_row(&walked(), &Walked { at })?;
        let call = self.db.put_item().table_name(self.table()).set_item(Some(row));
        call.send().await.map(drop).map_err(ReadError::table)
    }

    /// Moves a session's reminder on and announces it, if the row is still there and the booking as
    /// it was read: whoever is second finds one of the two gone. False then.
    pub async fn remind(&self, before: &Booking, after: &Booking, event: Option<&Event>) -> Result<bool, CommitError> {
        let Some(due) = &before.due else { return Ok(false) };
        let mut transaction = self.transaction().leave(due).next_due(before, after)?;
        if let Some(event) = event {
            transaction = transaction.event(event);
        }
        won(transaction.commit().await)
    }

    /// Removes a row that the booking no longer means, as long as the booking stays as it was read.
    pub async fn drop_due(&self, due: &Due, booking: Option<&Booking>) -> Result<bool, CommitError> {
        let terms = booking.map_or_else(Terms::absent, |booking| Terms::version(booking.version));
        let key = keys::booking(due.booking);
        won(self.transaction().leave(due).check(Guard::Version, &key, &terms).commit().await)
    }
}

impl Transaction<'_> {
    /// Takes a row out of the walk, on the condition that it is in it.
    fn leave(self, due: &Due) -> Self {
        self.delete(Guard::Named("due"), &keys::due(due), &Terms::new("attribute_exists(pk)"))
    }

    /// The booking's next row. A reminder is no change that people make: the version stays.
    fn next_due(self, before: &Booking, after: &Booking) -> Result<Self, ReadError> {
        let terms = Terms::version(before.version).name("#due", "due");
        let key = keys::booking(after.id);
        Ok(match &after.due {
            Some(next) => {
                let terms = terms.value(":due", attribute(next)?);
                self.update(Guard::Version, &key, "SET #due = :due", &terms).due(None, Some(next))
            }
            None => self.update(Guard::Version, &key, "REMOVE #due", &terms),
        })
    }
}

/// Second is no error.
fn won(written: Result<(), CommitError>) -> Result<bool, CommitError> {
    match written {
        Ok(()) => Ok(true),
        Err(CommitError::Lost { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn attribute(due: &Due) -> Result<AttributeValue, ReadError> {
    serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(due).map_err(ReadError::shape)
}

fn walked() -> Key {
    Key::new("timer", "walked")
}

fn proposal(row: Item) -> Proposal {
    let sk = text(&row, "sk").unwrap_or_default().to_owned();
    let read = if sk.split('#').nth(1) == Some(RETRY) {
        Waiting::of(row).map(|waiting| Proposal::Event(Box::new(waiting)))
    } else {
        from_row(row).ok().map(Proposal::Booking)
    };
    read.unwrap_or(Proposal::Unreadable(sk))
}
