//! Mass assignment: a body with fields that are not the client's to send ends where it ends without them; those
//! that the server refuses by name are left out, one after the other, until it takes the rest. Of every operation
//! that takes JSON, those to come as well.

use std::collections::BTreeSet;

use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};
use testkit::{Reply, TestCloud};

use super::objects::under;
use super::operation::{Act, Operation, Request};
use super::operations;
use super::outcome::{Clean, Start, broken};

const AT_ONCE: usize = 6;

/// What somebody might try: who they are, what they may, what is counted, what is ours to say, and the rows' own
/// attributes.
const UNINVITED: &[&str] = &[
    "role",
    "roles",
    "isAdmin",
    "is_admin",
    "is_superuser",
    "is_staff",
    "admin",
    "status",
    "id",
    "_id",
    "userId",
    "user_id",
    "owner",
    "mentor",
    "mentee",
    "menteeId",
    "by",
    "approved",
    "approval",
    "is_approved",
    "hidden",
    "verified",
    "confirmed",
    "emailVerified",
    "createdAt",
    "created_at",
    "updatedAt",
    "created",
    "price",
    "amount",
    "rating",
    "rating_sum",
    "sessions",
    "totalSessions",
    "number",
    "epoch",
    "era",
    "generation",
    "seed",
    "google",
    "pk",
    "sk",
    "gsi1pk",
    "gsi1sk",
    "gsi3pk",
    "ttl",
    "__proto__",
    "constructor",
];

/// A value that would be worth having under that name.
fn wish(name: &str) -> Value {
    match name {
        "role" | "approval" => json!("admin"),
        "roles" => json!(["admin"]),
        "status" => json!("active"),
        "price" | "amount" | "rating" | "rating_sum" | "sessions" | "totalSessions" | "number" | "epoch" | "era"
        | "generation" | "ttl" => json!(7),
        "createdAt" | "created_at" | "updatedAt" | "created" => json!("1999-01-01T00:00:00Z"),
        name if name.starts_with("is") || ["approved", "verified", "confirmed", "hidden"].contains(&name) => {
            json!(true)
        }
        _ => json!("usr_01h455vb4pex5vsknk084sn02q"),
    }
}

/// Where each of them can be added: in the body and in every object within, if the name is not there already.
/// The items of a list are one place, `slots[].id`.
fn places(body: &Value, at: &str) -> BTreeSet<String> {
    match body {
        Value::Object(fields) => {
            let here = UNINVITED.iter().filter(|name| !fields.contains_key(**name)).map(|name| under(at, name));
            let within = fields.iter().flat_map(|(name, value)| places(value, &under(at, name)));
            here.chain(within).collect()
        }
        Value::Array(values) => values.iter().flat_map(|value| places(value, &format!("{at}[]"))).collect(),
        _ => BTreeSet::new(),
    }
}

/// The body with a wish at each of these places.
fn overloaded(body: &Value, at: &str, places: &BTreeSet<String>) -> Value {
    match body {
        Value::Object(fields) => {
            let within = |(name, value): (&String, &Value)| (name.clone(), overloaded(value, &under(at, name), places));
            let mut fields: serde_json::Map<_, _> = fields.iter().map(within).collect();
            for name in UNINVITED.iter().filter(|name| places.contains(&under(at, name))) {
                fields.entry(*name).or_insert_with(|| wish(name));
            }
            Value::Object(fields)
        }
        Value::Array(values) => values.iter().map(|value| overloaded(value, &format!("{at}[]"), places)).collect(),
        other => other.clone(),
    }
}

/// The place of a field as the server names it: `slots[0].id` is at `slots[].id`.
fn place_of(field: &str) -> String {
    let parts = field.split('[').map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit()));
    parts.collect::<Vec<_>>().join("[")
}

/// One copy of an operation's start, for all its tries: what is refused changes nothing.
struct Tries {
    cloud: TestCloud,
    request: Request,
    body: Value,
}

impl Tries {
    async fn with(&self, places: &BTreeSet<String>) -> Reply {
        let body = overloaded(&self.body, "", places);
        self.request.clone().json(&body).ask(&self.cloud).send().await
    }

    /// For which of the places a refusal at this field is, and the answer without that one: the place of this name;
    /// else any (`bookingId` may be refused for a `userId`). None where it is for no single one.
    async fn without_the_cause(&self, places: &BTreeSet<String>, field: &str) -> Option<(String, Reply)> {
        let suspects: Vec<&String> = match places.get(&place_of(field)) {
            Some(named) => vec![named],
            None => places.iter().collect(),
        };
        for suspect in suspects {
            let others: BTreeSet<String> = places.iter().filter(|place| *place != suspect).cloned().collect();
            let reply = self.with(&others).await;
            if reply.field() != field {
                return Some((suspect.clone(), reply));
            }
        }
        None
    }
}

/// The act's request and its body; none where it has no JSON.
fn json_of(act: &Act) -> Option<(Request, Value)> {
    let Act::Http(request) = act else { return None };
    let (_, bytes) = request.body.as_ref().filter(|(media, _)| media == "application/json")?;
    Some((request.clone(), serde_json::from_slice(bytes).expect("JSON")))
}

async fn complaints_of(operation: &Operation) -> Vec<String> {
    let start = Start::of(operation).await;
    let Some((request, body)) = json_of(&start.act) else { return Vec::new() };
    let clean = start.clean().await;
    let tries = Tries { cloud: start.open("uninvited").await, request, body };
    wrong(&start, &clean, &tries).await.into_iter().map(|what| format!("{}: {what}", operation.name)).collect()
}

async fn wrong(start: &Start<'_>, clean: &Clean, tries: &Tries) -> Vec<String> {
    let mut places = places(&tries.body, "");
    let mut reply = tries.with(&places).await;
    while (400..500).contains(&reply.status) && !reply.field().is_empty() {
        if let Some(changed) = start.changed(&tries.cloud) {
            return vec![format!("refused, and yet: {} {changed}", reply.text)];
        }
        let Some((cause, next)) = tries.without_the_cause(&places, reply.field()).await else {
            return vec![format!("refused, and for none of {places:?} alone: {}", reply.text)];
        };
        places.remove(&cause);
        reply = next;
    }
    let mut found = broken(&tries.cloud);
    match reply.status {
        status if status == clean.reply.status => found.extend(start.elsewhere(&tries.cloud, clean)),
        400..500 => found.push(format!("refused without a name, with {places:?}: {}", reply.text)),
        _ => found.push(reply.text),
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_the_clients_to_send_changes_nothing() {
    let operations = operations::all();
    let writes = operations.iter().filter(|operation| !operation.reads());
    let complaints: Vec<String> = stream::iter(writes).map(complaints_of).buffer_unordered(AT_ONCE).concat().await;
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn a_name_goes_into_every_object_and_only_where_it_may() {
    let body = json!({"role": "mentee", "slots": [{"id": 1}, {"day": 2}]});
    let all = places(&body, "");
    assert!(!all.contains("role") && all.contains("slots[].role") && all.contains("slots[].id"));
    let chosen = BTreeSet::from([place_of("slots[10].id"), "ttl".to_owned()]);
    let expected = json!({"role": "mentee", "ttl": 7, "slots": [{"id": 1}, {"day": 2, "id": wish("id")}]});
    assert_eq!(overloaded(&body, "", &chosen), expected);
}
