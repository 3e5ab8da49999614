use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::text::{Description, Feedback, PersonName, Platform, Reason, Topic};
use domain::time::Span;
use domain::{Entropy, Zone};

use super::*;
use crate::row::s;

const NOW: &str = "2026-11-20T10:00:00Z";

pub(super) fn booking() -> Booking {
    let (now, entropy) = (Now::at(NOW), Entropy::seeded(1));
    let span = Span::new(Now::at("2026-11-24T10:00:00Z").0, Now::at("2026-11-24T11:00:00Z").0).unwrap();
    Booking {
        id: BookingId::fresh(now, &entropy),
        mentor: UserId::fresh(now, &entropy),
        mentee: UserId::fresh(now, &entropy),
        mentor_name: PersonName::parse("Grace").unwrap(),
        mentee_name: PersonName::parse("Ada").unwrap(),
        span,
        held: span.padded(15, 15),
        home: "2026-11-24".parse().unwrap(),
        zone: Zone::utc(),
        topic: Topic::parse("Rust").unwrap(),
        description: Description::default(),
        status: Status::Pending,
        reason: Reason::default(),
        link: None,
        platform: Platform::default(),
        rating: None,
        feedback: Feedback::default(),
        asked: now.0,
        updated: now.0,
        due: None,
        version: 1,
    }
}

/// What it means that this guard lost to this row.
fn lost(guard: Guard, current: Option<Item>, per_day: Option<u16>) -> BookingWriteError {
    let key = IdempotencyKey::new(booking().mentee, "mine", &[b"POST"]);
    let wanted = Wanted { booking: &booking(), per_day, key: Some(&key) };
    wanted.lost(CommitError::Lost { guard, current }, Now::at(NOW)).unwrap_err()
}

fn told(error: BookingWriteError) -> BookingError {
    match error {
        BookingWriteError::Booking(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_lost_condition_means_what_its_guard_stands_for() {
    assert!(matches!(lost(Guard::Gate, None, None), BookingWriteError::Ended));
    let fourth = Item::from([("version".to_owned(), n(4))]);
    assert_eq!(told(lost(Guard::Version, Some(fourth), None)), BookingError::Stale(4));
    assert_eq!(told(lost(Guard::Version, None, None)), BookingError::NoSuchBooking);
    assert_eq!(told(lost(Guard::Named(MENTOR), None, None)), BookingError::NoSuchMentor);
    let other = lost(Guard::New, None, None);
    assert!(matches!(other, BookingWriteError::Commit(CommitError::Lost { guard: Guard::New, .. })));
}

#[test]
fn a_key_that_is_kept_for_another_request_is_a_mismatch_and_one_that_is_gone_by_now_is_tried_again() {
    let kept = Item::from([("until".to_owned(), n(i64::MAX)), ("body".to_owned(), s("another"))]);
    assert!(matches!(lost(Guard::Key, Some(kept), None), BookingWriteError::Mismatch(_)));
    assert!(matches!(lost(Guard::Key, None, None), BookingWriteError::Commit(CommitError::Busy)));
}

#[test]
fn a_day_is_full_where_nobody_else_has_a_quarter_of_it() {
    let Booking { id, mentor, mentee, .. } = booking();
    let day = |quarter: &str, holder: BookingId| {
        let mark = AttributeValue::B(Blob::new(holder.uuid().as_bytes()));
        Some(Item::from([("sk".to_owned(), s("day#2026-11-24")), (quarter.to_owned(), mark)]))
    };
    let other = BookingId::fresh(Now::at(NOW), &Entropy::seeded(2));
    let means = |who, row, per_day| told(lost(Guard::Quarters(who), row, per_day));
    assert_eq!(means(mentor, day("s40", other), Some(2)), BookingError::SlotTaken);
    assert_eq!(means(mentor, day("s40", id), Some(2)), BookingError::DayFull);
    assert_eq!(means(mentor, day("s40", id), None), BookingError::SlotTaken);
    // The quarter before it is held of the mentor's day alone.
    assert_eq!(means(mentor, day("s39", other), Some(2)), BookingError::SlotTaken);
    assert_eq!(means(mentee, day("s39", other), Some(2)), BookingError::DayFull);
}

#[test]
fn each_error_says_what_the_one_inside_it_says() {
    let said = |error: BookingWriteError| (error.kind(), error.field().map(str::to_owned), error.retry_after());
    assert_eq!(said(BookingError::Oneself.into()), (Kind::Invalid, Some("mentor_id".into()), None));
    assert_eq!(said(BookingWriteError::Limited(9)), (Kind::Limited, None, Some(9)));
    assert_eq!(said(BookingWriteError::Ended), (Kind::Unauthenticated, None, None));
    assert_eq!(said(Mismatch.into()), (Kind::Mismatch, Some("Idempotency-Key".into()), None));
    assert_eq!(said(ReadError::Busy.into()), (Kind::Unavailable, None, Some(1)));
    assert_eq!(said(BookingWriteError::Commit(CommitError::Busy)), (Kind::Unavailable, None, Some(1)));
    assert_eq!(BookingWriteError::from(BookingError::SlotTaken).code(), "SLOT_TAKEN");
    assert_eq!(BookingWriteError::Ended.code(), Kind::Unauthenticated.code());
}

#[test]
fn a_booking_is_as_it_was_read_with_its_reminder() {
    let at = |due| as_read(&Booking { due, ..booking() });
    let (without, with) = (at(None), at(Some(domain::due::Due::expire(booking().id, booking().span.start))));
    assert_eq!(without.condition, "#version = :version AND attribute_not_exists(#due)");
    assert_eq!(with.condition, "#version = :version AND #due = :due");
    assert!(with.values.contains_key(":due") && !without.values.contains_key(":due"));
}
