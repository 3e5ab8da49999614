//! What a request names by an id: in its path, in its query, in its JSON. And the same request for another thing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operation::Request;

/// Where a request names a thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The parameters of its route, all of them.
    Path,
    /// This parameter of its query.
    Query(String),
    /// This field of its JSON; of a list, all of it.
    Body(String),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// What the operation is written for: the actor's own, and another's for everybody else.
    There,
    /// An id that nothing has, there.
    Missing(Place),
    /// One that is none.
    Malformed(Place),
}

impl Object {
    /// Everything that can be asked for with a request of this route.
    pub fn all(pattern: &str, request: &Request) -> Vec<Self> {
        let elsewhere = places(pattern, request).into_iter();
        let elsewhere = elsewhere.flat_map(|place| [Self::Missing(place.clone()), Self::Malformed(place)]);
        std::iter::once(Self::There).chain(elsewhere).collect()
    }

    /// The same request for this.
    pub fn in_place(&self, pattern: &str, request: &Request) -> Request {
        match self {
            Self::There => request.clone(),
            Self::Missing(place) => place.changed(pattern, request, &missing),
            Self::Malformed(place) => place.changed(pattern, request, &|_| "nonsense".to_owned()),
        }
    }
}

/// What a line of the table adds to its route.
impl std::fmt::Display for Object {
    fn fmt(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::There => Ok(()),
            Self::Missing(place) => write!(text, ", {place}missing"),
            Self::Malformed(place) => write!(text, ", {place}malformed"),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path => Ok(()),
            Self::Query(name) => write!(text, "?{name} "),
            Self::Body(name) => write!(text, "{name} "),
        }
    }
}

fn places(pattern: &str, request: &Request) -> BTreeSet<Place> {
    let path = pattern.contains('{').then_some(Place::Path);
    let query = query(request).filter(|(_, value)| is_id(value)).map(|(name, _)| Place::Query(name.to_owned()));
    let body = json(request).map(|body| fields(&body, "")).unwrap_or_default();
    path.into_iter().chain(query).chain(body.into_iter().map(Place::Body)).collect()
}

fn query(request: &Request) -> impl Iterator<Item = (&str, &str)> {
    let query = request.path.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter_map(|pair| pair.split_once('='))
}

fn json(request: &Request) -> Option<Value> {
    let (media, body) = request.body.as_ref()?;
    (media == "application/json").then(|| serde_json::from_slice(body).expect("JSON"))
}

/// The fields that hold an id. What is in a list is one place.
fn fields(body: &Value, at: &str) -> BTreeSet<String> {
    match body {
        Value::Object(fields_of) => {
            fields_of.iter().flat_map(|(name, value)| fields(value, &under(at, name))).collect()
        }
        Value::Array(values) => values.iter().flat_map(|value| fields(value, at)).collect(),
        Value::String(text) if is_id(text) => BTreeSet::from([at.to_owned()]),
        _ => BTreeSet::new(),
    }
}

/// The name of a field within another.
pub fn under(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// `usr_` and 26 signs, or a UUID. A signed token has an underline as well, now and then.
fn is_id(text: &str) -> bool {
    let lower = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let typed =
        text.split_once('_').is_some_and(|(kind, id)| (kind.len(), id.len()) == (3, 26) && lower(kind) && lower(id));
    typed || (text.len() == 36 && text.split('-').count() == 5)
}

impl Place {
    fn changed(&self, pattern: &str, request: &Request, other: &dyn Fn(&str) -> String) -> Request {
        let mut request = request.clone();
        match self {
            Self::Path => request.path = in_path(pattern, &request.path, other),
            Self::Query(name) => request.path = in_query(&request.path, name, other),
            Self::Body(name) => {
                let mut body = json(&request).expect("JSON");
                put(&mut body, "", name, other);
                request = request.json(&body);
            }
        }
        request
    }
}

fn in_path(pattern: &str, path: &str, other: &dyn Fn(&str) -> String) -> String {
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let part = |(part, name): (&str, &str)| if name.starts_with('{') { other(part) } else { part.to_owned() };
    let parts: Vec<String> = path.split('/').zip(pattern.split('/')).map(part).collect();
    parts.join("/") + query
}

fn in_query(path: &str, name: &str, other: &dyn Fn(&str) -> String) -> String {
    let (path, query) = path.split_once('?').expect("a query");
    let pair = |pair: &str| match pair.split_once('=') {
        Some((this, value)) if this == name => format!("{this}={}", other(value)),
        _ => pair.to_owned(),
    };
    format!("{path}?{}", query.split('&').map(pair).collect::<Vec<_>>().join("&"))
}

fn put(body: &mut Value, at: &str, place: &str, other: &dyn Fn(&str) -> String) {
    match body {
        Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| put(value, &under(at, name), place, other)),
        Value::Array(values) => values.iter_mut().for_each(|value| put(value, at, place, other)),
        Value::String(text) if at == place && is_id(text) => *text = other(text),
        _ => {}
    }
}

/// An id of the same kind that nothing has.
fn missing(part: &str) -> String {
    match part.split_once('_') {
        Some((kind, id)) if id.len() == 26 => format!("{kind}_01h455vb4pex5vsknk084sn02q"),
        _ if part.len() == 36 => "018a0a5a-0000-7000-8000-00000000dead".to_owned(),
        _ if part.parse::<u64>().is_ok() => "987654321".to_owned(),
        _ if part.parse::<jiff::civil::Date>().is_ok() => "2027-02-03".to_owned(),
        _ => "usr_01h455vb4pex5vsknk084sn02q".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn an_id_is_known_and_a_token_is_none() {
        assert!(is_id("usr_01h455vb4pex5vsknk084sn02q") && is_id("018a0a5a-0000-7000-8000-00000000dead"));
        assert!(!is_id("Kd9-x2_01h455vb4pex5vsknk084sn02q") && !is_id("usr_01h455vb4pex5vSknk084sn02q"));
    }
}
