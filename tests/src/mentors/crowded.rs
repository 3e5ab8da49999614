//! Very many who have one of the words, and few who have them all.

use domain::{Entropy, UserId};
use serde_json::{Value, json};
use testkit::{Person, TestCloud};

use super::{answer, applicant, approved};
use crate::proofs::crowd::once_more;

/// As many know Rust, and as many others Perl.
const OF_EACH: usize = 450;
/// And grace, and the two who know both.
const WITH_RUST: usize = OF_EACH + 3;
/// What a page reads at most: a hundred in vain four times, half a unit for each profile, and their words.
const DEAREST: f64 = 260.0;

/// The rows that make somebody found, of others who are like this mentor but for these words.
fn likes(cloud: &TestCloud, mentor: &Person, count: usize, others: &[(&str, &str)]) -> Vec<Value> {
    let (own, entropy) = (mentor.id.to_string(), Entropy::seeded(others.len() as u64));
    let rows = cloud.local().rows().expect("the rows");
    let found = |row: &&Value| row["sk"]["S"] == "mentor" || row["pk"]["S"] == "find#mentor";
    let rows: Vec<String> = rows.iter().filter(found).map(Value::to_string).filter(|row| row.contains(&own)).collect();
    let like = |_| {
        let other = UserId::fresh(cloud.now(), &entropy).to_string();
        let words = [&[(own.as_str(), other.as_str())], others].concat();
        rows.iter().map(|row| once_more(row, &words)).collect::<Vec<_>>()
    };
    (0..count).flat_map(like).collect()
}

/// Two who know both, among those who know one of them.
async fn crowded() -> TestCloud {
    let cloud = TestCloud::start().await;
    cloud.broken_on_purpose("profiles without accounts");
    let grace = approved(&cloud, "grace").await;
    cloud.settle().await;
    let perl = [("Rust", "Perl"), ("rust", "perl")];
    let crowd = [likes(&cloud, &grace, OF_EACH, &[]), likes(&cloud, &grace, OF_EACH, &perl)].concat();
    cloud.local().load(crowd).expect("a crowd");
    for name in ["ada", "linus"] {
        let person = applicant(&cloud, name).await;
        let both = json!({"expertise": ["Rust", "Perl"]});
        person.patch("/v1/mentors/me", both).await.expect(200);
        answer(&cloud.admin("root").await, &person, json!({"approved": true})).await.expect(200);
    }
    cloud.settle().await;
    cloud.wait_for_indexes();
    cloud
}

/// The ids on all pages of a search, and how many pages; none is dear.
async fn all(cloud: &TestCloud, query: &str) -> (Vec<String>, usize) {
    let (mut ids, mut pages, mut after) = (Vec::new(), 0, String::new());
    loop {
        let asked = cloud.get(&format!("/v1/mentors?{query}{after}")).send();
        let (cost, reply) = cloud.metered(asked).await;
        assert!(cost.rcu <= DEAREST, "{query}: {cost:?}");
        let reply = reply.expect(200);
        let rows = reply.json["data"].as_array().expect("a list");
        ids.extend(rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()));
        pages += 1;
        match reply.json["pagination"]["nextCursor"].as_str() {
            Some(cursor) => after = format!("&cursor={cursor}"),
            None => return (ids, pages),
        }
    }
}

#[tokio::test]
async fn the_few_with_both_words_are_found_among_the_many_with_one() {
    let cloud = crowded().await;
    for query in ["search=rust+perl", "search=perl&expertise=rust"] {
        let (ids, pages) = all(&cloud, query).await;
        assert_eq!(ids.len(), 2, "{query}: {ids:?}");
        // Three hundred in vain and the rest, a hundred at a time.
        assert_eq!(pages, 2, "{query}");
    }
    assert_eq!(all(&cloud, "search=rust+ada").await.0.len(), 1);
    assert!(all(&cloud, "search=rust+grace&expertise=perl").await.0.is_empty());
}

#[tokio::test]
async fn all_who_share_every_word_are_read_in_pages_each_once() {
    let cloud = crowded().await;
    for query in
        ["search=rus+engi&limit=100", "search=rust+analytical+engines&limit=37", "search=engines&expertise=rust"]
    {
        let (mut ids, _) = all(&cloud, query).await;
        let shown = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), shown), (WITH_RUST, WITH_RUST), "{query}");
    }
    let past = cloud.get("/v1/mentors?search=rust+engines&limit=100&page=5").send().await.expect(200);
    assert_eq!(past.json["data"].as_array().map(Vec::len), Some(WITH_RUST - 400));
}
