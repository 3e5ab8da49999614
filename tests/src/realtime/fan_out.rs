//! Nine of ten connections have gone without a word: whoever is there hears it, and the rows of the others go.

use std::time::Instant;

use jiff::SignedDuration;
use serde_json::json;
use testkit::{Person, Socket, TestCloud};

use crate::proofs::operations::events::waiting_among_many;
use crate::proofs::sweep::option;

/// What one person may have open.
const EACH: usize = 5;
/// One of so many is still there.
const ONE_OF: usize = 10;

/// 100 connections by default; `OPEN_CONNECTIONS=1000` for the full size.
#[tokio::test]
async fn nine_of_ten_that_are_gone_keep_nobody_from_hearing_it() {
    let many: usize = option("OPEN_CONNECTIONS").and_then(|many| many.parse().ok()).unwrap_or(100);
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    let (people, mut there) = opened(&cloud, many).await;
    assert_eq!((rows(&cloud), there.len()), (many, many / ONE_OF));
    cloud.wait_for_indexes();
    cloud.advance(SignedDuration::from_secs(30)); // whoever is not there is not on the way in
    cloud.hold_stream();
    let body = json!({"title": "Maintenance", "message": "Tonight at eight.", "targetAudience": "students"});
    root.post("/v1/admin/announcements", body).await.expect(201);
    let started = Instant::now();
    let mut pages = 0;
    while let Some(page) = waiting_among_many(&cloud).await {
        assert_eq!(page.act(&cloud).await.status, 200);
        pages += 1;
    }
    println!("{many} connections of {} people, {pages} pages: {:.1?}", people.len(), started.elapsed());
    cloud.release_stream();
    for socket in &mut there {
        assert_eq!(socket.told("system.announcement").await["data"]["title"], "Maintenance");
    }
    assert_eq!(rows(&cloud), there.len(), "who has gone is forgotten, and nobody else");
    let mut open = 0;
    for person in &people {
        open += cloud.store().connections(person.id).await.expect("the row").open.len();
    }
    assert_eq!(open, there.len());
    // Once: whatever came after it would be the first of these.
    for socket in &mut there {
        assert_eq!(socket.ask(&json!({"action": "ping"})).await["event"], "pong");
    }
}

/// So many connections by the front door, five a person; nine of ten are closed, and nobody is told.
async fn opened(cloud: &TestCloud, many: usize) -> (Vec<Person>, Vec<Socket>) {
    let (mut people, mut there) = (Vec::new(), Vec::new());
    cloud.local().lose_the_gone(true);
    for n in 0..many {
        if n % EACH == 0 {
            people.push(cloud.mentee(&format!("p{}", people.len())).await);
        }
        let socket = people[n / EACH].socket().await;
        if n % ONE_OF == 0 {
            there.push(socket);
        } else {
            socket.close().await;
        }
    }
    while cloud.local().connections() > there.len() {
        tokio::task::yield_now().await;
    }
    (people, there)
}

/// How many connections the table knows.
fn rows(cloud: &TestCloud) -> usize {
    let rows = cloud.local().rows().expect("the rows");
    rows.iter().filter(|row| row["sk"]["S"] == "connection").count()
}
