//! The facts for one booking decision, read in one round trip.

use std::collections::{BTreeSet, HashMap};

use domain::account::{Gate, Status};
use domain::availability::Availability;
use domain::booking::Booking;
use domain::desk::{Asked, Desk};
use domain::mentor::Mentor;
use domain::text::PersonName;
use domain::{Now, UserId};
use jiff::civil::Date;

use crate::calendar::read_calendar;
use crate::gate::read_gate;
use crate::keys::{self, Key};
use crate::row::{Item, Row, text};
use crate::{IdempotencyKey, Kept, ReadError, Store};

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
    /// The mentor's desk as it is now, for what `caller` asks of it; `mentee` is whose other calendar counts.
    pub async fn desk(
        &self,
        (mentor, mentee, caller): (UserId, UserId, UserId),
        asked: &Asked,
        key: Option<&IdempotencyKey>,
        now: Now,
    ) -> Result<DeskFacts, ReadError> {
        let days = asked.days();
        let mut wanted = BTreeSet::from([
            keys::mentor(mentor),
            keys::gate(mentor),
            keys::availability(mentor),
            keys::gate(caller),
            keys::account(mentee),
        ]);
        wanted.extend(days.iter().flat_map(|day| [keys::day(mentor, *day), keys::day(mentee, *day)]));
        wanted.extend(key.map(IdempotencyKey::row_key));
        let wanted: Vec<Key> = wanted.into_iter().collect();
        let mut rows = self.get_rows(&wanted, true).await?;
        let own = [keys::mentor(mentor), keys::availability(mentor)].map(|key| rows.remove(&key));
        let rows: HashMap<Key, Item> =
            rows.into_iter().map(|(key, row)| Ok((key, row.item()?))).collect::<Result<_, ReadError>>()?;
        let gate = rows.get(&keys::gate(caller)).map(read_gate).unwrap_or_default();
        let kept = match key {
            Some(key) => key.read(rows.get(&key.row_key()), now)?,
            None => Kept::Nothing,
        };
        Ok(DeskFacts { desk: lay_out(own, &rows, (mentor, mentee), &days)?, gate, kept })
    }
}

fn lay_out(
    [profile, hours]: [Option<Row>; 2],
    rows: &HashMap<Key, Item>,
    (mentor, mentee): (UserId, UserId),
    days: &[Date],
) -> Result<Option<Desk>, ReadError> {
    // Who is suspended can answer nobody, so nobody is sent to them.
    let active = rows.get(&keys::gate(mentor)).is_some_and(|row| read_gate(row).status == Status::Active);
    let Some(profile) = profile.filter(|_| active) else { return Ok(None) };
    let profile: Mentor = profile.read()?;
    let hours: Option<Availability> = hours.map(|row| row.read()).transpose()?;
    let calendar = |who| read_calendar(days.iter().filter_map(|day| rows.get(&keys::day(who, *day))));
    Ok(Some(Desk {
        availability: hours.unwrap_or_else(|| Availability::none(profile.zone.clone())),
        calendar: calendar(mentor)?,
        own: calendar(mentee)?,
        mentee_name: rows
            .get(&keys::account(mentee))
            .and_then(|row| PersonName::parse(text(row, "name")?).ok())
            .unwrap_or_default(),
        mentor: profile,
    }))
}
