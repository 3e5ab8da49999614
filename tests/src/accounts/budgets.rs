//! What each way in costs: calls that wait for one another, and capacity with its index.

use serde_json::{Value, json};
use testkit::{Cost, Reply, TestCloud};

use super::{Client, PASSWORD, address, admin, asleep, login, post};

/// A line: what, most round trips, most RCU, most WCU.
fn within(what: &str, cost: &Cost, (round_trips, rcu, wcu): (usize, f64, f64)) {
    let line =
        format!("{what}: {} round trips, {} RCU, {} WCU, {:?}", cost.round_trips, cost.rcu, cost.wcu, cost.calls);
    assert!(cost.round_trips <= round_trips && cost.rcu <= rcu && cost.wcu <= wcu, "{line}");
}

async fn house() -> (TestCloud, Client) {
    let cloud = TestCloud::start_with(asleep).await;
    let admin = admin(&cloud).await;
    let body = json!({"name": "Ada", "email": address("ada"), "password": PASSWORD});
    admin.post("/v1/admin/users", body).await.expect(201);
    (cloud, admin)
}

async fn cost(cloud: &TestCloud, work: impl Future<Output = Reply>, status: u16) -> Cost {
    let (cost, reply) = cloud.metered(work).await;
    reply.expect(status);
    cost
}

#[tokio::test]
async fn signing_in_takes_three_round_trips_and_being_refused_two() {
    let (cloud, _) = house().await;
    let right = cost(&cloud, login(&cloud, &address("ada"), PASSWORD), 200).await;
    within("login", &right, (3, 5.0, 7.0));
    let wrong = cost(&cloud, login(&cloud, &address("ada"), "wrong-harbour-42"), 401).await;
    within("login refused", &wrong, (2, 2.0, 7.0));
}

#[tokio::test]
async fn registering_and_asking_for_a_mail_take_two_round_trips() {
    let (cloud, _) = house().await;
    let newcomer = json!({"name": "Eve", "email": address("eve"), "password": PASSWORD});
    let registered = cost(&cloud, post(&cloud, "/v1/auth/register", newcomer), 201).await;
    within("register", &registered, (2, 1.0, 7.0));
    let email = json!({"email": address("ada")});
    within("forgot", &cost(&cloud, post(&cloud, "/v1/auth/forgot-password", email.clone()), 200).await, (2, 1.0, 7.0));
    within("e-mail login", &cost(&cloud, post(&cloud, "/api/users/email-login/", email), 202).await, (2, 2.0, 7.0));
}

#[tokio::test]
async fn refreshing_takes_two_round_trips_and_so_do_edits() {
    let (cloud, admin) = house().await;
    within("refresh", &cost(&cloud, admin.refresh(&admin.refresh), 200).await, (2, 4.0, 4.0));
    admin.get("/v1/users/profile").await.expect(200);
    within("profile", &cost(&cloud, admin.get("/v1/users/profile"), 200).await, (1, 0.5, 0.0));
    let edit = json!({"profile": {"major": "Maths"}});
    within("edit", &cost(&cloud, admin.put("/v1/users/profile", edit), 200).await, (2, 2.0, 7.0));
}

#[tokio::test]
async fn a_page_of_accounts_takes_one_round_trip_however_many_there_are() {
    let (cloud, admin) = house().await;
    admin.get("/v1/admin/users").await.expect(200);
    let few = cost(&cloud, admin.get("/v1/admin/users?limit=20"), 200).await;
    cloud.broken_on_purpose("five thousand accounts that nobody can enter");
    cloud.local().load((0..5000).map(row).collect()).expect("rows");
    let many = cost(&cloud, admin.get("/v1/admin/users?limit=20"), 200).await;
    assert_eq!(few.round_trips, 1);
    within("list", &many, (1, 4.0, 0.0));
    let students = cost(&cloud, admin.get("/v1/users/students?status=suspended"), 200).await;
    within("filtered list", &students, (1, 1.0, 0.0));
}

#[tokio::test]
async fn where_the_table_has_cut_a_page_only_what_is_missing_is_read() {
    let (cloud, admin) = house().await;
    cloud.broken_on_purpose("accounts of 300 KB, three in a page of 1 MB");
    cloud.local().load((0..10).map(|number| heavy(number, 300_000)).collect()).expect("rows");
    admin.get("/v1/users/students?limit=1").await.expect(200);
    let (page, reply) = cloud.metered(admin.get("/v1/users/students?limit=4")).await;
    assert_eq!(reply.json["data"].as_array().expect("a list").len(), 4);
    assert!(reply.json["pagination"]["nextCursor"].is_string(), "{}", reply.json["pagination"]);
    // Ada and four of these: one more than there is to show says whether there are more.
    within("list of heavy rows", &page, (2, 150.0, 0.0));
}

#[tokio::test]
async fn what_the_table_leaves_over_of_a_batch_is_asked_for_again() {
    let (cloud, admin) = house().await;
    cloud.broken_on_purpose("accounts of 390 KB, sixty in a batch of 16 MB");
    let found_by_a_word = |number| {
        let account = heavy(number, 390_000);
        let (pk, sk) =
            ("find#accounts#student#active", format!("person#{}", account["id"]["S"].as_str().expect("an id")));
        let word = json!({"pk": {"S": pk}, "sk": {"S": sk}, "user": account["id"], "shared": {"N": "0"}});
        [account, word]
    };
    cloud.local().load((0..60).flat_map(found_by_a_word).collect()).expect("rows");
    let (page, reply) = cloud.metered(admin.get("/v1/users/students?search=person&limit=60")).await;
    assert_eq!(reply.expect(200).json["data"].as_array().expect("a list").len(), 60);
    let batches = page.calls.iter().filter(|call| *call == "BatchGetItem");
    assert_eq!(batches.count(), 2, "{:?}", page.calls);
}

/// The same with so many bytes that nobody reads.
fn heavy(number: u32, bytes: usize) -> Value {
    let mut row = row(number);
    row["pad"] = json!({"S": "x".repeat(bytes)});
    row
}

/// An account as a row of DynamoDB's JSON.
fn row(number: u32) -> Value {
    let id = format!("00000000-0000-7000-8000-{number:012x}").parse::<domain::UserId>().expect("an id");
    let born = "2026-01-01T00:00:00Z";
    let s = |text: &str| json!({"S": text});
    json!({
        "pk": s(&id.to_string()), "sk": s("account"), "id": s(&id.to_string()), "number": {"N": number.to_string()},
        "email": s(&format!("p{number}@example.org")), "name": s("Person"), "roles": {"L": [s("mentee")]},
        "status": s("active"), "created": s(born), "updated": s(born), "version": {"N": "1"},
        "gsi3pk": s("accounts#student#active"), "gsi3sk": s(&format!("{born}#{id}")),
    })
}
