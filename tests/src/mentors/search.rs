use serde_json::json;
use testkit::{Person, TestCloud};

use super::{answer, names};

async fn mentors(cloud: &TestCloud) {
    let root = cloud.admin("root").await;
    for (name, skills, company) in [
        ("ada", json!(["Rust", "Machine Learning"]), "Engines"),
        ("grace", json!(["COBOL", "Rustic furniture"]), "Navy"),
        ("linus", json!(["C", "rust"]), "Kernel & Sons"),
    ] {
        let person: Person = cloud.mentee(name).await;
        person.post("/v1/mentors", json!({"expertise": skills, "company": company})).await.expect(201);
        answer(&root, &person, json!({"approved": true})).await.expect(200);
    }
    cloud.settle().await;
    cloud.wait_for_indexes();
}

async fn found(cloud: &TestCloud, query: &str) -> Vec<String> {
    let mut each = Vec::new();
    for path in ["/v1/mentors", "/api/v1/mentorship/mentors/"] {
        let reply = cloud.get(&format!("{path}?{query}")).send().await.expect(200);
        let mut found: Vec<String> = names(&reply).iter().map(|name| name.replace(" Example", "")).collect();
        found.sort();
        each.push(found);
    }
    assert_eq!(each[0], each[1], "both surfaces find the same");
    each.swap_remove(0)
}

#[tokio::test]
async fn mentors_are_found_by_name_skill_and_company() {
    let cloud = TestCloud::start().await;
    mentors(&cloud).await;
    assert_eq!(found(&cloud, "").await, ["ada", "grace", "linus"]);
    assert_eq!(found(&cloud, "search=GRA").await, ["grace"]);
    assert_eq!(found(&cloud, "search=rus").await, ["ada", "grace", "linus"]);
    assert_eq!(found(&cloud, "search=kernel").await, ["linus"]);
    assert_eq!(found(&cloud, "search=learning+ada").await, ["ada"]);
    assert_eq!(found(&cloud, "search=learning+linus").await, [""; 0]);
    assert_eq!(found(&cloud, "search=nobody").await, [""; 0]);
}

#[tokio::test]
async fn expertise_is_a_skill_in_full_in_any_case() {
    let cloud = TestCloud::start().await;
    mentors(&cloud).await;
    assert_eq!(found(&cloud, "expertise=RUST").await, ["ada", "linus"]);
    assert_eq!(found(&cloud, "expertise=machine+learning").await, ["ada"]);
    assert_eq!(found(&cloud, "expertise=machine").await, [""; 0]);
    assert_eq!(found(&cloud, "expertise=rust&search=lin").await, ["linus"]);
}

#[tokio::test]
async fn a_list_is_read_in_pages_by_name() {
    let cloud = TestCloud::start().await;
    mentors(&cloud).await;
    for filter in ["", "search=rus&", "search=rus+exa&"] {
        let first = cloud.get(&format!("/v1/mentors?{filter}limit=2")).send().await.expect(200);
        let cursor = first.json["pagination"]["nextCursor"].as_str().expect("a next page");
        let second = cloud.get(&format!("/v1/mentors?{filter}limit=2&cursor={cursor}")).send().await.expect(200);
        let mut all = [names(&first), names(&second)].concat();
        assert_eq!(all.len(), 3, "{filter}");
        all.sort_unstable();
        assert_eq!(all, ["ada Example", "grace Example", "linus Example"], "{filter}");
        assert_eq!(second.json["pagination"]["nextCursor"], serde_json::Value::Null);
        let elsewhere = cloud.get(&format!("/v1/mentors?search=x&cursor={cursor}")).send().await.expect(400);
        assert_eq!(elsewhere.field(), "cursor");
    }
    assert_eq!(cloud.get("/v1/mentors?limit=0").send().await.expect(400).field(), "limit");
    assert_eq!(cloud.get("/v1/mentors?page=11").send().await.expect(400).field(), "page");
}

#[tokio::test]
async fn a_page_is_full_though_two_words_of_one_mentor_begin_alike_and_no_other_page_shows_them_again() {
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    let ada = json!(["Steam", "Steamboats", "Steamships"]);
    for (name, skills) in [("ada", ada), ("grace", json!(["Steamboat"])), ("linus", json!(["Steamers"]))] {
        let person = cloud.mentee(name).await;
        person.post("/v1/mentors", json!({"expertise": skills})).await.expect(201);
        answer(&root, &person, json!({"approved": true})).await.expect(200);
    }
    cloud.settle().await;
    let (mut shown, mut query) = (Vec::new(), "search=steam&limit=1".to_owned());
    while shown.len() < 9 {
        let page = cloud.get(&format!("/v1/mentors?{query}")).send().await.expect(200);
        shown.push(names(&page).join(" "));
        let Some(cursor) = page.json["pagination"]["nextCursor"].as_str() else { break };
        query = format!("search=steam&limit=1&cursor={cursor}");
    }
    assert_eq!(shown, ["ada Example", "grace Example", "linus Example"]);
    let all = cloud.get("/v1/mentors?search=steamb&limit=2").send().await.expect(200);
    assert_eq!((names(&all).len(), &all.json["pagination"]["nextCursor"]), (2, &serde_json::Value::Null));
}
