//! Who may do what, as one table (promise 25). A route without a line here fails, and so does a line
//! without a route; whoever is refused has changed nothing.

use std::collections::BTreeMap;

use serde_json::json;
use testkit::{Dump, Reply, TestCloud};

use super::{Client, admin, house, joined};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Anybody,
    SignedIn,
    /// The owner of what the path names, and admins; to others it looks like nothing.
    Owner,
    Admin,
}

/// Routes of the main API are written without their prefix.
const TABLE: &str = "
anybody   POST   /auth/login
anybody   POST   /auth/register
anybody   POST   /auth/google
anybody   POST   /auth/confirm-email
anybody   POST   /auth/resend-confirmation
anybody   POST   /auth/refresh
anybody   POST   /auth/forgot-password
anybody   POST   /auth/reset-password
anybody   GET    /auth/confirm-email
anybody   GET    /auth/reset-password
anybody   GET    /auth/sign-in
signed-in POST   /auth/change-password
signed-in POST   /auth/logout
signed-in POST   /auth/logout-all
signed-in GET    /auth/sessions
owner     DELETE /auth/sessions/{id}
signed-in GET    /users/profile
signed-in PUT    /users/profile
admin     GET    /users/students
admin     GET    /users/{userId}
admin     PUT    /users/{userId}/status
admin     GET    /admin/users
admin     POST   /admin/users
admin     GET    /admin/users/{userId}
admin     PUT    /admin/users/{userId}
admin     DELETE /admin/users/{userId}
admin     PUT    /admin/users/{userId}/roles
admin     POST   /admin/members/import
anybody   POST   /api/users/email-login
anybody   POST   /api/v1/mentorship/auth/refresh
admin     GET    /api/users
anybody   POST   /api/auth/register
anybody   POST   /api/auth/login
anybody   POST   /api/auth/confirm-email
anybody   POST   /api/auth/refresh
anybody   POST   /api/auth/forgot-password
anybody   POST   /api/auth/reset-password/confirm
signed-in PUT    /api/users/me
signed-in PATCH  /api/users/me
owner     PUT    /api/users/{user_id}
owner     PATCH  /api/users/{user_id}
admin     GET    /api/admin/users
";

type Table = BTreeMap<(String, String), Who>;

fn table() -> Table {
    let lines = TABLE.lines().filter(|line| !line.is_empty());
    lines
        .flat_map(|line| {
            let [who, method, path] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
            let who = match who {
                "anybody" => Who::Anybody,
                "signed-in" => Who::SignedIn,
                "owner" => Who::Owner,
                "admin" => Who::Admin,
                _ => panic!("{line}"),
            };
            let prefixes: &[&str] = if path.starts_with("/api/") { &[""] } else { &["/v1", "/api/v1"] };
            prefixes.iter().map(move |prefix| ((method.to_owned(), format!("{prefix}{path}")), who)).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_route_has_its_line() {
    let routes = accounts::routes();
    let served: Vec<_> = routes.table().iter().map(|route| (route.method.to_string(), route.path.clone())).collect();
    let lined: Vec<_> = table().into_keys().collect();
    let mut sorted = served.clone();
    sorted.sort();
    assert_eq!(sorted, lined);
}

/// Each line with the path's parameter filled in.
fn cases(wanted: impl Fn(Who) -> bool, name: &str) -> Vec<(String, String)> {
    let fill = |path: String| {
        path.split('/').map(|part| if part.starts_with('{') { name } else { part }).collect::<Vec<_>>().join("/")
    };
    table().into_iter().filter(|(_, who)| wanted(*who)).map(|((method, path), _)| (method, fill(path))).collect()
}

/// A body that each of them would take.
async fn ask(cloud: &TestCloud, token: Option<&str>, (method, path): &(String, String)) -> Reply {
    let ask = cloud.ask(method.parse().unwrap(), path);
    let ask = match token {
        Some(token) => ask.header("authorization", format!("Bearer {token}")),
        None => ask,
    };
    if path.ends_with("/import") {
        return ask
            .text("text/csv", "email,first_name,last_name,membershiptype\nnew@example.org,N,N,mentor\n")
            .send()
            .await;
    }
    let body = json!({
        "name": "Mallory", "full_name": "Mallory", "email": "new@example.org", "status": "suspended", "roles": ["admin"],
        "currentPassword": super::PASSWORD, "newPassword": "quiet-harbour-2027",
    });
    ask.json(&body).send().await
}

/// Everything but how often somebody knocked.
async fn rows(cloud: &TestCloud) -> Dump {
    let mut dump = cloud.settled().await;
    dump.0.retain(|(pk, _), _| !pk.starts_with("rate#"));
    dump
}

#[tokio::test]
async fn without_a_token_or_with_a_spoiled_one_nothing_but_the_doors_is_open() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let before = rows(&cloud).await;
    for case in cases(|who| who != Who::Anybody, &ada.id) {
        assert_eq!(ask(&cloud, None, &case).await.expect(401).code(), "AUTHENTICATION_REQUIRED", "{case:?}");
        ask(&cloud, Some(&format!("{}x", ada.token)), &case).await.expect(401);
    }
    assert_eq!(rows(&cloud).await, before);
}

#[tokio::test]
async fn what_is_an_admins_is_nobody_elses() {
    let cloud = house().await;
    let (admin, ada, eve) = (admin(&cloud).await, joined(&cloud, "ada").await, joined(&cloud, "eve").await);
    let made =
        json!({"name": "M", "email": "m@example.org", "password": super::PASSWORD, "roles": ["mentor", "mentee"]});
    admin.post("/v1/admin/users", made).await.expect(201);
    let mentor = Client::of(&cloud, &super::login(&cloud, "m@example.org", super::PASSWORD).await);
    let before = rows(&cloud).await;
    for client in [&ada, &mentor] {
        for case in cases(|who| who == Who::Admin, &eve.id) {
            assert_eq!(ask(&cloud, Some(&client.token), &case).await.expect(403).code(), "UNAUTHORIZED", "{case:?}");
        }
    }
    assert_eq!(rows(&cloud).await, before);
}

#[tokio::test]
async fn anothers_thing_a_missing_one_and_a_malformed_name_all_look_like_nothing() {
    let cloud = house().await;
    let (admin, ada, eve) = (admin(&cloud).await, joined(&cloud, "ada").await, joined(&cloud, "eve").await);
    let sessions = eve.get("/v1/auth/sessions").await.json;
    let session = sessions["data"][0]["id"].as_str().unwrap();
    let before = rows(&cloud).await;
    for name in [
        eve.id.as_str(),
        session,
        "usr_01h455vb4pex5vsknk084sn02q",
        "ses_01h455vb4pex5vsknk084sn02q",
        "nonsense",
        "..%2F",
    ] {
        for case in cases(|who| who == Who::Owner, name) {
            assert_eq!(ask(&cloud, Some(&ada.token), &case).await.expect(404).code(), "NOT_FOUND", "{case:?}");
        }
    }
    for name in ["usr_01h455vb4pex5vsknk084sn02q", "nonsense"] {
        for case in cases(|who| who == Who::Admin, name).into_iter().filter(|(_, path)| path.contains(name)) {
            ask(&cloud, Some(&admin.token), &case).await.expect(404);
        }
    }
    assert_eq!(rows(&cloud).await, before);
}
