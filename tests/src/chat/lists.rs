use jiff::SignedDuration;
use serde_json::{Value, json};
use testkit::{Reply, TestCloud};

use super::support::support;
use super::{id, messages, open, pair, rows, say, seen};

#[tokio::test]
async fn a_list_has_the_latest_first_and_ends_with_support() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let root = cloud.admin("root").await;
    let other = id(&open(&root, &ada).await.expect(200));
    say(&root, &other, "Welcome").await;
    cloud.advance(SignedDuration::from_secs(1));
    say(&grace, &chat, "Hello").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let list = ada.get("/v1/chats").await.expect(200);
    let shown: Vec<_> = rows(&list).iter().map(|chat| (&chat["id"], &chat["type"])).collect();
    assert_eq!(shown[..2], [(&json!(chat), &json!("general")), (&json!(other), &json!("general"))]);
    assert_eq!((shown.len(), shown[2].1), (3, &json!("support")));
    assert_eq!(rows(&list)[0]["lastMessage"]["content"], "Hello");
    let names: Vec<&Value> =
        rows(&list)[0]["participants"].as_array().unwrap().iter().map(|person| &person["name"]).collect();
    assert!(names.contains(&&json!("grace Example")) && names.contains(&&json!("ada Example")));
}

#[tokio::test]
async fn a_list_goes_on_with_its_cursor_and_shows_each_chat_once() {
    let cloud = TestCloud::start().await;
    let root = cloud.admin("root").await;
    let mut wanted = Vec::new();
    for name in ["ada", "eve", "ann", "bob", "cy"] {
        let person = cloud.mentee(name).await;
        let chat = id(&open(&root, &person).await.expect(200));
        say(&root, &chat, "Welcome").await;
        wanted.insert(0, chat);
        cloud.advance(SignedDuration::from_secs(1));
    }
    cloud.settle().await;
    cloud.wait_for_indexes();
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = root.get(&format!("/v1/chats?type=general&limit=2{next}")).await.expect(200);
        seen.extend(rows(&page).iter().map(|chat| chat["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.json["pagination"]["nextCursor"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(seen, wanted);
    let second = root.get("/v1/chats?type=general&limit=2&page=2").await.expect(200);
    assert_eq!(rows(&second).iter().map(|chat| chat["id"].as_str().unwrap()).collect::<Vec<_>>(), wanted[2..4]);
}

#[tokio::test]
async fn a_students_own_support_chat_is_on_one_page_of_their_list() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    say(&ada, &chat, "Hello").await;
    cloud.advance(SignedDuration::from_secs(1));
    let help = support(&ada).await;
    say(&ada, &help, "Help?").await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let page = async |query: &str| ada.get(&format!("/v1/chats?limit=1{query}")).await.expect(200);
    let shown = |page: &Reply| rows(page).iter().map(|chat| chat["id"].clone()).collect::<Vec<_>>();
    let (first, second) = (page("").await, page("&page=2").await);
    let next = page(&format!("&cursor={}", first.json["pagination"]["nextCursor"].as_str().unwrap())).await;
    assert_eq!(
        (shown(&first), shown(&second), shown(&next)),
        (vec![json!(help)], vec![json!(chat)], vec![json!(chat)])
    );
}

#[tokio::test]
async fn messages_come_before_an_instant_before_a_place_and_by_cursor() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    assert_eq!(seen(&ada, &chat, "?before=2030-01-01T00:00:00Z").await, [] as [&str; 0]);
    let mut fourth = String::new();
    for content in ["one", "two", "three", "four", "five"] {
        let said = say(&ada, &chat, content).await;
        if content == "four" {
            fourth = said.json["data"]["createdAt"].as_str().unwrap().to_owned();
        }
        cloud.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(seen(&ada, &chat, &format!("?before={fourth}&limit=2")).await, ["three", "two"]);
    assert_eq!(seen(&ada, &chat, "?before=3").await, ["two", "one"]);
    assert_eq!(seen(&ada, &chat, "?after=3").await, ["four", "five"]);
    assert_eq!(seen(&ada, &chat, "?after=5").await, [] as [&str; 0]);
    assert_eq!(seen(&ada, &chat, "?before=1").await, [] as [&str; 0]);
    assert_eq!(seen(&ada, &chat, "?before=2020-01-01T00:00:00Z").await, [] as [&str; 0]);
    assert_eq!(seen(&ada, &chat, "?before=2030-01-01T00:00:00Z&limit=1").await, ["five"]);
    let first = ada.get(&format!("{}?before={fourth}&limit=2", messages(&chat))).await.expect(200);
    let cursor = first.json["pagination"]["nextCursor"].as_str().expect("a cursor").to_owned();
    assert_eq!(seen(&ada, &chat, &format!("?before={fourth}&limit=2&cursor={cursor}")).await, ["one"]);
    let both = ada.get(&format!("{}?before=3&after=1", messages(&chat))).await.expect(400);
    assert_eq!(both.field(), "after");
    let never = ada.get(&format!("{}?before=yesterday", messages(&chat))).await.expect(400);
    assert_eq!(never.field(), "before");
}

/// More messages than are asked for their time at once.
#[tokio::test]
async fn an_instant_is_found_among_many() {
    let cloud = TestCloud::start().await;
    let (ada, _, chat) = pair(&cloud).await;
    let mut at = String::new();
    for number in 1..=150 {
        let said = say(&ada, &chat, &number.to_string()).await;
        if number == 77 {
            at = said.json["data"]["createdAt"].as_str().unwrap().to_owned();
        }
        cloud.advance(SignedDuration::from_secs(3));
    }
    assert_eq!(seen(&ada, &chat, &format!("?before={at}&limit=1")).await, ["76"]);
}
