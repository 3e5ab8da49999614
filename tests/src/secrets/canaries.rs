//! Promise 31: what people send that is nobody's business is found in no log and, where it is a secret,
//! in no row; and no error says it back. The operations come from the document.

use std::collections::BTreeSet;

use futures::StreamExt;
use serde_json::json;
use testkit::{Fault, Person, Reply, TestCloud, When};

use super::logs::Log;
use super::operations::{Document, Operation};
use super::planted::{ASTRAY, CARD, COOKIE, Planted, Planter, SECRETS, TOKEN, There};
use crate::accounts::patient;
use crate::chat::support::support;
use crate::chat::{id, say};

/// How many operations a made-up request may leave without a 2xx. One takes one of two ids, and is sent both.
const IDLE: usize = 44;

/// Somebody for each role, and something of theirs: new ones for each operation, since some of them
/// end sessions.
struct Cast {
    people: [Person; 3],
    there: There,
}

async fn cast(cloud: &TestCloud, operation: &Operation) -> Cast {
    let people = [cloud.mentee("ada").await, cloud.mentor("grace").await, cloud.admin("root").await];
    let mut booking = "bkg_01h455vb4pex5vsknk084sn02q".to_owned();
    if operation.path.contains("/bookings/") {
        let ask = json!({"mentorId": people[1].id, "start": "2026-11-24T10:00:00Z", "duration": 60, "topic": "Rust"});
        let asked = people[0].post("/v1/bookings", ask).await.expect(201);
        booking = asked.json["data"]["id"].as_str().expect("an id").to_owned();
    }
    let mut alert = "alr_01h455vb4pex5vsknk084sn02q".to_owned();
    if operation.path.contains("/alerts/") {
        alert = crate::notices::alerts::alert(&people[2], &[&people[0]]).await;
    }
    let [mut chat, mut message] =
        ["cht_01h455vb4pex5vsknk084sn02q", "msg_01h455vb4pex5vsknk084sn02q"].map(str::to_owned);
    if operation.path.contains("/chats/") || operation.path.contains("/messages/{id}") {
        chat = support(&people[0]).await;
        message = id(&say(&people[0], &chat, "Help?").await);
    }
    let [user, mentor] = [0, 1].map(|place: usize| people[place].id.to_string());
    let there = There { user, mentor, booking, alert, chat, message };
    Cast { people, there }
}

/// Every canary there is.
pub fn all() -> impl Iterator<Item = &'static str> {
    SECRETS.into_iter().chain([ASTRAY])
}

/// Asks as this person, with canaries in every header that is looked at.
async fn sent(cloud: &TestCloud, operation: &Operation, planted: &Planted, person: Option<&Person>) -> Reply {
    let ask = cloud.ask(operation.method.parse().unwrap(), &planted.path);
    let ask = ask
        .header("cookie", format!("__Host-access={COOKIE}; __Secure-refresh={COOKIE}"))
        .header("x-csrf-token", TOKEN)
        .header("user-agent", CARD)
        .header("idempotency-key", format!("{CARD}{}", operation.name().len()));
    let ask = match person {
        Some(person) => ask.header("authorization", format!("Bearer {}", person.token())),
        None => ask.header("x-session", "cookie"),
    };
    match &planted.body {
        Some((kind, body)) if kind == "multipart/form-data" => {
            let part = reqwest::multipart::Part::text(body.clone()).file_name(CARD);
            ask.form(reqwest::multipart::Form::new().part("file", part)).send().await
        }
        Some((kind, body)) => ask.text(kind, body.clone()).send().await,
        None => ask.send().await,
    }
}

/// What a reply says that it should not.
fn echoes(reply: &Reply, name: &str, told: &mut BTreeSet<String>) {
    let said = format!("{} {:?}", reply.text, reply.headers);
    // What somebody wrote as a text is shown where it was taken.
    let canaries = all().filter(|canary| reply.status >= 400 || SECRETS.contains(canary));
    for canary in canaries.filter(|canary| said.contains(canary)) {
        told.insert(format!("{name}: {} says {canary}: {}", reply.status, reply.text));
    }
    if reply.status >= 500 {
        told.insert(format!("{name}: {} {}", reply.status, reply.text));
    }
}

/// All of an operation's requests; true if one of them did what it is for.
async fn swept(cloud: &TestCloud, document: &Document, operation: &Operation, told: &mut BTreeSet<String>) -> bool {
    let cast = cast(cloud, operation).await;
    let requests = Planter { document, there: &cast.there }.requests(operation);
    let right = requests.iter().position(|one| one.body.is_some()).unwrap_or(requests.len() - 1);
    let (mut who, mut done): (Option<usize>, _) = (None, false);
    for person in [None, Some(0), Some(1), Some(2)] {
        let reply = sent(cloud, operation, &requests[right], person.map(|n| &cast.people[n])).await;
        echoes(&reply, &operation.name(), told);
        done |= reply.status < 400;
        if ![401, 403, 404].contains(&reply.status) && who.is_none() {
            who = person;
        }
    }
    let person = who.map(|n| &cast.people[n]);
    for request in &requests {
        echoes(&sent(cloud, operation, request, person).await, &operation.name(), told);
    }
    done
}

pub fn assert_silent(log: &Log) {
    let log = log.text();
    for canary in all() {
        let line = log.lines().find(|line| line.contains(canary));
        assert!(line.is_none(), "{canary} is logged: {}", line.unwrap_or_default());
    }
}

pub fn assert_sealed(cloud: &TestCloud) {
    for row in cloud.local().rows().expect("rows") {
        let text = row.to_string();
        let found = SECRETS.iter().find(|secret| text.contains(**secret));
        assert!(found.is_none(), "{} stands in {text}", found.unwrap_or(&""));
    }
}

#[tokio::test]
async fn what_is_sent_anywhere_is_in_no_log_no_row_and_no_error() {
    let (log, _listening) = Log::listen();
    let cloud = TestCloud::start_with(patient).await;
    // Events stay where they were written, to be looked at.
    cloud.hold_stream();
    let (document, mut told, mut idle) = (Document::read(), BTreeSet::new(), Vec::new());
    for operation in document.operations().into_iter().filter(|one| !one.is_alias()) {
        if !swept(&cloud, &document, &operation, &mut told).await {
            idle.push(operation.name());
        }
    }
    assert!(told.is_empty(), "{} replies:\n{}", told.len(), told.into_iter().collect::<Vec<_>>().join("\n"));
    assert_sealed(&cloud);
    cloud.release_stream();
    cloud.settle().await;
    cloud.run_timer().await;
    assert_sealed(&cloud);
    assert_silent(&log);
    // Those ask for a secret that is good (`real` has them) or for a state that a made-up body does not meet;
    // their inputs are read all the same. A new route belongs among the others.
    assert!(idle.len() <= IDLE, "{} never did what they are for:\n{}", idle.len(), idle.join("\n"));
}

#[tokio::test]
async fn nor_in_the_log_of_a_function_whose_table_fails() {
    let (log, _listening) = Log::listen();
    let cloud = TestCloud::start_with(patient).await;
    let document = Document::read();
    let mut requests = Vec::new();
    for operation in document.operations().into_iter().filter(|one| !one.is_alias()) {
        let cast = cast(&cloud, &operation).await;
        let planted = Planter { document: &document, there: &cast.there }.requests(&operation);
        let right = planted.iter().position(|one| one.body.is_some()).unwrap_or(planted.len() - 1);
        let planted = planted[right].clone();
        requests.extend(cast.people.map(|person| (operation.clone(), planted.clone(), person)));
    }
    for call in 0..3 {
        cloud.befall(When::From(call), Fault::Before);
        let replies = futures::stream::iter(&requests).map(|(operation, planted, person)| {
            let cloud = &cloud;
            async move { (operation.name(), sent(cloud, operation, planted, Some(person)).await) }
        });
        for (name, reply) in replies.buffer_unordered(400).collect::<Vec<_>>().await {
            let said = format!("{} {:?}", reply.text, reply.headers);
            let canary = all().find(|canary| reply.status >= 400 && said.contains(canary));
            assert!(canary.is_none(), "{name}: {said}");
        }
        cloud.calm();
    }
    assert!(log.text().matches("request failed").count() > 100, "{}", log.text());
    assert_silent(&log);
}
