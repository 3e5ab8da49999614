//! What follows from an event, each part with a name under which it is written down as done.

use domain::UserId;
use domain::booking::Side;
use domain::event::{ChatNews, Happened, News};

/// One thing to do about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A letter to the one whom the event is about.
    Letter,
    /// A letter to one side of a booking.
    LetterTo(Side),
    /// A frame to one side of a booking, on the screens that are open.
    FrameTo(Side),
    /// A frame to the one whom an alert names, whatever they prefer.
    Alert(UserId),
    /// A page of those to whom something is announced.
    Page,
    /// What somebody has open in sessions that have ended.
    ShutOut(UserId),
    /// The search rows of a mentor.
    Search(UserId),
    /// The two of a booking may write to each other.
    Meet,
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
            Self::LetterTo(Side::Mentor) => "mail#mentor",
            Self::LetterTo(_) => "mail#mentee",
            Self::FrameTo(Side::Mentor) => "frame#mentor",
            Self::FrameTo(_) => "frame#mentee",
            Self::Alert(_) => "frame",
            Self::Page => "page",
            Self::ShutOut(_) => "shut out",
            Self::Search(_) => "search",
            Self::Meet => "met",
            Self::Chat => "chat",
            Self::Words => "words",
        }
    }

    /// Is it written down as done by what does it?
    pub fn notes_itself(self) -> bool {
        matches!(self, Self::FrameTo(_) | Self::Alert(_))
    }

    /// All that follows from an event; maybe nothing.
    pub fn of(what: &Happened) -> Vec<Self> {
        match what {
            Happened::Booking { news, .. } => {
                // What is seen at once goes first.
                let frames = [Self::FrameTo(Side::Mentor), Self::FrameTo(Side::Mentee)];
                let letters = [Self::LetterTo(Side::Mentor), Self::LetterTo(Side::Mentee)];
                let letters = letters.into_iter().filter(|_| mail::booking::is_told(*news));
                let meet = Some(Self::Meet).filter(|_| *news == News::Confirmed);
                frames.into_iter().chain(meet).chain(letters).collect()
            }
            Happened::Challenged { .. } | Happened::RegisteredAgain { .. } | Happened::PasswordChanged { .. } => {
                vec![Self::Letter]
            }
            Happened::MentorAnswered { mentor, .. } => vec![Self::Search(*mentor), Self::Letter],
            Happened::Alerted { to, .. } => vec![Self::Alert(*to), Self::Letter],
            Happened::Announced { .. } => vec![Self::Page],
            Happened::SessionsEnded { user } => vec![Self::ShutOut(*user)],
            Happened::MentorChanged { mentor } => vec![Self::Search(*mentor)],
            Happened::Chat { news: ChatNews::Said | ChatNews::Edited | ChatNews::Deleted, .. } => {
                vec![Self::Chat, Self::Words]
            }
            Happened::Chat { .. } => vec![Self::Chat],
        }
    }
}
