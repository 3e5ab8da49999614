//! `PUT /v1/availability/me`: weekly hours, dated hours and rules, each replaced where it is sent.

use api::{AtWrite, Body, Caller, Data, Error, IfMatch, Now, Refused, Tagged};
use axum::extract::State;
use domain::availability::{Rules, Slot, WallTime, When};
use domain::id::SlotId;
use domain::mentor::MentorError;
use domain::problem::Invalid;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::HoursView;
use super::{change, clock, stretch};
use crate::App;

/// What is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Week {
    #[serde(default)]
    weekly: Option<Vec<Weekly>>,
    #[serde(default)]
    dates: Option<Vec<Dated>>,
    #[serde(default)]
    rules: Option<Rules>,
    /// The version that the edit is meant for; another is 409.
    #[serde(default)]
    version: Option<u32>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Weekly {
    /// 0 is Sunday.
    #[schema(maximum = 6)]
    day_of_week: u8,
    #[serde(deserialize_with = "clock")]
    #[schema(value_type = String)]
    start: WallTime,
    #[serde(deserialize_with = "clock")]
    #[schema(value_type = String)]
    end: WallTime,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Dated {
    #[schema(value_type = String, format = Date)]
    date: Date,
    #[serde(deserialize_with = "clock")]
    #[schema(value_type = String)]
    start: WallTime,
    #[serde(deserialize_with = "clock")]
    #[schema(value_type = String)]
    end: WallTime,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    IfMatch(tag): IfMatch,
    Body(week): Body<Week>,
) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let id = || SlotId::fresh(at, &app.house.entropy);
    let weekly = slots("weekly", week.weekly, |slot| slot.slot(id()))?;
    let dates = slots("dates", week.dates, |slot| slot.slot(id()))?;
    let rules = week.rules.map(Rules::check).transpose()?;
    let changed = change(&app, &caller, week.version.or(tag), |hours| {
        weekly.clone().map(|slots| hours.replace_weekly(slots)).transpose()?;
        dates.clone().map(|slots| hours.replace_dated(slots)).transpose()?;
        hours.rules = rules.clone().unwrap_or_else(|| hours.rules.clone());
        Ok(())
    });
    let hours = changed.await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}

/// Each as a slot; what is wrong is named by its place, `weekly[2].end`.
fn slots<T>(
    list: &str,
    sent: Option<Vec<T>>,
    slot: impl Fn(T) -> Result<Slot, Invalid>,
) -> Result<Option<Vec<Slot>>, Error> {
    let Some(sent) = sent else { return Ok(None) };
    let at = |place: usize, bad: Invalid| {
        let field = format!("{list}[{place}].{}", bad.field);
        Error::from(bad).at(&field)
    };
    let slots = sent.into_iter().enumerate().map(|(place, sent)| slot(sent).map_err(|bad| at(place, bad)));
    slots.collect::<Result<_, _>>().map(Some)
}

impl Weekly {
    fn slot(self, id: SlotId) -> Result<Slot, Invalid> {
        if self.day_of_week > 6 {
            return Err(Invalid::new("dayOfWeek", "must be from 0 (Sunday) to 6"));
        }
        let hours = stretch(self.start, self.end)?;
        Ok(Slot { id, when: When::Weekly(self.day_of_week), hours, active: true })
    }
}

impl Dated {
    fn slot(self, id: SlotId) -> Result<Slot, Invalid> {
        Ok(Slot { id, when: When::Date(self.date), hours: stretch(self.start, self.end)?, active: true })
    }
}
