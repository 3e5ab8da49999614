//! Everybody who might ask, in a copy of an operation's start.

use api::token::Claims;
use domain::{Role, Roles, UserId};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use testkit::{Reply, Snapshot, TestCloud};

use super::operation::{Act, Operation, Request, open};
use super::shape::{Known, Shape};

/// Who asks, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    Nobody,
    /// Whom the operation is written for.
    Actor,
    /// The other one of the two whom a booking is of.
    OtherSide,
    /// Strangers.
    Mentee,
    Mentor,
    Both,
    Admin,
    /// The actor, suspended; and a second after the token's end.
    Suspended,
    Expired,
    /// The actor, for an id that nothing has; and for one that is none.
    Missing,
    Malformed,
}

impl Caller {
    pub const ALL: [Self; 11] = [
        Self::Nobody,
        Self::Actor,
        Self::OtherSide,
        Self::Mentee,
        Self::Mentor,
        Self::Both,
        Self::Admin,
        Self::Suspended,
        Self::Expired,
        Self::Missing,
        Self::Malformed,
    ];
}

/// An operation's start, and a copy in which nothing has changed yet.
pub struct Stage {
    pattern: String,
    snapshot: Snapshot,
    request: Request,
    copy: Option<TestCloud>,
}

impl Stage {
    pub async fn of(operation: &Operation) -> Self {
        let (snapshot, act) = operation.stage().await;
        let Act::Http(request) = act else { panic!("{} is no request", operation.name) };
        let pattern = operation.name.split(' ').nth(1).expect("a path").to_owned();
        Self { pattern, snapshot, request, copy: None }
    }

    /// The answer, and whether everything is as it was. None where there is no such caller.
    pub async fn ask(&mut self, caller: Caller) -> Option<(Reply, bool)> {
        let cloud = match self.copy.take() {
            Some(copy) => copy,
            None => open(&self.snapshot, &format!("{}, {caller:?}", self.pattern)).await,
        };
        let request = self.request_of(caller, &cloud).await;
        let Some(request) = request else {
            self.copy = Some(cloud);
            return None;
        };
        cloud.settle().await;
        let known = Known::of(&cloud);
        let before = Shape::of(&cloud, &known);
        let reply = request.ask(&cloud).send().await;
        cloud.settle().await;
        let unchanged = Shape::of(&cloud, &known) == before;
        // Who is suspended stays so.
        self.copy = (unchanged && caller != Caller::Suspended).then_some(cloud);
        Some((reply, unchanged))
    }

    async fn request_of(&self, caller: Caller, cloud: &TestCloud) -> Option<Request> {
        let request = self.request.clone();
        let signed = |token: String| Some(Request { token: Some(token), ..self.request.clone() });
        match caller {
            Caller::Nobody => Some(Request { token: None, ..without_cookies(request) }),
            Caller::Actor => request.token.is_some().then_some(request),
            Caller::OtherSide => signed(other_side(cloud, &self.actor()?)?),
            Caller::Mentee => signed(cloud.mentee("eve").await.token()),
            Caller::Mentor => signed(cloud.mentor("hal").await.token()),
            Caller::Both => signed(cloud.person("bob", Roles::MENTEE.and(Role::Mentor)).await.token()),
            Caller::Admin => signed(cloud.admin("root").await.token()),
            Caller::Suspended => {
                let claims = self.actor()?;
                let path = format!("/v1/users/{}/status", claims.sub);
                cloud.admin("root").await.put(&path, json!({"status": "suspended"})).await.expect(200);
                if request.method == Method::GET {
                    // A write hears of it at once, a read within a minute.
                    cloud.advance(SignedDuration::from_secs(61));
                }
                Some(request)
            }
            Caller::Expired => {
                let claims = self.actor()?;
                let exp = (cloud.now().0 - SignedDuration::from_secs(1)).as_second();
                signed(cloud.sign(&Claims { exp, iat: exp - 900, ..claims }))
            }
            Caller::Missing => self.elsewhere(missing),
            Caller::Malformed => self.elsewhere(|_| "nonsense".to_owned()),
        }
    }

    /// What the actor's token says.
    fn actor(&self) -> Option<Claims> {
        self.request.caller()
    }

    /// The same request with other ids in its path, where there are any.
    fn elsewhere(&self, other: impl Fn(&str) -> String) -> Option<Request> {
        let (path, query) = self.request.path.split_once('?').unwrap_or((&self.request.path, ""));
        let named = self.pattern.split('/').chain(std::iter::repeat(""));
        let part = |(part, name): (&str, &str)| if name.starts_with('{') { other(part) } else { part.to_owned() };
        let there: Vec<String> = path.split('/').zip(named).map(part).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let path = there.join("/") + &query;
        (path != self.request.path).then(|| Request { path, ..self.request.clone() })
    }
}

fn without_cookies(mut request: Request) -> Request {
    request.headers.retain(|(name, _)| name != "cookie");
    request
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

/// A token of the other one of a booking's two.
fn other_side(cloud: &TestCloud, actor: &Claims) -> Option<String> {
    let rows = cloud.local().rows().expect("the rows");
    let booking = rows.iter().find(|row| row["sk"]["S"] == "booking")?;
    let side = |name: &str| -> UserId { booking[name]["S"].as_str().expect("a person").parse().expect("an id") };
    let (mentee, mentor) = (side("mentee"), side("mentor"));
    let (other, roles) = if actor.sub == mentor { (mentee, Roles::MENTEE) } else { (mentor, Roles::MENTOR) };
    (actor.sub == mentor || actor.sub == mentee).then(|| cloud.sign(&Claims { sub: other, roles, ..actor.clone() }))
}
