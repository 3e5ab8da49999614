//! Hours in the main API's words. Times of day are `09:30`, on the mentor's own clock.

use domain::Zone;
use domain::availability::{Availability, Away, Rules, Slot, WallHours, WallTime, When};
use domain::id::SlotId;
use domain::text::Reason;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// All of a mentor's hours.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoursView {
    /// Of every time of day here.
    timezone: Zone,
    weekly: Vec<WeeklyView>,
    dates: Vec<DatedView>,
    exceptions: Vec<ExceptionView>,
    away: Vec<AwayView>,
    rules: Rules,
    version: u32,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WeeklyView {
    id: SlotId,
    /// 0 is Sunday.
    day_of_week: u8,
    start: String,
    end: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct DatedView {
    id: SlotId,
    #[schema(value_type = String, format = Date)]
    date: Date,
    start: String,
    end: String,
}

/// A date with hours of its own; without any it is closed.
#[derive(Debug, Serialize, ToSchema)]
struct ExceptionView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    hours: Vec<HourView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HourView {
    start: String,
    end: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct AwayView {
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// To the mentor alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

impl HoursView {
    pub fn own(hours: Availability) -> Self {
        Self::of(hours, |away| Some(away.reason))
    }

    /// Without what concerns nobody else: why the mentor is away.
    pub fn public(hours: Availability) -> Self {
        Self::of(hours, |_| None)
    }

    fn of(hours: Availability, why: impl Fn(Away) -> Option<Reason>) -> Self {
        let away = |away: Away| AwayView { from: away.from, to: away.to, reason: why(away) };
        Self {
            timezone: hours.zone,
            weekly: hours.slots.iter().filter_map(weekly).collect(),
            dates: hours.slots.iter().filter_map(dated).collect(),
            exceptions: hours
                .exceptions
                .into_iter()
                .map(|day| ExceptionView { date: day.date, hours: day.hours.into_iter().map(hour).collect() })
                .collect(),
            away: hours.away.into_iter().map(away).collect(),
            rules: hours.rules,
            version: hours.version,
        }
    }
}

fn weekly(slot: &Slot) -> Option<WeeklyView> {
    let When::Weekly(day_of_week) = slot.when else { return None };
    let HourView { start, end } = hour(slot.hours);
    Some(WeeklyView { id: slot.id, day_of_week, start, end })
}

fn dated(slot: &Slot) -> Option<DatedView> {
    let When::Date(date) = slot.when else { return None };
    let HourView { start, end } = hour(slot.hours);
    Some(DatedView { id: slot.id, date, start, end })
}

fn hour(hours: WallHours) -> HourView {
    let clock = |at: WallTime| format!("{:02}:{:02}", at.minutes() / 60, at.minutes() % 60);
    HourView { start: clock(hours.start), end: clock(hours.end) }
}
