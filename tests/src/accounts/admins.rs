use serde_json::{Value, json};

use super::{Client, PASSWORD, admin, again, house, joined, login, row_of};
use crate::races::screens::overtaken;

pub fn of(user: &Client, rest: &str) -> String {
    format!("/v1/admin/users/{}{rest}", user.id)
}

fn status(user: &Client) -> String {
    format!("/v1/users/{}/status", user.id)
}

#[tokio::test]
async fn suspension_bites_at_once_and_ends_with_it() {
    let cloud = house().await;
    let (admin, ada) = (admin(&cloud).await, joined(&cloud, "ada").await);
    let suspend = json!({"status": "suspended", "reason": "Spam."});
    let reply = admin.put(&status(&ada), suspend).await.expect(200);
    assert_eq!(reply.json["data"]["status"], "suspended");
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    ada.refresh(&ada.refresh).await.expect(401);
    let refused = login(&cloud, &ada.email, PASSWORD).await.expect(403);
    assert_eq!(refused.json["detail"], "This account is suspended.");
    login(&cloud, &ada.email, "wrong-harbour-42").await.expect(401);
    admin.put(&status(&ada), json!({"status": "active"})).await.expect(200);
    ada.refresh(&ada.refresh).await.expect(401);
    again(&cloud, "ada").await.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(200);
}

#[tokio::test]
async fn a_role_change_bites_at_once_and_a_refresh_brings_the_new_roles() {
    let cloud = house().await;
    let (admin, ada) = (admin(&cloud).await, joined(&cloud, "ada").await);
    ada.get("/v1/admin/users").await.expect(403);
    let changed = admin.put(&of(&ada, "/roles"), json!({"roles": ["admin", "mentor"]})).await.expect(200);
    assert_eq!(changed.json["data"]["roles"], json!(["admin", "mentor"]));
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    let reply = ada.refresh(&ada.refresh).await.expect(200);
    let ada = Client { token: reply.json["data"]["token"].as_str().unwrap().to_owned(), ..ada };
    ada.get("/v1/admin/users").await.expect(200);
    admin.put(&of(&ada, "/roles"), json!({"roles": ["mentee"]})).await.expect(200);
    let eve = joined(&cloud, "eve").await;
    ada.put(&status(&eve), json!({"status": "suspended"})).await.expect(401);
    admin.put(&of(&ada, "/roles"), json!({"roles": []})).await.expect(400);
    admin.put(&of(&ada, "/roles"), json!({"roles": ["captain"]})).await.expect(400);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let cloud = house().await;
    let first = admin(&cloud).await;
    let refused = [
        first.put(&of(&first, "/roles"), json!({"roles": ["mentee"]})).await,
        first.put(&status(&first), json!({"status": "suspended"})).await,
        first.delete(&of(&first, "")).await,
    ];
    for reply in refused {
        assert_eq!(reply.expect(409).code(), "LAST_ADMIN");
    }
    let ada = joined(&cloud, "ada").await;
    first.put(&of(&ada, "/roles"), json!({"roles": ["admin"]})).await.expect(200);
    first.put(&of(&first, "/roles"), json!({"roles": ["mentee"]})).await.expect(200);
    let ada = again(&cloud, "ada").await;
    assert_eq!(ada.delete(&of(&ada, "")).await.expect(409).code(), "LAST_ADMIN");
}

#[tokio::test]
async fn two_admins_who_demote_each_other_at_once_leave_one() {
    let cloud = house().await;
    let first = admin(&cloud).await;
    let ada = joined(&cloud, "ada").await;
    first.put(&of(&ada, "/roles"), json!({"roles": ["admin"]})).await.expect(200);
    let ada = again(&cloud, "ada").await;
    let demoted = json!({"roles": ["mentee"]});
    let (one, other) = (of(&ada, "/roles"), of(&first, "/roles"));
    let (one, other) = tokio::join!(first.put(&one, demoted.clone()), ada.put(&other, demoted.clone()));
    let done = [&one, &other].iter().filter(|reply| reply.status == 200).count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    let dump = cloud.dump().await;
    let admins = dump.of_kind("account").filter(|row| format!("{:?}", row["roles"]).contains("admin")).count();
    assert_eq!(admins, 1);
}

#[tokio::test]
async fn an_admin_makes_edits_and_deletes_an_account() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let body = json!({"name": "Grace", "email": "grace@example.org", "password": PASSWORD});
    let made = admin.post("/v1/admin/users", body.clone()).await.expect(201).json["data"].clone();
    assert_eq!(admin.post("/v1/admin/users", body).await.expect(409).code(), "EMAIL_TAKEN");
    let path = format!("/v1/admin/users/{}", made["id"].as_str().unwrap());
    let edit = json!({"name": "Grace Hopper", "email": "hopper@example.org", "profile": {"major": "Maths"}});
    let edited = admin.put(&path, edit).await.expect(200);
    assert_eq!(edited.json["data"]["profile"]["major"], "Maths");
    login(&cloud, "grace@example.org", PASSWORD).await.expect(401);
    login(&cloud, "hopper@example.org", PASSWORD).await.expect(200);
    let dump = cloud.dump().await;
    assert_eq!(row_of(&dump, "email#hopper@example.org", "email")["email"].as_s().unwrap(), "hopper@example.org");
    assert_eq!(admin.put(&path, json!({"email": super::ADMIN})).await.expect(409).code(), "EMAIL_TAKEN");
    admin.delete(&path).await.expect(200);
    admin.get(&path).await.expect(404);
    admin.delete(&path).await.expect(404);
    login(&cloud, "hopper@example.org", PASSWORD).await.expect(401);
    let dump = cloud.dump().await;
    dump.assert_invariants();
    let left = dump
        .0
        .values()
        .filter(|row| format!("{row:?}").contains("hopper@example.org") && !format!("{row:?}").contains("silence#"));
    assert_eq!(left.count(), 0, "the address is free");
}

#[tokio::test]
async fn a_deleted_person_is_nobody_at_once() {
    let cloud = house().await;
    let (admin, ada) = (admin(&cloud).await, joined(&cloud, "ada").await);
    admin.delete(&of(&ada, "")).await.expect(200);
    ada.put("/v1/users/profile", json!({"name": "Ada"})).await.expect(401);
    ada.refresh(&ada.refresh).await.expect(401);
    joined(&cloud, "ada").await;
}

#[tokio::test]
async fn only_an_admin_administers() {
    let cloud = house().await;
    let (ada, eve) = (joined(&cloud, "ada").await, joined(&cloud, "eve").await);
    let replies = [
        ada.get("/v1/admin/users").await,
        ada.get("/v1/users/students").await,
        ada.get(&format!("/v1/users/{}", eve.id)).await,
        ada.put(&status(&eve), json!({"status": "suspended"})).await,
        ada.post("/v1/admin/users", json!({"name": "X", "email": "x@example.org"})).await,
        ada.put(&of(&eve, ""), json!({"name": "X"})).await,
        ada.put(&of(&eve, "/roles"), json!({"roles": ["admin"]})).await,
        ada.delete(&of(&eve, "")).await,
    ];
    for reply in replies {
        assert_eq!(reply.expect(403).code(), "UNAUTHORIZED");
    }
    eve.put("/v1/users/profile", json!({"name": "Eve"})).await.expect(200);
}

#[tokio::test]
async fn every_deed_leaves_a_trace_without_a_secret() {
    let cloud = house().await;
    let (admin, ada) = (admin(&cloud).await, joined(&cloud, "ada").await);
    admin.put(&status(&ada), json!({"status": "suspended", "reason": "Spam."})).await.expect(200);
    admin.put(&status(&ada), json!({"status": "active"})).await.expect(200);
    admin.put(&of(&ada, "/roles"), json!({"roles": ["mentor"]})).await.expect(200);
    admin.put(&of(&ada, ""), json!({"name": "Ada King"})).await.expect(200);
    let ada = again(&cloud, "ada").await;
    ada.post("/v1/auth/logout", json!({})).await.expect(200);
    admin.delete(&of(&ada, "")).await.expect(200);
    let dump = cloud.dump().await;
    let mut deeds: Vec<String> = dump.of_kind("aud_").map(|row| row["deed"].as_s().unwrap().clone()).collect();
    deeds.sort();
    let wanted = [
        "account_deleted",
        "account_edited",
        "account_opened",
        "account_opened",
        "roles_changed",
        "signed_in",
        "signed_in",
        "signed_out",
        "status_changed",
        "status_changed",
    ];
    assert_eq!(deeds, wanted);
    let rows: Vec<Value> = dump.of_kind("aud_").map(|row| serde_dynamo::from_item(row.clone()).unwrap()).collect();
    let suspended = rows.iter().find(|row| row["note"] == "suspended: Spam.").unwrap();
    assert_eq!((&suspended["by"], &suspended["on"]), (&json!(admin.id), &json!(ada.id)));
    let mut opened = rows.iter().filter(|row| row["deed"] == "account_opened");
    assert!(opened.all(|row| row["by"] == row["on"]), "each made their own");
    let grace = json!({"name": "Grace", "email": "grace@example.org", "password": PASSWORD});
    let grace = admin.post("/v1/admin/users", grace).await.expect(201).json["data"]["id"].clone();
    let dump = cloud.dump().await;
    let mut rows = dump.of_kind("aud_").map(|row| serde_dynamo::from_item::<_, Value>(row.clone()).unwrap());
    let made = rows.find(|row| row["on"] == grace).unwrap();
    assert_eq!((&made["deed"], &made["by"]), (&json!("account_opened"), &json!(admin.id)));
}

#[tokio::test]
async fn nobody_is_deleted_while_somebody_waits_for_them() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let asked = ada.post("/v1/bookings", crate::bookings::ask(&grace, "10:00")).await.expect(201);
    for person in [&ada, &grace] {
        let refused = admin.delete(&format!("/v1/admin/users/{}", person.id)).await.expect(409);
        assert_eq!(refused.code(), "SESSIONS_AHEAD");
    }
    ada.post(&crate::bookings::path(&asked, "/cancel"), json!({})).await.expect(200);
    admin.delete(&format!("/v1/admin/users/{}", ada.id)).await.expect(200);
    let gone = admin.delete(&format!("/v1/admin/users/{}", grace.id)).await.expect(200);
    assert_eq!(gone.json["success"], true);
    cloud.settle().await;
    cloud.get(&format!("/v1/mentors/{}", grace.id)).send().await.expect(404);
}

#[tokio::test]
async fn hours_without_a_profile_go_with_their_account() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let grace = cloud.person("grace", domain::Roles::MENTOR).await;
    let week = json!({"weekly": [{"dayOfWeek": 1, "start": "09:00", "end": "17:00"}]});
    grace.put("/v1/availability/me", week).await.expect(200);
    admin.delete(&format!("/v1/admin/users/{}", grace.id)).await.expect(200);
    let key = store::keys::availability(grace.id);
    assert!(!cloud.dump().await.0.contains_key(&(key.pk, key.sk)));
}

#[tokio::test]
async fn an_account_that_another_admin_has_just_deleted_is_told_as_one_that_never_was() {
    let cloud = house().await;
    let first = admin(&cloud).await;
    let ann = joined(&cloud, "ann").await;
    first.put(&of(&ann, "/roles"), json!({"roles": ["admin"]})).await.expect(200);
    let ann = again(&cloud, "ann").await;
    let (ada, eve, bob) = (joined(&cloud, "ada").await, joined(&cloud, "eve").await, joined(&cloud, "bob").await);
    let deletes = async |user: &Client| ann.delete(&of(user, "")).await.expect(200);
    let suspends = async { first.put(&status(&ada), json!({"status": "suspended"})).await };
    overtaken(&cloud, 1, suspends, deletes(&ada)).await.0.expect(404);
    let promotes = async { first.put(&of(&eve, "/roles"), json!({"roles": ["mentor"]})).await };
    overtaken(&cloud, 1, promotes, deletes(&eve)).await.0.expect(404);
    let deletes_too = async { first.delete(&of(&bob, "")).await };
    overtaken(&cloud, 2, deletes_too, deletes(&bob)).await.0.expect(404);
}
