//! What was done to accounts, by whom: a row in the transaction of the deed itself (promise 30).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{AuditId, UserId};

/// One deed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Audit {
    pub id: AuditId,
    pub at: Timestamp,
    /// Who did it; nobody where the house did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    pub deed: Deed,
    /// To whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<UserId>,
    /// A status, a set of roles, a reason: never a secret or an address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Deed {
    AccountOpened,
    AccountEdited,
    AccountDeleted,
    RolesChanged,
    StatusChanged,
    EmailConfirmed,
    PasswordChanged,
    PasswordReset,
    SignedIn,
    SignedOut,
    SignedOutEverywhere,
    SessionEnded,
    /// An old refresh token came back: its family is dead.
    RefreshReused,
    GoogleLinked,
    MembersImported,
    MentorApproved,
    MentorRejected,
    Announced,
    AnnouncementWithdrawn,
    Alerted,
    /// An admin took away what somebody had said.
    MessageDeleted,
    /// Another admin sees to a support chat, or none.
    ChatAssigned,
    /// Somebody said something against a message, and what an admin made of it.
    MessageReported,
    ReportHidden,
    ReportDismissed,
}
