//! Whoever had read everything is given a notice of what is said next, and a letter where they are away; neither
//! repeats what was said.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{id, pair, say};
use crate::notices::unread;

async fn notices(who: &Person) -> Vec<Value> {
    who.get("/v1/notifications?type=message").await.expect(200).json["data"].as_array().unwrap().clone()
}

async fn letters(cloud: &TestCloud, who: &Person) -> usize {
    cloud.mail().await.iter().filter(|mail| mail.to == who.email && mail.subject.contains("wrote to you")).count()
}

#[tokio::test]
async fn the_first_of_what_is_unread_is_a_notice_and_a_letter_and_the_rest_is_not() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    say(&ada, &chat, "Do you like figs?").await;
    say(&ada, &chat, "Or plums?").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let told = notices(&grace).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["link"], &told[0]["type"]), (&json!(format!("/chats/{chat}")), &json!("message")));
    assert_eq!((letters(&cloud, &grace).await, letters(&cloud, &ada).await), (1, 0));
    assert!(notices(&ada).await.is_empty());
    let letter = cloud.mail().await.into_iter().find(|mail| mail.subject.contains("wrote to you")).unwrap();
    assert!(!letter.text.contains("figs") && letter.text.contains(&chat), "{}", letter.text);
    // What comes after they have read is new again.
    let last = id(&say(&ada, &chat, "Well?").await);
    grace.post(&format!("/v1/messages/{last}/read"), json!({})).await.expect(200);
    cloud.settle().await;
    say(&ada, &chat, "Hello?").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!((notices(&grace).await.len(), letters(&cloud, &grace).await), (2, 2));
}

#[tokio::test]
async fn a_notice_is_read_with_the_chat_by_reading_or_by_answering() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    grace.put("/v1/notifications/read-all", json!({})).await.expect(200);
    for (content, answers) in [("Do you like figs?", false), ("Or plums?", true), ("Well?", false)] {
        say(&ada, &chat, content).await;
        let last = id(&say(&ada, &chat, "Say!").await);
        cloud.settle().await;
        assert_eq!(unread(&grace).await, 1, "{content}");
        if answers {
            say(&grace, &chat, "I do").await;
        } else {
            grace.post(&format!("/v1/messages/{last}/read"), json!({})).await.expect(200);
        }
        cloud.settle().await;
        assert_eq!(unread(&grace).await, 0, "{content}");
    }
    cloud.wait_for_indexes();
    assert_eq!(notices(&grace).await.iter().filter(|notice| notice["read"] == json!(true)).count(), 3);
}

#[tokio::test]
async fn a_part_of_what_is_unread_leaves_nothing_to_mark_but_what_comes_after_it() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    grace.put("/v1/notifications/read-all", json!({})).await.expect(200);
    let first = id(&say(&ada, &chat, "One").await);
    say(&ada, &chat, "Two").await;
    cloud.settle().await;
    grace.post(&format!("/v1/messages/{first}/read"), json!({})).await.expect(200);
    cloud.settle().await;
    assert_eq!(unread(&grace).await, 0);
    say(&ada, &chat, "Three").await;
    cloud.settle().await;
    assert_eq!(unread(&grace).await, 0, "there is still something that they had not read");
}

/// The message is told after it was read, or read before it was told.
#[tokio::test]
async fn what_is_read_before_it_is_told_is_no_notice() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    grace.put("/v1/notifications/read-all", json!({})).await.expect(200);
    cloud.hold_stream();
    let said = id(&say(&ada, &chat, "Hello").await);
    grace.post(&format!("/v1/messages/{said}/read"), json!({})).await.expect(200);
    cloud.release_stream();
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!((unread(&grace).await, notices(&grace).await.len()), (0, 0));
}

#[tokio::test]
async fn whoever_is_there_or_wants_no_letters_has_the_notice_alone() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let mut screen = grace.socket().await;
    say(&ada, &chat, "Hello").await;
    cloud.settle().await;
    let frame = screen.told("chat.message").await;
    assert!(frame["notificationId"].is_string(), "{frame}");
    ada.put("/v1/notifications/preferences", json!({"email": {"messages": false}})).await.expect(200);
    say(&grace, &chat, "Hello, Ada").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    assert_eq!((letters(&cloud, &grace).await, letters(&cloud, &ada).await), (0, 0));
    assert_eq!((notices(&grace).await.len(), notices(&ada).await.len()), (1, 1));
}
