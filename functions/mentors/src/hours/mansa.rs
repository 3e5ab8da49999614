//! Hours in document 1's words: a flat list of slots on the mentor's own clock.

use api::{Array, AtWrite, Body, Caller, Error, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::availability::{Availability, Slot, When, weekday};
use domain::mentor::MentorError;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{change, own};
use crate::App;

mod ask;
use ask::Sent;

/// A slot of document 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct MansaSlot {
    id: Uuid,
    mentor_id: Uuid,
    /// 0 is Sunday (ruling 17); of a dated slot, its date's.
    day_of_week: u8,
    /// `09:30:00`; the end of a day is `24:00:00`.
    start_time: String,
    end_time: String,
    is_recurring: bool,
    #[schema(value_type = Option<String>, format = Date)]
    specific_date: Option<Date>,
    is_active: bool,
}

/// Anybody reads an approved mentor's slots.
pub async fn of_mentor(State(app): State<App>, Path(id): Path<UserId>) -> Result<Array<MansaSlot>, Error> {
    let found = app.house.store.mentor_hours(id).await?;
    let (_, hours) = found.filter(|(mentor, _)| mentor.is_approved()).ok_or(MentorError::NoSuchMentor)?;
    Ok(array(id, &hours))
}

pub async fn me(State(app): State<App>, caller: Caller) -> Result<Array<MansaSlot>, Refused<MentorError>> {
    Ok(array(caller.id, &own(&app, &caller).await?))
}

/// An array replaces the weekly slots, one object adds or takes away (ruling 15).
pub async fn set(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Body(sent): Body<Sent>,
) -> Result<Array<MansaSlot>, Refused<MentorError>> {
    let replaces = matches!(sent, Sent::Week(_));
    let slots = sent.slots(at, &app.house.entropy)?;
    let changed = change(&app, &caller, None, |hours| {
        if replaces {
            return Ok(hours.replace_weekly(slots.clone())?);
        }
        Ok(slots.iter().copied().try_for_each(|slot| hours.add(slot))?)
    });
    Ok(array(caller.id, &changed.await?))
}

fn array(mentor: UserId, hours: &Availability) -> Array<MansaSlot> {
    Array { rows: hours.slots.iter().map(|slot| MansaSlot::of(mentor, slot)).collect(), next: None }
}

impl MansaSlot {
    fn of(mentor: UserId, slot: &Slot) -> Self {
        let (day_of_week, specific_date) = match slot.when {
            When::Weekly(day) => (day, None),
            When::Date(date) => (weekday(date), Some(date)),
        };
        Self {
            id: slot.id.uuid(),
            mentor_id: mentor.uuid(),
            day_of_week,
            start_time: slot.hours.start.to_string(),
            end_time: slot.hours.end.to_string(),
            is_recurring: specific_date.is_none(),
            specific_date,
            is_active: slot.active,
        }
    }
}
