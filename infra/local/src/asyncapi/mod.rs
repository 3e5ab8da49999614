//! The `AsyncAPI` 3.0 document of the WebSocket API, made from the types of what is said there: each action and
//! each event with its schema and with examples that are values of those types.

mod examples;
mod message;
mod schemas;

use domain::connection::{LIFE, MOST};
use domain::frame::KEPT;
use domain::problem::Kinds;
use message::Message;
use schemas::Schemas;
use serde_json::{Map, Value as Json, json};

/// The one channel: everything passes over a person's connection.
const CHANNEL: &str = "#/channels/socket";

/// What `/asyncapi.json` serves and `--asyncapi` prints.
pub fn document() -> Json {
    let mut schemas = Schemas::default();
    let actions = message::actions(&mut schemas);
    let answers = message::answers(&mut schemas);
    let events = message::events(&mut schemas);
    let all: Vec<&Message> = actions.iter().chain(&answers).chain(&events).collect();
    let messages: Map<String, Json> = all.iter().map(|one| (one.name.clone(), one.written())).collect();
    let there =
        all.iter().map(|one| (one.name.clone(), json!({"$ref": format!("#/components/messages/{}", one.name)})));
    let there: Map<String, Json> = there.collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {"title": "Ithaca", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT},
        "defaultContentType": "application/json",
        "servers": servers(),
        "channels": {"socket": {"address": "/ws", "description": life(), "messages": there, "bindings": handshake()}},
        "operations": operations(&actions, &events),
        "components": {"messages": messages, "schemas": schemas.written(), "securitySchemes": ways_in()},
        "x-handshake": statuses(),
        "x-closes": closes(),
    })
}

/// The document as it is committed: indented, in a stable order.
pub fn text() -> String {
    serde_json::to_string_pretty(&document()).unwrap_or_default()
}

const ABOUT: &str = "What people see at once, and what they say there. Everything else is in openapi.json.";

fn life() -> String {
    format!(
        "A person has at most {MOST} connections, and the next takes the place of the oldest. Each ends after {} \
         hours, or after ten minutes in which nothing passes. Whatever is told has a place in the person's own \
         `sequence`: whoever comes back says `resume` after the last that they saw, and what was told in the last \
         {} hours is answered. A frame may come twice, at the same place; none is left out.",
        LIFE.as_hours(),
        KEPT.as_hours(),
    )
}

fn servers() -> Json {
    let security = json!([
        {"$ref": "#/components/securitySchemes/ticket"},
        {"$ref": "#/components/securitySchemes/token"},
        {"$ref": "#/components/securitySchemes/cookie"},
    ]);
    json!({
        "deployed": {
            "host": "{host}", "protocol": "wss", "security": security,
            "variables": {"host": {"description": "The one host of the deployment."}},
        },
        "local": {"host": "127.0.0.1:3001", "protocol": "ws", "security": security},
    })
}

/// Who may come in.
fn ways_in() -> Json {
    let way =
        |name: &str, at: &str, says: &str| json!({"type": "httpApiKey", "name": name, "in": at, "description": says});
    json!({
        "ticket": way("ticket", "query", "One use, half a minute: POST /v1/realtime/tickets."),
        "token": way("token", "query", "The access token."),
        "cookie": way("__Host-access", "cookie", "Counts from one of our own pages only."),
    })
}

fn handshake() -> Json {
    let text = json!({"type": "string"});
    let query = json!({"type": "object", "properties": {"ticket": text, "token": text}});
    json!({"ws": {"method": "GET", "query": query}})
}

/// What the handshake may be answered with; 101 lets somebody in.
fn statuses() -> Json {
    let mut refused: Vec<u16> = store::ConnectError::KINDS.iter().map(|kind| api::status(*kind).as_u16()).collect();
    refused.sort_unstable();
    json!(std::iter::once(101).chain(refused).collect::<Vec<_>>())
}

/// Why a connection ends, by the code in its close frame.
fn closes() -> Json {
    json!({
        "1000": "The session has ended, or another connection took its place.",
        "1001": "It had its time, or nothing passed for ten minutes. Come again, and resume.",
        "1003": "Binary frames are not taken.",
        "1009": "More than 32 KB in a frame, or 128 KB in a message.",
    })
}

fn operations(actions: &[Message], events: &[Message]) -> Json {
    let link = |name: &str| json!({"$ref": format!("{CHANNEL}/messages/{name}")});
    let mut operations = Map::new();
    for action in actions {
        let answers: Vec<Json> = action.answers.iter().map(|name| link(name)).collect();
        let operation = json!({
            "action": "receive",
            "channel": {"$ref": CHANNEL},
            "messages": [link(&action.name)],
            "reply": {"channel": {"$ref": CHANNEL}, "messages": answers},
        });
        operations.insert(action.name.clone(), operation);
    }
    let told: Vec<Json> = events.iter().map(|event| link(&event.name)).collect();
    operations.insert("tell".to_owned(), json!({"action": "send", "channel": {"$ref": CHANNEL}, "messages": told}));
    operations.into()
}
