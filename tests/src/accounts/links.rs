use domain::Entropy;
use domain::id::ChallengeId;
use jiff::SignedDuration;
use serde_json::json;

use super::{code_in, house, joined, mail_to, not, post, register, token_in};

#[tokio::test]
async fn a_link_works_once() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    post(&cloud, "/v1/auth/forgot-password", json!({"email": ada.email})).await.expect(200);
    let token = token_in(&mail_to(&cloud, &ada.email).await.unwrap());
    let reset =
        |password: &str| post(&cloud, "/v1/auth/reset-password", json!({"token": token, "newPassword": password}));
    reset("quiet-harbour-2027").await.expect(200);
    let again = reset("quiet-harbour-2028").await.expect(400);
    assert_eq!((again.code(), again.field()), ("INVALID_TOKEN", "token"));
    assert_eq!(again.json["detail"], "Invalid or expired token.");
}

#[tokio::test]
async fn a_link_followed_twice_at_once_works_once() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    post(&cloud, "/v1/auth/forgot-password", json!({"email": ada.email})).await.expect(200);
    let token = token_in(&mail_to(&cloud, &ada.email).await.unwrap());
    let reset = |n: u8| {
        post(&cloud, "/v1/auth/reset-password", json!({"token": token, "newPassword": format!("quiet-harbour-{n}")}))
    };
    let replies = futures::future::join_all((10..15).map(reset)).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert!(replies.iter().all(|reply| reply.status < 500), "{replies:?}");
}

#[tokio::test]
async fn a_link_is_dead_after_ten_minutes() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    let token = token_in(&mail_to(&cloud, "ada@example.org").await.unwrap());
    cloud.advance(SignedDuration::from_mins(10));
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token})).await.expect(400);
}

#[tokio::test]
async fn a_link_is_good_for_its_purpose_alone() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    let token = token_in(&mail_to(&cloud, "ada@example.org").await.unwrap());
    let reset = json!({"token": token, "newPassword": "quiet-harbour-2027"});
    post(&cloud, "/v1/auth/reset-password", reset).await.expect(400);
    let forged = format!("{}A", &token[..token.len() - 1]);
    if forged != token {
        post(&cloud, "/v1/auth/confirm-email", json!({"token": forged})).await.expect(400);
    }
    post(&cloud, "/v1/auth/confirm-email", json!({"token": token})).await.expect(200);
}

#[tokio::test]
async fn a_code_may_be_tried_five_times_and_the_sixth_is_wrong_even_when_right() {
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let ask = || post(&cloud, "/api/users/email-login/", json!({"email": ada.email}));
    ask().await.expect(202);
    let code = code_in(&mail_to(&cloud, &ada.email).await.unwrap());
    let enter = |code: String| post(&cloud, "/api/users/email-login/", json!({"email": ada.email, "code": code}));
    for _ in 0..5 {
        enter(not(&code)).await.expect(401);
    }
    enter(code).await.expect(401);
    ask().await.expect(202);
    let code = code_in(&mail_to(&cloud, &ada.email).await.unwrap());
    for _ in 0..4 {
        enter(not(&code)).await.expect(401);
    }
    enter(code.clone()).await.expect(200);
    enter(code).await.expect(401);
}

#[tokio::test]
async fn a_code_is_not_called_wrong_because_the_table_fails() {
    let cloud = house().await;
    let nobodys = ChallengeId::fresh(cloud.now(), &Entropy::seeded(1));
    assert!(!cloud.store().try_code(nobodys).await.unwrap());
    assert!(cloud.failing_store().try_code(nobodys).await.is_err());
}

#[tokio::test]
async fn neither_code_nor_link_is_in_the_table() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    let mail = mail_to(&cloud, "ada@example.org").await.unwrap();
    let rows = format!("{:?}", cloud.dump().await);
    assert!(!rows.contains(&token_in(&mail)));
    assert!(!rows.contains(&format!("\"{}\"", code_in(&mail))));
    assert!(!rows.contains(super::PASSWORD));
}
