//! Promise 26 at a small size; `SENDERS=50 SAID=200` is the full one, and prints its time.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Person, Socket, TestCloud};

use super::{messages, rows, seen};
use crate::proofs::sweep::option;

/// So many messages a person may say in a minute.
const PACE: usize = 30;

fn size(name: &str, small: usize) -> usize {
    option(name).and_then(|text| text.parse().ok()).unwrap_or(small)
}

/// Until it is stored: where everybody speaks at once, a turn may be longer in coming than anyone waits for it.
async fn send(socket: &mut Socket, said: &Value) {
    loop {
        let answer = socket.ask(said).await;
        if answer["event"] == "sent" {
            return;
        }
        assert_eq!(answer["data"]["code"], "SERVICE_UNAVAILABLE", "{answer}");
    }
}

/// Admins in one student's support chat. Who sends over a connection that breaks sends again under the same name.
async fn sends(sender: &Person, chat: &str, number: usize, round: std::ops::Range<usize>) {
    let mut socket = sender.socket().await;
    for place in round {
        let name = format!("{number}-{place}");
        let said = json!({"action": "send", "chatId": chat, "content": name, "clientId": name});
        match (number + place) % 5 {
            // The answer is not waited for: was it stored or not?
            0 => {
                socket.say(&said).await;
                drop(socket);
                socket = sender.socket().await;
                send(&mut socket, &said).await;
            }
            1 => {
                let body = json!({"content": name, "clientId": name});
                while sender.post(&messages(chat), body.clone()).await.status != 201 {}
            }
            _ => send(&mut socket, &said).await,
        }
    }
    socket.close().await;
}

/// Reads on from the last place that it knows of, over a connection that is cut now and then.
struct Reader<'a> {
    who: &'a Person,
    socket: Option<Socket>,
    after: u64,
    heard: Vec<Value>,
}

impl Reader<'_> {
    /// What is there past the last known place; the connection is new every second time.
    async fn catch_up(&mut self) {
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => self.who.socket().await,
        };
        loop {
            let resumed = socket.ask(&json!({"action": "resume", "after": self.after})).await;
            let data = &resumed["data"];
            assert_eq!(data["whole"], true, "{resumed}");
            self.heard.extend(data["events"].as_array().unwrap().iter().cloned());
            self.after = data["sequence"].as_u64().unwrap();
            if data["more"] == false {
                break;
            }
        }
        if self.heard.len().is_multiple_of(2) {
            self.socket = Some(socket);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_message_is_there_once_for_a_reader_whose_connection_is_cut() {
    let (senders, said) = (size("SENDERS", 5), size("SAID", 8));
    let cloud = TestCloud::start().await;
    let student = cloud.mentee("ada").await;
    let support = student.get("/v1/chats?type=support").await.expect(200);
    let chat = rows(&support)[0]["id"].as_str().unwrap().to_owned();
    let mut people = Vec::new();
    for number in 0..senders {
        people.push(cloud.admin(&format!("admin{number}")).await);
    }
    let assignee = json!({"adminId": people[0].id});
    people[0].put(&format!("/v1/chats/{chat}/assignee"), assignee).await.expect(200);
    let started = std::time::Instant::now();
    let mut reader = Reader { who: &student, socket: None, after: 0, heard: Vec::new() };
    for from in (0..said).step_by(PACE) {
        let round = from..said.min(from + PACE);
        let all = people.iter().enumerate().map(|(number, one)| sends(one, &chat, number, round.clone()));
        futures::future::join_all(all).await;
        cloud.settle().await;
        reader.catch_up().await;
        cloud.advance(SignedDuration::from_mins(1));
    }
    let told = reader.heard.iter().filter(|frame| frame["event"] == "chat.message");
    let contents: Vec<&str> = told.clone().map(|frame| frame["data"]["content"].as_str().unwrap()).collect();
    let places: BTreeSet<u64> = told.map(|frame| frame["data"]["sequence"].as_u64().unwrap()).collect();
    let whole = u64::try_from(senders * said).unwrap();
    assert_eq!(contents.iter().collect::<BTreeSet<_>>().len(), senders * said);
    assert_eq!((contents.len(), places), (senders * said, (1..=whole).collect()), "once each, without a gap");
    let page = seen(&student, &chat, "?after=0&limit=100").await;
    assert_eq!(page.len(), (senders * said).min(100));
    println!("{senders} senders, {said} messages each: {:.1} s", started.elapsed().as_secs_f64());
}
