//! People, as they would be after registering: rows in the table and tokens of the cloud's own key.

use api::token::Claims;
use domain::account::family::Session;
use domain::account::{Account, Surface};
use domain::availability::{Availability, Slot, WallHours, WallTime, When};
use domain::id::{SessionId, SlotId};
use domain::mentor::{About, Mentor};
use domain::text::{PersonName, Reason, Skill};
use domain::{Email, Role, Roles, UserId, Zone};
use serde_json::Value;
use store::Pass;

use crate::cloud::TestCloud;
use crate::reply::{Ask, Reply};
use crate::whole::Rows;

/// Somebody with an account and an open session.
#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    pub email: String,
    pub name: PersonName,
    roles: Roles,
    session: SessionId,
    cloud: TestCloud,
}

impl TestCloud {
    pub async fn mentee(&self, name: &str) -> Person {
        self.person(name, Roles::MENTEE).await
    }

    pub async fn admin(&self, name: &str) -> Person {
        self.person(name, Roles::ADMIN).await
    }

    /// An approved mentor, open every day from 06:00 to 22:00 UTC.
    pub async fn mentor(&self, name: &str) -> Person {
        self.mentor_in(name, "Etc/UTC").await
    }

    /// An approved mentor in a zone, open every day from 06:00 to 22:00 of its clock.
    pub async fn mentor_in(&self, name: &str, zone: &str) -> Person {
        let person = self.person(name, Roles::MENTOR).await;
        person.opens(zone);
        person
    }

    /// Somebody with these roles.
    pub async fn person(&self, name: &str, roles: Roles) -> Person {
        let (now, entropy) = (self.now(), self.entropy());
        let id = UserId::fresh(now, entropy);
        let email = Email::parse(&format!("{name}.{}@example.com", &id.uuid().simple().to_string()[24..])).unwrap();
        let name = PersonName::parse(&format!("{name} Example")).unwrap();
        let account = Account::new(id, number(id), email, name.clone(), roles, now.0);
        let session = Session::begin(id, 0, Surface::Main, "", now, entropy);
        self.load(Rows::of_person(&account, &session));
        if account.runs_the_place() {
            self.appoint(id).await;
        }
        Person { id, email: account.email.to_string(), name, roles, session: session.id, cloud: self.clone() }
    }

    /// One more of those who run the place.
    async fn appoint(&self, id: UserId) {
        let key = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
        let one = aws_sdk_dynamodb::types::AttributeValue::Ss(vec![id.to_string()]);
        let admins = store::keys::admins();
        let update = self.table().update_item().table_name(self.local().table_name());
        let update = update.key("pk", key(admins.pk)).key("sk", key(admins.sk));
        let update = update.update_expression("ADD ids :one").expression_attribute_values(":one", one);
        update.send().await.expect("a written row");
    }

    /// Writes one row as it is.
    pub async fn write<T: serde::Serialize>(&self, key: &store::keys::Key, value: &T) {
        let mut item: store::Item = serde_dynamo::aws_sdk_dynamodb_1::to_item(value).expect("a row");
        let text = |value: &str| aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned());
        item.insert("pk".to_owned(), text(&key.pk));
        item.insert("sk".to_owned(), text(&key.sk));
        let put = self.table().put_item().table_name(self.local().table_name()).set_item(Some(item));
        put.send().await.expect("a written row");
    }
}

impl Person {
    /// An access token, good for 15 minutes from the cloud's now.
    pub fn token(&self) -> String {
        let pass = Pass { user: self.id, session: self.session, epoch: 0 };
        let claims = Claims::new(pass, self.roles, self.cloud.now(), 900, None);
        self.cloud.signer().sign(&claims).expect("a token")
    }

    pub(crate) fn cloud(&self) -> &TestCloud {
        &self.cloud
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    pub fn ask(&self, method: reqwest::Method, path: &str) -> Ask {
        self.cloud.ask(method, path).header("authorization", format!("Bearer {}", self.token()))
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask(reqwest::Method::GET, path).send().await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask(reqwest::Method::POST, path).json(&body).send().await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.ask(reqwest::Method::PUT, path).json(&body).send().await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.ask(reqwest::Method::PATCH, path).json(&body).send().await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.ask(reqwest::Method::DELETE, path).send().await
    }

    fn opens(&self, zone: &str) {
        let zone = Zone::parse(zone).unwrap();
        let now = self.cloud.now();
        let about = About { expertise: vec![Skill::parse("Rust").unwrap()], ..About::default() };
        let mentor = Mentor::applying(self.id, self.name.clone(), zone.clone(), about, now.0).unwrap();
        let mentor = mentor.answered(true, Reason::default(), now.0).unwrap();
        let mentor = Mentor { number: number(self.id), ..mentor };
        let time = |text| WallTime::parse("time", text).unwrap();
        let hours = WallHours::new(time("06:00"), time("22:00")).unwrap();
        let id = SlotId::fresh(now, self.cloud.entropy());
        let slots = (0..7).map(|day| Slot { id, when: When::Weekly(day), hours, active: true }).collect();
        let availability = Availability { slots, version: 1, ..Availability::none(zone) };
        self.cloud.load(Rows::of_mentor(&mentor, &availability));
    }

    /// An admin suspends them, as admins do.
    pub async fn suspend(&self) {
        let path = format!("/v1/users/{}/status", self.id);
        self.cloud.admin("root").await.put(&path, serde_json::json!({"status": "suspended"})).await.expect(200);
    }

    /// Is this person a mentor?
    pub fn is_mentor(&self) -> bool {
        self.roles.has(Role::Mentor)
    }
}

/// Document 1's integer id, which nobody else has; of one length, so that what people cost is the same.
fn number(id: UserId) -> u64 {
    1_000_000_000 + u64::try_from(id.uuid().as_u128() & 0x7FFF_FFFF).unwrap()
}
