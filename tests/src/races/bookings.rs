//! One hour, one winner, whatever meets: promises 1, 3, 5 and 8.

use futures::future::join_all;
use serde_json::json;
use testkit::TestCloud;

use super::{race, size};
use crate::bookings::{ask, confirmed, path};

#[tokio::test]
async fn one_slot_has_one_winner_however_many_want_it() {
    let size = size("1, one slot", (12, 4), (200, 1000));
    for _ in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let grace = cloud.mentor("grace").await;
        let mentees = join_all((0..size.clients).map(|_| cloud.mentee("ada"))).await;
        let replies = race(size.clients, |n| mentees[n].post("/v1/bookings", ask(&grace, "10:00"))).await;
        let won = replies.iter().filter(|reply| reply.status == 201).count();
        let lost = replies.iter().filter(|reply| reply.status == 409 && reply.code() == "SLOT_TAKEN").count();
        assert_eq!((won, lost), (1, size.clients - 1));
        cloud.dump().await.assert_invariants();
    }
}

#[tokio::test]
async fn one_key_has_one_effect_and_one_answer_however_often_it_is_sent_at_once() {
    let size = size("8, one key", (12, 4), (100, 200));
    for _ in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let send = || {
            let ask_once = ada.ask(reqwest::Method::POST, "/v1/bookings").header("idempotency-key", "k");
            ask_once.json(&ask(&grace, "10:00")).send()
        };
        let replies = race(size.clients, |_| send()).await;
        assert!(replies.iter().all(|reply| (reply.status, &reply.text) == (201, &replies[0].text)), "{replies:#?}");
        assert_eq!(cloud.dump().await.bookings().len(), 1);
    }
}

#[tokio::test]
async fn of_confirm_and_cancel_at_once_the_row_tells_one_story() {
    let size = size("5, confirm and cancel", (2, 4), (2, 200));
    for _ in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let booking = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
        let (confirm, cancel) = (path(&booking, "/confirm"), path(&booking, "/cancel"));
        let (yes, no) = tokio::join!(grace.post(&confirm, json!({})), ada.post(&cancel, json!({})));
        assert!(yes.status == 200 || no.status == 200, "somebody wins");
        assert!([200, 409].contains(&yes.status) && [200, 409].contains(&no.status));
        let now = ada.get(&path(&booking, "")).await.expect(200);
        let expected = if no.status == 200 { "cancelled_by_mentee" } else { "confirmed" };
        assert_eq!(now.json["data"]["status"], expected);
        cloud.dump().await.assert_invariants();
    }
}

#[tokio::test]
async fn the_limit_of_a_day_holds_however_many_ask_at_once() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    grace.put("/v1/availability/me/rules", json!({"perDay": 2})).await.expect(200);
    let mentees = join_all((0..12).map(|_| cloud.mentee("ada"))).await;
    let at = |hour: usize| format!("{:02}:00", 8 + hour);
    let wishes = mentees.iter().enumerate().map(|(n, mentee)| mentee.post("/v1/bookings", ask(&grace, &at(n))));
    let replies = join_all(wishes).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 2);
    assert!(replies.iter().all(|reply| reply.status == 201 || reply.code() == "DAY_FULL"), "{replies:#?}");
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn a_link_added_while_the_reminder_leaves_does_not_lose_the_next_one() {
    let size = size("12, a reminder and a change", (2, 4), (2, 200));
    for _ in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let booking = confirmed(&ada, &grace, "2026-11-25T10:00:00Z").await;
        cloud.settle().await;
        cloud.move_to("2026-11-24T10:00:00Z");
        let (to, link) = (path(&booking, "/meeting-link"), json!({"meetingLink": "https://zoom.us/j/1"}));
        let (linked, ()) = tokio::join!(grace.put(&to, link), cloud.run_timer());
        linked.expect(200);
        cloud.settled().await.assert_invariants();
        cloud.local().empty_mail().expect("an empty mailbox");
        cloud.move_to("2026-11-25T09:00:00Z");
        cloud.run_timer().await;
        assert_eq!(cloud.mail().await.len(), 2, "both are reminded of the hour");
    }
}

/// The same race, one step after the other: what was read before the reminder is not written after it.
#[tokio::test]
async fn a_booking_read_before_its_reminder_left_is_not_written_over_it() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "2026-11-25T10:00:00Z").await;
    let id = booking.json["data"]["id"].as_str().expect("an id").parse().expect("an id");
    let store = cloud.store();
    let before = store.booking(id).await.expect("a read").expect("a booking");
    cloud.move_to("2026-11-24T10:00:00Z");
    cloud.run_timer().await;
    let link = domain::text::HttpsUrl::parse("link", "https://zoom.us/j/1").expect("a link");
    let moved =
        before.clone().with_link(domain::booking::Side::Mentor, link, domain::text::Platform::default(), cloud.now());
    let after = moved.expect("a move");
    let what = domain::event::Happened::booking(domain::event::News::LinkAdded, &after);
    let event = domain::event::Event { id: domain::id::EventId::from(uuid::Uuid::nil()), at: cloud.now().0, what };
    let (per_day, by, key) = (None, store::By::Clock, None);
    let step = store::BookingMove { before: &before, after: &after, per_day, event: &event, by, key };
    let written = store.move_booking(step, cloud.now()).await;
    assert!(
        matches!(written, Err(store::BookingWriteError::Booking(domain::booking::BookingError::Stale(_)))),
        "{written:?}"
    );
    cloud.settled().await.assert_invariants();
}

#[tokio::test]
async fn random_overlapping_wishes_never_overlap_once_stored() {
    let size = size("1, overlapping wishes", (24, 1), (200, 500));
    for round in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let grace = cloud.mentor("grace").await;
        let mentees = join_all((0..size.clients).map(|_| cloud.mentee("ada"))).await;
        let chance = domain::Entropy::seeded(u64::try_from(round).expect("a seed"));
        let up_to = |most: u16| u16::from_le_bytes(chance.bytes()) % most;
        let wishes = (0..size.clients).map(|_| wish(&grace.id.to_string(), 360 + up_to(480), 10 + up_to(80)));
        let wishes: Vec<_> = wishes.collect();
        let replies = race(size.clients, |n| mentees[n].post("/v1/bookings", wishes[n].clone())).await;
        assert!(replies.iter().all(|reply| reply.status == 201 || reply.status == 409), "{replies:#?}");
        let dump = cloud.dump().await;
        dump.assert_invariants();
        assert!(dump.bookings().len() > 1);
    }
}

fn wish(mentor: &str, minute: u16, duration: u16) -> serde_json::Value {
    let start = format!("2026-11-24T{:02}:{:02}:00Z", minute / 60, minute % 60);
    json!({"mentorId": mentor, "start": start, "duration": duration, "topic": "x"})
}

#[tokio::test]
async fn a_takeover_racing_the_confirmation_never_leaves_two_live_bookings() {
    let size = size("3, a takeover at -1, 0 and +1 s", (2, 2), (2, 3334)); // 10,000 at the three
    for clock in ["2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z", "2026-11-25T08:00:01Z"] {
        for _ in 0..size.rounds {
            let cloud = TestCloud::start().await;
            let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
            let start = "2026-11-27T10:00:00Z";
            let held = ada.post("/v1/bookings", ask(&grace, start)).await.expect(201);
            cloud.move_to(clock);
            let to = path(&held, "/confirm");
            let (confirm, over) =
                tokio::join!(grace.post(&to, json!({})), eve.post("/v1/bookings", ask(&grace, start)));
            let dump = cloud.dump().await;
            dump.assert_invariants();
            let live = dump.bookings().iter().filter(|booking| booking.status.is_live()).count();
            assert_eq!(live, 1, "{clock}: confirm {}, over {}", confirm.status, over.status);
            assert!((confirm.status == 200) ^ (over.status == 201), "{clock}");
        }
    }
}
