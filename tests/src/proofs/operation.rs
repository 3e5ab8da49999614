//! One thing that can be asked of the house, from a start state of its own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::LazyLock;

use api::token::Claims;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Role, Roles};
use local::{Options, Secrets};
use reqwest::Method;
use serde_json::Value;
use testkit::{Ask, Person, Reply, Snapshot, TestCloud};

use super::sweep::option;
use crate::accounts::Client;

/// An entry of the route table, or an event of a function without HTTP.
pub struct Operation {
    /// The route as its table writes it, `POST /v1/bookings`, maybe with a case: `POST /v1/bookings, a lapsed hold`.
    /// An event's begins with its function: `dispatch, a booking was asked for`.
    pub name: &'static str,
    /// What the very same request comes to when it is made once more.
    pub again: Again,
    looks: bool,
    /// Why it is more than one transaction, where it is: each step is legal by itself.
    pub steps: Option<&'static str>,
    stage: Box<dyn Fn(TestCloud) -> Staging + Send + Sync>,
}

type Staging = Pin<Box<dyn Future<Output = Act> + Send>>;

/// What the same request comes to when it is made once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// A 2xx, and everything is as after the first. So is every read, and every write with a key.
    Same,
    /// This status, and everything is as after the first: what can be done once only.
    Refused(u16),
    /// One more of its kind: each login is a session of its own.
    Another,
}

/// The act itself. It can be done in every copy of the cloud that it was staged in.
#[derive(Clone, Debug)]
pub enum Act {
    Http(Request),
    /// The event's JSON text, for this function.
    Event(&'static str, String),
}

/// A request that nobody has sent yet.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<(String, Vec<u8>)>,
    /// The access token of who asks, where somebody does.
    pub token: Option<String>,
}

impl Operation {
    /// `stage` brings a new cloud to where the act makes sense, and says what the act is.
    pub fn new<F>(name: &'static str, stage: impl Fn(TestCloud) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Act> + Send + 'static,
    {
        let looks = name.starts_with("GET ");
        Self { name, again: Again::Same, looks, steps: None, stage: Box::new(move |cloud| Box::pin(stage(cloud))) }
    }

    pub fn again(self, again: Again) -> Self {
        Self { again, ..self }
    }

    /// More than one transaction, and why that is right.
    pub fn in_steps(self, why: &'static str) -> Self {
        Self { steps: Some(why), ..self }
    }

    /// The route, without the case.
    pub fn route(&self) -> &str {
        self.name.split(", ").next().unwrap_or(self.name)
    }

    /// Does it only look?
    pub fn reads(&self) -> bool {
        self.looks
    }

    /// It only looks, though it is no GET.
    pub fn only_looking(self) -> Self {
        Self { looks: true, ..self }
    }

    /// The start state, nothing waiting in it, and the act.
    pub async fn stage(&self) -> (Snapshot, Act) {
        let cloud = TestCloud::start_with(|options| patient(seeded(options, self.name))).await;
        let act = (self.stage)(cloud.clone()).await;
        if let Act::Event(..) = act {
            // The event is what waits.
            return (cloud.snapshot_now(), act);
        }
        (cloud.snapshot().await, act)
    }
}

/// A copy of a start state for this run, in which nobody is told too often that they knock too often.
pub async fn open(snapshot: &Snapshot, run: &str) -> TestCloud {
    snapshot.open_with(|options| patient(seeded(options, run))).await
}

/// A run's ids are its own, by its name, and the same whenever it is had again with this `SIM_SEED`.
fn seeded(options: Options, run: &str) -> Options {
    let mut hash = DefaultHasher::new();
    (option("SIM_SEED"), run).hash(&mut hash);
    options.seeded(hash.finish())
}

/// One set of keys for all: what is signed in one cloud is good in every other.
static SECRETS: LazyLock<Secrets> = LazyLock::new(|| Secrets::make().expect("a set of keys"));

pub fn patient(options: Options) -> Options {
    crate::accounts::google::known(Options { secrets: Some(SECRETS.clone()), ..options.with("AUTH_RATE", "1000000") })
}

impl Act {
    /// Does it, in this copy.
    pub async fn act(&self, cloud: &TestCloud) -> Reply {
        match self {
            Self::Http(request) => request.ask(cloud).send().await,
            Self::Event(function, event) => {
                let reply = cloud.local().invoke(function, event.clone()).await;
                let status = reply.map_or(500, |reply| status(&reply));
                Reply { status, headers: reqwest::header::HeaderMap::new(), text: String::new(), json: Value::Null }
            }
        }
    }
}

/// As the gateway takes it, where the event is one of its own; what is said to a client may be that it failed.
fn status(reply: &str) -> u16 {
    let reply: Value = serde_json::from_str(reply).unwrap_or_default();
    let said: Value = reply["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
    match reply["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok()) {
        Some(200) if said["event"] == "error" => 503,
        Some(status) => status,
        None => 200,
    }
}

impl Request {
    pub fn new(method: &str, path: impl Into<String>) -> Self {
        let method = method.parse().expect("a method");
        Self { method, path: path.into(), headers: Vec::new(), body: None, token: None }
    }

    /// As somebody who is signed in; the token is good from the cloud's present time on.
    pub fn by(person: &Person, method: &str, path: impl Into<String>) -> Self {
        Self { token: Some(person.token()), ..Self::new(method, path) }
    }

    /// As a client that has signed in itself.
    pub fn of(client: &Client, method: &str, path: impl Into<String>) -> Self {
        Self { token: Some(client.token.clone()), ..Self::new(method, path) }
    }

    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    pub fn bytes(self, media: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some((media.to_owned(), body.into())), ..self }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With an `Idempotency-Key`.
    pub fn keyed(self) -> Self {
        self.header("idempotency-key", "once")
    }

    pub fn act(self) -> Act {
        Act::Http(self)
    }

    /// What the caller's token says.
    pub fn caller(&self) -> Option<Claims> {
        let part = self.token.as_ref()?.split('.').nth(1).expect("claims");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).ok()
    }

    /// A token like the caller's own, of somebody else.
    pub fn of_another(&self, cloud: &TestCloud, person: &str) -> Option<String> {
        let roles = Roles::MENTEE.and(Role::Mentor);
        let claims = self.caller()?;
        Some(cloud.sign(&Claims { sub: person.parse().expect("an id"), roles, ..claims }))
    }

    /// The request at this cloud's address.
    pub fn ask(&self, cloud: &TestCloud) -> Ask {
        let ask = cloud.ask(self.method.clone(), &self.path);
        let ask = self.headers.iter().fold(ask, |ask, (name, value)| ask.header(name, value));
        let ask = match &self.token {
            Some(token) => ask.header("authorization", format!("Bearer {token}")),
            None => ask,
        };
        match &self.body {
            Some((media, bytes)) => ask.bytes(media, bytes.clone()),
            None => ask,
        }
    }
}
