use serde_json::json;
use testkit::{Stale, TestCloud};

use super::{PASSWORD, address, house, joined, login, mail_to, patient, post, register, token_in};

#[tokio::test]
async fn a_newcomer_confirms_the_address_and_signs_in() {
    let cloud = house().await;
    let reply = register(&cloud, "ada").await.expect(201);
    let data = &reply.json["data"];
    assert_eq!(data["message"], "Registration successful. Please check your email to confirm your account.");
    assert_eq!((&data["user"]["role"], &data["token"]), (&json!("student"), &json!(null)));
    login(&cloud, "ada@example.org", PASSWORD).await.expect(401);

    let mail = mail_to(&cloud, "ada@example.org").await.unwrap();
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&mail)})).await.expect(200);
    let signed_in = login(&cloud, "ada@example.org", PASSWORD).await.expect(200);
    let user = &signed_in.json["data"]["user"];
    assert_eq!(user["id"], data["user"]["id"], "the id that registration spoke of");
    assert_eq!(user["profile"]["isComplete"], false);
    assert!(user["id"].as_str().unwrap().starts_with("usr_"));
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn nobody_registers_as_an_admin() {
    let cloud = house().await;
    let body = json!({"name": "Eve", "email": "eve@example.org", "password": PASSWORD, "role": "admin"});
    let reply = post(&cloud, "/api/v1/auth/register", body).await.expect(201);
    assert_eq!(reply.json["data"]["user"]["role"], "student");
}

#[tokio::test]
async fn a_known_address_gets_the_same_reply_and_a_mail_that_says_so() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let reply = register(&cloud, "ada").await.expect(201);
    assert_ne!(reply.json["data"]["user"]["id"], json!(ada.id), "a fresh id");
    let mail = mail_to(&cloud, &ada.email).await.unwrap();
    assert_eq!(mail.subject, "You already have an account");
    assert!(!mail.text.contains("token="));
    login(&cloud, &ada.email, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn bad_input_names_its_field() {
    let cloud = house().await;
    let good = json!({"name": "Ada", "email": "ada@example.org", "password": PASSWORD});
    for (field, bad) in [
        ("name", json!(" ")),
        ("email", json!("ada")),
        ("password", json!("short")),
        ("password", json!("password123")),
        ("password", json!("x".repeat(1025))),
        ("password", json!(null)),
    ] {
        let mut body = good.clone();
        body[field] = bad.clone();
        let reply = post(&cloud, "/v1/auth/register", body).await.expect(400);
        assert_eq!((reply.code(), reply.field()), ("VALIDATION_ERROR", field), "{bad}");
        assert_eq!(reply.json["success"], false);
    }
}

#[tokio::test]
async fn the_password_of_an_unconfirmed_account_brings_a_new_link_and_no_entry() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    let first = mail_to(&cloud, "ada@example.org").await.unwrap();
    cloud.advance(jiff::SignedDuration::from_mins(20));
    login(&cloud, "ada@example.org", "wrong-harbour-42").await.expect(401);
    assert_eq!(cloud.mail().await.len(), 1, "a wrong password brings none");
    login(&cloud, "ada@example.org", PASSWORD).await.expect(401);
    let second = mail_to(&cloud, "ada@example.org").await.unwrap();
    assert_ne!(token_in(&first), token_in(&second));
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&first)})).await.expect(400);
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&second)})).await.expect(200);
    login(&cloud, "ada@example.org", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_new_link_can_be_asked_for() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    assert_eq!(cloud.mail().await.len(), 1);
    cloud.local().empty_mail().unwrap();
    for name in ["ada", "nobody"] {
        post(&cloud, "/v1/auth/resend-confirmation", json!({"email": address(name)})).await.expect(200);
    }
    let mails = cloud.mail().await;
    assert_eq!(mails.len(), 1);
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&mails[0])})).await.expect(200);
    login(&cloud, "ada@example.org", PASSWORD).await.expect(200);
    cloud.local().empty_mail().unwrap();
    post(&cloud, "/v1/auth/resend-confirmation", json!({"email": "ada@example.org"})).await.expect(200);
    assert_eq!(cloud.mail().await.len(), 0, "there is nothing left to confirm");
}

#[tokio::test]
async fn two_registrations_of_one_address_make_one_account() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    register(&cloud, "ada").await.expect(201);
    let tokens: Vec<String> = cloud.mail().await.iter().map(token_in).collect();
    assert_eq!(tokens.len(), 2);
    let confirm = |token: &String| post(&cloud, "/v1/auth/confirm-email", json!({"token": token}));
    let (one, other) = tokio::join!(confirm(&tokens[0]), confirm(&tokens[1]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    cloud.dump().await.assert_invariants();
    login(&cloud, "ada@example.org", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn open_registration_gives_tokens_at_once_and_says_what_is_taken() {
    let cloud = TestCloud::start_with(|options| patient(options).with("REGISTRATION", "open")).await;
    let reply = register(&cloud, "ada").await.expect(201);
    let token = reply.json["data"]["token"].as_str().unwrap().to_owned();
    let profile = cloud.get("/v1/users/profile").header("authorization", format!("Bearer {token}")).send().await;
    assert_eq!(profile.expect(200).json["data"]["email"], "ada@example.org");
    assert_eq!(register(&cloud, "ada").await.expect(400).field(), "email");
    let body =
        json!({"full_name": "Ada", "email": "ada@example.org", "password": PASSWORD, "confirm_password": PASSWORD});
    let reply = post(&cloud, "/api/auth/register/", body).await.expect(400);
    assert_eq!(reply.json["detail"], "Email already registered.");
    let mail = mail_to(&cloud, "ada@example.org").await.unwrap();
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token_in(&mail)})).await.expect(200);
}

/// A no may be what was so before they were there.
#[tokio::test]
async fn who_has_just_registered_is_not_shut_out_by_a_late_reading_of_their_gate() {
    let cloud = house().await;
    cloud.stale_reads(Stale::Glances("gate"));
    let ada = joined(&cloud, "ada").await;
    assert_eq!(ada.put("/v1/users/profile", json!({"name": ""})).await.expect(400).field(), "name");
}
