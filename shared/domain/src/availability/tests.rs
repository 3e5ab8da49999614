use proptest::prelude::*;

use super::*;
use crate::{Entropy, Now};

const ZONES: [&str; 5] = ["Africa/Cairo", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Chatham"];

fn slot(when: When, start: &str, end: &str) -> Slot {
    let time = |text| WallTime::parse("t", text).unwrap();
    let id = SlotId::fresh(Now::at("2026-01-01T00:00:00Z"), &Entropy::seeded(1));
    Slot { id, when, hours: WallHours::new(time(start), time(end)).unwrap(), active: true }
}

fn weekly(zone: &str, slots: Vec<Slot>) -> Availability {
    Availability { slots, ..Availability::none(Zone::parse(zone).unwrap()) }
}

/// The definition, minute by minute: open exactly when the wall clock shows open hours.
fn shows_open(availability: &Availability, at: Timestamp) -> bool {
    let wall = availability.zone.wall(at);
    let minute = u16::from(wall.hour().unsigned_abs()) * 60 + u16::from(wall.minute().unsigned_abs());
    let hours = availability.hours_on(wall.date());
    hours.iter().any(|hours| hours.start.minutes() <= minute && minute < hours.end.minutes())
}

fn assert_minute_by_minute(availability: &Availability, span: Span) {
    let open = availability.open(span);
    assert!(open.windows(2).all(|pair| pair[0].end < pair[1].start), "sorted and apart: {open:?}");
    let mut at = span.start;
    while at < span.end {
        let inside = open.iter().any(|piece| piece.start <= at && at < piece.end);
        assert_eq!(inside, shows_open(availability, at), "{at} in {}", availability.zone.name());
        at += jiff::SignedDuration::from_mins(1);
    }
}

/// Every change of every zone in 2026 and 2027, the three days around it.
#[test]
fn no_hour_is_missing_doubled_or_shifted_when_the_clocks_change() {
    for zone in ZONES {
        let every_day = (0..7).map(|day| slot(When::Weekly(day), "01:15", "03:45")).collect();
        let availability = weekly(zone, every_day);
        let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let to: Timestamp = "2028-01-01T00:00:00Z".parse().unwrap();
        let changes: Vec<Timestamp> =
            availability.zone.tz().following(from).map(|change| change.timestamp()).take_while(|at| *at < to).collect();
        assert_eq!(changes.is_empty(), zone == "Asia/Kolkata", "{zone}");
        for change in changes.into_iter().chain([from]) {
            let day = jiff::SignedDuration::from_hours(36);
            assert_minute_by_minute(&availability, Span::new(change - day, change + day).unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn open_time_is_what_the_wall_clock_shows(
        zone in 0..ZONES.len(), day in 0i64..730, start in 0u16..1380, length in 1u16..600, weekday in 0u8..7,
    ) {
        let end = (start + length).min(1440);
        let text = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
        let availability = weekly(ZONES[zone], vec![slot(When::Weekly(weekday), &text(start), &text(end))]);
        let from: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let from = from + jiff::SignedDuration::from_hours(24 * day);
        assert_minute_by_minute(&availability, Span::new(from, from + jiff::SignedDuration::from_hours(8 * 24)).unwrap());
    }
}

#[test]
fn hours_that_touch_across_midnight_are_one_stretch() {
    let late_and_early = vec![slot(When::Weekly(5), "22:00", "24:00"), slot(When::Weekly(6), "00:00", "02:00")];
    let span = Span::new("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-22T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(weekly("Etc/UTC", late_and_early).open(span).len(), 1);
}

#[test]
fn a_slot_that_overlaps_another_becomes_one_with_it() {
    let mut availability = weekly("Etc/UTC", vec![]);
    availability.add(slot(When::Weekly(1), "09:00", "11:00")).unwrap();
    availability.add(slot(When::Weekly(1), "10:00", "12:00")).unwrap();
    availability.add(slot(When::Weekly(2), "10:00", "12:00")).unwrap();
    assert_eq!(availability.slots.len(), 2);
    assert_eq!(availability.slots[0].hours.end.to_string(), "12:00:00");
}

#[test]
fn an_inactive_slot_takes_its_hours_away() {
    let mut availability = weekly("Etc/UTC", vec![slot(When::Weekly(1), "09:00", "11:00")]);
    availability.add(Slot { active: false, ..slot(When::Weekly(1), "09:00", "11:00") }).unwrap();
    assert!(availability.slots.is_empty());
}

#[test]
fn an_exception_replaces_the_hours_of_its_date_and_time_away_closes_it() {
    let friday = slot(When::Weekly(5), "09:00", "17:00");
    let mut availability = weekly("Etc/UTC", vec![friday]);
    let date: Date = "2026-11-20".parse().unwrap();
    let day = Span::new("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-21T00:00:00Z".parse().unwrap()).unwrap();
    let short = slot(When::Date(date), "12:00", "13:00").hours;
    availability.exceptions.push(Exception { date, hours: vec![short] });
    assert_eq!(availability.open(day)[0].minutes(), 60);
    availability.away.push(Away { from: date, to: date, reason: Reason::default() });
    assert!(availability.open(day).is_empty());
}

#[test]
fn free_starts_keep_the_buffers_clear() {
    let mut availability = weekly("Etc/UTC", vec![slot(When::Weekly(5), "09:00", "12:00")]);
    availability.rules = Rules { buffer_before: 15, buffer_after: 15, ..Rules::default() };
    let day = Span::new("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-21T00:00:00Z".parse().unwrap()).unwrap();
    let taken = Span::new("2026-11-20T10:00:00Z".parse().unwrap(), "2026-11-20T10:30:00Z".parse().unwrap()).unwrap();
    let starts = availability.starts(day, 30, |session| session.overlaps(taken));
    let starts: Vec<String> = starts.iter().map(|at| at.to_string()[11..16].to_owned()).collect();
    assert_eq!(starts, ["09:00", "11:00", "11:30"]);
}
