//! Canaries: texts that stand nowhere else, and requests with one in every input that an operation has.

use serde_json::{Map, Value, json};

use super::operations::{Document, Operation};

pub const PASSWORD: &str = "canary-Pass-7f3q9z";
pub const TOKEN: &str = "canaryToken8h2k5vX";
pub const CODE: &str = "740192canary";
pub const COOKIE: &str = "canaryCookie4d6m1w";
/// Something of no known kind, put where something else belongs.
pub const ASTRAY: &str = "canaryAstray3j8n5b";
/// A card number that passes every check: a person may write it anywhere, and it is kept nowhere.
pub const CARD: &str = "4111111111111111";

/// What is a secret, wherever it stands.
pub const SECRETS: [&str; 5] = [PASSWORD, TOKEN, CODE, COOKIE, CARD];

/// Things that are there, for ids.
pub struct There {
    pub user: String,
    pub mentor: String,
    pub booking: String,
    pub alert: String,
    pub chat: String,
    pub message: String,
}

/// A request with canaries in it.
#[derive(Clone, Debug)]
pub struct Planted {
    pub path: String,
    pub body: Option<(String, String)>,
}

pub struct Planter<'a> {
    pub document: &'a Document,
    pub there: &'a There,
}

impl Planter<'_> {
    /// Every request for this operation: one that looks right, one per input with a canary of the wrong
    /// kind in its place, and bodies that are no JSON.
    pub fn requests(&self, operation: &Operation) -> Vec<Planted> {
        let path = self.path(operation, None);
        let mut all: Vec<Planted> = operation
            .parameters
            .iter()
            .map(|one| Planted { path: self.path(operation, Some(&one.name)), body: None })
            .collect();
        let Some((kind, schema)) = &operation.body else {
            all.push(Planted { path, body: None });
            return all;
        };
        let whole = self.value("", self.document.resolve(schema), operation);
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut bodies = vec![text(&whole), text(&whole).replace(ASTRAY, CARD)];
        if kind == "application/json" {
            bodies.extend(spoiled(&whole).iter().map(Value::to_string));
            bodies.push(format!("{{\"password\":\"{PASSWORD}\",\"token\":\"{TOKEN}"));
            bodies.push(format!("\"{TOKEN}\""));
            bodies.push(format!("{TOKEN} {CARD}"));
        }
        let all_bodies =
            bodies.into_iter().map(|body| Planted { path: path.clone(), body: Some((kind.clone(), body)) });
        all.extend(all_bodies);
        all
    }

    /// The path and its query; a canary in the parameter of this name.
    fn path(&self, operation: &Operation, canary: Option<&str>) -> String {
        let path = operation.at(|name| {
            if canary == Some(name) { TOKEN.to_owned() } else { self.id(&format!("{name} {}", operation.path)) }
        });
        let query =
            operation.parameters.iter().filter(|one| one.place == "query").filter_map(|one| match one.name.as_str() {
                name if canary == Some(name) => Some(format!("{name}={ASTRAY}{CARD}")),
                "token" => Some(format!("token={TOKEN}")),
                "search" => Some(format!("search={CARD}")),
                name if one.schema["format"] == "date" => Some(format!("{name}=2026-11-25")),
                _ => None,
            });
        let query: Vec<String> = query.collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// Something that is there, for whatever the text speaks of.
    fn id(&self, about: &str) -> String {
        let about = about.to_lowercase();
        match about.as_str() {
            _ if about.starts_with("date") => "2026-11-25".to_owned(),
            _ if about.starts_with("file") => format!("{TOKEN}.ics"),
            _ if about.contains("session") => "ses_01h455vb4pex5vsknk084sn02q".to_owned(),
            _ if about.contains("bkg") || about.contains("booking") => self.there.booking.clone(),
            _ if about.contains("/chats/") => self.there.chat.clone(),
            _ if about.contains("/v1/messages/") => self.there.message.clone(),
            _ if about.contains("/alerts/") => self.there.alert.clone(),
            _ if about.contains("mentor") => self.there.mentor.clone(),
            _ => self.there.user.clone(),
        }
    }

    /// A value of this schema under this name.
    fn value(&self, name: &str, schema: &Value, operation: &Operation) -> Value {
        if let Some(word) = schema["enum"].get(0) {
            return word.clone();
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let each = parts.iter().map(|part| self.value(name, self.document.resolve(part), operation));
            return each.fold(json!({}), merged);
        }
        let kind = schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or_default();
        match kind {
            "object" => self.object(schema, operation),
            "array" => json!([self.value(name, self.document.resolve(&schema["items"]), operation)]),
            "integer" | "number" if name.starts_with("duration") => json!(60),
            "integer" | "number" => json!(schema["minimum"].as_i64().unwrap_or(1).max(1)),
            "boolean" => json!(true),
            _ => self.text(name, schema),
        }
    }

    fn object(&self, schema: &Value, operation: &Operation) -> Value {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let each =
            properties.map(|(name, schema)| (name.clone(), self.value(name, self.document.resolve(schema), operation)));
        let mut object: Map<String, Value> = each.filter(|(name, _)| !name.starts_with("version")).collect();
        for name in secret_names(&operation.path) {
            object.entry(*name).or_insert_with(|| self.text(name, &Value::Null));
        }
        Value::Object(object)
    }

    fn text(&self, name: &str, schema: &Value) -> Value {
        let lower = name.to_lowercase();
        let says = schema["description"].as_str().unwrap_or_default();
        let text = match schema["format"].as_str().unwrap_or_default() {
            "date" => "2026-11-25".to_owned(),
            "date-time" => "2026-11-25T10:00:00Z".to_owned(),
            "uri" => format!("https://meet.example/{ASTRAY}"),
            "iana-zone" => "Etc/UTC".to_owned(),
            "uuid" => "01916f7e-0000-7000-8000-000000000000".to_owned(),
            _ if lower.contains("password") => PASSWORD.to_owned(),
            _ if lower.contains("token") || lower == "refresh" => TOKEN.to_owned(),
            _ if lower == "code" => CODE.to_owned(),
            _ if lower.contains("email") => "canary@example.org".to_owned(),
            _ if lower.contains("start") => "10:00".to_owned(),
            _ if lower.contains("end") => "11:00".to_owned(),
            _ if lower.contains("date") => "2026-11-25".to_owned(),
            _ if says.contains("and 26 characters") => self.id(&format!("{name} {says}")),
            _ if name.is_empty() => {
                format!("email,first_name,last_name,membershiptype\n{ASTRAY},{ASTRAY},N,{ASTRAY}\n")
            }
            _ => ASTRAY.to_owned(),
        };
        json!(text)
    }
}

/// Fields that hold secrets are sent where they belong, whatever the document says.
fn secret_names(path: &str) -> &'static [&'static str] {
    match path {
        _ if path.contains("/auth/register") => &["name", "email", "password"],
        _ if path.ends_with("/forgot-password") || path.ends_with("/resend-confirmation") => &["email"],
        _ => &[],
    }
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(into), Value::Object(from)) = (&mut one, other) {
        into.extend(from);
    }
    one
}

/// The same body with each value in turn replaced by a canary of another kind.
fn spoiled(whole: &Value) -> Vec<Value> {
    let canaries = [json!(format!("{ASTRAY} {CARD}")), json!([ASTRAY]), json!({ "more": ASTRAY })];
    let mut all = Vec::new();
    for (number, pointer) in pointers(whole, "").into_iter().enumerate() {
        let mut body = whole.clone();
        *body.pointer_mut(&pointer).expect("a place") = canaries[number % canaries.len()].clone();
        all.push(body);
    }
    if whole.is_object() {
        all.push(merged(whole.clone(), json!({ "more": ASTRAY })));
    }
    all
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<String> = match value {
        Value::Object(object) => {
            object.iter().flat_map(|(name, value)| pointers(value, &format!("{at}/{name}"))).collect()
        }
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(n, value)| pointers(value, &format!("{at}/{n}"))).collect()
        }
        _ => Vec::new(),
    };
    if at.is_empty() { below } else { [vec![at.to_owned()], below].concat() }
}
