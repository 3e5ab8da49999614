//! Everybody who might ask, in a copy of an operation's start.

use api::token::Claims;
use domain::{Role, Roles, UserId};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::json;
use testkit::{Reply, Snapshot, TestCloud};

use super::objects::Object;
use super::operation::{Act, Operation, Request, open};
use super::shape::{Known, Shape};

/// Who asks.
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
}

impl Caller {
    pub const ALL: [Self; 9] = [
        Self::Nobody,
        Self::Actor,
        Self::OtherSide,
        Self::Mentee,
        Self::Mentor,
        Self::Both,
        Self::Admin,
        Self::Suspended,
        Self::Expired,
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

    /// What can be asked for.
    pub fn objects(&self) -> Vec<Object> {
        Object::all(&self.pattern, &self.request)
    }

    /// The answer, and whether everything is as it was. None where there is no such caller.
    pub async fn ask(&mut self, caller: Caller, object: &Object) -> Option<(Reply, bool)> {
        let cloud = match self.copy.take() {
            Some(copy) => copy,
            None => open(&self.snapshot, &format!("{}, {caller:?}{object}", self.pattern)).await,
        };
        let request = self.request_of(caller, object, &cloud).await;
        let request = request.map(|request| object.in_place(&self.pattern, &request));
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

    async fn request_of(&self, caller: Caller, object: &Object, cloud: &TestCloud) -> Option<Request> {
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
                if request.method == Method::GET || *object != Object::There {
                    // A write hears of it at once, what comes to no write within a minute.
                    cloud.advance(SignedDuration::from_secs(61));
                }
                Some(request)
            }
            Caller::Expired => {
                let claims = self.actor()?;
                let exp = (cloud.now().0 - SignedDuration::from_secs(1)).as_second();
                signed(cloud.sign(&Claims { exp, iat: exp - 900, ..claims }))
            }
        }
    }

    /// What the actor's token says.
    fn actor(&self) -> Option<Claims> {
        self.request.caller()
    }
}

fn without_cookies(mut request: Request) -> Request {
    request.headers.retain(|(name, _)| name != "cookie");
    request
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
