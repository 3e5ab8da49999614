//! Two screens of one person, or two people, do the same in one moment: the first has read what it decides on, and
//! before it writes the other's is done whole.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use crate::bookings::confirmed;
use crate::chat::moderation::{deeds, report};
use crate::chat::support::support;
use crate::chat::{id, messages, open, pair, rows, say, seen};
use crate::notices::alerts::{acknowledge, alert};
use crate::notices::{asked, ids, list, unread};

/// The first waits before its call of this number, which is its write.
pub async fn overtaken<A, B>(
    cloud: &TestCloud,
    write: usize,
    first: impl Future<Output = A>,
    other: impl Future<Output = B>,
) -> (A, B) {
    cloud.settle().await;
    cloud.calm();
    let pause = cloud.pause_before(write);
    let other = async {
        pause.reached().await;
        let done = other.await;
        pause.go();
        done
    };
    tokio::join!(first, other)
}

#[tokio::test]
async fn a_chat_that_both_open_keeps_what_is_said_in_it() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    confirmed(&ada, &grace, "10:00").await;
    cloud.settle().await;
    let says = async {
        let chat = id(&open(&grace, &ada).await.expect(200));
        say(&grace, &chat, "Hello").await;
        chat
    };
    let (opened, chat) = overtaken(&cloud, 1, open(&ada, &grace), says).await;
    assert_eq!(id(&opened.expect(200)), chat);
    assert_eq!(seen(&ada, &chat, "").await, ["Hello"]);
    assert_eq!(say(&ada, &chat, "Hello yourself").await.json["data"]["sequence"], 2);
}

#[tokio::test]
async fn two_messages_that_both_are_the_first_of_a_minute_count_as_two() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    overtaken(&cloud, 1, say(&ada, &chat, "Late"), say(&ada, &chat, "Early")).await;
    for _ in 2..30 {
        say(&ada, &chat, "Another").await;
    }
    ada.post(&messages(&chat), json!({"content": "One more"})).await.expect(429);
}

#[tokio::test]
async fn two_tabs_that_open_at_once_are_both_known() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let (_late, _early) = Box::pin(overtaken(&cloud, 1, ada.socket(), ada.socket())).await;
    assert_eq!(cloud.store().connections(ada.id).await.expect("the row").open.len(), 2);
}

#[tokio::test]
async fn a_mark_that_comes_late_does_not_go_back() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (one, two) = (id(&say(&ada, &chat, "One").await), id(&say(&ada, &chat, "Two").await));
    let read = async |message: &str| grace.post(&format!("/v1/messages/{message}/read"), json!({})).await;
    let (late, early) = overtaken(&cloud, 2, read(&one), read(&two)).await;
    assert_eq!((late.status, early.status), (200, 200));
    let shown = ada.get(&format!("/v1/chats/{chat}")).await.expect(200);
    let people = shown.json["data"]["participants"].as_array().unwrap();
    assert_eq!(people.iter().find(|person| person["id"] == json!(grace.id)).unwrap()["read"], 2);
}

#[tokio::test]
async fn a_message_that_two_screens_report_has_the_first_ones_reason() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "You fool").await);
    let (late, early) = overtaken(&cloud, 2, report(&grace, &message, "Late"), report(&grace, &message, "Early")).await;
    let reason = |reply: Reply| reply.expect(201).json["data"]["reason"].clone();
    assert_eq!((reason(late), reason(early)), (json!("Early"), json!("Early")));
}

#[tokio::test]
async fn a_chat_that_two_give_to_the_same_admin_is_given_once() {
    let cloud = TestCloud::start().await;
    let (ada, root, ann) = (cloud.mentee("ada").await, cloud.admin("root").await, cloud.admin("ann").await);
    let chat = rows(&ada.get("/v1/chats?type=support").await.expect(200))[0]["id"].as_str().unwrap().to_owned();
    say(&ada, &chat, "Help?").await;
    let path = format!("/v1/chats/{chat}/assignee");
    // From nobody, from somebody, and back.
    for (times, admin) in [json!(ann.id), json!(root.id), Value::Null].into_iter().enumerate() {
        let body = json!({"adminId": admin});
        let (late, early) = overtaken(&cloud, 1, root.put(&path, body.clone()), ann.put(&path, body.clone())).await;
        for reply in [late.expect(200), early.expect(200)] {
            assert_eq!(reply.json["data"]["assigneeId"], admin);
        }
        let given = deeds(&cloud)
            .await
            .into_iter()
            .filter(|[deed, by, _]| deed == "chat_assigned" && *by == ann.id.to_string());
        assert_eq!(given.count(), times + 1);
        assert!(!deeds(&cloud).await.iter().any(|[deed, by, _]| deed == "chat_assigned" && *by == root.id.to_string()));
    }
}

#[tokio::test]
async fn an_alert_is_acknowledged_once_and_at_that_instant() {
    let cloud = TestCloud::start().await;
    let (root, ada) = (cloud.admin("root").await, cloud.mentee("ada").await);
    let alert = alert(&root, &[&ada]).await;
    let soon = async {
        cloud.advance(SignedDuration::from_mins(1));
        acknowledge(&ada, &alert).await
    };
    let (late, early) = overtaken(&cloud, 1, acknowledge(&ada, &alert), soon).await;
    let at = |reply: Reply| reply.expect(200).json["data"]["acknowledgedAt"].clone();
    assert_eq!((at(late), at(early)), (json!("2026-11-23T08:01:00Z"), json!("2026-11-23T08:01:00Z")));
}

#[tokio::test]
async fn of_two_who_withdraw_an_announcement_the_second_finds_none() {
    let cloud = TestCloud::start().await;
    let (root, ann) = (cloud.admin("root").await, cloud.admin("ann").await);
    let body = json!({"title": "Maintenance", "message": "Tonight at eight.", "targetAudience": "all"});
    let told = root.post("/v1/admin/announcements", body).await.expect(201);
    let path = format!("/v1/announcements/{}", id(&told));
    let (late, early) = overtaken(&cloud, 1, root.delete(&path), ann.delete(&path)).await;
    assert_eq!((late.status, early.status), (404, 200));
    let by = deeds(&cloud).await.into_iter().filter(|[deed, ..]| deed == "announcement_withdrawn");
    assert_eq!(by.map(|[_, by, _]| by).collect::<Vec<_>>(), [ann.id.to_string()]);
}

#[tokio::test]
async fn a_notice_that_is_taken_away_while_it_is_read_does_not_come_back() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 1).await;
    let path = format!("/v1/notifications/{}", ids(&list(&grace, "").await)[0]);
    let read = format!("{path}/read");
    let (late, early) = overtaken(&cloud, 1, grace.put(&read, json!({})), grace.delete(&path)).await;
    assert_eq!((late.status, early.status), (404, 200));
    assert_eq!(ids(&list(&grace, "").await), Vec::<String>::new());
}

#[tokio::test]
async fn two_tabs_that_close_at_once_are_both_forgotten() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let _tabs = (ada.socket().await, ada.socket().await);
    let (store, now) = (cloud.store_in("realtime"), cloud.now());
    let open = store.connections(ada.id).await.expect("the row").open;
    let close = |tab: usize| store.let_go(ada.id, std::slice::from_ref(&open[tab].id), now);
    let (late, early) = Box::pin(overtaken(&cloud, 1, close(0), close(1))).await;
    assert!(late.is_ok() && early.is_ok());
    assert!(store.connections(ada.id).await.expect("the row").open.is_empty());
}

#[tokio::test]
async fn a_place_in_a_list_that_is_written_late_does_not_go_back() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    say(&ada, &chat, "One").await;
    let (store, id) = (cloud.store(), chat.parse().unwrap());
    let before = store.chat_scene(id, 1, None).await.expect("a reply").expect("the chat").chat;
    say(&ada, &chat, "Two").await;
    cloud.settle().await;
    store.list_chat(&before).await.expect("written");
    cloud.settled().await.assert_invariants();
}

#[tokio::test]
async fn words_that_are_written_late_are_those_of_what_it_says_by_then() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let message = id(&say(&ada, &chat, "Figs").await);
    let (store, changes) = (cloud.store_in("dispatch"), async {
        ada.put(&format!("/v1/messages/{message}"), json!({"content": "Plums"})).await.expect(200);
        cloud.settle().await;
    });
    let (late, ()) = overtaken(&cloud, 1, store.follow_words(chat.parse().unwrap(), 1), changes).await;
    late.expect("written");
    cloud.settled().await.assert_invariants();
}

#[tokio::test]
async fn two_admins_who_give_a_chat_to_the_same_one_have_given_it_once() {
    let cloud = TestCloud::start().await;
    let (ada, root, ann) = (cloud.mentee("ada").await, cloud.admin("root").await, cloud.admin("ann").await);
    let chat = support(&ada).await;
    say(&ada, &chat, "Help?").await;
    let give = async |admin: &Person| {
        admin.put(&format!("/v1/chats/{chat}/assignee"), json!({"adminId": ann.id})).await.expect(200)
    };
    let before = deeds(&cloud).await.len();
    overtaken(&cloud, 1, give(&root), give(&ann)).await;
    assert_eq!(deeds(&cloud).await.len(), before + 1);
}

/// The mark came after the message was looked at and before its notice was there: nobody else would find that.
#[tokio::test]
async fn a_notice_of_what_was_read_while_it_was_written_is_read() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    grace.put("/v1/notifications/read-all", json!({})).await.expect(200);
    let said = id(&say(&ada, &chat, "Hello").await);
    cloud.settle().await;
    cloud.hold_stream();
    grace.post(&format!("/v1/messages/{said}/read"), json!({})).await.expect(200);
    assert_eq!(unread(&grace).await, 1);
    let (store, readers) = (cloud.store_in("dispatch"), [ada.id, grace.id].into());
    let scene = store.chat_scene(chat.parse().unwrap(), 1, None).await.expect("a reply").expect("the chat");
    store.read_meanwhile(&scene.message.expect("the message"), &readers, cloud.now()).await.expect("written");
    assert_eq!(unread(&grace).await, 0);
}
