use domain::Role;
use domain::account::Account;
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{answer, applicant, names};

async fn account(cloud: &TestCloud, person: &Person) -> Account {
    let key = store::keys::account(person.id);
    serde_dynamo::from_item(cloud.dump().await.0.remove(&(key.pk, key.sk)).expect("an account")).unwrap()
}

#[tokio::test]
async fn an_admin_accepts_an_application_and_the_mentor_is_one() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (applicant(&cloud, "grace").await, cloud.admin("root").await);
    cloud.wait_for_indexes();
    assert_eq!(names(&root.get("/v1/admin/mentors?status=pending").await.expect(200)), ["grace Example"]);
    let answered = answer(&root, &grace, json!({"approved": true, "reason": "Welcome."})).await.expect(200);
    assert_eq!(answered.json["data"]["approval"], "approved");
    cloud.wait_for_indexes();
    assert_eq!(names(&root.get("/v1/admin/mentors").await.expect(200)), [""; 0]);
    assert_eq!(names(&root.get("/v1/admin/mentors?status=approved").await.expect(200)), ["grace Example"]);
    assert_eq!(names(&cloud.get("/v1/mentors").send().await.expect(200)), ["grace Example"]);
    let person = account(&cloud, &grace).await;
    assert!(person.roles.has(Role::Mentor) && person.roles.has(Role::Mentee));
    assert_eq!(person.version, 2);
    let own = grace.get("/v1/mentors/me").await.expect(200);
    assert_eq!(own.json["data"]["approvalReason"], "Welcome.");
}

#[tokio::test]
async fn a_no_needs_its_reason_and_hides_the_mentor() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (applicant(&cloud, "grace").await, cloud.admin("root").await);
    let without = answer(&root, &grace, json!({"approved": false})).await.expect(400);
    assert_eq!(without.field(), "reason");
    answer(&root, &grace, json!({"approved": true})).await.expect(200);
    answer(&root, &grace, json!({"approved": false, "reason": "Not now."})).await.expect(200);
    cloud.get(&format!("/v1/mentors/{}", grace.id)).send().await.expect(404);
    cloud.wait_for_indexes();
    assert_eq!(names(&root.get("/v1/admin/mentors?status=rejected").await.expect(200)), ["grace Example"]);
}

#[tokio::test]
async fn an_application_that_was_turned_down_is_edited_and_waits_again() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (applicant(&cloud, "grace").await, cloud.admin("root").await);
    answer(&root, &grace, json!({"approved": false, "reason": "Say more."})).await.expect(200);
    let edited = grace.patch("/v1/mentors/me", json!({"bio": "More."})).await.expect(200);
    assert_eq!([&edited.json["data"]["approval"], &edited.json["data"]["approvalReason"]], ["pending", "Say more."]);
    cloud.wait_for_indexes();
    assert_eq!(names(&root.get("/v1/admin/mentors?status=pending").await.expect(200)), ["grace Example"]);
    assert_eq!(names(&root.get("/v1/admin/mentors?status=rejected").await.expect(200)), [""; 0]);
}

#[tokio::test]
async fn an_answer_leaves_its_trace_and_its_mail_in_one_write() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (applicant(&cloud, "grace").await, cloud.admin("root").await);
    cloud.settle().await;
    cloud.hold_stream();
    answer(&root, &grace, json!({"approved": true})).await.expect(200);
    let rows: Vec<Value> =
        cloud.dump().await.0.into_values().map(|row| serde_dynamo::from_item(row).unwrap()).collect();
    let deed = rows.iter().find(|row| row["deed"] == "mentor_approved").expect("an audit row");
    assert_eq!([&deed["by"], &deed["on"]], [&json!(root.id), &json!(grace.id)]);
    let told = |event: &str| rows.iter().filter(|row| row["event"] == event).count();
    assert_eq!([told("mentor_answered"), told("mentor_changed")], [1, 1]);
}

#[tokio::test]
async fn the_applicant_is_told_by_mail() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (applicant(&cloud, "grace").await, cloud.admin("root").await);
    answer(&root, &grace, json!({"approved": false, "reason": "Write more of yourself."})).await.expect(200);
    let mails = cloud.mail().await;
    let mail = mails.iter().find(|mail| mail.to.contains(&grace.email)).expect("a mail");
    assert!(mail.text.contains("Write more of yourself."), "{}", mail.text);
}

#[tokio::test]
async fn only_an_admin_answers_or_reads_applications() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    assert_eq!(answer(&grace, &grace, json!({"approved": true})).await.expect(403).code(), "UNAUTHORIZED");
    grace.get("/v1/admin/mentors?status=pending").await.expect(403);
    cloud.get("/v1/admin/mentors").send().await.expect(401);
    assert_eq!(grace.get("/v1/mentors/me").await.json["data"]["approval"], "pending");
}

#[tokio::test]
async fn what_is_wrong_with_an_answer_is_said() {
    let cloud = TestCloud::start().await;
    let (grace, ada, root) = (applicant(&cloud, "grace").await, cloud.mentee("ada").await, cloud.admin("root").await);
    assert_eq!(answer(&root, &ada, json!({"approved": true})).await.expect(404).code(), "NOT_FOUND");
    assert_eq!(answer(&root, &grace, json!({})).await.expect(400).field(), "approved");
    assert_eq!(root.get("/v1/admin/mentors?status=maybe").await.expect(400).field(), "status");
    let path = format!("/v1/admin/mentors/{}/approval", grace.id);
    let held = root.ask(reqwest::Method::PUT, &path).header("if-match", "\"7\"").json(&json!({"approved": true}));
    assert_eq!(held.send().await.expect(409).code(), "STALE_VERSION");
}

#[tokio::test]
async fn the_same_answer_again_is_written_and_mailed_once() {
    let cloud = TestCloud::start().await;
    let (grace, root) = (applicant(&cloud, "grace").await, cloud.admin("root").await);
    let yes = json!({"approved": true, "reason": "Welcome."});
    let first = answer(&root, &grace, yes.clone()).await.expect(200);
    let again = answer(&root, &grace, yes).await.expect(200);
    assert_eq!(first.json["data"]["version"], again.json["data"]["version"]);
    let mails = cloud.mail().await;
    assert_eq!(mails.iter().filter(|mail| mail.to.contains(&grace.email)).count(), 1);
}
