//! Mass assignment: a body with fields that are not the client's to send ends where it ends without them, or
//! is refused by the field's name. Of every operation that takes JSON, those to come as well.

use futures::StreamExt;
use futures::stream;
use serde_json::{Value, json};

use super::operation::{Act, Operation};
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

/// The body with each of them, in it and in every object within, where the name is not there already.
fn overloaded(body: &Value) -> Value {
    match body {
        Value::Object(fields) => {
            let mut fields: serde_json::Map<_, _> =
                fields.iter().map(|(name, value)| (name.clone(), overloaded(value))).collect();
            for name in UNINVITED {
                fields.entry(*name).or_insert_with(|| wish(name));
            }
            Value::Object(fields)
        }
        Value::Array(values) => values.iter().map(overloaded).collect(),
        other => other.clone(),
    }
}

/// The same act with such a body; none where it has no JSON.
fn act_of(start: &Start<'_>) -> Option<Act> {
    let Act::Http(request) = &start.act else { return None };
    let (media, bytes) = request.body.as_ref().filter(|(media, _)| media == "application/json")?;
    let body = overloaded(&serde_json::from_slice(bytes).expect("JSON"));
    Some(Act::Http(super::operation::Request {
        body: Some((media.clone(), body.to_string().into_bytes())),
        ..request.clone()
    }))
}

async fn complaints_of(operation: &Operation) -> Vec<String> {
    let start = Start::of(operation).await;
    let Some(act) = act_of(&start) else { return Vec::new() };
    let clean = start.clean().await;
    wrong(&start, &clean, &act).await.into_iter().map(|what| format!("{}: {what}", operation.name)).collect()
}

async fn wrong(start: &Start<'_>, clean: &Clean, act: &Act) -> Vec<String> {
    let cloud = start.open().await;
    let reply = act.act(&cloud).await;
    let mut found = broken(&cloud);
    match reply.status {
        status if status == clean.reply.status => found.extend(start.elsewhere(&cloud, clean)),
        400..500 if reply.field().is_empty() => found.push(format!("refused without a name: {}", reply.text)),
        400..500 => found.extend(start.changed(&cloud)),
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
