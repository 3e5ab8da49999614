use serde_json::json;

use super::{ADMIN, PASSWORD, admin, house, joined, login, post};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_refused_alike() {
    let cloud = house().await;
    joined(&cloud, "ada").await;
    let wrong = login(&cloud, "ada@example.org", "wrong-harbour-42").await.expect(401);
    let unknown = login(&cloud, "eve@example.org", PASSWORD).await.expect(401);
    for reply in [&wrong, &unknown] {
        assert_eq!(reply.code(), "INVALID_CREDENTIALS");
        assert_eq!(reply.json["detail"], "Invalid credentials.");
    }
}

#[tokio::test]
async fn the_first_admin_comes_from_the_configuration_and_only_once() {
    let cloud = house().await;
    login(&cloud, ADMIN, "wrong-harbour-42").await.expect(401);
    let first = admin(&cloud).await;
    let second = admin(&cloud).await;
    assert_eq!(first.id, second.id);
    assert_eq!(first.get("/v1/users/profile").await.json["data"]["role"], "admin");
    let dump = cloud.dump().await;
    dump.assert_invariants();
    assert_eq!(dump.of_kind("account").count(), 1);
}

#[tokio::test]
async fn the_admin_of_the_configuration_is_nobody_once_somebody_else_runs_the_place() {
    let cloud = house().await;
    let first = admin(&cloud).await;
    let body = json!({"name": "Grace", "email": "grace@example.org", "password": PASSWORD, "roles": ["admin"]});
    first.post("/v1/admin/users", body).await.expect(201);
    first.delete(&format!("/v1/admin/users/{}", first.id)).await.expect(200);
    login(&cloud, ADMIN, local::PASSWORD).await.expect(401);
}

#[tokio::test]
async fn without_a_token_or_with_a_spoiled_one_nobody_is_anybody() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    for path in ["/v1/users/profile", "/v1/auth/sessions", "/v1/admin/users", "/api/users", "/api/admin/users"] {
        let reply = cloud.get(path).send().await.expect(401);
        assert_eq!(reply.code(), "AUTHENTICATION_REQUIRED", "{path}");
    }
    let spoiled = format!("Bearer {}x", ada.token);
    cloud.get("/v1/users/profile").header("authorization", spoiled).send().await.expect(401);
    cloud.advance(jiff::SignedDuration::from_secs(900));
    ada.get("/v1/users/profile").await.expect(401);
}

#[tokio::test]
async fn a_profile_is_read_and_changed_and_a_stale_change_is_refused() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let before = ada.get("/v1/users/profile").await.expect(200);
    let edit = json!({
        "name": "Ada King", "bio": "Engines.",
        "profile": {"academicLevel": "graduate", "institution": "Home", "major": "Maths", "preferences": {"theme": "dark", "notifications": false}},
    });
    let after = ada.put("/api/v1/users/profile", edit).await.expect(200);
    let data = &after.json["data"];
    assert_eq!((&data["name"], &data["profile"]["bio"]), (&json!("Ada King"), &json!("Engines.")));
    assert_eq!(data["profile"]["isComplete"], true);
    assert_eq!(data["profile"]["preferences"], json!({"notifications": false, "emailUpdates": true, "theme": "dark"}));
    assert_eq!((before.header("etag"), after.header("etag")), ("\"1\"", "\"2\""));
    let stale =
        ada.ask("PUT", "/v1/users/profile").header("if-match", "\"1\"").json(&json!({"name": "A"})).send().await;
    assert_eq!(stale.expect(409).code(), "STALE_VERSION");
}

#[tokio::test]
async fn an_unknown_path_is_404_in_the_shape_of_every_surface() {
    let cloud = house().await;
    for path in ["/v1/auth/nothing", "/api/auth/nothing/", "/api/users/nothing/more"] {
        let reply = post(&cloud, path, json!({})).await.expect(404);
        assert_eq!(reply.code(), "NOT_FOUND", "{path}");
        assert!(reply.json["detail"].is_string());
    }
}
