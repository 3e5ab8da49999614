//! What passes over a connection, a message for each action of a client, each answer and each event.

use super::examples;
use super::schemas::{Schemas, variants};
use domain::frame::{Data, Name, Passing, PassingData, Resumed, Shown};
use realtime::Said;
use serde_json::{Value as Json, json};
use strum::IntoEnumIterator;

/// One kind of message.
pub struct Message {
    pub name: String,
    says: String,
    payload: Json,
    examples: Vec<Json>,
    /// What it may be answered with.
    pub answers: &'static [&'static str],
}

impl Message {
    pub fn written(&self) -> Json {
        let examples: Vec<Json> = self.examples.iter().map(|payload| json!({"payload": payload})).collect();
        json!({"name": self.name, "summary": self.says, "payload": self.payload, "examples": examples})
    }
}

/// What a client may say: the variants of [`Said`], each with the question's `id` beside it.
pub fn actions(schemas: &mut Schemas) -> Vec<Message> {
    let of_action = |(name, mut payload): (String, Json)| {
        let beside = &mut payload;
        let id = json!({"type": "string", "description": "Comes back in the answer."});
        match beside.get_mut("allOf").and_then(Json::as_array_mut) {
            Some(parts) => parts.push(json!({"type": "object", "properties": {"id": id}})),
            None => beside["properties"]["id"] = id,
        }
        let says = payload["description"].as_str().unwrap_or_default().to_owned();
        let said = examples::said(&name);
        let answers = said.first().map(answers_to).unwrap_or_default();
        Message { name, says, payload, examples: said.iter().map(|said| json!(said)).collect(), answers }
    };
    variants(&schemas.inline::<Said>(), "action").into_iter().map(of_action).collect()
}

/// Whoever adds an action says here what it is answered with.
fn answers_to(said: &Said) -> &'static [&'static str] {
    match said {
        Said::Ping {} => &["pong", "error"],
        Said::Resume { .. } => &["resumed", "error"],
        Said::Subscribe {} => &["subscribed", "error"],
        Said::Send(_) => &["sent", "error"],
        Said::Typing { .. } => &["heard", "error"],
        Said::Read { .. } => &["marked", "error"],
    }
}

/// What is answered at once.
pub fn answers(schemas: &mut Schemas) -> Vec<Message> {
    let at = json!({"type": "string"});
    let missed = schemas.refer::<Resumed>();
    let (wrong, sent) = (schemas.refer::<realtime::Fault>(), schemas.refer::<Data>());
    let (marked, heard) = (schemas.refer::<realtime::Marked>(), schemas.refer::<realtime::Heard>());
    let answer = |name: &str, says: &str, more: Json, example: Json| {
        let word = json!({"type": "string", "enum": [name]});
        let mut properties = json!({"type": word, "event": word, "id": {"type": "string"}});
        let mut required = vec!["type", "event"];
        for (field, schema) in more.as_object().into_iter().flatten() {
            properties[field] = schema.clone();
            required.push(field);
        }
        let payload = json!({"type": "object", "required": required, "properties": properties});
        let (name, says) = (name.to_owned(), says.to_owned());
        Message { name, says, payload, examples: vec![example], answers: &[] }
    };
    vec![
        answer("pong", "The connection is open.", json!({"at": at}), examples::pong()),
        answer("subscribed", "Whatever is theirs is told.", json!({"at": at}), examples::subscribed()),
        answer("sent", "The message is stored.", json!({"data": sent, "at": at}), examples::sent()),
        answer("heard", "It is known that they type.", json!({"data": heard, "at": at}), examples::heard()),
        answer("marked", "They have read so far.", json!({"data": marked, "at": at}), examples::marked()),
        answer("resumed", "What was missed.", json!({"data": missed, "at": at}), examples::resumed()),
        answer("error", "Nothing was done, and why.", json!({"data": wrong}), examples::wrong()),
    ]
}

/// What somebody is told: a frame by the name of its event.
pub fn events(schemas: &mut Schemas) -> Vec<Message> {
    let (kept, passing) = (schemas.refer::<Shown>(), schemas.refer::<Passing>());
    let mut kinds = variants(&schemas.inline::<Data>(), "kind");
    kinds.extend(variants(&schemas.inline::<PassingData>(), "kind"));
    let of_name = |name: Name| {
        let kept_examples = examples::frames(name).into_iter().map(|frame| json!(frame.shown()));
        let passing_examples = examples::passing(name).map(|frame| json!(frame));
        let frame = if passing_examples.is_some() { &passing } else { &kept };
        let examples: Vec<Json> = kept_examples.chain(passing_examples).collect();
        let told = |kind: &&(String, Json)| examples.iter().any(|example| example["data"]["kind"] == kind.0.as_str());
        let data: Vec<&Json> = kinds.iter().filter(told).map(|(_, schema)| schema).collect();
        let word = json!({"type": "string", "enum": [name]});
        let narrow = json!({"type": "object", "properties": {"type": word, "event": word, "data": {"oneOf": data}}});
        let (payload, says) = (json!({"allOf": [frame, narrow]}), says(name).to_owned());
        Message { name: name.to_string(), says, payload, examples, answers: &[] }
    };
    Name::iter().map(of_name).collect()
}

fn says(name: Name) -> &'static str {
    match name {
        Name::Notification => "Something happened to a session of theirs.",
        Name::Alert => "They are named by an emergency alert: at any hour.",
        Name::Announcement => "Something is announced to them and others.",
        Name::Reminder => "A session of theirs is near.",
        Name::ChatMessage => "Somebody said something in a chat of theirs; the author's screens hear it too.",
        Name::ChatEdited => "A message has other words.",
        Name::ChatDeleted => "A message has no words any more.",
        Name::ChatRead => "Somebody has read up to a place of a chat.",
        Name::ChatTyping => "Somebody types; told once and not kept.",
        Name::Presence => "Somebody with whom they have a chat has come or gone; told once and not kept.",
    }
}
