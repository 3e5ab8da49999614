//! `PUT /v1/availability/me/rules`: lengths, buffers, notice, window, limit of the day, steps.

use api::{AtWrite, Body, Caller, Data, IfMatch, Refused, Tagged};
use axum::extract::State;
use domain::availability::Rules;
use domain::mentor::MentorError;

use super::change;
use super::view::HoursView;
use crate::App;

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    IfMatch(held): IfMatch,
    Body(rules): Body<Rules>,
) -> Result<Tagged<Data<HoursView>>, Refused<MentorError>> {
    let rules = rules.check()?;
    let changed = change(&app, &caller, held, |hours| {
        hours.rules = rules.clone();
        Ok(())
    });
    let hours = changed.await?;
    Ok(Tagged(hours.version, Data(HoursView::own(hours))))
}
