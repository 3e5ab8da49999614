use super::{house, mail_to, post, register};
use serde_json::json;

#[tokio::test]
async fn a_mails_link_leads_to_a_page_of_ours_that_acts_only_when_pressed() {
    let cloud = house().await;
    register(&cloud, "ada").await.expect(201);
    let mail = mail_to(&cloud, "ada@example.org").await.unwrap();
    let link = mail.text.lines().find(|line| line.contains("token=")).unwrap().trim();
    let path = link.strip_prefix(cloud.url()).expect("an address of ours");
    let page = cloud.get(path).send().await.expect(200);
    assert!(page.text.contains("<button>") && page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(page.header("cache-control"), "no-store");
    let (place, token) = path.split_once("?token=").unwrap();
    assert!(!page.text.contains(token), "the token stays in the browser");
    post(&cloud, place, json!({"token": token})).await.expect(200);
    for path in ["/v1/auth/reset-password", "/api/v1/auth/sign-in"] {
        cloud.get(path).send().await.expect(200);
    }
}
