use proptest::prelude::*;

use jiff::Timestamp;

use super::*;
use crate::calendar::{Calendar, Day};
use crate::text::Reason;
use crate::{Entropy, Now};

const ZONES: [&str; 5] = ["Africa/Cairo", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Chatham"];

fn slot(when: When, start: &str, end: &str) -> Slot {
    let time = |text| WallTime::parse("t", text).unwrap();
    let id = SlotId::fresh(Now::at("2026-01-01T00:00:00Z"), &Entropy::system());
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
    assert_eq!(availability.slots[0].hours, slot(When::Weekly(1), "09:00", "12:00").hours);
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

fn span(from: &str, to: &str) -> Span {
    Span::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn hours(from: &[Timestamp]) -> Vec<String> {
    from.iter().map(|at| at.to_string()[11..16].to_owned()).collect()
}

#[test]
fn an_inactive_slot_inside_another_leaves_what_is_around_it() {
    let mut availability = weekly("Etc/UTC", vec![slot(When::Weekly(1), "09:00", "17:00")]);
    availability.add(Slot { active: false, ..slot(When::Weekly(1), "12:00", "13:00") }).unwrap();
    let left: Vec<String> =
        availability.slots.iter().map(|slot| format!("{} {}", slot.hours.start, slot.hours.end)).collect();
    assert_eq!(left, ["09:00:00 12:00:00", "13:00:00 17:00:00"]);
    assert_ne!(availability.slots[0].id, availability.slots[1].id);
}

#[test]
fn a_slot_of_the_same_id_gives_way() {
    let old = slot(When::Weekly(1), "09:00", "10:00");
    let mut availability = weekly("Etc/UTC", vec![old]);
    availability.add(Slot { id: old.id, ..slot(When::Weekly(2), "14:00", "15:00") }).unwrap();
    assert_eq!(availability.slots.len(), 1);
    availability.add(Slot { active: false, ..old }).unwrap();
    assert!(availability.slots.is_empty());
}

#[test]
fn replacing_the_week_keeps_dated_hours() {
    let dated = slot(When::Date("2026-11-21".parse().unwrap()), "09:00", "10:00");
    let mut availability = weekly("Etc/UTC", vec![slot(When::Weekly(1), "09:00", "10:00"), dated]);
    availability.replace_weekly(vec![slot(When::Weekly(3), "09:00", "10:00")]).unwrap();
    assert_eq!(availability.slots.iter().map(|slot| slot.when).collect::<Vec<_>>(), [When::Weekly(3), dated.when]);
}

#[test]
fn a_start_may_be_asked_for_from_any_instant_and_stays_on_the_mentors_steps() {
    let availability = weekly("Etc/UTC", vec![slot(When::Weekly(5), "09:15", "11:15")]);
    let asked = span("2026-11-20T09:20:00Z", "2026-11-20T10:50:00Z");
    // The last one begins within what was asked for, and ends after it.
    assert_eq!(hours(&availability.starts(asked, 30, |_| false)), ["09:45", "10:15", "10:45"]);
}

#[test]
fn hours_around_the_clock_are_offered_across_midnight() {
    let availability = weekly("Etc/UTC", (0..7).map(|day| slot(When::Weekly(day), "00:00", "24:00")).collect());
    let night = span("2026-11-20T23:00:00Z", "2026-11-21T00:45:00Z");
    assert_eq!(hours(&availability.starts(night, 90, |_| false)), ["23:00", "23:30", "00:00", "00:30"]);
}

#[test]
fn a_start_is_free_after_now_and_before_the_end_of_what_is_asked_for() {
    let mut availability = weekly("Etc/UTC", vec![slot(When::Weekly(5), "09:00", "12:00")]);
    availability.rules = Rules { notice: 0, step: 60, ..Rules::default() };
    let asked = span("2026-11-20T08:00:00Z", "2026-11-20T11:00:00Z");
    let free = |now| availability.free(asked, 60, &Calendar::default(), Now::at(now));
    assert_eq!(hours(&free("2026-11-20T09:00:00Z")), ["10:00"]);
    assert_eq!(hours(&free("2026-11-20T08:59:59Z")), ["09:00", "10:00"]);
}

#[test]
fn a_start_is_free_though_its_session_ends_long_after_what_is_asked_for() {
    let all_day = (0..7).map(|day| slot(When::Weekly(day), "00:00", "24:00")).collect();
    let mut availability = weekly("Etc/UTC", all_day);
    availability.rules.step = 15;
    let asked = span("2026-11-20T23:45:00Z", "2026-11-21T00:00:00Z");
    assert_eq!(hours(&availability.starts(asked, 720, |_| false)), ["23:45"]);
}

#[test]
fn what_is_asked_for_late_in_a_day_begins_on_the_steps_of_its_hours() {
    let mut availability = weekly("Etc/UTC", (0..7).map(|day| slot(When::Weekly(day), "00:10", "24:00")).collect());
    availability.rules.step = 50;
    let asked = span("2026-11-20T23:00:00Z", "2026-11-21T00:00:00Z");
    assert_eq!(hours(&availability.starts(asked, 30, |_| false)), ["23:30"]);
}

#[test]
fn the_days_that_decide_what_is_free_reach_half_a_day_around_it() {
    let days = |from, to| {
        let (first, last) = days_around(span(from, to));
        [first.to_string(), last.to_string()]
    };
    assert_eq!(days("2026-11-20T12:00:00Z", "2026-11-22T09:59:59Z"), ["2026-11-20", "2026-11-22"]);
    assert_eq!(days("2026-11-20T11:59:59Z", "2026-11-22T10:00:00Z"), ["2026-11-19", "2026-11-23"]);
}

#[test]
fn the_dates_around_some_end_with_the_calendar() {
    let dates = |first: Date, last: Date| free::dates(first, last).take(9).collect::<Vec<_>>();
    let date: Date = "2026-11-20".parse().unwrap();
    assert_eq!(dates(date, date).len(), 3);
    assert_eq!(dates(Date::MAX, Date::MAX), [crate::time::previous_day(Date::MAX), Date::MAX]);
}

#[test]
fn what_is_free_keeps_notice_window_and_the_limit_of_the_day() {
    let mut availability = weekly("Etc/UTC", (0..7).map(|day| slot(When::Weekly(day), "09:00", "12:00")).collect());
    availability.rules =
        Rules { notice: 60, window_days: 2, per_day: Some(2), lengths: vec![60], step: 60, ..Rules::default() };
    let calendar = Calendar::from_iter([("2026-11-21".parse().unwrap(), Day { sessions: 2, ..Day::default() })]);
    let now = Now::at("2026-11-20T09:30:00Z");
    let free = availability.free(span("2026-11-20T00:00:00Z", "2026-11-30T00:00:00Z"), 60, &calendar, now);
    let free: Vec<String> = free.iter().map(ToString::to_string).collect();
    assert_eq!(free, ["2026-11-20T11:00:00Z", "2026-11-22T09:00:00Z"]);
    assert_eq!(availability.rules.length(None), Ok(60));
    assert!(availability.rules.length(Some(45)).is_err());
}

/// What is offered can be booked: every start lies in an open stretch with all of its session.
#[test]
fn no_start_is_offered_in_an_hour_that_the_clock_skips() {
    for (zone, from) in [
        ("Africa/Cairo", "2026-04-23T12:00:00Z"),
        ("Europe/London", "2026-03-28T12:00:00Z"),
        ("America/New_York", "2026-03-07T12:00:00Z"),
        ("Asia/Kolkata", "2026-03-07T12:00:00Z"),
        ("Pacific/Chatham", "2026-09-25T12:00:00Z"),
    ] {
        let availability = weekly(zone, (0..7).map(|day| slot(When::Weekly(day), "00:00", "05:00")).collect());
        let from: Timestamp = from.parse().unwrap();
        let asked = Span::new(from, from + jiff::SignedDuration::from_hours(48)).unwrap();
        let starts = availability.starts(asked, 60, |_| false);
        assert!(!starts.is_empty());
        for start in starts {
            let session = Span::new(start, start + jiff::SignedDuration::from_hours(1)).unwrap();
            assert!(availability.covers(session), "{zone} {start}");
        }
    }
}

#[test]
fn dates_that_have_passed_are_forgotten_when_new_ones_come() {
    let mut availability = weekly("Etc/UTC", vec![]);
    let date = |text: &str| text.parse::<Date>().unwrap();
    availability.except(date("2026-11-01"), vec![], date("2026-10-01")).unwrap();
    availability.except(date("2026-12-01"), vec![], date("2026-11-20")).unwrap();
    assert_eq!(availability.exceptions.len(), 1);
    availability.leave(date("2026-12-01"), date("2026-12-05"), Reason::default(), date("2026-11-20")).unwrap();
    assert!(availability.leave(date("2026-12-05"), date("2026-12-01"), Reason::default(), date("2026-11-20")).is_err());
    assert!(availability.come_back(date("2026-12-01")) && !availability.come_back(date("2026-12-01")));
    assert!(availability.unexcept(date("2026-12-01")) && !availability.unexcept(date("2026-12-01")));
}

#[test]
fn the_rules_of_asking_are_held_to_their_bounds() {
    let rules = Rules::default;
    let good = [
        rules(),
        Rules { lengths: vec![60; 10], ..rules() },
        Rules { lengths: vec![5, 720], ..rules() },
        Rules { buffer_before: 240, buffer_after: 240, ..rules() },
        Rules { notice: 86_400, ..rules() },
        Rules { window_days: 1, ..rules() },
        Rules { window_days: 730, ..rules() },
        Rules { per_day: Some(1), ..rules() },
        Rules { step: 5, ..rules() },
        Rules { step: 240, ..rules() },
    ];
    for rules in good {
        assert_eq!(rules.clone().check(), Ok(rules));
    }
    let bad = [
        ("lengths", Rules { lengths: vec![60; 11], ..rules() }),
        ("lengths", Rules { lengths: vec![60, 4], ..rules() }),
        ("lengths", Rules { lengths: vec![60, 721], ..rules() }),
        ("bufferBefore", Rules { buffer_before: 241, ..rules() }),
        ("bufferAfter", Rules { buffer_after: 241, ..rules() }),
        ("notice", Rules { notice: 86_401, ..rules() }),
        ("windowDays", Rules { window_days: 0, ..rules() }),
        ("windowDays", Rules { window_days: 731, ..rules() }),
        ("perDay", Rules { per_day: Some(0), ..rules() }),
        ("step", Rules { step: 4, ..rules() }),
        ("step", Rules { step: 241, ..rules() }),
    ];
    for (field, rules) in bad {
        assert_eq!(rules.check().map_err(|invalid| invalid.field), Err(field));
    }
}

#[test]
fn time_away_begins_and_ends_with_its_dates_and_dated_hours_are_of_theirs_alone() {
    let mut availability = weekly("Etc/UTC", vec![slot(When::Date("2026-11-21".parse().unwrap()), "09:00", "10:00")]);
    availability.slots.extend([5, 0, 1].map(|day| slot(When::Weekly(day), "09:00", "10:00")));
    let week = span("2026-11-19T00:00:00Z", "2026-11-26T00:00:00Z");
    let open = |availability: &Availability| {
        availability.open(week).iter().map(|open| open.start.to_string()[8..10].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(open(&availability), ["20", "21", "22", "23"]);
    availability.away.push(Away {
        from: "2026-11-21".parse().unwrap(),
        to: "2026-11-22".parse().unwrap(),
        reason: Reason::default(),
    });
    assert_eq!(open(&availability), ["20", "23"]);
    assert!(availability.covers(span("2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z")));
    assert!(!availability.covers(span("2026-11-20T09:00:00Z", "2026-11-20T10:01:00Z")));
}

#[test]
fn a_row_of_hours_holds_a_hundred_of_each_kind() {
    let mut availability = weekly("Etc/UTC", vec![]);
    let today: Date = "2026-11-20".parse().unwrap();
    let mut date = today;
    let mut dated = Vec::new();
    for _ in 0..MOST_SLOTS {
        availability.except(date, vec![], today).unwrap();
        availability.leave(date, date, Reason::default(), today).unwrap();
        dated.push(slot(When::Date(date), "09:00", "10:00"));
        date = crate::time::next_day(date);
    }
    availability.replace_dated(dated.clone()).unwrap();
    assert_eq!(availability.slots.len(), MOST_SLOTS);
    assert!(availability.except(date, vec![], today).is_err());
    assert!(availability.leave(date, date, Reason::default(), today).is_err());
    assert!(availability.add(slot(When::Date(date), "09:00", "10:00")).is_err());
    availability.replace_dated(dated[..1].to_vec()).unwrap();
    assert_eq!(availability.slots, dated[..1]);
}

#[test]
fn time_away_is_a_year_at_most_and_replaces_what_began_the_same_day() {
    let mut availability = weekly("Etc/UTC", vec![]);
    let date = |text: &str| text.parse::<Date>().unwrap();
    let today = date("2026-11-20");
    availability.leave(today, date("2027-11-21"), Reason::default(), today).unwrap();
    assert!(availability.leave(today, date("2027-11-22"), Reason::default(), today).is_err());
    availability.leave(today, today, Reason::default(), today).unwrap();
    availability.leave(date("2026-12-01"), date("2026-12-02"), Reason::default(), today).unwrap();
    let away = availability.away.iter().map(|away| away.to.to_string()).collect::<Vec<_>>();
    assert_eq!(away, ["2026-11-20", "2026-12-02"]);
    // What ended yesterday is forgotten; the same day's hours are replaced.
    availability.leave(date("2026-12-09"), date("2026-12-09"), Reason::default(), date("2026-11-21")).unwrap();
    assert_eq!(availability.away.len(), 2);
    availability.except(today, vec![], today).unwrap();
    availability.except(today, vec![slot(When::Weekly(1), "09:00", "10:00").hours], today).unwrap();
    availability.except(date("2026-11-21"), vec![], today).unwrap();
    assert_eq!(availability.exceptions.iter().map(|own| own.hours.len()).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn a_length_is_from_5_to_720_minutes() {
    let length = |asked| Rules::default().length(Some(asked)).ok();
    assert_eq!([4, 5, 720, 721].map(length), [None, Some(5), Some(720), None]);
}

#[test]
fn hours_that_overlap_or_touch_are_joined_and_others_stay_apart() {
    let hours = |start, end| slot(When::Weekly(1), start, end).hours;
    let own = vec![hours("13:00", "14:00"), hours("09:00", "10:00"), hours("10:00", "11:00")];
    assert_eq!(wall::joined(own), [hours("09:00", "11:00"), hours("13:00", "14:00")]);
    assert!(hours("09:00", "10:00").meets(hours("10:00", "11:00")));
    assert!(!hours("09:00", "10:00").meets(hours("10:01", "11:00")));
    assert!(!hours("10:01", "11:00").meets(hours("09:00", "10:00")));
}

#[test]
fn a_wall_time_ends_with_its_day_and_its_hour() {
    let good = |text| WallTime::parse("t", text).is_ok();
    assert!(good("23:59") && good("24:00") && !good("24:01") && !good("25:00") && !good("10:60"));
    assert!(good("09:30:00") && !good("09:30:15") && !good("09:30:00:00") && !good("09:30:x") && !good("24:00:01"));
}
