use super::*;
use crate::Entropy;
use crate::availability::{Rules, Slot, WallHours, When};
use crate::calendar::Day;
use crate::id::SlotId;
use crate::mentor::{About, Approval};

/// A Friday at ten in the evening before; the mentor's week is open from nine to five in Cairo (UTC+2).
const NOW: &str = "2026-11-19T20:00:00Z";
const DAY: &str = "2026-11-20";

fn ids() -> [UserId; 2] {
    let entropy = Entropy::seeded(2);
    [(); 2].map(|()| UserId::fresh(Now::at(NOW), &entropy))
}

fn booking_id(seed: u64) -> BookingId {
    BookingId::fresh(Now::at(NOW), &Entropy::seeded(seed))
}

fn wall(text: &str) -> WallTime {
    WallTime::parse("t", text).unwrap()
}

fn desk(rules: Rules) -> Desk {
    let ([mentor, _], zone) = (ids(), Zone::parse("Africa/Cairo").unwrap());
    let name = PersonName::parse("Grace").unwrap();
    let profile = Mentor::applying(mentor, name, zone.clone(), About::default(), Now::at(NOW).0).unwrap();
    let entropy = Entropy::seeded(4);
    let slots = (0..7).map(|day| Slot {
        id: SlotId::fresh(Now::at(NOW), &entropy),
        when: When::Weekly(day),
        hours: WallHours::new(wall("09:00"), wall("24:00")).unwrap(),
        active: true,
    });
    Desk {
        mentor: Mentor { approval: Approval::Approved, ..profile },
        availability: Availability { slots: slots.collect(), rules, ..Availability::none(zone) },
        calendar: Calendar::default(),
        own: Calendar::default(),
        mentee_name: PersonName::parse("Ada").unwrap(),
    }
}

/// From `start` in UTC, for so many minutes.
fn at(start: &str, minutes: u16) -> Asked {
    Asked::Instant { start: start.parse().unwrap(), minutes, zone: None }
}

/// On the day, on the mentor's own wall clock.
fn hours(start: &str, end: &str) -> Asked {
    Asked::Wall { date: DAY.parse().unwrap(), start: wall(start), end: wall(end), zone: None }
}

fn book(desk: &Desk, time: Asked) -> Result<Booking, BookingError> {
    let [mentor, mentee] = ids();
    let ask = Request { mentor, time, topic: Topic::parse("Rust").unwrap(), description: Description::default() };
    desk.book(booking_id(9), mentee, ask, Now::at(NOW))
}

/// The field of the rule that refuses it.
fn refused(desk: &Desk, time: Asked) -> &'static str {
    match book(desk, time) {
        Err(BookingError::Rule { field, .. }) => field,
        other => panic!("{other:?}"),
    }
}

fn taken(date: &str, quarters: &[u8], by: BookingId, sessions: u16) -> Calendar {
    Calendar::from_iter([(date.parse().unwrap(), Day { taken: quarters.iter().map(|q| (*q, by)).collect(), sessions })])
}

#[test]
fn a_request_holds_its_time_and_is_dropped_if_nobody_answers() {
    let rules = Rules { buffer_before: 15, buffer_after: 30, ..Rules::default() };
    let booking = book(&desk(rules), hours("11:00", "12:00")).unwrap();
    let text = |span: Span| (span.start.to_string(), span.end.to_string());
    assert_eq!(text(booking.span), ("2026-11-20T09:00:00Z".into(), "2026-11-20T10:00:00Z".into()));
    assert_eq!(text(booking.held), ("2026-11-20T08:45:00Z".into(), "2026-11-20T10:30:00Z".into()));
    assert_eq!(
        (booking.status, booking.home.to_string().as_str(), booking.zone.name()),
        (Status::Pending, DAY, "Africa/Cairo")
    );
    assert_eq!(booking.due, Some(Due::expire(booking.id, booking.expires())));
    assert_eq!(booking.expires(), booking.span.start);
}

#[test]
fn an_end_of_midnight_is_the_dates_own() {
    assert_eq!(book(&desk(Rules::default()), hours("22:00", "00:00")).unwrap().minutes(), 120);
    assert_eq!(refused(&desk(Rules::default()), hours("22:00", "21:00")), "end_time");
    assert_eq!(refused(&desk(Rules::default()), at("2026-11-20T09:00:00Z", 0)), "duration");
}

#[test]
fn only_an_approved_mentor_can_be_asked_and_by_nobody_like_themselves() {
    let mut desk = desk(Rules::default());
    let [mentor, _] = ids();
    let ask =
        |time| Request { mentor, time, topic: Topic::parse("Rust").unwrap(), description: Description::default() };
    let own = desk.book(booking_id(9), mentor, ask(hours("11:00", "12:00")), Now::at(NOW));
    assert_eq!(own, Err(BookingError::Oneself));
    desk.mentor.approval = Approval::Pending;
    assert_eq!(book(&desk, hours("11:00", "12:00")), Err(BookingError::NoSuchMentor));
}

#[test]
fn only_open_hours_can_be_asked_for() {
    assert_eq!(book(&desk(Rules::default()), hours("08:30", "09:30")), Err(BookingError::NotAvailable));
}

#[test]
fn a_session_starts_in_the_future_and_lasts_from_5_to_720_minutes() {
    let desk = desk(Rules::default());
    assert_eq!(refused(&desk, at("2026-11-19T20:00:00Z", 60)), "start_time");
    assert!(book(&desk, at("2026-11-19T20:01:00Z", 60)).is_ok());
    assert_eq!(refused(&desk, at("2026-11-20T07:00:00Z", 4)), "end_time");
    assert!(book(&desk, at("2026-11-20T07:00:00Z", 5)).is_ok());
    assert!(book(&desk, at("2026-11-20T07:00:00Z", 720)).is_ok());
    assert_eq!(refused(&desk, at("2026-11-20T07:00:00Z", 721)), "end_time");
}

#[test]
fn a_mentor_who_names_lengths_means_them() {
    let desk = desk(Rules { lengths: vec![30, 45], ..Rules::default() });
    assert!(book(&desk, at("2026-11-20T07:00:00Z", 45)).is_ok());
    assert_eq!(refused(&desk, at("2026-11-20T07:00:00Z", 60)), "end_time");
}

#[test]
fn notice_and_window_are_kept_to_the_minute() {
    let desk = desk(Rules { notice: 720, window_days: 2, ..Rules::default() });
    assert_eq!(refused(&desk, at("2026-11-20T07:59:00Z", 60)), "start_time");
    assert!(book(&desk, at("2026-11-20T08:00:00Z", 60)).is_ok());
    assert!(book(&desk, at("2026-11-21T20:00:00Z", 60)).is_ok());
    assert_eq!(refused(&desk, at("2026-11-21T20:01:00Z", 60)), "session_date");
}

#[test]
fn time_that_either_side_has_given_away_is_taken() {
    let rules = Rules { buffer_before: 15, ..Rules::default() };
    // The quarter from 08:45 UTC is the buffer before 09:00.
    let mentor = Desk { calendar: taken(DAY, &[35], booking_id(1), 1), ..desk(rules.clone()) };
    assert_eq!(book(&mentor, hours("11:00", "12:00")), Err(BookingError::SlotTaken));
    assert!(book(&mentor, hours("11:15", "12:00")).is_ok());
    let mentee = Desk { own: taken(DAY, &[39], booking_id(1), 0), ..desk(rules) };
    assert_eq!(book(&mentee, hours("11:00", "12:00")), Err(BookingError::SlotTaken));
    assert!(book(&mentee, hours("11:00", "11:45")).is_ok());
}

#[test]
fn a_day_that_is_full_takes_no_more_but_what_stays_on_it() {
    let full = |sessions| Desk {
        calendar: taken(DAY, &[], booking_id(1), sessions),
        ..desk(Rules { per_day: Some(2), ..Rules::default() })
    };
    assert!(book(&full(1), hours("11:00", "12:00")).is_ok());
    assert_eq!(book(&full(2), hours("11:00", "12:00")), Err(BookingError::DayFull));
    assert!(
        book(
            &Desk { availability: Availability { rules: Rules::default(), ..full(2).availability }, ..full(2) },
            hours("11:00", "12:00")
        )
        .is_ok()
    );
    let own = book(&full(1), hours("11:00", "12:00")).unwrap();
    assert!(full(2).reschedule(own.clone(), Side::Mentor, &hours("14:00", "15:00"), Now::at(NOW)).is_ok());
    let elsewhere = Booking { home: "2026-11-21".parse().unwrap(), ..own };
    let moved = full(2).reschedule(elsewhere, Side::Mentor, &hours("14:00", "15:00"), Now::at(NOW));
    assert_eq!(moved, Err(BookingError::DayFull));
}

#[test]
fn a_moved_booking_may_overlap_itself_and_has_its_new_zone_and_date() {
    let mut desk = desk(Rules::default());
    let own = book(&desk, hours("11:00", "12:00")).unwrap();
    desk.calendar = taken(DAY, &[36, 37, 38, 39], own.id, 1);
    desk.own = taken(DAY, &[36, 37, 38, 39], own.id, 0);
    assert!(desk.reschedule(own.clone(), Side::Mentor, &hours("11:30", "12:30"), Now::at(NOW)).is_ok());
    // Eleven at night in Kolkata is half past seven in the evening in Cairo; the next day's.
    let zone = Some(Zone::parse("Asia/Kolkata").unwrap());
    let date = "2026-11-21".parse().unwrap();
    let night = Asked::Wall { date, start: wall("23:00"), end: wall("23:30"), zone };
    let moved = desk.reschedule(own, Side::Mentor, &night, Now::at(NOW)).unwrap();
    assert_eq!((moved.zone.name(), moved.home.to_string().as_str()), ("Asia/Kolkata", "2026-11-21"));
    assert_eq!(moved.span.start.to_string(), "2026-11-21T17:30:00Z");
}

#[test]
fn all_days_that_a_time_can_touch_are_read() {
    let days = |asked: Asked| asked.days().iter().map(ToString::to_string).collect::<Vec<_>>();
    // In any zone, buffers of four hours included: from 14 hours ahead of UTC to 12 behind.
    assert_eq!(days(hours("11:00", "12:00")), ["2026-11-19", "2026-11-20", "2026-11-21"]);
    assert_eq!(days(at("2026-11-20T09:00:00Z", 60)), ["2026-11-20"]);
    assert_eq!(days(at("2026-11-20T03:59:00Z", 60)), ["2026-11-19", "2026-11-20"]);
    assert_eq!(days(at("2026-11-20T12:00:00Z", 480)), ["2026-11-20"]);
    assert_eq!(days(at("2026-11-20T12:00:00Z", 481)), ["2026-11-20", "2026-11-21"]);
}

#[test]
fn who_is_in_the_way_is_named_once_and_the_mentees_own_only_when_they_ask() {
    let ([mentor, mentee], both) = (ids(), booking_id(1));
    let only = booking_id(2);
    let own = Calendar::from_iter([(
        "2026-11-20".parse().unwrap(),
        Day { taken: [(36, both), (37, only)].into(), sessions: 0 },
    )]);
    let desk = Desk { calendar: taken(DAY, &[36], both, 1), own, ..desk(Rules::default()) };
    let mut all = vec![both, only];
    all.sort();
    assert_eq!(desk.in_the_way(mentee, &hours("11:00", "12:00")), all);
    assert_eq!(desk.in_the_way(mentor, &hours("11:00", "12:00")), [both]);
    assert_eq!(desk.in_the_way(mentee, &hours("13:00", "14:00")), []);
}

#[test]
fn a_lapsed_hold_gives_back_time_and_count_on_both_sides() {
    let mut desk = desk(Rules { per_day: Some(1), ..Rules::default() });
    let own = book(&desk, hours("11:00", "12:00")).unwrap();
    desk.calendar = taken(DAY, &[36, 37, 38, 39], own.id, 1);
    desk.own = taken(DAY, &[36, 37, 38, 39], own.id, 0);
    assert_eq!(book(&Desk { ..desk.clone() }, hours("15:00", "16:00")), Err(BookingError::DayFull));
    desk.freed_of(&own);
    assert_eq!((desk.calendar.clone(), desk.own.clone()), (taken(DAY, &[], own.id, 0), taken(DAY, &[], own.id, 0)));
    assert!(book(&desk, hours("11:00", "12:00")).is_ok());
}
