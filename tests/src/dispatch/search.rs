use std::time::Duration;

use domain::event::{Event, Happened};
use domain::id::EventId;
use domain::{Entropy, UserId, search};
use serde_json::json;
use store::{Cursor, Find, Store, keys};
use testkit::{Person, TestCloud};

fn store(cloud: &TestCloud) -> Store {
    let endpoint = cloud.local().endpoints().dynamodb.clone();
    let vars = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint.as_str()),
    ];
    let vars: api::Vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let config = api::aws(&vars, "AWS_ENDPOINT_URL_DYNAMODB").unwrap();
    Store::connect(&config, cloud.local().table_name(), Entropy::system())
}

/// The mentor's profile changes and is announced, as `mentors` would do it.
async fn changes(cloud: &TestCloud, mentor: &Person, change: serde_json::Value) {
    profile(cloud, mentor, change).await;
    let id = EventId::fresh(cloud.now(), &Entropy::system());
    let what = Happened::MentorChanged { mentor: mentor.id };
    cloud.write(&keys::event(id), &Event { id, at: cloud.now().0, what }).await;
}

async fn profile(cloud: &TestCloud, mentor: &Person, change: serde_json::Value) {
    let key = keys::mentor(mentor.id);
    cloud.broken_on_purpose("pages are written past their accounts");
    let row = cloud.dump().await.0.remove(&(key.pk.clone(), key.sk.clone())).expect("a mentor");
    let mut row: serde_json::Value = serde_dynamo::from_item(row).unwrap();
    row.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    cloud.write(&key, &row).await;
}

async fn found(cloud: &TestCloud, find: Find) -> Vec<UserId> {
    cloud.local().drain().await.unwrap();
    let hits = store(cloud).find_mentors(&find, None, 50).await.unwrap().rows;
    let mut found: Vec<UserId> = hits.into_iter().map(|hit| hit.mentor).collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_mentor_is_found_by_the_profile_as_it_is_now() {
    let cloud = TestCloud::start().await;
    let (grace, linus) = (cloud.mentor("grace").await, cloud.mentor("linus").await);
    for mentor in [&grace, &linus] {
        changes(&cloud, mentor, json!({})).await;
    }
    assert_eq!(found(&cloud, Find::Beginning("gra".into())).await, [grace.id]);
    assert_eq!(found(&cloud, Find::Exactly(search::exact("RUST"))).await.len(), 2);
    changes(&cloud, &grace, json!({"name": "Admiral Hopper"})).await;
    assert!(found(&cloud, Find::Beginning("gra".into())).await.is_empty());
    assert_eq!(found(&cloud, Find::Beginning("hop".into())).await, [grace.id]);
    changes(&cloud, &grace, json!({"approval": "rejected"})).await;
    assert!(found(&cloud, Find::Beginning("hop".into())).await.is_empty());
    assert_eq!(found(&cloud, Find::Exactly(search::exact("rust"))).await, [linus.id]);
}

#[tokio::test]
async fn pages_of_a_search_show_each_mentor_once() {
    let cloud = TestCloud::start().await;
    let mut all = Vec::new();
    for number in 0..5 {
        let mentor = cloud.mentor("sam").await;
        let about = json!({"expertise": ["Salsa", "Sales", format!("Samba {number}")], "company": "Sams"});
        changes(&cloud, &mentor, json!({"about": about})).await;
        all.push(mentor.id);
    }
    cloud.local().drain().await.unwrap();
    let (store, find) = (store(&cloud), Find::Beginning("sa".into()));
    let (mut seen, mut after): (Vec<UserId>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = store.find_mentors(&find, after.as_ref(), 2).await.unwrap();
        assert!(page.rows.len() <= 2);
        seen.extend(page.rows.into_iter().map(|hit| hit.mentor));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    all.sort();
    assert_eq!(seen, all);
}

/// The words under which somebody is found.
async fn written(cloud: &TestCloud) -> Vec<String> {
    let rows = cloud.dump().await.0.into_keys().filter(|(pk, _)| pk == "find#mentor");
    rows.filter_map(|(_, sk)| Some(sk.rsplit_once('#')?.0.to_owned())).collect()
}

#[tokio::test]
async fn changes_at_once_end_in_the_last_profile() {
    let cloud = TestCloud::start().await;
    let (grace, store) = (&cloud.mentor("grace").await, store(&cloud));
    cloud.broken_on_purpose("pages are written past their accounts");
    let key = keys::mentor(grace.id);
    let row = |rows: &testkit::Dump| -> serde_json::Value {
        serde_dynamo::from_item(rows.0[&(key.pk.clone(), key.sk.clone())].clone()).unwrap()
    };
    let before = row(&cloud.dump().await);
    let busy = (0..4).map(|editor| {
        let (cloud, store, key, before) = (&cloud, &store, &key, &before);
        async move {
            for edit in 0..8 {
                let mut row = before.clone();
                row["name"] = json!(format!("Editor{editor}x{edit} Hopper"));
                // Out of step, or all would read the same profile.
                tokio::time::sleep(Duration::from_millis((editor * 7 + edit * 3) % 11)).await;
                cloud.write(key, &row).await;
                store.follow_mentor(grace.id).await.unwrap();
            }
        }
    });
    futures::future::join_all(busy).await;
    let mentor: domain::mentor::Mentor = serde_json::from_value(row(&cloud.dump().await)).unwrap();
    assert_eq!(written(&cloud).await, search::tokens(&mentor).into_iter().collect::<Vec<_>>());
}
