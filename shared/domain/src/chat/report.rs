//! What somebody says against a message, and what an admin makes of it: the words go, or they stay.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ChatError, Message};
use crate::Now;
use crate::id::{ChatId, MessageId, ReportId, UserId};
use crate::text::Complaint;

/// A report's row. What the message says is in the message's own row and nowhere else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub id: ReportId,
    pub message: MessageId,
    pub chat: ChatId,
    /// The message's place in the chat.
    pub sequence: u64,
    pub author: UserId,
    pub reporter: UserId,
    pub reason: Complaint,
    pub at: Timestamp,
    pub status: Standing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Timestamp>,
    pub version: u32,
}

/// How a report stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = ReportStatus)]
pub enum Standing {
    Open,
    /// The message's words were taken away.
    Hidden,
    /// They stay.
    Dismissed,
}

/// What an admin makes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Hide,
    Dismiss,
}

impl Report {
    /// A person reports a message once.
    pub fn id_of(message: MessageId, reporter: UserId) -> ReportId {
        super::hashed(&[b"report", message.uuid().as_bytes(), reporter.uuid().as_bytes()]).into()
    }

    /// The report as an admin decides it; decided again the same way it is as it was.
    pub fn decide(&self, verdict: Verdict, by: UserId, now: Now) -> Result<Self, ChatError> {
        let status = match verdict {
            Verdict::Hide => Standing::Hidden,
            Verdict::Dismiss => Standing::Dismissed,
        };
        match self.status {
            Standing::Open => {
                let version = self.version + 1;
                Ok(Self { status, decided_by: Some(by), decided: Some(now.0), version, ..self.clone() })
            }
            decided if decided == status => Ok(self.clone()),
            _ => Err(ChatError::Decided),
        }
    }
}

impl Message {
    /// Somebody says something against it; nothing is left to be said against one that is deleted.
    pub fn report(&self, reporter: UserId, reason: Complaint, now: Now) -> Result<Report, ChatError> {
        if reporter == self.author {
            return Err(ChatError::OwnMessage);
        }
        if self.content.is_none() {
            return Err(ChatError::Deleted);
        }
        Ok(Report {
            id: Report::id_of(self.id, reporter),
            message: self.id,
            chat: self.chat,
            sequence: self.sequence,
            author: self.author,
            reporter,
            reason,
            at: now.0,
            status: Standing::Open,
            decided_by: None,
            decided: None,
            version: 1,
        })
    }
}
