use serde_json::json;
use testkit::TestCloud;

use super::{answer, applicant, approved, names};

#[tokio::test]
async fn a_mentor_is_kept_in_mind_and_forgotten() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, approved(&cloud, "grace").await);
    let path = format!("/v1/favourites/{}", grace.id);
    assert_eq!(ada.get("/v1/favourites").await.expect(200).json["data"], json!([]));
    ada.put(&path, json!({})).await.expect(200);
    ada.put(&path, json!({})).await.expect(200);
    assert_eq!(names(&ada.get("/v1/favourites").await.expect(200)), ["grace Example"]);
    assert_eq!(names(&grace.get("/v1/favourites").await.expect(200)), [""; 0], "each has their own");
    ada.delete(&path).await.expect(200);
    ada.delete(&path).await.expect(200);
    assert_eq!(names(&ada.get("/v1/favourites").await.expect(200)), [""; 0]);
}

#[tokio::test]
async fn only_who_is_shown_can_be_kept_in_mind() {
    let cloud = TestCloud::start().await;
    let (ada, grace, linus) =
        (cloud.mentee("ada").await, approved(&cloud, "grace").await, applicant(&cloud, "linus").await);
    ada.put(&format!("/v1/favourites/{}", linus.id), json!({})).await.expect(404);
    ada.put(&format!("/v1/favourites/{}", ada.id), json!({})).await.expect(404);
    ada.put(&format!("/v1/favourites/{}", grace.id), json!({})).await.expect(200);
    let no = json!({"approved": false, "reason": "No longer with us."});
    answer(&cloud.admin("root").await, &grace, no).await.expect(200);
    assert_eq!(names(&ada.get("/v1/favourites").await.expect(200)), [""; 0]);
    cloud.get("/v1/favourites").send().await.expect(401);
}

#[tokio::test]
async fn favourites_are_read_in_pages() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    for name in ["grace", "linus", "ken"] {
        let mentor = cloud.mentor(name).await;
        ada.put(&format!("/v1/favourites/{}", mentor.id), json!({})).await.expect(200);
    }
    let first = ada.get("/v1/favourites?limit=2").await.expect(200);
    let cursor = first.json["pagination"]["nextCursor"].as_str().expect("a next page").to_owned();
    let second = ada.get(&format!("/v1/favourites?limit=2&cursor={cursor}")).await.expect(200);
    let mut all = [names(&first), names(&second)].concat();
    all.sort_unstable();
    assert_eq!(all, ["grace Example", "ken Example", "linus Example"]);
}

#[tokio::test]
async fn a_favourite_that_is_no_longer_shown_moves_nobody_to_another_page() {
    let cloud = TestCloud::start().await;
    let (ada, root) = (cloud.mentee("ada").await, cloud.admin("root").await);
    let mut mentors = Vec::new();
    for name in ["grace", "linus", "ken"] {
        let mentor = cloud.mentor(name).await;
        ada.put(&format!("/v1/favourites/{}", mentor.id), json!({})).await.expect(200);
        mentors.push(mentor);
    }
    answer(&root, &mentors[0], json!({"approved": false, "reason": "Gone."})).await.expect(200);
    let mut all = Vec::new();
    for page in 1..=3 {
        let reply = ada.get(&format!("/v1/favourites?limit=1&page={page}")).await.expect(200);
        all.extend(names(&reply).into_iter().map(str::to_owned));
    }
    all.sort_unstable();
    assert_eq!(all, ["ken Example", "linus Example"]);
}
