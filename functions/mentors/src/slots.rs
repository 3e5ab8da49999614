//! The starts at which a mentor is free. Day rows are the truth, so a request that waits for its
//! answer counts as taken.

use api::{Data, Error, Now, Path, Query};
use axum::extract::State;
use domain::availability::days_around;
use domain::mentor::MentorError;
use domain::problem::Invalid;
use domain::time::next_day;
use domain::{Span, UserId, Zone};
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// Between when, how long, and on whose clock.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Asked {
    /// A date (its midnight in `timezone`) or an instant; now where it is absent.
    from: Option<String>,
    /// A date (included) or an instant; 14 days later where it is absent, and at most 60.
    to: Option<String>,
    /// Minutes; the mentor's first length, or 60.
    duration: Option<u16>,
    /// IANA zone; the organisation's where it is absent.
    #[param(value_type = Option<String>)]
    timezone: Option<Zone>,
}

/// A free stretch.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FreeSlot {
    #[schema(value_type = String, format = DateTime)]
    start: String,
    #[schema(value_type = String, format = DateTime)]
    end: String,
    /// The start as the clock shows it in `timezone`, with its offset.
    local_start: String,
}

/// `GET /v1/mentors/{id}/slots`: one round trip.
pub async fn main(
    State(app): State<App>,
    Now(at): Now,
    Path(id): Path<UserId>,
    Query(asked): Query<Asked>,
) -> Result<Data<Vec<FreeSlot>>, Error> {
    let zone = asked.timezone.as_ref().unwrap_or(&app.zone);
    let Some(span) = span(&asked, zone, at)? else { return Ok(Data(Vec::new())) };
    let facts = app.house.store.free_time(id, days_around(span)).await?;
    let facts = facts.filter(|facts| facts.mentor.is_approved()).ok_or(MentorError::NoSuchMentor)?;
    let minutes = facts.hours.rules.length(asked.duration)?;
    let starts = facts.hours.free(span, minutes, &facts.calendar, at);
    Ok(Data(starts.into_iter().map(|start| FreeSlot::new(start, minutes, zone)).collect()))
}

const PRINTER: DateTimePrinter = DateTimePrinter::new();

impl FreeSlot {
    fn new(start: Timestamp, minutes: u16, zone: &Zone) -> Self {
        let end = domain::Now(start).plus(SignedDuration::from_mins(minutes.into()));
        let local_start = PRINTER.timestamp_with_offset_to_string(&start, zone.tz().to_offset(start));
        // Printed here: by way of serde and `Display` each takes twice as long, and there are hundreds.
        Self { start: PRINTER.timestamp_to_string(&start), end: PRINTER.timestamp_to_string(&end), local_start }
    }
}

const USUAL: i64 = 14 * 24;
/// 60 days, one of which may be an hour longer than others.
const MOST: i64 = 60 * 24 + 1;

/// What is asked for and not over yet; none where all of it is over.
fn span(asked: &Asked, zone: &Zone, at: domain::Now) -> Result<Option<Span>, Invalid> {
    let from = asked.from.as_deref().map_or(Ok(at.0), |text| edge("from", text, zone, false))?;
    let usual = domain::Now(from).plus(SignedDuration::from_hours(USUAL));
    let to = asked.to.as_deref().map_or(Ok(usual), |text| edge("to", text, zone, true))?;
    let whole = Span::new(from, to).ok_or_else(|| Invalid::new("to", "must be after from"))?;
    if whole.minutes() > MOST * 60 {
        return Err(Invalid::new("to", "must be at most 60 days after from"));
    }
    Ok(Span::new(whole.start.max(at.0), whole.end))
}

/// A date is its first instant, or with `whole` the first of the next.
fn edge(field: &'static str, text: &str, zone: &Zone, whole: bool) -> Result<Timestamp, Invalid> {
    let bad = || Invalid::new(field, "must be a date such as 2026-11-20 or an instant such as 2026-11-20T09:00:00Z");
    if text.len() > "2026-11-20".len() {
        // A plus sign that was not quoted arrives as a space.
        return text.replace(' ', "+").parse().map_err(|_| bad());
    }
    let date: Date = text.parse().map_err(|_| bad())?;
    let date = if whole { next_day(date) } else { date };
    let midnight = zone.tz().to_ambiguous_timestamp(date.to_datetime(Time::midnight()));
    midnight.compatible().map_err(|_| bad()) // where the clock skips midnight, the day begins later
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(from: &str, to: &str) -> Result<Option<Span>, Invalid> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let asked = Asked { from: some(from), to: some(to), duration: None, timezone: None };
        span(&asked, &Zone::parse("Africa/Cairo").unwrap(), domain::Now::at("2026-04-20T10:00:00Z"))
    }

    fn bounds(from: &str, to: &str) -> (String, String) {
        let span = asked(from, to).unwrap().unwrap();
        (span.start.to_string(), span.end.to_string())
    }

    #[test]
    fn dates_are_days_of_the_asked_zone_and_the_last_is_included() {
        let two_days = bounds("2026-04-21", "2026-04-22");
        assert_eq!(two_days, ("2026-04-20T22:00:00Z".into(), "2026-04-22T22:00:00Z".into()));
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_begins_an_hour_later() {
        // Cairo puts its clocks forward on 24 April 2026 at midnight.
        assert_eq!(bounds("2026-04-24", "2026-04-24"), ("2026-04-23T22:00:00Z".into(), "2026-04-24T21:00:00Z".into()));
    }

    #[test]
    fn instants_are_taken_as_they_are_and_what_is_over_is_left_out() {
        let day = bounds("2026-04-20T09:00:00Z", "2026-04-21T12:00:00 02:00");
        assert_eq!(day, ("2026-04-20T10:00:00Z".into(), "2026-04-21T10:00:00Z".into()));
        assert_eq!(asked("2026-04-01", "2026-04-02"), Ok(None));
        assert_eq!(bounds("", "").1, "2026-05-04T10:00:00Z");
    }

    #[test]
    fn what_is_asked_for_is_at_most_sixty_days() {
        assert!(asked("2026-04-21", "2026-06-19").is_ok());
        assert_eq!(asked("2026-04-21", "2026-06-21").unwrap_err().field, "to");
        assert_eq!(asked("2026-04-22", "2026-04-21").unwrap_err().field, "to");
        assert_eq!(asked("tomorrow", "").unwrap_err().field, "from");
    }
}
