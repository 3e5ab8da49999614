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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_decided_once_and_the_same_again_changes_nothing() {
        let [admin, other] = [1, 2].map(|user| UserId::from(uuid::Uuid::from_u128(user)));
        let (now, late) = (Now::at("2026-11-27T08:00:00Z"), Now::at("2026-11-27T09:00:00Z"));
        let open = report();
        let hidden = open.decide(Verdict::Hide, admin, now).unwrap();
        let decided =
            Report { status: Standing::Hidden, decided_by: Some(admin), decided: Some(now.0), version: 2, ..open };
        assert_eq!(hidden, decided);
        assert_eq!(hidden.decide(Verdict::Hide, other, late), Ok(decided));
        assert_eq!(hidden.decide(Verdict::Dismiss, other, late), Err(ChatError::Decided));
    }

    fn report() -> Report {
        let nobody = uuid::Uuid::nil();
        Report {
            id: nobody.into(),
            message: nobody.into(),
            chat: nobody.into(),
            sequence: 1,
            author: nobody.into(),
            reporter: nobody.into(),
            reason: Complaint::parse("Rude").unwrap(),
            at: Now::at("2026-11-27T07:00:00Z").0,
            status: Standing::Open,
            decided_by: None,
            decided: None,
            version: 1,
        }
    }
}
