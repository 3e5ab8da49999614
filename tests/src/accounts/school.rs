use serde_json::json;
use uuid::Uuid;

use super::{PASSWORD, admin, house, joined, mail_to, post, token_in};

fn form() -> serde_json::Value {
    json!({"full_name": "John Doe", "email": "john@example.org", "password": PASSWORD, "confirm_password": PASSWORD})
}

#[tokio::test]
async fn document_4_registers_confirms_signs_in_and_edits_in_its_own_words() {
    let cloud = house().await;
    let reply = post(&cloud, "/api/auth/register/", form()).await.expect(201).json;
    assert_eq!(reply["message"], "Registration successful. Please check your email to confirm your account.");
    let user = &reply["user"];
    assert!(user["id"].as_str().unwrap().parse::<Uuid>().is_ok());
    assert_eq!(
        (&user["full_name"], &user["role"], &user["email"]),
        (&json!("John Doe"), &json!("user"), &json!("john@example.org"))
    );
    let token = token_in(&mail_to(&cloud, "john@example.org").await.unwrap());
    post(&cloud, "/api/auth/confirm-email/", json!({"token": token})).await.expect(200);

    let signed_in = post(&cloud, "/api/auth/login/", json!({"email": "john@example.org", "password": PASSWORD}))
        .await
        .expect(200)
        .json;
    assert_eq!((&signed_in["message"], &signed_in["user"]), (&json!("Login successful."), user));
    let token = signed_in["token"].as_str().unwrap();
    let ask = |method: &str, path: &str| {
        cloud.ask(method.parse().unwrap(), path).header("authorization", format!("Bearer {token}"))
    };
    let own = format!("/api/users/{}/", user["id"].as_str().unwrap());
    for (method, path, name) in [
        ("PUT", "/api/users/me/", "John A"),
        ("PATCH", "/api/users/me", "John B"),
        ("PUT", own.as_str(), "John C"),
        ("PATCH", own.as_str(), "John D"),
    ] {
        let edited = ask(method, path).json(&json!({"full_name": name})).send().await.expect(200).json;
        assert_eq!(edited, json!({"id": user["id"], "email": "john@example.org", "full_name": name, "role": "user"}));
    }
    let missing = ask("PUT", "/api/users/me/").json(&json!({})).send().await.expect(400);
    assert_eq!(missing.json["detail"], "Invalid input data.");
    ask("PATCH", "/api/users/me/").json(&json!({})).send().await.expect(200);
}

#[tokio::test]
async fn document_4s_errors_say_its_exact_sentences() {
    let cloud = house().await;
    let with = |field: &str, value: &str| {
        let mut body = form();
        body[field] = json!(value);
        body
    };
    let differ = with("confirm_password", "another-harbour-42");
    let reply = post(&cloud, "/api/auth/register/", differ).await.expect(400);
    assert_eq!(reply.json["detail"], "Passwords do not match.");
    for bad in [with("email", "john"), with("full_name", ""), json!({}), json!("x")] {
        let reply = post(&cloud, "/api/auth/register/", bad).await.expect(400);
        assert_eq!(reply.json["detail"], "Invalid input data.");
    }
    let mut weak = with("password", "password123");
    weak["confirm_password"] = json!("password123");
    let reply = post(&cloud, "/api/auth/register/", weak).await.expect(400);
    assert_eq!((&reply.json["detail"], reply.field()), (&json!("Invalid input data."), "password"));
    let reply =
        post(&cloud, "/api/auth/login/", json!({"email": "john@example.org", "password": PASSWORD})).await.expect(401);
    assert_eq!(reply.json["detail"], "Invalid credentials.");
}

#[tokio::test]
async fn document_4_resets_a_password() {
    let cloud = house().await;
    joined(&cloud, "ada").await;
    cloud.mail().await;
    cloud.local().empty_mail().unwrap();
    for email in ["ada@example.org", "nobody@example.org"] {
        let reply = post(&cloud, "/api/auth/forgot-password/", json!({"email": email})).await.expect(200);
        assert_eq!(reply.json, json!({"message": "Password reset link sent to your email."}));
    }
    assert_eq!(cloud.mail().await.len(), 1);
    let token = token_in(&mail_to(&cloud, "ada@example.org").await.unwrap());
    let reset = |token: &str, one: &str, other: &str| {
        let body = json!({"token": token, "new_password": one, "confirm_new_password": other});
        post(&cloud, "/api/auth/reset-password/confirm/", body)
    };
    let new = "quiet-harbour-2027";
    assert_eq!(reset(&token, new, "other").await.expect(400).json["detail"], "Passwords do not match.");
    assert_eq!(reset("nonsense", new, new).await.expect(400).json["detail"], "Invalid or expired token.");
    let done = reset(&token, new, new).await.expect(200);
    assert_eq!(done.json, json!({"message": "Your password has been updated successfully."}));
    assert_eq!(reset(&token, new, new).await.expect(400).json["detail"], "Invalid or expired token.");
    post(&cloud, "/api/auth/login/", json!({"email": "ada@example.org", "password": new})).await.expect(200);
}

#[tokio::test]
async fn anothers_profile_looks_like_none_but_to_an_admin() {
    let cloud = house().await;
    let (ada, eve, admin) = (joined(&cloud, "ada").await, joined(&cloud, "eve").await, admin(&cloud).await);
    let path = format!("/api/users/{}/", ada.id);
    eve.put(&path, json!({"full_name": "Mallory"})).await.expect(404);
    let edited = admin.put(&path, json!({"full_name": "Ada King"})).await.expect(200);
    assert_eq!(edited.json["full_name"], "Ada King");
    admin.put("/api/users/nonsense/", json!({"full_name": "A"})).await.expect(404);
}

#[tokio::test]
async fn only_an_admin_sees_the_arrays_of_users() {
    let cloud = house().await;
    let (ada, admin) = (joined(&cloud, "ada").await, admin(&cloud).await);
    for path in ["/api/admin/users/", "/api/users/?role=student"] {
        let reply = ada.get(path).await.expect(403);
        assert_eq!(reply.code(), "UNAUTHORIZED");
    }
    cloud.wait_for_indexes();
    let all = admin.get("/api/admin/users/").await.expect(200).json;
    let keys: Vec<&str> = all[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["created_at", "email", "full_name", "id", "role"]);
    assert_eq!(all.as_array().unwrap().len(), 2);
    let students = admin.get("/api/users/?role=student").await.expect(200).json;
    assert_eq!(students.as_array().unwrap().len(), 1);
    assert_eq!((&students[0]["role"], &students[0]["email"]), (&json!("student"), &json!("ada@example.org")));
    admin.get("/api/users/?role=captain").await.expect(400);
}
