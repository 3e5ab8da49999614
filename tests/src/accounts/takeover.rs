//! Somebody came first under an address that is not theirs, or in the ordinary way under one that matters.

use serde_json::json;
use testkit::TestCloud;

use super::{ADMIN, PASSWORD, admin, code_in, house, login, mail_to, patient, post, register, token_in};

/// Not the configuration's.
const OWN: &str = "meadow-compass-77";

#[tokio::test]
async fn the_admin_of_the_configuration_may_have_registered_before() {
    let cloud = house().await;
    let body = json!({"name": "Eve", "email": ADMIN, "password": OWN});
    post(&cloud, "/v1/auth/register", body).await.expect(201);
    let mail = mail_to(&cloud, ADMIN).await.expect("a confirmation");
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&mail)})).await.expect(200);
    let before = login(&cloud, ADMIN, OWN).await.expect(200).json["data"].clone();
    assert_eq!(before["user"]["role"], "student");
    let first = admin(&cloud).await;
    first.get("/v1/admin/users").await.expect(200);
    assert_eq!(json!(first.id), before["user"]["id"]);
    login(&cloud, ADMIN, OWN).await.expect(401);
    first.refresh(before["refreshToken"].as_str().unwrap()).await.expect(401);
    let dump = cloud.dump().await;
    let notes: Vec<_> = dump.of_kind("aud_").filter_map(|row| row.get("note")?.as_s().ok()).collect();
    assert!(notes.iter().any(|note| *note == "first administrator"), "{notes:?}");
    let again = admin(&cloud).await;
    assert_eq!(again.delete(&format!("/v1/admin/users/{}", again.id)).await.expect(409).code(), "LAST_ADMIN");
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn the_password_of_the_configuration_makes_nobody_an_admin_while_there_is_one() {
    let cloud = house().await;
    let first = admin(&cloud).await;
    let grace = json!({"name": "Grace", "email": "grace@example.org", "password": PASSWORD, "roles": ["admin"]});
    first.post("/v1/admin/users", grace).await.expect(201);
    first.delete(&format!("/v1/admin/users/{}", first.id)).await.expect(200);
    let body = json!({"name": "Eve", "email": ADMIN, "password": OWN});
    post(&cloud, "/v1/auth/register", body).await.expect(201);
    let mail = mail_to(&cloud, ADMIN).await.expect("a confirmation");
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&mail)})).await.expect(200);
    login(&cloud, ADMIN, local::PASSWORD).await.expect(401);
    let reply = login(&cloud, ADMIN, OWN).await.expect(200);
    assert_eq!(reply.json["data"]["user"]["role"], "student");
}

#[tokio::test]
async fn who_proves_an_address_by_code_throws_out_whoever_only_claimed_it() {
    let cloud = TestCloud::start_with(|options| patient(options).with("REGISTRATION", "open")).await;
    let thief = register(&cloud, "ada").await.expect(201).json["data"].clone();
    let path = "/api/users/email-login/";
    post(&cloud, path, json!({"email": "ada@example.org"})).await.expect(202);
    let code = code_in(&mail_to(&cloud, "ada@example.org").await.expect("a code"));
    let ada = post(&cloud, path, json!({"email": "ada@example.org", "code": code})).await.expect(200);
    login(&cloud, "ada@example.org", PASSWORD).await.expect(401);
    let stolen = json!({"refreshToken": thief["refreshToken"]});
    post(&cloud, "/v1/auth/refresh", stolen).await.expect(401);
    let edit = |token: &str| {
        let ask = cloud.ask("PUT".parse().unwrap(), "/v1/users/profile");
        ask.header("authorization", format!("Bearer {token}")).json(&json!({"name": "Ada"})).send()
    };
    edit(thief["token"].as_str().unwrap()).await.expect(401);
    edit(ada.json["access"].as_str().unwrap()).await.expect(200);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn what_is_written_for_nobody_goes_by_itself() {
    let cloud = house().await;
    login(&cloud, "nobody@example.org", PASSWORD).await.expect(401);
    let dump = cloud.dump().await;
    let silence: Vec<_> = dump.0.values().filter(|row| format!("{:?}", row["pk"]).contains("silence")).collect();
    assert_eq!(silence.len(), 3);
    assert!(silence.iter().all(|row| row.contains_key("ttl")));
}

#[tokio::test]
async fn a_bad_proof_says_document_4s_sentence() {
    let cloud = house().await;
    let body = json!({"new_password": PASSWORD, "confirm_new_password": PASSWORD});
    for (path, body) in [("/api/auth/reset-password/confirm/", body), ("/api/auth/confirm-email/", json!({}))] {
        let reply = post(&cloud, path, body).await.expect(400);
        assert_eq!(reply.json["detail"], "Invalid input data.", "{path}");
    }
}

#[tokio::test]
async fn of_two_open_registrations_at_once_one_is_told_that_the_address_is_taken() {
    let cloud = TestCloud::start_with(|options| patient(options).with("REGISTRATION", "open")).await;
    let (one, other) = tokio::join!(register(&cloud, "ada"), register(&cloud, "ada"));
    let (made, refused) = if one.status == 201 { (one, other) } else { (other, one) };
    made.expect(201);
    assert_eq!(refused.expect(400).json["detail"], "Email already registered.");
    cloud.dump().await.assert_invariants();
}
