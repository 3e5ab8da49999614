use serde_json::json;

use super::admins::of;
use super::{PASSWORD, admin, house, joined, login, mail_to, post, token_in};
use crate::races::screens::overtaken;

const NEW: &str = "quiet-harbour-2027";

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_a_link_and_every_session_ends() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    post(&cloud, "/v1/auth/forgot-password", json!({"email": ada.email})).await.expect(200);
    let token = token_in(&mail_to(&cloud, &ada.email).await.unwrap());
    let weak = json!({"token": token, "newPassword": "password123"});
    assert_eq!(post(&cloud, "/v1/auth/reset-password", weak).await.expect(400).field(), "newPassword");
    post(&cloud, "/v1/auth/reset-password", json!({"token": token, "newPassword": NEW})).await.expect(200);
    login(&cloud, &ada.email, PASSWORD).await.expect(401);
    login(&cloud, &ada.email, NEW).await.expect(200);
    ada.refresh(&ada.refresh).await.expect(401);
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    assert_eq!(mail_to(&cloud, &ada.email).await.unwrap().subject, "Your password was changed");
}

#[tokio::test]
async fn a_changed_password_ends_every_session_but_the_one_it_returns() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let wrong = json!({"currentPassword": "wrong-harbour-42", "newPassword": NEW});
    assert_eq!(ada.post("/v1/auth/change-password", wrong).await.expect(400).field(), "currentPassword");
    let right = json!({"currentPassword": PASSWORD, "newPassword": NEW});
    let reply = ada.post("/v1/auth/change-password", right).await.expect(200);
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    ada.refresh(&ada.refresh).await.expect(401);
    let fresh = reply.json["data"]["refreshToken"].as_str().unwrap();
    ada.refresh(fresh).await.expect(200);
    login(&cloud, &ada.email, PASSWORD).await.expect(401);
    login(&cloud, &ada.email, NEW).await.expect(200);
}

#[tokio::test]
async fn whoever_an_admin_makes_chooses_a_password_by_mail() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let body = json!({"name": "Grace", "email": "grace@example.org", "roles": ["mentor"]});
    let made = admin.post("/v1/admin/users", body).await.expect(201);
    assert_eq!(made.json["data"]["roles"], json!(["mentor"]));
    login(&cloud, "grace@example.org", PASSWORD).await.expect(401);
    let token = token_in(&mail_to(&cloud, "grace@example.org").await.unwrap());
    post(&cloud, "/v1/auth/reset-password", json!({"token": token, "newPassword": NEW})).await.expect(200);
    login(&cloud, "grace@example.org", NEW).await.expect(200);
}

#[tokio::test]
async fn a_password_is_not_set_at_an_address_that_has_just_become_anothers() {
    let cloud = house().await;
    let (admin, ada, eve) = (admin(&cloud).await, joined(&cloud, "ada").await, joined(&cloud, "eve").await);
    let change = ada.post("/v1/auth/change-password", json!({"currentPassword": PASSWORD, "newPassword": NEW}));
    let moves = async {
        admin.put(&of(&ada, ""), json!({"email": "lovelace@example.org"})).await.expect(200);
        admin.put(&of(&eve, ""), json!({"email": ada.email})).await.expect(200);
    };
    let (changed, ()) = overtaken(&cloud, 2, change, moves).await;
    changed.expect(401);
    login(&cloud, &ada.email, PASSWORD).await.expect(200);
}
