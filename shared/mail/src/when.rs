//! Times as a reader reads them: their own wall clock, and which clock that is.

use domain::{Span, Zone};
use jiff::Timestamp;

/// `Monday 23 November 2026, 12:00 to 13:00 (Africa/Cairo, UTC+02:00)`.
pub(crate) fn span(span: Span, zone: &Zone) -> String {
    let (start, end) = (zone.wall(span.start), zone.wall(span.end));
    let end = if start.date() == end.date() { end.strftime("%H:%M") } else { end.strftime("%A %-d %B, %H:%M") };
    format!("{} to {end} ({})", start.strftime(DAY_AND_TIME), clock(span.start, zone))
}

/// `Monday 23 November 2026, 12:00 (Africa/Cairo, UTC+02:00)`.
pub(crate) fn instant(at: Timestamp, zone: &Zone) -> String {
    format!("{} ({})", zone.wall(at).strftime(DAY_AND_TIME), clock(at, zone))
}

const DAY_AND_TIME: &str = "%A %-d %B %Y, %H:%M";

/// The offset tells apart the two hours of a night on which the clocks go back.
fn clock(at: Timestamp, zone: &Zone) -> String {
    let offset = at.to_zoned(zone.tz().clone()).strftime("%:z").to_string();
    match zone.name() {
        "UTC" => "UTC".to_owned(),
        name => format!("{name}, UTC{offset}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(start: &str, end: &str, zone: &str) -> String {
        let stretch = Span::new(start.parse().unwrap(), end.parse().unwrap()).unwrap();
        span(stretch, &Zone::parse(zone).unwrap())
    }

    #[test]
    fn a_time_is_read_on_the_readers_clock() {
        let (start, end) = ("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z");
        assert_eq!(
            read(start, end, "Africa/Cairo"),
            "Monday 23 November 2026, 12:00 to 13:00 (Africa/Cairo, UTC+02:00)"
        );
        assert_eq!(read(start, end, "UTC"), "Monday 23 November 2026, 10:00 to 11:00 (UTC)");
    }

    #[test]
    fn an_end_on_the_next_day_says_so() {
        let read = read("2026-11-23T23:30:00Z", "2026-11-24T00:30:00Z", "UTC");
        assert_eq!(read, "Monday 23 November 2026, 23:30 to Tuesday 24 November, 00:30 (UTC)");
    }

    #[test]
    fn the_hour_that_comes_twice_is_told_apart() {
        let zone = Zone::parse("America/New_York").unwrap();
        let first = instant("2026-11-01T05:30:00Z".parse().unwrap(), &zone);
        let second = instant("2026-11-01T06:30:00Z".parse().unwrap(), &zone);
        assert_eq!(first, "Sunday 1 November 2026, 01:30 (America/New_York, UTC-04:00)");
        assert_eq!(second, "Sunday 1 November 2026, 01:30 (America/New_York, UTC-05:00)");
    }
}
