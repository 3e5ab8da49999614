//! Tokens that are not ours, or not for this, on every route that asks for one (promise 25).

use api::token::Claims;
use domain::account::family::Session;
use domain::account::{Purpose, Surface};
use domain::id::ChallengeId;
use domain::signed::{self, Secret};
use domain::{Entropy, Role, Roles};
use futures::StreamExt;
use local::Secrets;
use serde_json::json;
use store::Pass;
use testkit::{Person, Reply, TestCloud};

use super::forged::{Bench, Header, TOKENS, attacks};
use super::operations::{Document, Operation};

const ALL: fn() -> Roles = || Roles::ADMIN.and(Role::Mentor).and(Role::Mentee);

/// A forger's bench, with the good tokens of this person to copy from.
fn bench(cloud: &TestCloud, person: &Person) -> Bench {
    let (ours, entropy, now) = (cloud.local().secrets().expect("keys"), Entropy::system(), cloud.now());
    let secret = Secret::parse(&ours.link_secret).expect("a secret");
    let pass = Pass { user: person.id, session: person.session(), epoch: 0 };
    let claims = Claims::new(pass, ALL(), now, 900, Some("secret-of-writes".to_owned()));
    Bench {
        theirs: Secrets::make().expect("keys"),
        claims: serde_json::to_value(claims).expect("claims"),
        refresh: Session::begin(person.id, 0, Surface::Main, "test", now, &entropy).token(&secret),
        link: signed::link(&secret, ChallengeId::fresh(now, &entropy), Purpose::SignIn),
        feed: signed::feed(&secret, person.id),
        ours,
    }
}

/// The operation asked with these headers and a body that says nothing.
async fn sent(cloud: &TestCloud, operation: &Operation, headers: &[Header]) -> Reply {
    let path = operation.at(|_| "usr_01h455vb4pex5vsknk084sn02q".to_owned());
    let ask = cloud.ask(operation.method.parse().unwrap(), &path);
    let ask = headers.iter().fold(ask, |ask, (name, value)| ask.header_bytes(name, value));
    match &operation.body {
        Some((kind, _)) if kind == "text/csv" => ask.text("text/csv", "email\n").send().await,
        _ => ask.json(&json!({})).send().await,
    }
}

/// What is wrong with this refusal, if it is none.
fn flaw(reply: &Reply) -> Option<String> {
    let shaped = reply.code() == "AUTHENTICATION_REQUIRED"
        && reply.json["success"] == false
        && reply.json["detail"] == "Sign in first."
        && reply.headers.get("set-cookie").is_none();
    (reply.status != 401 || !shaped).then(|| format!("{} {}", reply.status, reply.text))
}

#[tokio::test]
async fn a_token_that_is_not_ours_or_not_for_this_opens_no_route_at_all() {
    let cloud = TestCloud::start().await;
    let ada = cloud.person("ada", ALL()).await;
    let (attacks, routes) = (attacks(&bench(&cloud, &ada)), Document::read().protected());
    assert!(routes.len() > 90 && attacks.len() > 120, "{} routes, {} attacks", routes.len(), attacks.len());
    let before = cloud.settled().await;
    // The alias has the same handler: one attack in sixteen shows that it asks for a token at all.
    let share = |route: &Operation| if route.is_alias() { 16 } else { 1 };
    let tries = routes.iter().enumerate().flat_map(|(number, route)| {
        attacks.iter().skip(number % share(route)).step_by(share(route)).map(move |attack| (route, attack))
    });
    let told: Vec<String> = futures::stream::iter(tries)
        .map(|(route, (name, headers))| {
            let cloud = &cloud;
            async move {
                let flaw = flaw(&sent(cloud, route, headers).await)?;
                Some(format!("{name}: {}: {flaw}", route.name()))
            }
        })
        .buffer_unordered(16)
        .filter_map(async |flaw| flaw)
        .collect()
        .await;
    assert!(told.is_empty(), "{} get by:\n{}", told.len(), told.join("\n"));
    assert_eq!(cloud.settled().await, before);
}

/// In the address, and as the cookie that a page of our own would send.
#[tokio::test]
async fn nor_does_it_open_a_connection() {
    let cloud = TestCloud::start_with(|options| options.with("ORIGINS", "https://app.example.org")).await;
    let ada = cloud.person("ada", ALL()).await;
    let (bench, mut told) = (bench(&cloud, &ada), Vec::new());
    cloud.knock(&format!("/ws?token={}", bench.honest()), &[]).await.expect("the good one opens it");
    for (name, token) in TOKENS.iter().map(|(name, token)| (name, token(&bench))) {
        let cookie = format!("__Host-access={token}");
        let page = [("cookie", cookie.as_str()), ("origin", "https://app.example.org")];
        let (address, no_headers) = (format!("/ws?token={token}"), []);
        for (path, headers) in [(address.as_str(), &no_headers[..]), ("/ws", &page[..])] {
            let answer = cloud.knock(path, headers).await.err();
            told.extend((answer != Some(401)).then(|| format!("{name}, {} headers: {answer:?}", headers.len())));
        }
    }
    assert!(told.is_empty(), "{} get by:\n{}", told.len(), told.join("\n"));
}

/// Without it the tests above would pass on a server that refuses everybody.
#[tokio::test]
async fn the_same_token_well_made_opens_every_route_either_way() {
    let cloud = TestCloud::start().await;
    for route in Document::read().protected() {
        for transport in ["authorization", "cookie"] {
            // One's own each: some of these end sessions.
            let bench = bench(&cloud, &cloud.person("ada", ALL()).await);
            let prefix = if transport == "cookie" { "__Host-access=" } else { "Bearer " };
            let headers = [
                (transport, format!("{prefix}{}", bench.honest()).into_bytes()),
                ("x-csrf-token", b"secret-of-writes".to_vec()),
            ];
            let reply = sent(&cloud, &route, &headers).await;
            let refused = reply.status == 401 || reply.text.contains("X-CSRF-Token");
            assert!(!refused, "{} by {transport}: {}", route.name(), reply.text);
        }
    }
}

#[tokio::test]
async fn where_header_and_cookie_disagree_the_header_says_who_it_is() {
    let cloud = TestCloud::start().await;
    let (ada, eve) = (cloud.mentee("ada").await, cloud.mentee("eve").await);
    let cookie = format!("__Host-access={}", ada.token());
    let reply = eve.ask("GET".parse().unwrap(), "/v1/users/profile").header("cookie", cookie).send().await;
    assert_eq!(reply.expect(200).json["data"]["id"], json!(eve.id));
}
