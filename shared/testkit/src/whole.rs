//! The rows that make somebody whole, as registering and approving would have left them.

use domain::account::Account;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::availability::Availability;
use domain::mentor::Mentor;
use domain::search::{entries, tokens};
use serde::Serialize;
use serde_json::{Value, json};
use store::keys::{self, Key};

use crate::cloud::TestCloud;

/// Rows to be written at once, in DynamoDB's JSON.
#[derive(Default)]
pub(crate) struct Rows(Vec<Value>);

impl Rows {
    pub fn of_person(account: &Account, session: &Session) -> Self {
        let list = keys::account_list(account.roles.gradhelper(), account.status);
        let place = json!({"gsi3pk": list, "gsi3sk": keys::account_place(account)});
        let identity = Identity::new(account.email.clone(), account.id, None, true);
        let gate = json!({"status": account.status, "epoch": 0, "era": 0});
        let words = store::account_words(account);
        let rows = Self::default()
            .and(&keys::account(account.id), account, place)
            .and(&keys::gate(account.id), &gate, json!({}))
            .and(&keys::identity(&account.email), &identity, json!({}))
            .and(&keys::number(account.number), &json!({"user": account.id}), json!({}))
            .and(&keys::session(account.id, session.id), session, json!({"ttl": session.expires.as_second()}));
        let word = |rows: Self, (key, shared): (Key, usize)| {
            rows.and(&key, &json!({"user": account.id, "shared": shared}), json!({}))
        };
        words.into_iter().fold(rows, word)
    }

    pub fn of_mentor(mentor: &Mentor, hours: &Availability) -> Self {
        let place = json!({"gsi3pk": keys::mentors_beside(mentor), "gsi3sk": keys::mentor_place(mentor)});
        let tokens = entries(tokens(mentor));
        let rows = Self::default()
            .and(&keys::mentor(mentor.id), mentor, place)
            .and(&keys::availability(mentor.id), hours, json!({}))
            .and(&keys::mentor_words(mentor.id), &json!({"tokens": &tokens, "version": 1}), json!({}));
        let word = |rows: Self, (token, shared): (String, usize)| {
            let row = json!({"mentor": mentor.id, "shared": shared});
            rows.and(&keys::mentor_word(&token, mentor.id), &row, json!({}))
        };
        tokens.into_iter().fold(rows, word)
    }

    fn and<T: Serialize>(mut self, key: &Key, value: &T, beside: Value) -> Self {
        let mut row: serde_dynamo::Item = serde_dynamo::to_item(value).expect("a row");
        let key = json!({"pk": key.pk, "sk": key.sk});
        for more in [beside, key] {
            let more: serde_dynamo::Item = serde_dynamo::to_item(more).expect("a row");
            row.inner_mut().extend(more.into_inner());
        }
        self.0.push(serde_json::to_value(row).expect("a row"));
        self
    }
}

impl TestCloud {
    /// As rows that were there long before, past the stream.
    pub(crate) fn load(&self, rows: Rows) {
        self.past().add(&rows.0);
        self.local().load(rows.0).expect("rows");
    }
}
