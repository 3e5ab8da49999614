//! A crowd: one life with a row of nearly every kind, made by requests, and then the same life over and over, each
//! time with ids of its own. What no id tells apart (addresses, numbers, counters, tickets, the house's own rows)
//! would be written over by the next life: it is one row however many live here, and is left out.

use std::collections::BTreeSet;

use domain::UserId;
use domain::chat::Chat;
use domain::id::ChatId;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Person, START, TestCloud};

use super::operation::patient;
use super::operations::mentors::weaves;
use super::operations::realtime;
use crate::accounts::post;
use crate::bookings::{ask, path};
use crate::chat::support::support;
use crate::chat::{id, open, say};
use crate::mentors::applicant;
use crate::notices::alerts::alert;

/// What the house tells everybody is older than what anybody says later, so that both stand on one page.
const EVE: &str = "2026-11-22T08:00:00Z";

/// A cloud with this many rows of other people's lives.
pub async fn crowded(count: usize) -> TestCloud {
    let life = lived().await;
    let cloud = TestCloud::start_with(patient).await;
    cloud.broken_on_purpose("lives without addresses and without what waits, the last of them cut short");
    let loaded = cloud.local().load(lives(&life).take(count).collect()).expect("a crowd");
    assert_eq!(loaded, count, "rows of the crowd");
    cloud
}

/// The rows of one life: a mentee's and a mentor's who meet, and of one who would mentor. The admin's own are not
/// among them: of admins a house has few, however many live there.
async fn lived() -> Vec<Row> {
    let cloud = TestCloud::start_with(|options| patient(options.at(EVE.parse().expect("an instant")))).await;
    let root = cloud.admin("root").await;
    let all = json!({"title": "Maintenance", "message": "Tonight at eight.", "targetAudience": "all"});
    root.post("/v1/admin/announcements", all).await.expect(201);
    cloud.settle().await;
    cloud.move_to(START);
    let (ann, max) = (cloud.mentee("ann").await, cloud.mentor("max").await);
    weaves(&max).await;
    applicant(&cloud, "eve").await;
    meet(&ann, &max).await;
    cloud.settle().await;
    talk(&ann, &max).await;
    hear(&cloud, &root, (&ann, &max)).await;
    let (rows, root) = (cloud.local().rows().expect("the rows"), root.id.to_string());
    rows.iter().filter(|row| is_of_a_life(row, &root)).map(|row| Row::of(row, &root)).collect()
}

/// An hour that is asked for and confirmed, of a mentor whom she keeps in mind.
async fn meet(ann: &Person, max: &Person) {
    ann.put(&format!("/v1/favourites/{}", max.id), json!({})).await.expect(200);
    let wish = ann.ask(Method::POST, "/v1/bookings").header("idempotency-key", "once");
    let asked = wish.json(&ask(max, "10:00")).send().await.expect(201);
    max.post(&path(&asked, "/confirm"), json!({})).await.expect(200);
}

/// What they say to each other, some of it edited and reported, and what she asks support.
async fn talk(ann: &Person, max: &Person) {
    let chat = id(&open(ann, max).await.expect(200));
    let first = id(&say(ann, &chat, "Hello").await);
    say(max, &chat, "Hello").await;
    ann.put(&format!("/v1/messages/{first}"), json!({"content": "Hello!"})).await.expect(200);
    max.post(&format!("/v1/messages/{first}/report"), json!({"reason": "Rude"})).await.expect(201);
    ann.post(&format!("/v1/chats/{chat}/typing"), json!({})).await.expect(200);
    say(ann, &support(ann).await, "Help?").await;
}

/// How she wants to be told, what she is told, and last what she has open: who is told something there would find
/// that nobody answers.
async fn hear(cloud: &TestCloud, root: &Person, (ann, max): (&Person, &Person)) {
    ann.post("/v1/notifications/preferences", json!({"push": {"messages": false}})).await.expect(200);
    post(cloud, "/v1/auth/forgot-password", json!({"email": ann.email})).await.expect(200);
    alert(root, &[ann]).await;
    cloud.settle().await;
    cloud.wait_for_indexes();
    let away = json!({"title": "I am away", "message": "In the first week of December."});
    max.post("/v1/announcements", away).await.expect(201);
    cloud.settle().await;
    realtime::open(cloud, ann, "one").await;
    cloud.settle().await;
}

/// Is there one of it in every life? What is due or waits in the outbox is in none: the timer would find it, and act
/// in lives that nobody leads.
fn is_of_a_life(row: &Value, root: &str) -> bool {
    let [pk, sk] = ["pk", "sk"].map(|name| row[name]["S"].as_str().expect("a key"));
    let left_out = ["due#", "outbox#", root].iter().any(|start| pk.starts_with(*start));
    !left_out && [pk, sk].iter().any(|key| !ends(key, root).is_empty())
}

/// A row's text, and the ids in it: where each ends, and the number that its last digits are.
struct Row {
    text: Vec<u8>,
    ids: Vec<(usize, usize)>,
}

/// An id's digits, five bits each.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// So many of an id's last digits tell a million lives apart.
const OWN: usize = 4;

impl Row {
    fn of(row: &Value, root: &str) -> Self {
        let text = row.to_string();
        let ids = ends(&text, root).into_iter().map(|end| (end, number(&text[end - OWN..end]))).collect();
        Self { text: text.into_bytes(), ids }
    }

    /// The same row of another life. In all ids the same bits are others: so one id stays one, two stay two, and a
    /// chat with support still bears its student's bits.
    fn of_life(&self, life: usize) -> Value {
        let mut text = self.text.clone();
        for (end, number) in &self.ids {
            let number = number ^ life;
            for place in 0..OWN {
                text[end - 1 - place] = DIGITS[(number >> (5 * place)) % 32];
            }
        }
        serde_json::from_slice(&text).expect("a row")
    }
}

/// One life after the other, without end.
fn lives(life: &[Row]) -> impl Iterator<Item = Value> {
    (1..).flat_map(move |number| life.iter().map(move |row| row.of_life(number)))
}

/// Where the ids in a text end, but for the admin's: three letters, an underscore and 26 digits.
fn ends(text: &str, root: &str) -> Vec<usize> {
    let end = |(at, _): (usize, &str)| {
        let (start, end) = (at.checked_sub(3)?, at + 27);
        let id = text.get(start..end)?;
        (is_id(id.as_bytes()) && id != root).then_some(end)
    };
    text.match_indices('_').filter_map(end).collect()
}

fn is_id(text: &[u8]) -> bool {
    text[..3].iter().all(u8::is_ascii_lowercase) && text[4..].iter().all(|digit| DIGITS.contains(digit))
}

fn number(digits: &str) -> usize {
    let value = |digit: u8| DIGITS.iter().position(|one| *one == digit).expect("a digit of an id");
    digits.bytes().fold(0, |number, digit| number * 32 + value(digit))
}

/// The text of the first row of a partition whose sort key begins so, for a crowd that grows in one place.
pub fn row_at(cloud: &TestCloud, pk: &str, sk: &str) -> String {
    let rows = cloud.local().rows().expect("the rows");
    let found = rows.iter().find(|row| row["pk"]["S"] == pk && is_of_kind(row, sk));
    found.unwrap_or_else(|| panic!("no row of {pk} / {sk}")).to_string()
}

/// The row once more, with other words in the place of these.
pub fn once_more(row: &str, others: &[(&str, &str)]) -> Value {
    let text = others.iter().fold(row.to_owned(), |text, (from, to)| text.replace(from, to));
    serde_json::from_str(&text).expect("a row")
}

/// A number as it stands in a row's text.
pub fn numbered(name: &str, number: i64) -> String {
    format!(r#""{name}":{{"N":"{number}"}}"#)
}

fn is_of_kind(row: &Value, sk: &str) -> bool {
    row["sk"]["S"].as_str().is_some_and(|key| key.starts_with(sk))
}

/// What the sort keys begin with of all that a life has: what is a person's own, what is said, what is told, what is
/// written down of it, and the words under which they and it are found.
const KINDS: &str = "account gate session# preferences connections challenge mentor availability search day# \
    favourite# booking key met chat chat# m# h# place typing report alert usr_ last e# ntc_ ann_ aud_ \
    ann# =weaving# hello# help#";

#[tokio::test]
async fn a_crowd_is_of_whole_lives_each_with_ids_of_its_own() {
    let life = lived().await;
    assert!(life.len() <= 100, "{} rows: among 100,000 would be less than an array of mentors", life.len());
    let two: Vec<Value> = lives(&life).take(2 * life.len()).collect();
    let keys: BTreeSet<String> = two.iter().map(|row| format!("{} {}", row["pk"], row["sk"])).collect();
    assert_eq!(keys.len(), two.len(), "rows that another life has too");
    let is_there = |kind: &&str| two.iter().any(|row| is_of_kind(row, kind));
    let lacking: Vec<&str> = KINDS.split_whitespace().filter(|kind| !is_there(kind)).collect();
    assert!(lacking.is_empty(), "no life has {lacking:?}");
    let chats = two.iter().filter(|row| row["sk"]["S"] == "chat" && row["kind"]["S"] == "support");
    for chat in chats {
        let id: ChatId = chat["id"]["S"].as_str().expect("an id").parse().expect("an id");
        let student = UserId::from(Chat::subject(id)).to_string();
        assert!(chat["members"]["M"][&student].is_object(), "{chat}");
    }
}
