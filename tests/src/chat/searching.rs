//! What was said is found by the beginnings of its words, by those whose chat it is.

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Person, TestCloud};

use super::support::support;
use super::{id, open, pair, rows, say};

/// What somebody finds, in the order of the reply.
async fn found(who: &Person, query: &str) -> Vec<String> {
    let page = who.get(&format!("/v1/messages?search={query}")).await.expect(200);
    rows(&page).iter().map(|message| message["content"].as_str().expect("a text").to_owned()).collect()
}

/// Says each of them, a second apart.
async fn says(cloud: &TestCloud, who: &Person, chat: &str, all: &[&str]) {
    for content in all {
        say(who, chat, content).await;
        cloud.advance(SignedDuration::from_secs(1));
    }
    cloud.settle().await;
}

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn a_message_is_found_by_the_beginnings_of_its_words_the_latest_first() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    says(&cloud, &ada, &chat, &["The Timetable, please", "Time flies", "No hurry", "It is time: TIME!"]).await;
    for who in [&ada, &grace] {
        assert_eq!(found(who, "tim").await, ["It is time: TIME!", "Time flies", "The Timetable, please"]);
    }
    assert_eq!(found(&ada, "TIME%20f").await, ["Time flies"]);
    assert_eq!(found(&ada, "please%20timet").await, ["The Timetable, please"]);
    assert_eq!(found(&ada, "imetable").await, NOTHING);
    let page = ada.get("/v1/messages?search=hurry").await.expect(200);
    assert_eq!((&rows(&page)[0]["chatId"], &rows(&page)[0]["sequence"]), (&json!(chat), &json!(3)));
}

#[tokio::test]
async fn a_stranger_finds_nothing_and_nobody_beyond_their_own_chats() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (eve, root) = (cloud.mentee("eve").await, cloud.admin("root").await);
    let other = id(&open(&root, &ada).await.expect(200));
    says(&cloud, &ada, &chat, &["plumbago one"]).await;
    says(&cloud, &root, &other, &["plumbago two"]).await;
    assert_eq!(found(&ada, "plumbago").await, ["plumbago two", "plumbago one"]);
    assert_eq!(found(&grace, "plumbago").await, ["plumbago one"]);
    assert_eq!(found(&root, "plumbago").await, ["plumbago two"]);
    assert_eq!(found(&ada, &format!("plumbago&chatId={chat}")).await, ["plumbago one"]);
    for query in ["plumbago".to_owned(), format!("plumbago&chatId={chat}"), format!("plumbago&chatId={other}")] {
        assert_eq!(found(&eve, &query).await, NOTHING);
    }
    assert_eq!(found(&root, &format!("plumbago&chatId={chat}")).await, NOTHING);
}

#[tokio::test]
async fn every_admin_finds_what_is_said_to_support_and_its_student_does() {
    let cloud = TestCloud::start().await;
    let (ada, bob) = (cloud.mentee("ada").await, cloud.mentee("bob").await);
    let (root, iris) = (cloud.admin("root").await, cloud.admin("iris").await);
    let (hers, his) = (support(&ada).await, support(&bob).await);
    says(&cloud, &ada, &hers, &["plumbago hers"]).await;
    says(&cloud, &bob, &his, &["plumbago his"]).await;
    for admin in [&root, &iris] {
        assert_eq!(found(admin, "plumbago").await, ["plumbago his", "plumbago hers"]);
        assert_eq!(found(admin, &format!("plumbago&chatId={hers}")).await, ["plumbago hers"]);
    }
    assert_eq!(found(&ada, "plumbago").await, ["plumbago hers"]);
    assert_eq!(found(&ada, &format!("plumbago&chatId={his}")).await, NOTHING);
}

#[tokio::test]
async fn an_edit_moves_a_message_and_its_old_words_find_it_no_more_at_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "At noon, plumbago").await);
    cloud.settle().await;
    cloud.hold_stream();
    ada.put(&format!("/v1/messages/{message}"), json!({"content": "At nine, jasmine"})).await.expect(200);
    assert_eq!(found(&grace, "plumbago").await, NOTHING);
    cloud.release_stream();
    cloud.settle().await;
    assert_eq!(found(&grace, "plumbago").await, NOTHING);
    assert_eq!(found(&grace, "jasmine").await, ["At nine, jasmine"]);
    let rows = cloud.dump().await;
    assert!(!rows.0.keys().any(|(_, sk)| sk.starts_with("plumbago#")));
}

#[tokio::test]
async fn a_deletion_takes_a_message_away_at_once_and_its_words_later() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "plumbago").await);
    cloud.settle().await;
    assert_eq!(found(&grace, "plumbago").await, ["plumbago"]);
    cloud.hold_stream();
    ada.delete(&format!("/v1/messages/{message}")).await.expect(200);
    assert_eq!(found(&grace, "plumbago").await, NOTHING);
    cloud.release_stream();
    cloud.settle().await;
    let rows = cloud.dump().await;
    assert!(!rows.0.keys().any(|(_, sk)| sk.starts_with("plumbago#")));
}

#[tokio::test]
async fn what_is_found_goes_on_with_a_cursor_and_shows_each_message_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let other = id(&open(&cloud.admin("root").await, &ada).await.expect(200));
    let all = ["time one", "time two times", "time three", "timely four", "time five", "timer six"];
    says(&cloud, &grace, &chat, &all).await;
    says(&cloud, &ada, &other, &["time elsewhere"]).await;
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/v1/messages?search=time&chatId={chat}&limit=2{next}")).await.expect(200);
        seen.extend(rows(&page).iter().map(|message| message["content"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.json["pagination"]["nextCursor"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(seen, ["time five", "time three", "time two times", "time one", "timer six", "timely four"]);
    let second = found(&grace, "time&limit=2&page=2").await;
    assert_eq!(second, ["time two times", "time one"]);
    let first = ada.get("/v1/messages?search=time&limit=2").await.expect(200);
    let cursor = first.json["pagination"]["nextCursor"].as_str().expect("a cursor");
    let elsewhere = ada.get(&format!("/v1/messages?search=timer&limit=2&cursor={cursor}")).await.expect(400);
    assert_eq!(elsewhere.field(), "cursor");
}

/// More than one trip to the table writes at once, and more than is found.
#[tokio::test]
async fn a_long_message_is_found_by_its_first_forty_words_and_shown_whole() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let text = (1..=60).map(|n| format!("word{n:02}")).collect::<Vec<_>>().join(" ");
    says(&cloud, &ada, &chat, &[&text]).await;
    assert_eq!(found(&ada, "word40").await, [text.as_str()]);
    assert_eq!(found(&ada, "word01%20word60").await, [text.as_str()]);
    assert_eq!(found(&ada, "word41").await, NOTHING);
}

#[tokio::test]
async fn who_looks_for_nothing_is_told_so() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    for query in ["", "?search=", "?search=%20", "?search=a%20b", "?search=..."] {
        assert_eq!(ada.get(&format!("/v1/messages{query}")).await.expect(400).field(), "search", "{query}");
    }
}
