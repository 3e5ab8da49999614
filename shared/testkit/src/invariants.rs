//! The raw rows, and what must be true of them after anything at all.

use std::collections::BTreeMap;

use domain::booking::Booking;
use invariants::Broken;
use local::LocalCloud;
use store::Item;

/// More are only counted.
const TOLD: usize = 20;

/// Every row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Dump(pub BTreeMap<(String, String), Item>);

impl Dump {
    /// The rows at this moment.
    pub fn now(cloud: &crate::TestCloud) -> Self {
        Self::of(cloud.local())
    }

    pub(crate) fn of(cloud: &LocalCloud) -> Self {
        Self::of_rows(cloud.rows().expect("the rows"))
    }

    /// These rows, of DynamoDB's JSON.
    pub fn of_rows(rows: Vec<serde_json::Value>) -> Self {
        Self(rows.into_iter().map(item).map(|row| (key(&row), row)).collect())
    }

    /// The rows whose sort key starts so.
    pub fn of_kind<'a>(&'a self, sk: &'a str) -> impl Iterator<Item = &'a Item> {
        self.0.iter().filter(move |((_, key), _)| key.starts_with(sk)).map(|(_, row)| row)
    }

    pub fn bookings(&self) -> Vec<Booking> {
        self.of_kind("booking").map(|row| serde_dynamo::from_item(row.clone()).expect("a booking")).collect()
    }

    /// Every promise that the rows break.
    pub fn broken(&self) -> Vec<Broken> {
        invariants::broken(&self.0.values().cloned().collect::<Vec<_>>())
    }

    /// Panics with the broken promises.
    #[track_caller]
    pub fn assert_invariants(&self) {
        let broken = self.broken();
        let told: Vec<String> = broken.iter().take(TOLD).map(ToString::to_string).collect();
        assert!(broken.is_empty(), "{} broken promises:\n  {}", broken.len(), told.join("\n  "));
    }
}

/// A row of DynamoDB's JSON.
fn item(row: serde_json::Value) -> Item {
    let row: serde_dynamo::Item = serde_json::from_value(row).expect("a row");
    row.into()
}

fn key(row: &Item) -> (String, String) {
    let text = |name: &str| row[name].as_s().expect("a key").clone();
    (text("pk"), text("sk"))
}
