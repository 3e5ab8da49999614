//! What a table holds, but for what is random: two runs of one act from one start end in the same shape.

use std::collections::BTreeSet;

use serde_json::Value;
use testkit::{Dump, TestCloud};

/// Rows that count tries, so that two tries are two: requests, letters to nobody, minutes of the timer, and
/// the numbers that document 1 counts accounts by, of which a lost try leaves one out.
const TRIES: [&str; 4] = ["rate#", "silence#", "timer", "counter#"];
/// What of a row goes by such a count.
const COUNTED: [&str; 2] = ["number", "tries"];
/// Where an id stands in for a time, and the like.
const RANDOM: &str = "*";

/// The rows, one line each, what was made meanwhile without its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(Vec<String>);

/// Every text of a start state: what is named there keeps its name.
pub struct Known(BTreeSet<String>);

impl Known {
    pub fn of(cloud: &TestCloud) -> Self {
        let mut words = BTreeSet::new();
        for row in rows(cloud) {
            collect(&row, &mut words);
        }
        Self(words)
    }
}

/// The rows at one moment: read once, however much is asked about them.
pub struct Look(Vec<Value>);

impl Look {
    pub fn at(cloud: &TestCloud) -> Self {
        Self(rows(cloud))
    }

    pub fn shape(&self, known: &Known) -> Shape {
        Shape::of_rows(&self.0, known)
    }

    /// The promises that they break.
    pub fn broken(&self) -> Vec<String> {
        Dump::of_rows(self.0.clone()).broken().iter().map(ToString::to_string).collect()
    }

    /// Is an event still in the outbox, or to be tried again?
    pub fn waits(&self) -> bool {
        let has = |row: &Value, name: &str, part: &str| row[name]["S"].as_str().is_some_and(|key| key.contains(part));
        self.0.iter().any(|row| has(row, "pk", "outbox#") || has(row, "sk", "#retry#"))
    }
}

impl Shape {
    pub fn of(cloud: &TestCloud, known: &Known) -> Self {
        Self::of_rows(&rows(cloud), known)
    }

    fn of_rows(rows: &[Value], known: &Known) -> Self {
        let tries = |row: &Value| TRIES.iter().any(|prefix| row["pk"]["S"].as_str().unwrap_or("").starts_with(prefix));
        let mut lines: Vec<String> =
            rows.iter().filter(|row| !tries(row)).map(|row| known.plain(&unordered(row)).to_string()).collect();
        lines.sort();
        Self(lines)
    }

    /// The lines that only one of the two has: `-` this one, `+` the other.
    pub fn against(&self, other: &Self) -> String {
        let only = |a: &[String], b: &[String], sign| {
            let mut rest = b.to_vec();
            let alone = a.iter().filter(|line| match rest.iter().position(|other| other == *line) {
                Some(at) => {
                    rest.swap_remove(at);
                    false
                }
                None => true,
            });
            alone.fold(String::new(), |told, line| told + "\n  " + sign + " " + line)
        };
        only(&self.0, &other.0, "-") + &only(&other.0, &self.0, "+")
    }
}

impl Known {
    fn plain(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.word(text)),
            Value::Array(values) => {
                let mut plain: Vec<Value> = values.iter().map(|value| self.plain(value)).collect();
                // A set has no order.
                plain.sort_by_key(Value::to_string);
                Value::Array(plain)
            }
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (self.word(name), self.field(name, value))).collect()
            }
            other => other.clone(),
        }
    }

    fn field(&self, name: &str, value: &Value) -> Value {
        if COUNTED.contains(&name) { Value::String(RANDOM.to_owned()) } else { self.plain(value) }
    }

    fn word(&self, text: &str) -> String {
        if self.0.contains(text) && !text.starts_with("number#") {
            return text.to_owned();
        }
        match serde_json::from_str(text) {
            // A row within a row.
            Ok(inner @ Value::Object(_)) => self.plain(&inner).to_string(),
            _ => self.parts(text),
        }
    }

    /// Each part that looks made up, by a star; an id keeps what it is of.
    fn parts(&self, text: &str) -> String {
        let part = |part: &str| -> String {
            if self.0.contains(part) {
                return part.to_owned();
            }
            match part.rsplit_once('_') {
                Some((kind, id)) if kind.len() == 3 && id.len() == 26 => format!("{kind}_{RANDOM}"),
                _ if made_up(part) => RANDOM.to_owned(),
                _ => part.to_owned(),
            }
        };
        let parts = text.split('#').map(part).collect::<Vec<_>>().join("#");
        // An event's own id chooses its shard.
        let stands_for = ["outbox", "number"].into_iter().find(|name| parts.starts_with(&format!("{name}#")));
        stands_for.map_or(parts.clone(), |name| format!("{name}#{RANDOM}"))
    }
}

/// What somebody was told at one moment by two events has a place each, and who comes first is open.
fn unordered(row: &Value) -> Value {
    let mut row = row.clone();
    let text = |row: &Value, name: &str| row[name]["S"].as_str().unwrap_or_default().to_owned();
    if text(&row, "pk").ends_with("#told") && text(&row, "sk") != "last" {
        row["sk"] = RANDOM.into();
        row["sequence"] = RANDOM.into();
    }
    // So has its notice, and its places in the lists of what is unread.
    if text(&row, "pk").ends_with("#notices") {
        for place in ["sequence", "gsi1sk", "gsi2sk"] {
            if !row[place].is_null() {
                row[place] = RANDOM.into();
            }
        }
    }
    row
}

/// A hash, a token, a mark of 16 bytes: long, without a space, letters and digits mixed.
fn made_up(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=+/.".contains(c);
    // A seed may well have a T where an instant has one.
    let is_time = part.parse::<jiff::Timestamp>().is_ok() || part.parse::<jiff::civil::DateTime>().is_ok();
    if part.starts_with("$argon2") {
        // A password's hash has a salt.
        return true;
    }
    part.len() >= 20 && !is_time && part.chars().all(plain) && part.chars().any(|c| c.is_ascii_digit())
        || part.len() >= 22 && !is_time && part.chars().all(plain) && part.chars().any(|c| c.is_ascii_uppercase())
}

fn rows(cloud: &TestCloud) -> Vec<Value> {
    cloud.local().rows().expect("the rows")
}

fn collect(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            words.extend(text.split('#').map(str::to_owned));
            words.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            words.insert(name.clone());
            collect(value, words);
        }),
        _ => {}
    }
}
