//! Zones, dates and times of day: `zone`, a line end, `date`, a line end, `time`.

use domain::availability::WallTime;
use domain::{Span, Zone};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::BTreeSet;

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (zone, date, time) = (line(), line(), line());
    let _ = date.parse::<Timestamp>().map(quarters);
    let Ok(zone) = Zone::parse(zone) else { return false };
    assert_eq!(Zone::parse(zone.name()).as_ref(), Ok(&zone), "a zone's name is that zone");
    let Ok(time) = WallTime::parse("start_time", time) else { return false };
    assert!(time.minutes() <= 24 * 60);
    assert_eq!(WallTime::parse("start_time", &time.to_string()), Ok(time));
    let Ok(date) = date.parse::<Date>() else { return false };
    instant(&zone, date, time);
    true
}

/// Of all instants that show the wall time, the first; none where there is none.
fn instant(zone: &Zone, date: Date, time: WallTime) {
    let midnight = date.to_datetime(jiff::civil::Time::midnight());
    let Ok(wall) = midnight.checked_add(SignedDuration::from_mins(time.minutes().into())) else { return };
    let first = showing(zone, wall).into_iter().next();
    assert_eq!(zone.resolve(wall).ok(), first, "{wall} in {}", zone.name());
    if let Some(at) = first {
        quarters(at);
    }
}

/// By every offset that the zone has within two days.
fn showing(zone: &Zone, wall: DateTime) -> BTreeSet<Timestamp> {
    let near = (-48..=48).filter_map(|hours| Offset::UTC.to_timestamp(wall).ok()?.checked_add(hours.hours()).ok());
    let offsets: BTreeSet<Offset> = near.map(|at| zone.tz().to_offset(at)).collect();
    let shown = offsets.into_iter().filter_map(|offset| offset.to_timestamp(wall).ok());
    shown.filter(|at| zone.wall(*at) == wall).collect()
}

/// An hour from any instant touches four or five quarters, each of which touches it.
fn quarters(at: Timestamp) {
    let Ok(end) = at.checked_add(SignedDuration::from_hours(1)) else { return };
    let Some(span) = Span::new(at, end) else { return };
    let quarters: Vec<_> = span.quarters().collect();
    assert!((4..=5).contains(&quarters.len()), "{quarters:?}");
    assert!(quarters.iter().all(|quarter| quarter.index < 96 && quarter.span().overlaps(span)));
    assert!(span.days().len() <= 2);
}
