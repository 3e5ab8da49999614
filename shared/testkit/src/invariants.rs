//! What must be true of the raw rows after anything at all.

use std::collections::{BTreeMap, BTreeSet};

use domain::booking::Booking;
use domain::{BookingId, UserId};
use local::LocalCloud;
use store::Item;

/// Every row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Dump(pub BTreeMap<(String, String), Item>);

/// Who has taken which quarter: (person, day, quarter) -> booking.
type Marks = BTreeMap<(UserId, String, u8), BookingId>;

impl Dump {
    pub(crate) async fn of(cloud: &LocalCloud) -> Self {
        let pages = cloud.dynamodb().scan().table_name(cloud.table_name()).into_paginator().items().send();
        let rows: Vec<Item> = pages.collect::<Result<_, _>>().await.expect("the rows");
        let text = |row: &Item, name: &str| row[name].as_s().expect("a key").clone();
        Self(rows.into_iter().map(|row| ((text(&row, "pk"), text(&row, "sk")), row)).collect())
    }

    /// The rows whose sort key starts so.
    pub fn of_kind<'a>(&'a self, sk: &'a str) -> impl Iterator<Item = &'a Item> {
        self.0.iter().filter(move |((_, key), _)| key.starts_with(sk)).map(|(_, row)| row)
    }

    pub fn bookings(&self) -> Vec<Booking> {
        self.of_kind("booking").map(|row| serde_dynamo::from_item(row.clone()).expect("a booking")).collect()
    }

    /// Panics with the first broken promise.
    #[track_caller]
    pub fn assert_invariants(&self) {
        assert_eq!(self.marks(), self.expected_marks(), "the calendars and the bookings that hold time");
        self.assert_one_account_per_address();
        self.assert_due_rows_match();
    }

    fn marks(&self) -> Marks {
        let mut marks = Marks::new();
        for ((pk, sk), row) in &self.0 {
            let Some(day) = sk.strip_prefix("day#") else { continue };
            for (name, value) in row {
                let Some(quarter) = name.strip_prefix('s').and_then(|index| index.parse().ok()) else { continue };
                let id = uuid::Uuid::from_slice(value.as_b().expect("a mark").as_ref()).expect("an id");
                marks.insert((pk.parse().expect("a person"), day.to_owned(), quarter), id.into());
            }
        }
        marks
    }

    fn expected_marks(&self) -> Marks {
        let mut marks = Marks::new();
        for booking in self.bookings().into_iter().filter(|booking| booking.status.holds_time()) {
            for (who, span) in [(booking.mentor, booking.held), (booking.mentee, booking.span)] {
                for quarter in span.quarters() {
                    let taken = marks.insert((who, quarter.day.to_string(), quarter.index), booking.id);
                    assert!(taken.is_none(), "{who} has two bookings at {quarter:?}");
                }
            }
        }
        marks
    }

    fn assert_one_account_per_address(&self) {
        let mut seen = BTreeSet::new();
        for row in self.of_kind("account") {
            let email = row["email"].as_s().expect("an address").clone();
            assert!(seen.insert(email.clone()), "two accounts of {email}");
        }
    }

    /// Each due row is the one that its live booking names, and each such booking's is there.
    fn assert_due_rows_match(&self) {
        let key = |due: &domain::due::Due| store::keys::due(due);
        let wanted: BTreeSet<_> = self.bookings().iter().filter_map(|booking| booking.due.as_ref().map(key)).collect();
        let there: BTreeSet<_> = self
            .0
            .iter()
            .filter(|((pk, sk), row)| pk.starts_with("due#") && !sk.contains("#retry#") && row.contains_key("booking"))
            .map(|((pk, sk), _)| store::keys::Key::new(pk, sk))
            .collect();
        assert_eq!(there, wanted, "due rows and the bookings they are for");
    }
}

impl Dump {
    /// The rows at this moment.
    pub fn now(cloud: &crate::TestCloud) -> Self {
        let rows = cloud.local().rows().expect("the rows").into_iter();
        let item = |row: serde_json::Value| -> Item {
            let row: std::collections::HashMap<String, serde_dynamo::AttributeValue> =
                serde_json::from_value(row).expect("a row");
            serde_dynamo::Item::from(row).into()
        };
        let text = |row: &Item, name: &str| row[name].as_s().expect("a key").clone();
        Self(rows.map(item).map(|row| ((text(&row, "pk"), text(&row, "sk")), row)).collect())
    }

    pub fn broken(&self) -> Vec<String> {
        let check = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.assert_invariants()));
        check.err().map(|panic| format!("{:?}", panic.downcast_ref::<String>())).into_iter().collect()
    }
}
