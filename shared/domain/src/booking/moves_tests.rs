use strum::IntoEnumIterator;

use super::*;
use crate::id::BookingId;
use crate::text::{Description, PersonName, Topic};
use crate::{Entropy, Zone};

const START: &str = "2026-11-23T10:00:00Z";

pub(crate) fn booking(status: Status) -> Booking {
    let asked = Now::at("2026-11-20T10:00:00Z");
    let entropy = Entropy::seeded(11);
    let span = Span::new(START.parse().unwrap(), "2026-11-23T11:00:00Z".parse().unwrap()).unwrap();
    Booking {
        id: BookingId::fresh(asked, &entropy),
        mentor: UserId::fresh(asked, &entropy),
        mentee: UserId::fresh(asked, &entropy),
        mentor_name: PersonName::parse("Grace Hopper").unwrap(),
        mentee_name: PersonName::parse("Ada Lovelace").unwrap(),
        span,
        held: span,
        home: "2026-11-23".parse().unwrap(),
        zone: Zone::utc(),
        topic: Topic::parse("Rust").unwrap(),
        description: Description::default(),
        status,
        reason: Reason::default(),
        link: None,
        platform: Platform::default(),
        rating: None,
        feedback: Feedback::default(),
        asked: asked.0,
        updated: asked.0,
        due: None,
        version: 1,
    }
}

/// What a booking is after an answer that is legal.
fn after(answer: Answer, side: Side) -> Status {
    match (answer, side) {
        (Answer::Confirm, _) => Status::Confirmed,
        (Answer::Decline, _) => Status::Declined,
        (Answer::Complete, _) => Status::Completed,
        (Answer::Cancel, Side::Mentor) => Status::CancelledByMentor,
        (Answer::Cancel, Side::Mentee) => Status::CancelledByMentee,
        (Answer::Cancel, Side::Admin) => Status::CancelledByAdmin,
        (Answer::NoShow(Side::Mentor), _) => Status::NoShowByMentor,
        (Answer::NoShow(_), _) => Status::NoShowByMentee,
    }
}

/// The whole table: from each state, what each side may make of it while the time is right.
#[test]
fn a_booking_moves_on_legal_edges_only() {
    use Side::{Admin, Mentee, Mentor};
    let answers = [
        Answer::Confirm,
        Answer::Decline,
        Answer::Cancel,
        Answer::Complete,
        Answer::NoShow(Mentor),
        Answer::NoShow(Mentee),
    ];
    for status in Status::iter() {
        for side in [Mentor, Mentee, Admin] {
            for answer in answers {
                let legal = match answer {
                    Answer::Confirm | Answer::Decline => status == Status::Pending && side != Mentee,
                    Answer::Cancel => matches!(status, Status::Pending | Status::Confirmed),
                    Answer::Complete => status == Status::Confirmed && side != Mentee,
                    Answer::NoShow(who) => status == Status::Confirmed && (side != Mentee || who == Mentor),
                };
                let after_start = matches!(answer, Answer::Complete | Answer::NoShow(_));
                let now = Now::at(if after_start { "2026-11-23T10:00:00Z" } else { "2026-11-20T11:00:00Z" });
                let next = booking(status).answer(side, answer, Reason::default(), now);
                let became = next.map(|next| next.status).ok();
                assert_eq!(became, legal.then(|| after(answer, side)), "{status} {side} {answer:?}");
            }
        }
    }
}

#[test]
fn a_session_completes_from_its_start_on() {
    let early = booking(Status::Confirmed).answer(
        Side::Mentor,
        Answer::Complete,
        Reason::default(),
        Now::at("2026-11-23T09:59:59Z"),
    );
    assert_eq!(early, Err(BookingError::NotStarted));
}

#[test]
fn a_session_that_began_is_not_cancelled_and_a_request_still_is() {
    let cancel = |status, at| booking(status).answer(Side::Mentee, Answer::Cancel, Reason::default(), Now::at(at));
    assert_eq!(cancel(Status::Confirmed, START), Err(BookingError::AlreadyStarted));
    assert!(cancel(Status::Confirmed, "2026-11-23T09:59:59Z").is_ok());
    assert!(cancel(Status::Pending, START).is_ok());
}

#[test]
fn what_is_over_lapsed_or_began_is_not_moved() {
    let to = booking(Status::Pending).span;
    let moved = |status, at| booking(status).moved(Side::Mentor, to, to, Now::at(at)).map(|moved| moved.status);
    let illegal = |from| Err(BookingError::IllegalMove { from, to: "moved" });
    assert_eq!(moved(Status::Declined, "2026-11-20T12:00:00Z"), illegal(Status::Declined));
    assert_eq!(moved(Status::Pending, "2026-11-22T10:00:00Z"), illegal(Status::Pending));
    assert_eq!(moved(Status::Pending, "2026-11-22T09:59:59Z"), Ok(Status::Pending));
    assert_eq!(moved(Status::Confirmed, START), Err(BookingError::AlreadyStarted));
    assert_eq!(moved(Status::Confirmed, "2026-11-23T09:59:59Z"), Ok(Status::Confirmed));
}

#[test]
fn a_request_lapses_after_48_hours_or_at_its_start() {
    let request = booking(Status::Pending);
    assert_eq!(request.expires().to_string(), "2026-11-22T10:00:00Z");
    assert!(!request.lapsed(Now::at("2026-11-22T09:59:59Z")));
    let late = request.answer(Side::Mentor, Answer::Confirm, Reason::default(), Now::at("2026-11-22T10:00:00Z"));
    assert!(matches!(late, Err(BookingError::IllegalMove { .. })));
    let soon = Booking { asked: "2026-11-23T09:00:00Z".parse().unwrap(), ..booking(Status::Pending) };
    assert_eq!(soon.expires().to_string(), START.to_owned());
}

#[test]
fn a_session_is_rated_once_by_its_mentee_after_it_happened() {
    let now = Now::at("2026-11-24T10:00:00Z");
    let five = || Rating::try_from(5).unwrap();
    let feedback = Feedback::parse("Now I see.").unwrap();
    let rate = |booking: Booking, side| booking.rated(side, five(), feedback.clone(), now);
    assert_eq!(rate(booking(Status::Confirmed), Side::Mentee), Err(BookingError::NotCompleted));
    assert!(matches!(rate(booking(Status::Completed), Side::Mentor), Err(BookingError::NotYours(_))));
    let rated = rate(booking(Status::Completed), Side::Mentee).unwrap();
    assert_eq!((rated.rating, &rated.feedback), (Some(five()), &feedback));
    assert_eq!(rate(rated, Side::Mentee), Err(BookingError::AlreadyRated));
}

#[test]
fn the_mentors_move_stands_and_the_mentees_is_a_request_again() {
    let now = Now::at("2026-11-20T12:00:00Z");
    let later = Span::new("2026-11-24T10:00:00Z".parse().unwrap(), "2026-11-24T11:00:00Z".parse().unwrap()).unwrap();
    let held = later.padded(15, 15);
    let moved = |side| booking(Status::Confirmed).moved(side, later, held, now).unwrap();
    assert_eq!((moved(Side::Mentor).span, moved(Side::Mentor).held), (later, held));
    assert_eq!(moved(Side::Mentor).status, Status::Confirmed);
    assert_eq!(moved(Side::Mentee).status, Status::Pending);
    assert_eq!(moved(Side::Mentee).expires().to_string(), "2026-11-22T12:00:00Z");
}

#[test]
fn a_part_in_a_booking_is_the_persons_own_before_it_is_an_admins() {
    let booking = booking(Status::Pending);
    let stranger = UserId::fresh(Now::at(START), &Entropy::seeded(99));
    assert_eq!(booking.side_of(booking.mentor, Roles::ADMIN), Some(Side::Mentor));
    assert_eq!(booking.side_of(booking.mentee, Roles::ADMIN), Some(Side::Mentee));
    assert_eq!(booking.side_of(stranger, Roles::ADMIN), Some(Side::Admin));
    assert_eq!(booking.side_of(stranger, Roles::MENTOR), None);
}

#[test]
fn a_meeting_link_is_the_mentors_and_a_confirmed_bookings() {
    let linked = |status, side| {
        let link = HttpsUrl::parse("meeting_link", "https://zoom.us/j/1").unwrap();
        let added = booking(status).with_link(side, link.clone(), Platform::parse("zoom").unwrap(), Now::at(START));
        added.map(|booking| (booking.link == Some(link), booking.platform.to_string(), booking.version))
    };
    assert_eq!(linked(Status::Confirmed, Side::Mentor), Ok((true, "zoom".to_owned(), 2)));
    assert_eq!(linked(Status::Confirmed, Side::Admin), Ok((true, "zoom".to_owned(), 2)));
    assert_eq!(linked(Status::Pending, Side::Mentor), Err(BookingError::NotConfirmed));
    assert!(matches!(linked(Status::Confirmed, Side::Mentee), Err(BookingError::NotYours(_))));
}

#[test]
fn a_confirmed_booking_is_due_for_its_reminder_and_a_moved_request_for_its_end() {
    let now = Now::at("2026-11-21T10:00:00Z");
    let answered = booking(Status::Pending).answer(Side::Mentor, Answer::Confirm, Reason::default(), now).unwrap();
    assert_eq!(answered.due, Due::next_reminder(answered.id, answered.span.start, now.0));
    assert!(answered.due.is_some());
    let why = Reason::parse("Away that day.").unwrap();
    let declined = booking(Status::Pending).answer(Side::Mentor, Answer::Decline, why.clone(), now).unwrap();
    assert_eq!((declined.reason, declined.due, declined.updated, declined.version), (why, None, now.0, 2));
    let span = answered.span;
    let moved = answered.moved(Side::Mentee, span, span, now).unwrap();
    assert_eq!((moved.status, moved.due), (Status::Pending, Some(Due::expire(moved.id, moved.expires()))));
}
