use serde_json::{Value, json};
use testkit::{Reply, TestCloud};

use super::{ADMIN, admin, code_in, house, joined, mail_to, patient, post, token_in};

const PATH: &str = "/api/users/email-login/";

/// The registry with one line for each of them.
pub async fn registry(cloud: &TestCloud, lines: &[&str]) {
    let file = format!("email,first_name,last_name,membershiptype\n{}\n", lines.join("\n"));
    let import = admin(cloud).await.ask("POST", "/v1/admin/members/import").text("text/csv", file);
    import.send().await.expect(200);
}

async fn enter(cloud: &TestCloud, email: &str) -> Reply {
    post(cloud, PATH, json!({"email": email})).await.expect(202);
    let code = code_in(&mail_to(cloud, email).await.expect("a code"));
    post(cloud, PATH, json!({"email": email, "code": code})).await
}

#[tokio::test]
async fn a_member_proves_the_address_and_gets_an_account_with_the_roles_of_the_registry() {
    let cloud = house().await;
    registry(
        &cloud,
        &[
            "grace@example.org,Grace Brewster,Hopper,Senior Mentor",
            "ada@example.org,Ada,King,student",
            "eve@example.org,Eve,Both,mentor and mentee",
        ],
    )
    .await;
    let grace = enter(&cloud, "grace@example.org").await.expect(200).json;
    let user = &grace["user"];
    assert!(grace["access"].is_string() && grace["refresh"].is_string() && user["id"].is_u64());
    assert_eq!((&user["first_name"], &user["last_name"]), (&json!("Grace Brewster"), &json!("Hopper")));
    let roles = |user: &Value| (user["role"].clone(), user["is_mentor"].clone(), user["is_mentee"].clone());
    assert_eq!(roles(user), (json!("mentor"), json!(true), json!(false)));
    let ada = enter(&cloud, "ada@example.org").await.expect(200).json;
    assert_eq!(roles(&ada["user"]), (json!("mentee"), json!(false), json!(true)));
    let eve = enter(&cloud, "eve@example.org").await.expect(200).json;
    assert_eq!(roles(&eve["user"]), (json!("mentor_mentee"), json!(true), json!(true)));
    let again = enter(&cloud, "grace@example.org").await.expect(200).json;
    assert_eq!(again["user"], grace["user"]);
    cloud.dump().await.assert_invariants();
}

#[tokio::test]
async fn every_address_gets_the_same_answer_and_only_a_known_one_a_mail() {
    let cloud = house().await;
    joined(&cloud, "ada").await;
    cloud.mail().await;
    cloud.local().empty_mail().unwrap();
    let known = post(&cloud, PATH, json!({"email": "ada@example.org"})).await.expect(202);
    let unknown = post(&cloud, PATH, json!({"email": "nobody@example.org"})).await.expect(202);
    assert_eq!(known.json["detail"], unknown.json["detail"]);
    assert_eq!(known.text.len(), unknown.text.len());
    assert_eq!(cloud.mail().await.len(), 1);
    let wrong = |challenge: &Value| post(&cloud, PATH, json!({"challenge": challenge, "code": "000000"}));
    let (one, other) = (wrong(&known.json["challenge"]).await, wrong(&unknown.json["challenge"]).await);
    assert_eq!((one.status, &one.json["detail"]), (401, &json!("Invalid or expired code.")));
    assert_eq!((other.status, &other.json["detail"]), (401, &json!("Invalid or expired code.")));
}

#[tokio::test]
async fn the_challenge_and_the_link_prove_as_well() {
    let cloud = house().await;
    joined(&cloud, "ada").await;
    let asked = post(&cloud, PATH, json!({"email": "ada@example.org"})).await.expect(202);
    let first = mail_to(&cloud, "ada@example.org").await.unwrap();
    post(&cloud, PATH, json!({"email": "ada@example.org"})).await.expect(202);
    let body = json!({"challenge": asked.json["challenge"], "code": code_in(&first)});
    post(&cloud, PATH, body).await.expect(200);
    let second = mail_to(&cloud, "ada@example.org").await.unwrap();
    let token = token_in(&second);
    post(&cloud, PATH, json!({"token": token})).await.expect(200);
    post(&cloud, PATH, json!({"token": token})).await.expect(400);
}

#[tokio::test]
async fn a_code_of_one_address_opens_no_other() {
    let cloud = house().await;
    joined(&cloud, "ada").await;
    joined(&cloud, "eve").await;
    post(&cloud, PATH, json!({"email": "ada@example.org"})).await.expect(202);
    let asked = post(&cloud, PATH, json!({"email": "eve@example.org"})).await.expect(202);
    let code = code_in(&mail_to(&cloud, "eve@example.org").await.unwrap());
    let body = json!({"email": "ada@example.org", "challenge": asked.json["challenge"], "code": code});
    post(&cloud, PATH, body).await.expect(401);
}

#[tokio::test]
async fn a_trusted_network_lets_members_in_by_address_but_never_admins() {
    let cloud = TestCloud::start_with(|options| patient(options).with("EMAIL_LOGIN", "trusted")).await;
    registry(&cloud, &["grace@example.org,Grace,Hopper,mentor"]).await;
    let grace = post(&cloud, PATH, json!({"email": "grace@example.org"})).await.expect(200);
    assert_eq!(grace.json["user"]["role"], "mentor");
    post(&cloud, PATH, json!({"email": "grace@example.org"})).await.expect(200);
    let unknown = post(&cloud, PATH, json!({"email": "nobody@example.org"})).await.expect(404);
    assert_eq!(unknown.json["detail"], "Email not found in database");
    post(&cloud, PATH, json!({"email": ADMIN})).await.expect(202);
}

#[tokio::test]
async fn a_bad_body_says_so_in_document_4s_words() {
    let cloud = house().await;
    for body in [json!({}), json!({"email": "ada"}), json!({"code": "123456"}), json!([])] {
        let reply = post(&cloud, PATH, body.clone()).await.expect(400);
        assert!(reply.json["detail"].is_string(), "{body}");
    }
}
