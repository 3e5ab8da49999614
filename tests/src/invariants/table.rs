//! A table's rows, to be broken one at a time.

use std::collections::BTreeMap;

use ::invariants::{Broken, broken};

use serde_json::Value;
use store::Item;
use store::keys::Key;
use testkit::Dump;

/// The rows, and who lives there.
#[derive(Clone)]
pub struct Table {
    pub rows: BTreeMap<(String, String), Item>,
    /// Ids: a mentor, a mentee, the admin, and somebody who came by Google.
    pub grace: String,
    pub ada: String,
    pub admin: String,
    pub gina: String,
}

/// An id that is nobody's.
pub const STRANGER: &str = "usr_00000000000000000000000000";

impl Table {
    pub fn of(dump: Dump, [grace, ada, admin, gina]: [String; 4]) -> Self {
        Self { rows: dump.0, grace, ada, admin, gina }
    }

    pub fn broken(&self) -> Vec<Broken> {
        broken(&self.rows.values().cloned().collect::<Vec<_>>())
    }

    /// The first row whose keys begin so.
    pub fn key(&self, pk: &str, sk: &str) -> Key {
        let found = self.rows.keys().find(|(p, s)| p.starts_with(pk) && s.starts_with(sk));
        let (pk, sk) = found.unwrap_or_else(|| panic!("no row of {pk} / {sk}"));
        Key::new(pk, sk)
    }

    /// The booking in this status.
    pub fn booking(&self, status: &str) -> Key {
        let is = |row: &Item| row.get("status").and_then(|value| value.as_s().ok()).is_some_and(|is| is == status);
        let found = self.rows.iter().find(|((pk, _), row)| pk.starts_with("bkg_") && is(row));
        let ((pk, sk), _) = found.unwrap_or_else(|| panic!("no booking is {status}"));
        Key::new(pk, sk)
    }

    /// Somebody's first notice of this type.
    pub fn notice(&self, who: &str, of: &str) -> Key {
        let is = |row: &Item| row.get("type").and_then(|value| value.as_s().ok()).is_some_and(|is| is == of);
        let found = self.rows.iter().find(|((pk, _), row)| *pk == format!("{who}#notices") && is(row));
        let ((pk, sk), _) = found.unwrap_or_else(|| panic!("nobody told {who} of a {of}"));
        Key::new(pk, sk)
    }

    pub fn row(&mut self, key: &Key) -> &mut Item {
        self.rows.get_mut(&(key.pk.clone(), key.sk.clone())).unwrap_or_else(|| panic!("no row at {key:?}"))
    }

    /// A string attribute.
    pub fn text(&mut self, key: &Key, name: &str) -> String {
        self.row(key)[name].as_s().expect("a text").clone()
    }

    /// A list attribute.
    pub fn list(&mut self, key: &Key, name: &str) -> Vec<Value> {
        serde_dynamo::from_attribute_value(self.row(key)[name].clone()).expect("a list")
    }

    /// Gives an attribute another value; returns the key.
    pub fn set(&mut self, key: Key, name: &str, value: impl Into<Value>) -> Key {
        let value = serde_dynamo::to_attribute_value::<Value, _>(value.into()).expect("a value");
        self.row(&key).insert(name.to_owned(), value);
        key
    }

    pub fn without(&mut self, key: Key, name: &str) -> Key {
        self.row(&key).remove(name).expect("the attribute");
        key
    }

    pub fn gone(&mut self, key: &Key) -> Item {
        self.rows.remove(&(key.pk.clone(), key.sk.clone())).unwrap_or_else(|| panic!("no row at {key:?}"))
    }

    /// The same row once more, under another key.
    pub fn copy(&mut self, from: &Key, to: Key) -> Key {
        let mut row = self.row(from).clone();
        for (name, value) in [("pk", &to.pk), ("sk", &to.sk)] {
            row.insert(name.to_owned(), serde_dynamo::to_attribute_value(value).expect("a value"));
        }
        self.rows.insert((to.pk.clone(), to.sk.clone()), row);
        to
    }

    /// Moved from one key to another.
    pub fn moved(&mut self, from: &Key, to: Key) -> Key {
        let to = self.copy(from, to);
        self.gone(from);
        to
    }
}
