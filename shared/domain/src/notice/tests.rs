use uuid::Uuid;

use super::*;
use crate::booking::{Side, Status, sample};
use crate::event::{Event, Happened, News};
use crate::time::Zone;

const NOW: &str = "2026-11-23T08:00:00Z";

fn event(news: News, status: Status) -> Event {
    let what = Happened::booking(news, &sample(status));
    Event { id: EventId::from(Uuid::from_u128(7)), at: NOW.parse().unwrap(), what }
}

fn notice(at: &str) -> Notice {
    let made = Notice::of(&event(News::Confirmed, Status::Confirmed), Side::Mentee, &Zone::utc()).unwrap();
    Notice { at: at.parse().unwrap(), ..made }
}

fn told(inbox: Inbox, at: &str) -> (Inbox, Notice) {
    let notice = Notice { sequence: inbox.sequence + 1, ..notice(at) };
    (inbox.told(Some(&notice), Now::at(at)), notice)
}

#[test]
fn an_event_told_again_is_the_same_notice_and_each_side_has_its_own() {
    let event = event(News::Confirmed, Status::Confirmed);
    let id = |side, zone: &str| Notice::of(&event, side, &Zone::parse(zone).unwrap()).unwrap().id;
    assert_eq!(id(Side::Mentee, "Etc/UTC"), id(Side::Mentee, "Africa/Cairo"));
    assert_ne!(id(Side::Mentee, "Etc/UTC"), id(Side::Mentor, "Etc/UTC"));
    assert_eq!(id(Side::Mentee, "Etc/UTC").born(), event.at);
}

#[test]
fn the_time_is_on_the_readers_clock() {
    let event = event(News::Confirmed, Status::Confirmed);
    let of = |zone| Notice::of(&event, Side::Mentee, &Zone::parse(zone).unwrap()).unwrap().message;
    assert!(of("Africa/Cairo").ends_with(": Monday 23 November 2026, 12:00 (Africa/Cairo)"), "{}", of("Africa/Cairo"));
}

#[test]
fn nobody_has_a_notice_of_what_they_did_themselves() {
    let has = |news, status, side| Notice::of(&event(news, status), side, &Zone::utc()).is_some();
    let by_hand = [
        (News::Requested, Status::Pending, false, true),
        (News::Rated, Status::Completed, false, true),
        (News::Cancelled, Status::CancelledByMentee, false, true),
        (News::Cancelled, Status::CancelledByMentor, true, false),
        (News::Cancelled, Status::CancelledByAdmin, true, true),
        (News::RemindSoon, Status::Confirmed, true, true),
    ];
    for (news, status, mentee, mentor) in by_hand {
        let found = (has(news, status, Side::Mentee), has(news, status, Side::Mentor));
        assert_eq!(found, (mentee, mentor), "{news} {status}");
    }
}

#[test]
fn what_is_told_is_unread_until_it_is_read_or_everything_is() {
    let (inbox, first) = told(Inbox::default(), NOW);
    let (inbox, second) = told(inbox, NOW);
    assert_eq!((inbox.sequence, inbox.count(Now::at(NOW)), inbox.version), (2, 2, 2));
    let inbox = inbox.without(&first);
    assert_eq!(inbox.count(Now::at(NOW)), 1);
    let inbox = inbox.all_read();
    assert_eq!((inbox.count(Now::at(NOW)), inbox.is_unread(&second)), (0, false));
    let (inbox, third) = told(inbox, NOW);
    assert_eq!((inbox.count(Now::at(NOW)), inbox.is_unread(&third)), (1, true));
    assert!(!inbox.is_unread(&Notice { read: true, ..third }));
}

#[test]
fn a_frame_without_a_notice_counts_nothing() {
    let inbox = Inbox::default().told(None, Now::at(NOW));
    assert_eq!((inbox.sequence, inbox.count(Now::at(NOW))), (1, 0));
}

#[test]
fn what_is_kept_no_more_is_counted_no_more() {
    let (inbox, _) = told(Inbox::default(), NOW);
    assert_eq!(inbox.count(Now::at("2027-02-21T23:59:59Z")), 1);
    assert_eq!(inbox.count(Now::at("2027-02-22T00:00:00Z")), 0);
    assert_eq!(notice(NOW).ends().to_string(), "2027-02-22T00:00:00Z");
    assert_eq!(kept_since(Now::at("2027-02-21T23:59:59Z")).to_string(), "2026-11-23T00:00:00Z");
    let (later, _) = told(inbox, "2027-02-22T00:00:00Z");
    assert_eq!(later.unread.len(), 1, "the old day is forgotten");
}
