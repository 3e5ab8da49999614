//! Who is suspended, or no longer a mentor, is shown to nobody.

use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{approved, names};

async fn shown(cloud: &TestCloud, grace: &Person, yes: bool) {
    cloud.settle().await;
    cloud.wait_for_indexes();
    for path in ["/v1/mentors", "/v1/mentors?search=gra", "/api/v1/mentorship/mentors/"] {
        let reply = cloud.get(path).send().await.expect(200);
        assert_eq!(names(&reply).len(), usize::from(yes), "{path}");
    }
    let status = if yes { 200 } else { 404 };
    cloud.get(&format!("/v1/mentors/{}", grace.id)).send().await.expect(status);
}

async fn put(root: &Person, path: String, body: Value) {
    root.put(&path, body).await.expect(200);
}

#[tokio::test]
async fn a_suspended_mentor_is_not_listed_and_comes_back() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (approved(&cloud, "grace").await, cloud.admin("root").await);
    shown(&cloud, &grace, true).await;
    for status in ["suspended", "inactive"] {
        put(&root, format!("/v1/users/{}/status", grace.id), json!({"status": status})).await;
        shown(&cloud, &grace, false).await;
    }
    put(&root, format!("/v1/users/{}/status", grace.id), json!({"status": "active"})).await;
    shown(&cloud, &grace, true).await;
    assert_eq!(names(&root.get("/v1/admin/mentors?status=approved").await.expect(200)), ["grace Example"]);
}

#[tokio::test]
async fn who_is_no_longer_a_mentor_is_not_listed_until_an_admin_approves_again() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (approved(&cloud, "grace").await, cloud.admin("root").await);
    put(&root, format!("/v1/admin/users/{}/roles", grace.id), json!({"roles": ["mentee"]})).await;
    shown(&cloud, &grace, false).await;
    put(&root, format!("/v1/admin/mentors/{}/approval", grace.id), json!({"approved": true})).await;
    shown(&cloud, &grace, true).await;
}
