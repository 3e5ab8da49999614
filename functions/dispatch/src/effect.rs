//! What follows from an event, each part with a name under which it is written down as done.

use domain::UserId;
use domain::event::{ChatNews, Happened};

/// One thing to do about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A letter to the one whom the event is about.
    Letter,
    /// A frame to the one whom an alert names, whatever they prefer.
    Alert(UserId),
    /// A page of those to whom something is announced.
    Page,
    /// What somebody has open in sessions that have ended.
    ShutOut(UserId),
    /// What was somebody's alone.
    Erase(UserId),
    /// Who has come or gone, to those who have a chat with them.
    Presence(UserId),
    /// The search rows of a mentor.
    Search(UserId),
    /// The lists that a chat stands in, and a frame to everybody in it.
    Chat,
    /// The words by which a message is found.
    Words,
}

impl Effect {
    /// Stands in rows of the table and in Message-IDs: not to be changed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Letter => "mail",
            Self::Alert(_) => "frame",
            Self::Page => "page",
            Self::ShutOut(_) => "shut out",
            Self::Erase(_) => "erase",
            Self::Presence(_) => "presence",
            Self::Chat => "chat",
            Self::Search(_) => "search",
            Self::Words => "words",
        }
    }

    /// Is it written down as done by what does it?
    pub fn notes_itself(self) -> bool {
        matches!(self, Self::Alert(_))
    }

    /// All that follows from an event; maybe nothing.
    pub fn of(what: &Happened) -> Vec<Self> {
        match what {
            // To both sides at once: sides.rs.
            Happened::Booking { .. } => Vec::new(),
            Happened::Challenged { .. }
            | Happened::RegisteredAgain { .. }
            | Happened::PasswordChanged { .. }
            | Happened::MentorAnswered { .. }
            | Happened::Unread { .. } => vec![Self::Letter],
            Happened::Alerted { to, .. } => vec![Self::Alert(*to), Self::Letter],
            Happened::Announced { .. } => vec![Self::Page],
            Happened::Presence { user } => vec![Self::Presence(*user)],
            Happened::Chat { news: ChatNews::Said | ChatNews::Edited | ChatNews::Deleted, .. } => {
                vec![Self::Chat, Self::Words]
            }
            Happened::Chat { .. } => vec![Self::Chat],
            Happened::SessionsEnded { user } => vec![Self::ShutOut(*user)],
            Happened::AccountDeleted { user } => vec![Self::ShutOut(*user), Self::Erase(*user)],
            Happened::MentorChanged { mentor } => vec![Self::Search(*mentor)],
        }
    }
}
