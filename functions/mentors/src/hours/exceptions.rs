//! Dates with hours of their own, in place of all others: `/v1/availability/me/exceptions/{date}`.

use std::str::FromStr;

use api::{AtWrite, Body, Caller, Data, IfMatch, Now, Path, Refused, Tagged};
use axum::extract::State;
use domain::availability::{WallHours, WallTime};
use domain::mentor::MentorError;
use domain::problem::Invalid;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use super::view::HoursView;
use super::{change, clock, stretch};
use crate::App;

/// The date in the path.
pub struct Day(Date);

/// The hours of that date; none closes it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Exception {
    #[serde(default)]
    hours: Vec<Hours>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct Hours {
    #[serde(deserialize_with = "clock")]
    #[schema(value_type = String)]
    start: WallTime,
    #[serde(deserialize_with = "clock")]
    #[schema(value_type = String)]
    end: WallTime,
}

/// `POST`: sets them.
pub async fn set(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    IfMatch(held): IfMatch,
    Path(Day(date)): Path<Day>,
    Body(exception): Body<Exception>,
) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let own = exception.hours.into_iter().map(|hours| stretch(hours.start, hours.end));
    let own = own.collect::<Result<Vec<WallHours>, Invalid>>()?;
    let changed = change(&app, &caller, held, |hours| {
        let today = hours.zone.wall(at.0).date();
        if date < today {
            return Err(Invalid::new("date", "must not be over").into());
        }
        Ok(hours.except(date, own.clone(), today)?)
    });
    let hours = changed.await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}

/// `DELETE`: the date is like any other again.
pub async fn remove(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    IfMatch(held): IfMatch,
    Path(Day(date)): Path<Day>,
) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let changed =
        change(&app, &caller, held, |hours| if hours.unexcept(date) { Ok(()) } else { Err(MentorError::NothingSet) });
    let hours = changed.await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}

impl FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        let date = SchemaFormat::KnownFormat(KnownFormat::Date);
        ObjectBuilder::new().schema_type(Type::String).format(Some(date)).into()
    }
}

impl ToSchema for Day {}
