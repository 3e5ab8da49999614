//! Time away: `/v1/availability/me/away`.

use api::{AtWrite, Body, Caller, Data, IfMatch, Now, Query, Refused, Tagged};
use axum::extract::State;
use domain::mentor::MentorError;
use domain::text::Reason;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::change;
use super::view::HoursView;
use crate::App;

/// From one date to another, both included.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Away {
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// Shown to nobody else.
    #[serde(default)]
    reason: Reason,
}

/// Which time away.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// The date on which it begins.
    #[param(value_type = String, format = Date)]
    from: Date,
}

/// `POST`: away besides. One that begins on the same date gives way.
pub async fn add(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    IfMatch(held): IfMatch,
    Body(away): Body<Away>,
) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let changed = change(&app, &caller, held, |hours| {
        let today = hours.zone.wall(at.0).date();
        Ok(hours.leave(away.from, away.to, away.reason.clone(), today)?)
    });
    let hours = changed.await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}

/// `DELETE`: not away after all.
pub async fn remove(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    IfMatch(held): IfMatch,
    Query(which): Query<Which>,
) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let changed =
        change(
            &app,
            &caller,
            held,
            |hours| {
                if hours.come_back(which.from) { Ok(()) } else { Err(MentorError::NothingSet) }
            },
        );
    let hours = changed.await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}
