use domain::account::{Profile, Status as Standing};
use domain::signed::Secret;
use domain::text::{Description, Feedback, HttpsUrl, PersonName, Platform, Reason, Topic};
use domain::{BookingId, Email, Entropy, Now, Roles, UserId};

use super::*;
use crate::house::{Links, Mailbox};
use crate::{Method, feed};

const ASKED: &str = "2026-11-20T10:00:00Z";

pub(crate) fn house() -> House {
    House {
        sender: Mailbox::parse("Ithaca <no-reply@example.org>").unwrap(),
        zone: Zone::parse("Africa/Cairo").unwrap(),
        base_url: "https://api.example.org".into(),
        links: Links::parse(r#"{"mansa": {"sign_in": "https://app.example.org/in"}}"#).unwrap(),
        secret: Secret::parse(&"A".repeat(44)).unwrap(),
    }
}

fn account(name: &str, zone: Option<&str>) -> Account {
    let now = Now::at(ASKED);
    Account {
        id: UserId::fresh(now, &Entropy::seeded(u64::from(name.as_bytes()[0]))),
        number: 1,
        email: Email::parse(&format!("{}@example.org", &name[..3])).unwrap(),
        name: PersonName::parse(name).unwrap(),
        roles: Roles::MENTEE,
        status: Standing::Active,
        zone: zone.map(|zone| Zone::parse(zone).unwrap()),
        google: None,
        profile: Profile::default(),
        created: now.0,
        updated: now.0,
        version: 1,
    }
}

fn booking(status: Status) -> Booking {
    let span = Span::new("2026-11-23T10:00:00Z".parse().unwrap(), "2026-11-23T11:00:00Z".parse().unwrap()).unwrap();
    Booking {
        id: BookingId::fresh(Now::at(ASKED), &Entropy::seeded(11)),
        mentor: account("Ada", None).id,
        mentee: account("Bob", None).id,
        mentor_name: PersonName::parse("Ada").unwrap(),
        mentee_name: PersonName::parse("Bob \"B\"\nSmith").unwrap(),
        span,
        held: span,
        home: "2026-11-23".parse().unwrap(),
        zone: Zone::utc(),
        topic: Topic::parse("Rust, and <lifetimes>").unwrap(),
        description: Description::parse("I am stuck;\r\nhelp").unwrap(),
        status,
        reason: Reason::default(),
        link: None,
        platform: Platform::default(),
        rating: None,
        feedback: Feedback::default(),
        asked: Now::at(ASKED).0,
        updated: Now::at(ASKED).0,
        due: None,
        version: 4,
    }
}

fn letter(news: News, booking: &Booking, side: Side) -> Letter {
    let reader = match side {
        Side::Mentor => account("Ada", Some("Asia/Kolkata")),
        _ => account("Bob", None),
    };
    Story { news, booking, before: None, side, reader: &reader }.letter(&house()).unwrap()
}

#[test]
fn a_request_lets_its_mentor_answer_with_signed_links() {
    let booking = booking(Status::Pending);
    let letter = letter(News::Requested, &booking, Side::Mentor);
    assert_eq!(letter.subject, "Bob \"B\" Smith asks for a session");
    assert!(
        letter.text.contains("When: Monday 23 November 2026, 15:30 to 16:30 (Asia/Kolkata, UTC+05:30)"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("Please answer by: Sunday 22 November 2026, 15:30"));
    assert!(letter.html.contains("Rust, and &#60;lifetimes&#62;") && !letter.html.contains("<lifetimes>"));
    let link = letter.text.lines().find(|line| line.ends_with("&answer=decline")).unwrap();
    let token = link.split("token=").nth(1).unwrap().trim_end_matches("&answer=decline");
    assert!(link.starts_with(&format!("https://api.example.org/v1/bookings/{}/answer?", booking.id)));
    assert_eq!(signed::answers(&house().secret, token, booking.id, Now::at(ASKED)), Some(4));
}

#[test]
fn a_mentee_gets_no_links_to_answer_with_and_the_organisations_zone() {
    let letter = letter(News::Requested, &booking(Status::Pending), Side::Mentee);
    assert!(!letter.text.contains("/answer?"));
    assert!(letter.text.contains("12:00 to 13:00 (Africa/Cairo, UTC+02:00)"), "{}", letter.text);
}

#[test]
fn each_side_reads_who_cancelled_and_why() {
    let reason = Reason::parse("I am ill").unwrap();
    let booking = Booking { reason, ..booking(Status::CancelledByMentor) };
    let mentor = letter(News::Cancelled, &booking, Side::Mentor);
    let mentee = letter(News::Cancelled, &booking, Side::Mentee);
    assert!(mentor.text.contains("You have cancelled") && mentee.text.contains("Ada has cancelled"));
    assert!(mentee.text.contains("Reason: I am ill"));
    assert_eq!(mentee.calendar.unwrap().method, Method::Cancel);
}

#[test]
fn a_move_names_both_times() {
    let booking = booking(Status::Confirmed);
    let before = Span::new("2026-11-22T08:00:00Z".parse().unwrap(), "2026-11-22T09:00:00Z".parse().unwrap());
    let reader = account("Bob", Some("Europe/London"));
    let story = Story { news: News::Moved, booking: &booking, before, side: Side::Mentee, reader: &reader };
    let letter = story.letter(&house()).unwrap();
    assert!(
        letter.text.contains("When: Monday 23 November 2026, 10:00 to 11:00 (Europe/London, UTC+00:00)"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("Before: Sunday 22 November 2026, 08:00 to 09:00"), "{}", letter.text);
}

#[test]
fn a_confirmed_session_with_a_link_can_be_joined_from_the_mail_and_the_calendar() {
    let link = HttpsUrl::parse("meeting_link", "https://zoom.us/j/1?pwd=a,b").unwrap();
    let booking = Booking { link: Some(link), ..booking(Status::Confirmed) };
    for news in [News::LinkAdded, News::RemindDay, News::RemindHour] {
        let letter = letter(news, &booking, Side::Mentee);
        assert!(letter.text.contains("Join the session:\nhttps://zoom.us/j/1?pwd=a,b"), "{}", letter.text);
        let ics = unfolded(&letter);
        assert!(
            ics.contains("URL:https://zoom.us/j/1?pwd=a,b") && ics.contains(r"LOCATION:https://zoom.us/j/1?pwd=a\,b"),
            "{ics}"
        );
    }
}

/// A content line longer than 75 bytes is folded (RFC 5545, 3.1).
fn unfolded(letter: &Letter) -> String {
    let ics = &letter.calendar.as_ref().unwrap().ics;
    assert!(ics.split("\r\n").all(|line| line.len() <= 75), "{ics}");
    ics.replace("\r\n ", "")
}

#[test]
fn an_invitation_keeps_its_uid_and_counts_its_versions() {
    let pending = booking(Status::Pending);
    let confirmed = Booking { version: 5, ..booking(Status::Confirmed) };
    let asked = unfolded(&letter(News::Requested, &pending, Side::Mentor));
    let agreed = unfolded(&letter(News::Confirmed, &confirmed, Side::Mentor));
    let uid = format!("UID:{}@ithaca\r\n", pending.id.uuid());
    assert!(asked.contains(&uid) && agreed.contains(&uid));
    for line in [
        "METHOD:REQUEST",
        "SEQUENCE:4",
        "STATUS:TENTATIVE",
        "DTSTAMP:20261120T100000Z",
        "DTSTART:20261123T100000Z",
        "DTEND:20261123T110000Z",
    ] {
        assert!(asked.contains(&format!("\r\n{line}\r\n")), "{line} in {asked}");
    }
    assert!(agreed.contains("SEQUENCE:5\r\n") && agreed.contains("STATUS:CONFIRMED\r\n"));
}

#[test]
fn a_name_cannot_break_out_of_its_line() {
    let ics = unfolded(&letter(News::Requested, &booking(Status::Pending), Side::Mentor));
    assert!(ics.contains("SUMMARY:Rust\\, and <lifetimes> with Bob \"B\" Smith\r\n"), "{ics}");
    assert!(ics.contains("DESCRIPTION:I am stuck\\;\\nhelp\r\n"), "{ics}");
    assert!(
        ics.contains("mailto:ada@example.org") && ics.contains("ORGANIZER;CN=Ithaca:mailto:no-reply@example.org"),
        "{ics}"
    );
}

#[test]
fn every_news_that_is_told_has_words_for_both_sides() {
    use strum::IntoEnumIterator;
    for news in News::iter().filter(|news| is_told(*news)) {
        for side in [Side::Mentor, Side::Mentee] {
            let letter = letter(news, &booking(Status::Confirmed), side);
            assert!(!letter.subject.is_empty() && letter.text.contains("When: "), "{news} {side}: {}", letter.text);
            assert!(letter.text.lines().nth(2).is_some_and(|line| line.ends_with(['.', '!'])), "{}", letter.text);
        }
    }
}

#[test]
fn a_feed_shows_what_holds_time_with_the_other_sides_name() {
    let (kept, gone) = (booking(Status::Confirmed), booking(Status::Declined));
    let ics = feed(kept.mentor, [&kept, &gone]);
    assert!(ics.contains("METHOD:PUBLISH\r\n") && ics.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 1);
    assert!(ics.contains("with Bob \"B\"") && !ics.contains("ATTENDEE"));
}
