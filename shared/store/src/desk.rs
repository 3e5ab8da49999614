//! The facts for one booking decision, read in one round trip.

use std::collections::{BTreeSet, HashMap};

use domain::account::{Gate, Status};
use domain::availability::Availability;
use domain::booking::Booking;
use domain::calendar::Calendar;
use domain::desk::{Asked, Desk};
use domain::mentor::Mentor;
use domain::text::PersonName;
use domain::{Now, UserId};
use jiff::civil::Date;
use serde::Deserialize;

use crate::calendar::read_day;
use crate::gate::{admits, read_gate, seen_open};
use crate::keys::{self, Key};
use crate::row::Row;
use crate::{BookingWriteError, IdempotencyKey, Kept, Pass, ReadError, Store};

/// What was found for a decision.
#[derive(Debug)]
pub struct DeskFacts {
    /// None where there is no such mentor.
    pub desk: Option<Desk>,
    /// The caller's gate row.
    pub gate: Gate,
    /// What the idempotency key has kept.
    pub kept: Kept<Booking>,
}

impl Store {
    /// The mentor's desk as it is now, for what is asked of it by whom `pass` lets in; `mentee` is whose other
    /// calendar counts.
    pub async fn desk(
        &self,
        (mentor, mentee, pass): (UserId, UserId, &Pass),
        asked: &Asked,
        key: Option<&IdempotencyKey>,
        now: Now,
    ) -> Result<DeskFacts, BookingWriteError> {
        let days = asked.days();
        let mut wanted = BTreeSet::from([
            keys::mentor(mentor),
            keys::gate(mentor),
            keys::availability(mentor),
            keys::gate(pass.user),
            keys::account(mentee),
        ]);
        wanted.extend(days.iter().flat_map(|day| [keys::day(mentor, *day), keys::day(mentee, *day)]));
        wanted.extend(key.map(IdempotencyKey::row_key));
        let wanted: Vec<Key> = wanted.into_iter().collect();
        let rows = self.get_rows(&wanted, true).await?;
        let item = |key| rows.get(&key).map(Row::item).transpose();
        let gate = item(keys::gate(pass.user))?.filter(|row| admits(row, pass)).ok_or(BookingWriteError::Ended)?;
        seen_open();
        let kept = match key {
            Some(key) => key.read(item(key.row_key())?.as_ref(), now)?,
            None => Kept::Nothing,
        };
        Ok(DeskFacts { desk: lay_out(&rows, (mentor, mentee), &days)?, gate: read_gate(&gate), kept })
    }
}

fn lay_out(
    rows: &HashMap<Key, Row>,
    (mentor, mentee): (UserId, UserId),
    days: &[Date],
) -> Result<Option<Desk>, ReadError> {
    // Who is suspended can answer nobody, so nobody is sent to them.
    let gate = rows.get(&keys::gate(mentor)).map(Row::item).transpose()?;
    let active = gate.is_some_and(|row| read_gate(&row).status == Status::Active);
    let Some(profile) = rows.get(&keys::mentor(mentor)).filter(|_| active) else { return Ok(None) };
    let profile: Mentor = profile.read()?;
    let hours: Option<Availability> = rows.get(&keys::availability(mentor)).map(Row::read).transpose()?;
    let calendar = |who| {
        let rows = days.iter().filter_map(|day| rows.get(&keys::day(who, *day)));
        rows.map(|row| row.read_by(read_day)).collect::<Result<Calendar, _>>()
    };
    let own = calendar(mentee)?;
    let mentee: Option<Named> = rows.get(&keys::account(mentee)).map(Row::read).transpose()?;
    Ok(Some(Desk {
        availability: hours.unwrap_or_else(|| Availability::none(profile.zone.clone())),
        calendar: calendar(mentor)?,
        own,
        mentee_name: mentee.map(|mentee| mentee.name).unwrap_or_default(),
        mentor: profile,
    }))
}

/// What a booking keeps of an account.
#[derive(Deserialize)]
struct Named {
    name: PersonName,
}
