//! Two talk, and a student talks to support.

mod messages;
mod moderation;
mod support;
mod surfaces;
mod talk;

use serde_json::json;
use testkit::{Person, TestCloud};

use crate::chat::{id, pair, say};
use crate::proofs::operation::Operation;

pub fn all() -> Vec<Operation> {
    [talk::all(), messages::all(), moderation::all(), support::all(), surfaces::all()].into_iter().flatten().collect()
}

/// A mentee and a mentor who have met, and what one of them has said.
pub struct Talk {
    pub ada: Person,
    pub grace: Person,
    pub chat: String,
    pub message: String,
}

impl Talk {
    pub async fn begun(cloud: &TestCloud) -> Self {
        let (ada, grace, chat) = pair(cloud).await;
        say(&grace, &chat, "Is it on?").await;
        let message = id(&say(&ada, &chat, "It is.").await);
        cloud.settle().await;
        cloud.wait_for_indexes();
        Self { ada, grace, chat, message }
    }

    pub fn path(&self, action: &str) -> String {
        format!("/v1/chats/{}{action}", self.chat)
    }

    pub fn of_message(&self, action: &str) -> String {
        format!("/v1/messages/{}{action}", self.message)
    }
}

/// What somebody says, under a name of the client's.
pub fn words() -> serde_json::Value {
    json!({"content": "See you there.", "clientId": "once"})
}
