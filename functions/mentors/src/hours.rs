//! When a mentor can be asked: reading the hours, and changing one's own.

use api::{Caller, Error};
use domain::Zone;
use domain::availability::{Availability, WallHours, WallTime};
use domain::mentor::{Mentor, MentorError};
use domain::problem::Invalid;
use serde::{Deserialize, Deserializer};
use store::MentorWriteError;

use crate::App;
use crate::again::again;

pub mod away;
pub mod exceptions;
pub mod mansa;
pub mod read;
pub mod rules;
mod view;
pub mod week;

/// The caller's own hours as they are now; none set is no hours.
async fn own(app: &App, caller: &Caller) -> Result<Availability, MentorWriteError> {
    let file = app.house.store.mentor_file(caller.id).await?;
    Mentor::may_keep_hours(file.mentor.as_ref(), caller.roles)?;
    let zones: [Option<Zone>; 2] = [file.mentor.map(|mentor| mentor.zone), file.account.and_then(|person| person.zone)];
    let zone = zones.into_iter().flatten().next().unwrap_or_else(|| app.zone.clone());
    Ok(file.hours.unwrap_or_else(|| Availability::none(zone)))
}

/// Changes the caller's own hours; `held` is the version that the caller had in front of them.
async fn change(
    app: &App,
    caller: &Caller,
    held: Option<u32>,
    change: impl Fn(&mut Availability) -> Result<(), MentorError>,
) -> Result<Availability, Error> {
    let change = &change;
    let once = || async move {
        let mut hours = own(app, caller).await?;
        let version = hours.version;
        if held.is_some_and(|held| held != version) {
            return Err(MentorError::Stale(version).into());
        }
        change(&mut hours)?;
        hours.version = version + 1;
        app.house.store.set_hours(caller.id, &hours, version, &caller.pass).await?;
        Ok(hours)
    };
    again(held, once).await
}

/// A time of day in JSON.
fn clock<'de, D: Deserializer<'de>>(from: D) -> Result<WallTime, D::Error> {
    let text = String::deserialize(from)?;
    WallTime::parse("time", &text).map_err(serde::de::Error::custom)
}

/// From and to, with the end under the name that the main API has for it.
fn stretch(start: WallTime, end: WallTime) -> Result<WallHours, Invalid> {
    WallHours::new(start, end).map_err(|_| Invalid::new("end", "must be after start"))
}
