use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Client, PASSWORD, admin, house};

async fn people(admin: &Client, count: usize) {
    for number in 0..count {
        let body = json!({"name": format!("Person {number}"), "email": format!("p{number}@example.org"), "password": PASSWORD});
        admin.post("/v1/admin/users", body).await.expect(201);
        admin.cloud.advance(SignedDuration::from_secs(1));
    }
}

fn names(reply: &Value) -> Vec<String> {
    reply["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_list_is_read_page_by_page_newest_first() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    cloud.advance(SignedDuration::from_secs(1));
    people(&admin, 5).await;
    let first = admin.get("/v1/admin/users?limit=2").await.expect(200).json;
    assert_eq!(names(&first), ["Person 4", "Person 3"]);
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
    let second = admin.get(&format!("/v1/admin/users?limit=2&cursor={cursor}")).await.expect(200).json;
    assert_eq!(names(&second), ["Person 2", "Person 1"]);
    let by_number = admin.get("/v1/admin/users?limit=2&page=3").await.expect(200).json;
    assert_eq!(names(&by_number), ["Person 0", "Administrator"]);
    assert_eq!(by_number["pagination"], json!({"page": 3, "limit": 2, "nextCursor": null}));
    assert_eq!(admin.get("/v1/admin/users?page=11").await.expect(400).field(), "page");
    assert_eq!(admin.get("/v1/admin/users?limit=101").await.expect(400).field(), "limit");
    assert_eq!(admin.get(&format!("/v1/users/students?cursor={cursor}")).await.expect(400).field(), "cursor");
}

#[tokio::test]
async fn a_list_of_students_goes_on_to_its_end() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    people(&admin, 3).await;
    let (mut seen, mut next) = (Vec::new(), String::new());
    for _ in 0..9 {
        let page = admin.get(&format!("/v1/users/students?limit=1{next}")).await.expect(200).json;
        seen.extend(names(&page));
        let Some(cursor) = page["pagination"]["nextCursor"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(seen, ["Person 2", "Person 1", "Person 0"]);
}

#[tokio::test]
async fn students_are_found_by_status_and_by_address() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    people(&admin, 3).await;
    cloud.wait_for_indexes();
    let all = admin.get("/api/v1/users/students").await.expect(200).json;
    assert_eq!(names(&all), ["Person 2", "Person 1", "Person 0"]);
    let id = all["data"][1]["id"].as_str().unwrap();
    admin.put(&format!("/v1/users/{id}/status"), json!({"status": "inactive"})).await.expect(200);
    cloud.wait_for_indexes();
    let inactive = admin.get("/v1/users/students?status=inactive").await.expect(200).json;
    assert_eq!(names(&inactive), ["Person 1"]);
    assert_eq!(names(&admin.get("/v1/users/students?status=active").await.json), ["Person 2", "Person 0"]);
    assert_eq!(names(&admin.get("/v1/users/students?search=p2@example.org").await.json), ["Person 2"]);
    assert!(names(&admin.get("/v1/users/students?search=p1@example.org&status=active").await.json).is_empty());
    assert_eq!(names(&admin.get("/v1/admin/users?role=admin").await.json), ["Administrator"]);
    assert_eq!(admin.get("/v1/users/students?status=asleep").await.expect(400).field(), "status");
    let one = admin.get(&format!("/v1/users/{id}")).await.expect(200);
    assert_eq!(one.json["data"]["status"], "inactive");
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_a_word_wherever_they_are_now() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let make = async |name: &str, email: &str| {
        let body = json!({"name": name, "email": email, "password": PASSWORD});
        admin.post("/v1/admin/users", body).await.expect(201).json["data"]["id"].as_str().unwrap().to_owned()
    };
    let ada = make("Ada Lovelace", "ada.lovelace@example.org").await;
    make("Adam Smith", "smith@example.org").await;
    make("Grace Hopper", "amazing@example.org").await;
    let found =
        async |query: &str| names(&admin.get(&format!("/v1/users/students?search={query}")).await.expect(200).json);
    assert_eq!(found("ada").await, ["Ada Lovelace", "Adam Smith"]);
    assert_eq!(found("LOVE").await, ["Ada Lovelace"]);
    assert_eq!(found("ada%20smi").await, ["Adam Smith"]);
    assert_eq!(found("amaz").await, ["Grace Hopper"]);
    assert!(found("nobody").await.is_empty() && found("...").await.is_empty());
    assert!(found("ada&status=suspended").await.is_empty());
    admin.put(&format!("/v1/users/{ada}/status"), json!({"status": "suspended"})).await.expect(200);
    assert_eq!(found("ada&status=suspended").await, ["Ada Lovelace"]);
    assert_eq!(found("ada&status=active").await, ["Adam Smith"]);
    admin.put(&format!("/v1/admin/users/{ada}"), json!({"name": "Augusta King"})).await.expect(200);
    assert_eq!(found("king").await, ["Augusta King"]);
    admin.delete(&format!("/v1/admin/users/{ada}")).await.expect(200);
    assert_eq!(found("ada").await, ["Adam Smith"]);
    let first = admin.get("/v1/admin/users?search=a&limit=1").await.expect(200).json;
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
    let second = admin.get(&format!("/v1/admin/users?search=a&limit=1&cursor={cursor}")).await.expect(200).json;
    assert_eq!([names(&first), names(&second)].concat(), ["Adam Smith", "Administrator"]);
}

#[tokio::test]
async fn a_page_is_full_though_two_words_of_one_person_begin_alike() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    for (name, email) in [("Alan Alderson", "one@example.org"), ("Alfred", "two@example.org")] {
        let body = json!({"name": name, "email": email, "password": PASSWORD});
        admin.post("/v1/admin/users", body).await.expect(201);
    }
    let first = admin.get("/v1/users/students?search=al&limit=1").await.expect(200).json;
    let cursor = first["pagination"]["nextCursor"].as_str().expect("a next page");
    let second = admin.get(&format!("/v1/users/students?search=al&limit=1&cursor={cursor}")).await.expect(200).json;
    assert_eq!([names(&first), names(&second)], [["Alan Alderson"], ["Alfred"]]);
}

#[tokio::test]
async fn the_same_key_makes_one_account() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let make = |name: &str| {
        let body = json!({"name": name, "email": "grace@example.org"});
        admin.ask("POST", "/v1/admin/users").header("idempotency-key", "once").json(&body).send()
    };
    let (first, again) = (make("Grace").await.expect(201), make("Grace").await.expect(201));
    assert_eq!(first.text, again.text);
    make("Another").await.expect(422);
    assert_eq!(cloud.mail().await.len(), 1, "one invitation");
}

#[tokio::test]
async fn the_same_key_makes_one_account_with_its_password() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let make = |password: &str| {
        let body = json!({"name": "Grace", "email": "grace@example.org", "password": password});
        admin.ask("POST", "/v1/admin/users").header("idempotency-key", "once").json(&body).send()
    };
    let (first, again) = (make(PASSWORD).await.expect(201), make(PASSWORD).await.expect(201));
    assert_eq!(first.text, again.text);
    make("another-harbour-43").await.expect(422);
}
