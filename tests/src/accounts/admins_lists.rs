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
async fn students_are_found_by_status_and_by_address() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    people(&admin, 3).await;
    let all = admin.get("/api/v1/users/students").await.expect(200).json;
    assert_eq!(names(&all), ["Person 2", "Person 1", "Person 0"]);
    let id = all["data"][1]["id"].as_str().unwrap();
    admin.put(&format!("/v1/users/{id}/status"), json!({"status": "inactive"})).await.expect(200);
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
