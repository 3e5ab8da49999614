//! Why something is not said, or not changed.

use crate::problem::{Kind, Kinds, Problem};

/// What a chat's rules refuse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    #[error("No such chat.")]
    NoSuchChat,
    #[error("No such message.")]
    NoSuchMessage,
    #[error("Nobody writes to themselves.")]
    Oneself,
    /// Said of somebody who is not there as well: who asks learns nothing of who is.
    #[error("You can write to people with whom you have a confirmed booking, and to support.")]
    NotTogether,
    #[error("There is no such file of yours.")]
    NoSuchFile,
    #[error("An image or a file is attached.")]
    NothingAttached,
    #[error("There is no such message in this chat.")]
    ReplyElsewhere,
    #[error("Only its author may do this to a message.")]
    NotYours,
    #[error("The message is deleted.")]
    Deleted,
    /// The name under which it was sent: `clientId`, or the header.
    #[error("This name was used for another message.")]
    OtherWords(&'static str),
    #[error("Only an active admin can see to a support chat.")]
    NotAnAdmin,
    #[error("Nobody reports what they have said themselves.")]
    OwnMessage,
    /// Seconds until there is room again.
    #[error("At most 30 messages a minute.")]
    Limited(u32),
    #[error("No such report.")]
    NoSuchReport,
    #[error("The report was decided otherwise.")]
    Decided,
}

impl Kinds for ChatError {
    const KINDS: &'static [Kind] =
        &[Kind::Invalid, Kind::Forbidden, Kind::Missing, Kind::Conflict, Kind::Mismatch, Kind::Limited];
}

impl Problem for ChatError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchChat | Self::NoSuchMessage | Self::NoSuchReport => Kind::Missing,
            Self::NotTogether | Self::NotYours | Self::OwnMessage => Kind::Forbidden,
            Self::Deleted | Self::Decided => Kind::Conflict,
            Self::OtherWords(_) => Kind::Mismatch,
            Self::Limited(_) => Kind::Limited,
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Deleted => "MESSAGE_DELETED",
            Self::Decided => "REPORT_DECIDED",
            other => other.kind().code(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Limited(seconds) => Some(*seconds),
            _ => None,
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::Oneself | Self::NotTogether => Some("userId"),
            Self::NoSuchFile => Some("attachments[0]"),
            Self::NothingAttached => Some("attachments"),
            Self::ReplyElsewhere => Some("replyTo"),
            Self::OtherWords(name) => Some(name),
            Self::NotAnAdmin => Some("adminId"),
            _ => None,
        }
    }
}
