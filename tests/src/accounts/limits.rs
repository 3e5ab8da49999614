use serde_json::json;
use testkit::TestCloud;

use super::{login, post};

#[tokio::test]
async fn the_sixth_attempt_of_a_minute_is_refused_whatever_it_was() {
    let cloud = TestCloud::start().await;
    login(&cloud, super::ADMIN, local::PASSWORD).await.expect(200);
    login(&cloud, "ada@example.org", "wrong-harbour-42").await.expect(401);
    post(&cloud, "/api/users/email-login/", json!({"email": "ada@example.org"})).await.expect(202);
    post(&cloud, "/v1/auth/forgot-password", json!({"email": "ada@example.org"})).await.expect(200);
    post(&cloud, "/v1/auth/confirm-email", json!({"token": "nonsense"})).await.expect(400);
    let refused = login(&cloud, super::ADMIN, local::PASSWORD).await.expect(429);
    assert_eq!(refused.code(), "RATE_LIMIT_EXCEEDED");
    assert_eq!(refused.header("retry-after"), "60");
    let dump = cloud.dump().await;
    let kept = dump.0.iter().filter(|((pk, _), _)| pk.starts_with("rate#"));
    let left = kept.map(|(_, row)| row["ttl"].as_n().unwrap().parse::<i64>().unwrap() - cloud.now().second());
    assert_eq!(left.collect::<Vec<_>>(), [120], "a minute after its own it goes by itself");
    cloud.advance(jiff::SignedDuration::from_secs(59));
    assert_eq!(login(&cloud, super::ADMIN, local::PASSWORD).await.expect(429).header("retry-after"), "1");
    cloud.advance(jiff::SignedDuration::from_secs(1));
    login(&cloud, super::ADMIN, local::PASSWORD).await.expect(200);
}

#[tokio::test]
async fn thirty_attempts_at_once_are_five() {
    let cloud = TestCloud::start().await;
    let attempts = (0..30).map(|_| login(&cloud, "ada@example.org", "wrong-harbour-42"));
    let replies = futures::future::join_all(attempts).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 401).count(), 5);
    assert_eq!(replies.iter().filter(|reply| reply.status == 429).count(), 25);
}

#[tokio::test]
async fn a_forged_address_of_the_caller_does_not_help() {
    let cloud = TestCloud::start().await;
    for number in 0..6 {
        let forged = format!("10.0.0.{number}");
        let body = json!({"email": "ada@example.org", "password": "wrong-harbour-42"});
        let reply = cloud.post("/v1/auth/login").header("x-forwarded-for", forged).json(&body).send().await;
        assert_eq!(reply.status, if number < 5 { 401 } else { 429 });
    }
}

/// `CloudFront`'s own address is everybody's: what it says of the caller counts, beside its secret and not without.
#[tokio::test]
async fn an_address_that_cloudfront_says_is_believed_and_nobody_elses_word() {
    let cloud = TestCloud::start_with(|options| options.with("EDGE_SECRET", "seven lamps")).await;
    let by = async |number: u8, secret: &str| {
        let body = json!({"email": "ada@example.org", "password": "wrong-harbour-42"});
        let ask = cloud.post("/v1/auth/login").header("x-viewer-address", format!("192.0.2.{number}"));
        ask.header("x-origin-secret", secret).json(&body).send().await.status
    };
    for number in 0..8 {
        assert_eq!(by(number, "seven lamps").await, 401, "each has five of their own");
    }
    for number in 0..6 {
        assert_eq!(by(number, "six lamps").await, if number < 5 { 401 } else { 429 });
    }
}
