//! Promises 6 and 20: limits are exact however many knock at once.

use serde_json::json;
use testkit::TestCloud;

use super::{race, size};
use crate::accounts::{code_in, house, joined, mail_to, not, post};
use crate::bookings::ask;
use crate::chat::{messages, pair, say};

#[tokio::test]
async fn of_many_wishes_at_once_exactly_three_are_accepted() {
    let size = size("6, three an hour", (12, 1), (50, 200));
    for _ in 0..size.rounds {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        // No two overlap: a fortnight of hours is more than anybody asks for at once.
        let start = |n: usize| format!("2026-{}T{:02}:00:00Z", day(n / 14), 7 + n % 14);
        let replies = race(size.clients, |n| ada.post("/v1/bookings", ask(&grace, &start(n)))).await;
        let count = |status| replies.iter().filter(|reply| reply.status == status).count();
        assert_eq!((count(201), count(429)), (3, size.clients - 3));
        cloud.dump().await.assert_invariants();
    }
}

fn day(after: usize) -> String {
    if after < 6 { format!("11-{:02}", 25 + after) } else { format!("12-{:02}", after - 5) }
}

/// Nobody else counts in the first messages of a minute, nor in the last of the thirty.
#[tokio::test]
async fn of_many_messages_at_once_exactly_thirty_are_said() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let path = messages(&chat);
    let at_once = async |clients| race(clients, |_| ada.post(&path, json!({"content": "Hello"}))).await;
    assert!(at_once(6).await.iter().all(|reply| reply.status == 201));
    for _ in 0..23 {
        say(&ada, &chat, "Another").await;
    }
    let replies = at_once(6).await;
    let count = |status| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(201), count(429)), (1, 5));
}

#[tokio::test]
async fn as_many_guesses_as_there_are_at_once_count_as_five() {
    let size = size("20, five tries", (24, 1), (100, 100));
    for _ in 0..size.rounds {
        let cloud = house().await;
        let ada = joined(&cloud, "ada").await;
        post(&cloud, "/api/users/email-login/", json!({"email": ada.email})).await.expect(202);
        let code = code_in(&mail_to(&cloud, &ada.email).await.expect("a code"));
        let guess = |_| post(&cloud, "/api/users/email-login/", json!({"email": ada.email, "code": not(&code)}));
        race(size.clients, guess).await;
        let rows = cloud.dump().await;
        let tries = |row: &store::Item| row.get("tries")?.as_n().ok()?.parse().ok().filter(|tries: &u32| *tries > 0);
        assert_eq!(rows.of_kind("challenge").filter_map(tries).collect::<Vec<_>>(), [5]);
        let last = post(&cloud, "/api/users/email-login/", json!({"email": ada.email, "code": code})).await;
        assert_eq!(last.status, 401, "all five were used up");
    }
}
