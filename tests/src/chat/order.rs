//! The order is the chat's own sequence, whoever sends at the same moment.

use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{messages, pair, rows, say};

/// Sends until it is taken, as a client does who bears a name for what it sends.
async fn insist(who: &Person, chat: &str, name: &str) {
    let body = json!({"content": name, "clientId": name});
    loop {
        let reply = who.post(&messages(chat), body.clone()).await;
        match reply.status {
            201 => return,
            503 => {}
            _ => panic!("{}", reply.text),
        }
    }
}

async fn all(who: &Person, chat: &str) -> Vec<Value> {
    let (mut all, mut place) = (Vec::new(), 0);
    loop {
        let page = who.get(&format!("{}?after={place}&limit=100", messages(chat))).await.expect(200);
        let some = rows(&page);
        let Some(last) = some.last() else { return all };
        place = last["sequence"].as_u64().unwrap();
        all.extend_from_slice(some);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_who_send_at_once_are_each_there_once_and_without_a_gap() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let support = ada.get("/v1/chats?type=support").await.expect(200);
    let chat = rows(&support)[0]["id"].as_str().unwrap().to_owned();
    let names: Vec<String> = (0..50).map(|number| format!("a{number}")).collect();
    let admins: Vec<Person> = join_all(names.iter().map(|name| cloud.admin(name))).await;
    let sent = admins.iter().enumerate().map(|(number, admin)| {
        let chat = chat.clone();
        async move { insist(admin, &chat, &format!("m{number}")).await }
    });
    join_all(sent).await;
    let seen = all(&ada, &chat).await;
    let places: Vec<u64> = seen.iter().map(|message| message["sequence"].as_u64().unwrap()).collect();
    assert_eq!(places, (1..=50).collect::<Vec<u64>>());
    let mut names: Vec<&str> = seen.iter().map(|message| message["content"].as_str().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 50);
    // Its rows are more than are read at once: who looks at them waits until nothing moves.
    cloud.settle().await;
}

/// Its request came first and is held before its write: the one that overtook it has the place before, so whoever
/// resumes past that one still gets it.
#[tokio::test]
async fn a_message_that_is_committed_late_still_reaches_who_resumes_past_the_one_before() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    say(&ada, &chat, "First").await;
    cloud.settle().await;
    cloud.calm();
    let pause = cloud.pause_before(1);
    let late = say(&ada, &chat, "Late");
    let overtakes = async {
        pause.reached().await;
        let said = say(&grace, &chat, "Quick").await;
        let seen = grace.get(&format!("{}?after=1", messages(&chat))).await.expect(200);
        assert_eq!(rows(&seen).len(), 1);
        pause.go();
        said
    };
    let (late, quick) = tokio::join!(late, overtakes);
    assert_eq!((&quick.json["data"]["sequence"], &late.json["data"]["sequence"]), (&json!(2), &json!(3)));
    let resumed = grace.get(&format!("{}?after=2", messages(&chat))).await.expect(200);
    assert_eq!(rows(&resumed)[0]["content"], "Late");
}
