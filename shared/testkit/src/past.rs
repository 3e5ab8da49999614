//! Answers from the past. An index of DynamoDB's follows its table in a moment, mostly; here it stands still
//! from the first write after it last caught up, until somebody waits. So nothing passes that needs an index
//! to be fresh, however quick the machine is. The same answers a broken twin, whose strong reads are stale.

use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

/// Which reads are answered from the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// Queries of indexes.
    Indexes,
    /// The table's own rows whose sort keys begin so.
    Rows(&'static str),
    /// Those of them that are asked for one at a time and need not be as they are now.
    Glances(&'static str),
}

/// What was, and what of it is still told.
#[derive(Clone, Default)]
pub(crate) struct Past(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    stale: Option<Stale>,
    /// None: nothing was written since it caught up.
    rows: Option<Vec<Value>>,
}

const WRITES: [&str; 4] = ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"];

impl Past {
    /// As whoever runs the tests wants it.
    pub fn chosen() -> Self {
        let past = Self::default();
        #[expect(clippy::disallowed_methods, reason = "an option of the test run, not of a function")]
        if std::env::var_os("LATE_INDEXES").is_some() {
            past.choose(Stale::Indexes);
        }
        past
    }

    pub fn choose(&self, stale: Stale) {
        self.inside(|inside| *inside = Inside { stale: Some(stale), rows: None });
    }

    pub fn end(&self) {
        self.inside(|inside| *inside = Inside::default());
    }

    pub fn catch_up(&self) {
        self.inside(|inside| {
            if inside.stale == Some(Stale::Indexes) {
                inside.rows = None;
            }
        });
    }

    /// The table whose rows are to be remembered before this call takes effect.
    pub fn table_to_remember(&self, operation: &str, body: &[u8]) -> Option<String> {
        let wanted = self.inside(|inside| inside.stale == Some(Stale::Indexes) && inside.rows.is_none());
        if !wanted || !WRITES.contains(&operation) {
            return None;
        }
        let request: Value = serde_json::from_slice(body).ok()?;
        let first = request["TransactItems"][0].as_object().and_then(|action| action.values().next());
        first.unwrap_or(&request)["TableName"].as_str().map(str::to_owned)
    }

    /// Of two writes at once, what the first one saw.
    pub fn remember(&self, rows: Vec<Value>) {
        self.inside(|inside| inside.rows = inside.rows.take().or(Some(rows)));
    }

    /// Rows that a test writes were there all the time.
    pub fn add(&self, more: &[Value]) {
        self.inside(|inside| {
            if let Some(rows) = &mut inside.rows {
                rows.retain(|row| !more.iter().any(|new| same(row, new)));
                rows.extend(more.iter().cloned());
            }
        });
    }

    /// The answer from the past in place of the true one, where this call is to have that.
    pub fn instead(&self, operation: &str, body: &[u8], reply: &[u8]) -> Option<Vec<u8>> {
        self.inside(|inside| {
            let (stale, rows) = (inside.stale?, inside.rows.as_ref()?);
            let (request, mut reply) = (parsed(body)?, parsed(reply)?);
            match (stale, operation) {
                (Stale::Indexes, "Query") if request["IndexName"].is_string() => query(rows, &request, &mut reply),
                (Stale::Rows(kind), "Query") if begins(&request["ExpressionAttributeValues"][":low"], kind) => {
                    query(rows, &request, &mut reply);
                }
                (Stale::Glances(_), _) if request["ConsistentRead"] == true => return None,
                (Stale::Rows(kind) | Stale::Glances(kind), "GetItem") if begins(&request["Key"]["sk"], kind) => {
                    let found = rows.iter().find(|row| same(row, &request["Key"]));
                    reply["Item"] = found.cloned().unwrap_or(Value::Null);
                    if found.is_none() {
                        reply.as_object_mut()?.remove("Item");
                    }
                }
                (Stale::Rows(kind), "BatchGetItem") => batch(rows, kind, &request, &mut reply),
                _ => return None,
            }
            Some(reply.to_string().into_bytes())
        })
    }

    fn inside<T>(&self, look: impl FnOnce(&mut Inside) -> T) -> T {
        look(&mut self.0.lock().expect("the past"))
    }
}

fn parsed(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok().filter(Value::is_object)
}

/// The same key?
fn same(row: &Value, other: &Value) -> bool {
    row["pk"] == other["pk"] && row["sk"] == other["sk"]
}

fn begins(key: &Value, kind: &str) -> bool {
    key["S"].as_str().is_some_and(|key| key.starts_with(kind))
}

fn text(value: &Value) -> &str {
    value["S"].as_str().unwrap_or_default()
}

/// The store's one question: a partition, and a stretch of its sort keys.
fn query(rows: &[Value], request: &Value, reply: &mut Value) {
    let (names, values) = (&request["ExpressionAttributeNames"], &request["ExpressionAttributeValues"]);
    let [pk, sk] = ["#pk", "#sk"].map(|name| names[name].as_str().expect("the store's question"));
    let (low, high) = (text(&values[":low"]), text(&values[":high"]));
    let within = |row: &&Value| row[pk] == values[":pk"] && (low..=high).contains(&text(&row[sk]));
    let mut found: Vec<&Value> = rows.iter().filter(within).collect();
    found.sort_by_key(|row| (text(&row[sk]), text(&row["pk"])));
    if request["ScanIndexForward"] == false {
        found.reverse();
    }
    if let Some(at) = found.iter().position(|row| same(row, &request["ExclusiveStartKey"])) {
        found.drain(..=at);
    }
    let limit = request["Limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more).map(|row| key_of(row, [pk, sk]));
    reply["Count"] = json!(found.len());
    reply["ScannedCount"] = json!(found.len());
    reply["Items"] = json!(found);
    match last {
        Some(last) => reply["LastEvaluatedKey"] = last,
        None => drop(reply.as_object_mut().map(|reply| reply.remove("LastEvaluatedKey"))),
    }
}

fn key_of(row: &Value, index: [&str; 2]) -> Value {
    let names = ["pk", "sk"].into_iter().chain(index);
    Value::Object(names.map(|name| (name.to_owned(), row[name].clone())).collect::<Map<_, _>>())
}

/// Of the rows that are asked for, those of this kind are as they were.
fn batch(rows: &[Value], kind: &str, request: &Value, reply: &mut Value) {
    for (table, asked) in request["RequestItems"].as_object().into_iter().flatten() {
        let keys = asked["Keys"].as_array().into_iter().flatten().filter(|key| begins(&key["sk"], kind));
        let old = keys.filter_map(|key| rows.iter().find(|row| same(row, key))).cloned();
        let old: Vec<Value> = old.collect();
        let Some(found) = reply["Responses"][table].as_array_mut() else { continue };
        found.retain(|row| !begins(&row["sk"], kind));
        found.extend(old);
    }
}
