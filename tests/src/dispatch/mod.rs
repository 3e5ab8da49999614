//! What was committed is announced: letters and search rows.

pub mod failures;
mod held;
mod leaving;
mod letters;
mod search;
mod storm;
mod stream;

use local::Mail;
use serde_json::Value;
use testkit::{Person, TestCloud};

/// The subjects of the mails to one person, oldest first.
pub async fn subjects(cloud: &TestCloud, to: &Person) -> Vec<String> {
    letters(cloud, to).await.into_iter().map(|mail| mail.subject).collect()
}

/// The mails to one person, oldest first.
pub async fn letters(cloud: &TestCloud, to: &Person) -> Vec<Mail> {
    cloud.mail().await.into_iter().rev().filter(|mail| mail.to == to.email).collect()
}

/// The rows of the outbox, the dead letters and the due rows of events.
pub async fn stuck(cloud: &TestCloud) -> Vec<Value> {
    let rows = cloud.dump().await.0;
    let event = |(pk, sk): &(String, String)| pk.starts_with("outbox#") || pk == "dead" || sk.contains("#retry#");
    rows.into_iter().filter(|(key, _)| event(key)).map(|(_, row)| serde_dynamo::from_item(row).unwrap()).collect()
}
