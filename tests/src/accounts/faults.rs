//! Every call that a way in makes to the table, failing in every way: whichever fails once, the
//! operation still happens once; while all fail, nothing happens, and afterwards it does.

use domain::account::Purpose;
use domain::signed;
use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Dump, Fault, Reply, TestCloud, When};

use super::{Client, PASSWORD, address, admin, again, asleep, login, post, register};

#[derive(Clone, Copy, Debug)]
enum Act {
    Register,
    Confirm,
    Login,
    CodeLogin,
    Refresh,
    Reset,
    Change,
    Edit,
    Logout,
    Suspend,
    Roles,
    Delete,
}

const ACTS: [Act; 12] = [
    Act::Register,
    Act::Confirm,
    Act::Login,
    Act::CodeLogin,
    Act::Refresh,
    Act::Reset,
    Act::Change,
    Act::Edit,
    Act::Logout,
    Act::Suspend,
    Act::Roles,
    Act::Delete,
];
const FAULTS: [Fault; 4] = [Fault::Before, Fault::LostAnswer, Fault::Throttled, Fault::Conflict];

/// Somebody about to act.
struct Stage {
    cloud: TestCloud,
    name: String,
    email: String,
    admin: Client,
    /// Signed in, unless they are about to come.
    client: Option<Client>,
}

impl Stage {
    async fn set(act: Act, admin: &Client, name: &str) -> Self {
        let cloud = admin.cloud.clone();
        let email = address(name);
        let mut stage = Self { cloud, name: name.to_owned(), email, admin: admin.clone(), client: None };
        match act {
            Act::Register => {}
            Act::Confirm => drop(register(&stage.cloud, name).await.expect(201)),
            _ => stage.move_in(act).await,
        }
        stage
    }

    async fn move_in(&mut self, act: Act) {
        let body = json!({"name": self.name, "email": self.email, "password": PASSWORD});
        self.admin.post("/v1/admin/users", body).await.expect(201);
        let email = json!({"email": self.email});
        match act {
            Act::CodeLogin => drop(post(&self.cloud, "/api/users/email-login/", email).await.expect(202)),
            Act::Reset => drop(post(&self.cloud, "/v1/auth/forgot-password", email).await.expect(200)),
            Act::Login => {}
            _ => self.client = Some(again(&self.cloud, &self.name).await),
        }
    }

    async fn act(&self, act: Act) -> Reply {
        let client = || self.client.as_ref().expect("somebody signed in");
        let password = "quiet-harbour-2027";
        match act {
            Act::Register => register(&self.cloud, &self.name).await,
            Act::Confirm => {
                let token = self.token(Purpose::ConfirmEmail).await;
                post(&self.cloud, "/v1/auth/confirm-email", json!({"token": token})).await
            }
            Act::Login => login(&self.cloud, &self.email, PASSWORD).await,
            Act::CodeLogin => {
                let code = self.code(Purpose::SignIn).await;
                post(&self.cloud, "/api/users/email-login/", json!({"email": self.email, "code": code})).await
            }
            Act::Refresh => client().refresh(&client().refresh).await,
            Act::Reset => {
                let token = self.token(Purpose::ResetPassword).await;
                post(&self.cloud, "/v1/auth/reset-password", json!({"token": token, "newPassword": password})).await
            }
            Act::Change => {
                let body = json!({"currentPassword": PASSWORD, "newPassword": password});
                client().post("/v1/auth/change-password", body).await
            }
            Act::Edit => client().put("/v1/users/profile", json!({"name": "Somebody Else"})).await,
            Act::Logout => client().post("/v1/auth/logout", json!({})).await,
            Act::Suspend => {
                let path = format!("/v1/users/{}/status", client().id);
                self.admin.put(&path, json!({"status": "suspended"})).await
            }
            Act::Roles => {
                let path = format!("/v1/admin/users/{}/roles", client().id);
                self.admin.put(&path, json!({"roles": ["mentor"]})).await
            }
            Act::Delete => self.admin.delete(&format!("/v1/admin/users/{}", client().id)).await,
        }
    }

    async fn challenge(&self, purpose: Purpose) -> domain::id::ChallengeId {
        let dump = self.cloud.dump().await;
        let latest = dump.0.get(&(format!("email#{}", self.email), format!("challenge#{purpose}")));
        latest.expect("a challenge")["id"].as_s().unwrap().parse().unwrap()
    }

    async fn token(&self, purpose: Purpose) -> String {
        signed::link(&self.secret(), self.challenge(purpose).await, purpose)
    }

    async fn code(&self, purpose: Purpose) -> String {
        signed::code(&self.secret(), self.challenge(purpose).await, purpose)
    }

    fn secret(&self) -> signed::Secret {
        signed::Secret::parse(&self.cloud.local().secrets().unwrap().link_secret).unwrap()
    }

    /// What there is of this person, but for what is random: kinds of rows, and what matters in them.
    async fn end(&self) -> Vec<String> {
        let dump = self.cloud.dump().await;
        assert_whole(&dump);
        let user = self.client.as_ref().map(|client| client.id.clone()).or_else(|| {
            let identity = dump.0.get(&(format!("email#{}", self.email), "email".to_owned()))?;
            Some(identity["user"].as_s().unwrap().clone())
        });
        let theirs = |row: &&store::Item| {
            let row = format!("{row:?}");
            row.contains(&self.email) || user.as_ref().is_some_and(|user| row.contains(user.as_str()))
        };
        let mut lines: Vec<String> = dump.0.values().filter(theirs).map(line).collect();
        lines.sort();
        lines
    }
}

/// The kind of a row and its fields that are not random.
fn line(row: &store::Item) -> String {
    let row: Value = serde_dynamo::from_item(row.clone()).unwrap();
    let sk = row["sk"].as_str().unwrap();
    let kind = sk.split(['#', '_']).next().unwrap().to_owned();
    let told = ["version", "status", "epoch", "era", "generation", "deed", "event", "confirmed", "used", "ended"];
    let told = told.into_iter().filter(|name| !row[*name].is_null()).map(|name| format!("{name}={}", row[name]));
    // A word's key begins with the word itself.
    let kind = if row["shared"].is_null() { kind } else { "word".to_owned() };
    std::iter::once(kind).chain(told).collect::<Vec<_>>().join(" ")
}

/// Every person is whole: account, gate, address and number, each for the same one.
fn assert_whole(dump: &Dump) {
    dump.assert_invariants();
    let accounts: Vec<_> = dump.of_kind("account").collect();
    for account in &accounts {
        let text = |name: &str| account[name].as_s().unwrap().clone();
        let (id, email) = (text("id"), text("email"));
        let number = account["number"].as_n().unwrap();
        assert!(dump.0.contains_key(&(id.clone(), "gate".to_owned())), "{email} has no gate");
        let owner =
            |pk: String, sk: &str| dump.0.get(&(pk, sk.to_owned())).map(|row| row["user"].as_s().unwrap().clone());
        assert_eq!(owner(format!("email#{email}"), "email"), Some(id.clone()), "{email}");
        assert_eq!(owner(format!("number#{number}"), "number"), Some(id), "{email}");
    }
    for kind in ["gate", "email", "number"] {
        assert_eq!(dump.of_kind(kind).count(), accounts.len(), "{kind} rows without an account");
    }
}

async fn house() -> Client {
    let cloud = TestCloud::start_with(asleep).await;
    admin(&cloud).await
}

#[tokio::test]
async fn whichever_call_fails_once_the_operation_still_happens_once() {
    join_all(ACTS.map(async |act| {
        let admin = house().await;
        let clean = Stage::set(act, &admin, "clean").await;
        let (cost, reply) = admin.cloud.metered(clean.act(act)).await;
        assert!(reply.status < 300, "{act:?}: {}", reply.text);
        let end = clean.end().await;
        let cases = (0..cost.calls.len()).flat_map(|call| FAULTS.map(|fault| (call, fault)));
        for (number, (call, fault)) in cases.enumerate() {
            let case = format!("{act:?}, call {call} {fault:?}");
            let stage = Stage::set(act, &admin, &format!("case{number}")).await;
            admin.cloud.befall(When::Call(call), fault);
            let again = stage.act(act).await;
            admin.cloud.calm();
            assert_eq!(again.status, reply.status, "{case}: {}", again.text);
            assert_eq!(stage.end().await, end, "{case}");
        }
    }))
    .await;
}

#[tokio::test]
async fn while_the_table_does_not_answer_nothing_happens_and_afterwards_it_does() {
    let cases = ACTS.into_iter().flat_map(|act| [(act, Fault::Before), (act, Fault::Throttled)]);
    join_all(cases.map(async |(act, fault)| {
        let stage = Stage::set(act, &house().await, "case").await;
        let before = stage.end().await;
        stage.cloud.befall(When::From(0), fault);
        let refused = stage.act(act).await;
        stage.cloud.calm();
        let expected = if fault == Fault::Throttled { 503 } else { 500 };
        assert_eq!(refused.status, expected, "{act:?} {fault:?}: {}", refused.text);
        assert_eq!(stage.end().await, before, "{act:?} {fault:?}");
        let afterwards = stage.act(act).await;
        assert!(afterwards.status < 300, "{act:?} {fault:?}: {}", afterwards.text);
    }))
    .await;
}
