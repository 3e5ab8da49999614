//! Promise 19: nobody learns from a reply, or from how long it took, whether an address is known.
//! `GUESS_SAMPLES` is the number per class; 1000 is the full size.

use std::time::Instant;

use serde_json::{Value, json};
use testkit::{Reply, TestCloud};

use super::{PASSWORD, address, admin, asleep, house, joined, post};

fn samples() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how long a test may take is the shell's to say")]
    std::env::var("GUESS_SAMPLES").ok().and_then(|text| text.parse().ok()).unwrap_or(8)
}

/// Each way to ask about an address.
fn asks(email: &str) -> [(&'static str, Value); 9] {
    [
        ("/v1/auth/login", json!({"email": email, "password": "wrong-harbour-42"})),
        ("/v1/auth/register", json!({"name": "Ada", "email": email, "password": PASSWORD})),
        ("/v1/auth/forgot-password", json!({"email": email})),
        ("/v1/auth/resend-confirmation", json!({"email": email})),
        ("/api/users/email-login/", json!({"email": email})),
        ("/api/users/email-login/", json!({"email": email, "code": "123456"})),
        ("/api/auth/login/", json!({"email": email, "password": "wrong-harbour-42"})),
        (
            "/api/auth/register/",
            json!({"full_name": "Ada", "email": email, "password": PASSWORD, "confirm_password": PASSWORD}),
        ),
        ("/api/auth/forgot-password/", json!({"email": email})),
    ]
}

/// Everything of a reply but what is random, the clock's, or the caller's own words.
fn seen(reply: &Reply, email: &str) -> (u16, Vec<String>, String) {
    let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
    names.sort();
    let mut json = reply.json.clone();
    for path in ["/requestId", "/challenge", "/data/user/id", "/user/id"] {
        if let Some(value) = json.pointer_mut(path) {
            *value = json!(value.as_str().map(str::len));
        }
    }
    (reply.status, names, json.to_string().replace(email, "<email>"))
}

#[tokio::test]
async fn a_known_and_an_unknown_address_are_answered_alike() {
    let cloud = house().await;
    joined(&cloud, "known").await;
    let (known, unknown) = (address("known"), address("other"));
    for ((path, one), (_, other)) in asks(&known).into_iter().zip(asks(&unknown)) {
        let (one, other) = (post(&cloud, path, one).await, post(&cloud, path, other).await);
        assert_eq!(seen(&one, &known), seen(&other, &unknown), "{path}");
    }
}

#[tokio::test]
async fn a_known_and_an_unknown_address_cost_the_table_the_same() {
    let cloud = TestCloud::start_with(asleep).await;
    let body = json!({"name": "Known", "email": address("known"), "password": PASSWORD});
    admin(&cloud).await.post("/v1/admin/users", body).await.expect(201);
    for ((path, one), (_, other)) in asks(&address("known")).into_iter().zip(asks(&address("other"))) {
        let (one, _) = cloud.metered(post(&cloud, path, one)).await;
        let (other, _) = cloud.metered(post(&cloud, path, other)).await;
        assert_eq!((one.round_trips, one.calls), (other.round_trips, other.calls), "{path}");
        assert!((one.wcu - other.wcu).abs() < 0.1, "{path}: {} and {}", one.wcu, other.wcu);
    }
}

async fn time(cloud: &TestCloud, path: &str, body: &Value) -> u128 {
    let started = Instant::now();
    post(cloud, path, body.clone()).await;
    let took = started.elapsed().as_micros();
    cloud.local().drain().await.expect("quiet");
    took
}

/// How often a sample of one class is above one of the other: 0.5 says nothing.
fn rank(one: &[u128], other: &[u128]) -> f64 {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    let (above, all) = pairs.fold((0.0, 0.0), |(above, all), (a, b)| {
        let point = match a.cmp(b) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
        (above + point, all + 1.0)
    });
    above / all
}

#[tokio::test]
async fn a_known_and_an_unknown_address_take_as_long() {
    let cloud = house().await;
    joined(&cloud, "known").await;
    let samples = samples();
    // Few samples scatter: at a thousand the bounds are those of the promise.
    let slack = 0.05 * (1000.0 / f64::from(u32::try_from(samples).unwrap())).sqrt();
    let mut told = Vec::new();
    for ((path, one), (_, other)) in asks(&address("known")).into_iter().zip(asks(&address("other"))) {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for number in 0..samples {
            // Who comes first may be faster: they take turns.
            if number % 2 == 0 {
                known.push(time(&cloud, path, &one).await);
                unknown.push(time(&cloud, path, &other).await);
            } else {
                unknown.push(time(&cloud, path, &other).await);
                known.push(time(&cloud, path, &one).await);
            }
        }
        let rank = rank(&known, &unknown);
        println!("{path}: {rank:.3} of {samples}");
        if (rank - 0.5).abs() > slack {
            told.push(format!("{path}: {rank:.3} of {samples}"));
        }
    }
    assert!(told.is_empty(), "{told:?}");
}
