//! What is told to many: each once, where they look and on their screens.

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::{list, titles, unread};
use crate::bookings::{ask, confirmed, path};
use crate::chat::moderation::deeds;
use crate::proofs::operations::events::waiting_among_many;
use crate::proofs::sweep::option;
use crate::realtime::missed;

fn said(audience: &str) -> Value {
    json!({
        "title": "Maintenance", "message": "Tonight at eight.", "type": "warning",
        "targetAudience": audience, "expiresAt": "2026-11-30T00:00:00Z",
    })
}

async fn tells(admin: &Person, audience: &str) -> Reply {
    admin.post("/v1/admin/announcements", said(audience)).await.expect(201)
}

/// The titles that somebody is shown.
async fn shown(who: &Person) -> Vec<String> {
    let reply = who.get("/v1/announcements").await.expect(200);
    titles(&reply).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn everybody_is_told_once_and_sees_it_at_once() {
    let cloud = TestCloud::start().await;
    let (root, ada, grace) = (cloud.admin("root").await, cloud.mentee("ada").await, cloud.mentor("grace").await);
    cloud.wait_for_indexes();
    let mut socket = ada.socket().await;
    let reply = tells(&root, "all").await;
    assert_eq!(
        (&reply.json["data"]["type"], &reply.json["data"]["targetAudience"]),
        (&json!("warning"), &json!("all"))
    );
    cloud.settle().await;
    let frame = socket.told("system.announcement").await;
    assert_eq!((&frame["data"]["title"], &frame["data"]["type"]), (&json!("Maintenance"), &json!("warning")));
    for who in [&ada, &grace] {
        let told = list(who, "?type=system").await;
        assert_eq!(titles(&told), ["Maintenance"]);
        assert_eq!(told.json["data"][0]["message"], "Tonight at eight.");
        assert_eq!((unread(who).await, shown(who).await), (1, vec!["Maintenance".to_owned()]));
    }
    assert_eq!(unread(&root).await, 0, "who announces it knows");
}

#[tokio::test]
async fn students_and_admins_are_told_what_is_theirs() {
    let cloud = TestCloud::start().await;
    let (root, other, ada) = (cloud.admin("root").await, cloud.admin("other").await, cloud.mentee("ada").await);
    cloud.wait_for_indexes();
    tells(&root, "students").await;
    cloud.settle().await;
    assert_eq!((unread(&ada).await, unread(&other).await), (1, 0));
    assert_eq!((shown(&ada).await.len(), shown(&other).await.len()), (1, 0));
    tells(&root, "admins").await;
    cloud.settle().await;
    assert_eq!((unread(&ada).await, unread(&other).await), (1, 1));
    assert_eq!((shown(&ada).await.len(), shown(&other).await.len()), (1, 1));
}

#[tokio::test]
async fn an_announcement_is_shown_until_it_expires_and_a_newcomer_sees_it_too() {
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    tells(&root, "all").await;
    cloud.settle().await;
    let ada = cloud.mentee("ada").await;
    assert_eq!((shown(&ada).await.len(), unread(&ada).await), (1, 0));
    cloud.move_to("2026-11-29T23:59:59Z");
    assert_eq!(shown(&ada).await.len(), 1);
    cloud.move_to("2026-11-30T00:00:00Z");
    assert_eq!(shown(&ada).await.len(), 0);
}

#[tokio::test]
async fn what_has_expired_moves_nothing_to_another_page() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    for (title, expires) in
        [("one", "12-01"), ("two", "11-24"), ("three", "12-01"), ("four", "11-24"), ("five", "12-01")]
    {
        let mut body = said("all");
        (body["title"], body["expiresAt"]) = (json!(title), json!(format!("2026-{expires}T00:00:00Z")));
        root.post("/v1/admin/announcements", body).await.expect(201);
        cloud.advance(jiff::SignedDuration::from_secs(1));
    }
    cloud.settle().await;
    cloud.move_to("2026-11-24T00:00:00Z");
    let (mut by_number, mut by_cursor, mut cursor) = (Vec::new(), Vec::new(), String::new());
    for page in 1..=3 {
        let numbered = ada.get(&format!("/v1/announcements?limit=2&page={page}")).await.expect(200);
        by_number.extend(titles(&numbered).into_iter().map(str::to_owned));
        let next = ada.get(&format!("/v1/announcements?limit=2{cursor}")).await.expect(200);
        by_cursor.extend(titles(&next).into_iter().map(str::to_owned));
        cursor = format!("&cursor={}", next.json["pagination"]["nextCursor"].as_str().unwrap_or_default());
    }
    assert_eq!(by_number, ["five", "three", "one"]);
    assert_eq!(by_cursor, ["five", "three", "one"]);
}

#[tokio::test]
async fn a_mentor_tells_those_who_have_or_had_a_session_and_nobody_else() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    let mut mentees = Vec::new();
    for name in ["had", "has", "asked", "none"] {
        mentees.push(cloud.mentee(name).await);
    }
    let [had, has, asked, none] = &mentees[..] else { panic!("four") };
    let met = confirmed(had, &grace, "2026-11-23T12:00:00Z").await;
    confirmed(has, &grace, "12:00").await;
    confirmed(has, &grace, "14:00").await;
    asked.post("/v1/bookings", ask(&grace, "16:00")).await.expect(201);
    cloud.move_to("2026-11-23T13:00:00Z");
    grace.post(&path(&met, "/complete"), json!({})).await.expect(200);
    cloud.settle().await;
    cloud.wait_for_indexes();
    let body = json!({"title": "I am away", "message": "In the first week of December."});
    grace.post("/v1/announcements", body).await.expect(201);
    cloud.settle().await;
    for (who, times) in [(had, 1), (has, 1), (asked, 0), (none, 0), (&grace, 0)] {
        assert_eq!(titles(&list(who, "?type=system").await), vec!["I am away"; times], "{}", who.name);
        assert_eq!(shown(who).await.len(), times, "{}", who.name);
    }
}

#[tokio::test]
async fn whose_session_ends_while_a_mentor_tells_their_people_is_not_missed() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let met = confirmed(&ada, &grace, "2026-11-23T12:00:00Z").await;
    cloud.move_to("2026-11-23T13:00:00Z");
    cloud.wait_for_indexes();
    cloud.hold_stream();
    let body = json!({"title": "I am away", "message": "In the first week of December."});
    grace.post("/v1/announcements", body).await.expect(201);
    let told = cloud.dump().await.of_kind("ann_").next().expect("an announcement").clone();
    let told: domain::announcement::Announcement = serde_dynamo::from_item(told).expect("an announcement");
    let mut found = Vec::new();
    let (first, mut next) = cloud.store().audience(&told, None).await.expect("a page");
    found.extend(first);
    grace.post(&path(&met, "/complete"), json!({})).await.expect(200);
    cloud.wait_for_indexes();
    while let Some(after) = next {
        let (people, further) = cloud.store().audience(&told, Some(&after)).await.expect("a page");
        found.extend(people);
        next = further;
    }
    assert!(found.contains(&ada.id), "{found:?}");
}

#[tokio::test]
async fn the_same_key_announces_once() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    cloud.wait_for_indexes();
    let send = |body: Value| {
        let ask = root.ask(reqwest::Method::POST, "/v1/admin/announcements").header("idempotency-key", "once");
        async move { ask.json(&body).send().await }
    };
    let (first, again) = (send(said("all")).await.expect(201), send(said("all")).await.expect(201));
    assert_eq!(first.json["data"], again.json["data"]);
    send(said("admins")).await.expect(422);
    cloud.settle().await;
    assert_eq!((unread(&ada).await, shown(&ada).await.len()), (1, 1));
}

#[tokio::test]
async fn only_admins_tell_everybody_and_only_mentors_their_mentees() {
    let cloud = TestCloud::start().await;
    let (root, ada, grace) = (cloud.admin("root").await, cloud.mentee("ada").await, cloud.mentor("grace").await);
    ada.post("/v1/admin/announcements", said("all")).await.expect(403);
    grace.post("/v1/admin/announcements", said("all")).await.expect(403);
    let body = json!({"title": "I", "message": "am here"});
    ada.post("/v1/announcements", body.clone()).await.expect(403);
    for (field, wrong) in [
        ("title", json!("")),
        ("targetAudience", json!("mentees")),
        ("type", json!("loud")),
        ("expiresAt", json!("2026-11-23T08:00:00Z")),
    ] {
        let mut body = said("all");
        body[field] = wrong;
        let reply = root.post("/v1/admin/announcements", body).await.expect(400);
        assert_eq!(reply.json["error"]["details"]["field"], field);
    }
    assert_eq!(shown(&root).await, Vec::<String>::new());
}

#[tokio::test]
async fn at_night_it_does_not_ring_and_waits_to_be_looked_up() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    cloud.wait_for_indexes();
    let quiet = json!({"quietHours": {"start": "07:00", "end": "09:00"}});
    ada.post("/v1/notifications/preferences", quiet).await.expect(200);
    let mut socket = ada.socket().await;
    tells(&root, "all").await;
    cloud.settle().await;
    socket.hears_nothing().await;
    assert_eq!(unread(&ada).await, 1);
    assert_eq!(missed(&ada, "?after=0").await["events"][0]["event"], "system.announcement");
}

#[tokio::test]
async fn what_is_withdrawn_is_shown_to_nobody_and_told_to_nobody_further() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    cloud.wait_for_indexes();
    let first = tells(&root, "all").await;
    cloud.settle().await;
    let withdraw = |told: &Reply| format!("/v1/announcements/{}", told.json["data"]["id"].as_str().unwrap());
    ada.delete(&withdraw(&first)).await.expect(404);
    root.delete(&withdraw(&first)).await.expect(200);
    root.delete(&withdraw(&first)).await.expect(404);
    assert_eq!((shown(&ada).await.len(), unread(&ada).await), (0, 1), "who was told has been told");
    cloud.hold_stream();
    let second = tells(&root, "all").await;
    root.delete(&withdraw(&second)).await.expect(200);
    cloud.release_stream();
    cloud.settle().await;
    assert_eq!((shown(&ada).await.len(), unread(&ada).await), (0, 1));
}

#[tokio::test]
async fn who_announces_and_who_withdraws_is_written_down() {
    let cloud = TestCloud::start().await;
    let (root, ann) = (cloud.admin("root").await, cloud.admin("ann").await);
    let told = tells(&root, "all").await.json["data"]["id"].as_str().unwrap().to_owned();
    ann.delete(&format!("/v1/announcements/{told}")).await.expect(200);
    let deeds = deeds(&cloud).await;
    for (deed, by) in [("announced", &root), ("announcement_withdrawn", &ann)] {
        assert!(deeds.contains(&[deed.to_owned(), by.id.to_string(), told.clone()]), "{deeds:?}");
    }
}

#[tokio::test]
async fn a_mentor_withdraws_their_own_and_an_admin_anybodys() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let (grace, other) = (cloud.mentor("grace").await, cloud.mentor("other").await);
    confirmed(&ada, &grace, "12:00").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let mut paths = Vec::new();
    for title in ["one", "two"] {
        let told = grace.post("/v1/announcements", json!({"title": title, "message": "I am away."})).await.expect(201);
        paths.push(format!("/v1/announcements/{}", told.json["data"]["id"].as_str().unwrap()));
        cloud.advance(jiff::SignedDuration::from_secs(1));
    }
    cloud.settle().await;
    other.delete(&paths[0]).await.expect(404);
    ada.delete(&paths[0]).await.expect(404);
    assert_eq!(shown(&ada).await, ["two", "one"]);
    grace.delete(&paths[0]).await.expect(200);
    assert_eq!(shown(&ada).await, ["two"]);
    root.delete(&paths[1]).await.expect(200);
    assert_eq!(shown(&ada).await, Vec::<String>::new());
    let everybodys = tells(&root, "all").await;
    grace.delete(&format!("/v1/announcements/{}", everybodys.json["data"]["id"].as_str().unwrap())).await.expect(404);
}

/// 250 people by default; `ANNOUNCED_TO=10000` for the full size.
#[tokio::test]
async fn many_are_told_in_pages_and_nobody_twice_though_every_page_comes_twice() {
    let many: usize = option("ANNOUNCED_TO").and_then(|many| many.parse().ok()).unwrap_or(250);
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    let mut people = Vec::new();
    for n in 0..many {
        people.push(cloud.mentee(&format!("p{n}")).await);
    }
    cloud.wait_for_indexes();
    cloud.hold_stream();
    tells(&root, "students").await;
    let mut pages = 0;
    while let Some(page) = waiting_among_many(&cloud).await {
        let doubled = tokio::join!(page.act(&cloud), page.act(&cloud));
        assert_eq!((doubled.0.status, doubled.1.status), (200, 200));
        pages += 1;
    }
    cloud.release_stream();
    assert_eq!(pages, many.div_ceil(100));
    let rows = cloud.local().rows().expect("the rows");
    let notices = rows.iter().filter(|row| row["pk"]["S"].as_str().is_some_and(|pk| pk.ends_with("#notices")));
    assert_eq!(notices.count(), many);
    assert_eq!((unread(&people[0]).await, unread(&people[many - 1]).await), (1, 1));
}
