//! What follows from an event, each part with a name under which it is written down as done.

use domain::UserId;
use domain::booking::Side;
use domain::event::Happened;

/// One thing to do about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// A letter to the one whom the event is about.
    Letter,
    /// A letter to one side of a booking.
    LetterTo(Side),
    /// The search rows of a mentor.
    Search(UserId),
}

impl Effect {
    /// Stands in rows of the table and in Message-IDs: not to be changed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Letter => "mail",
            Self::LetterTo(Side::Mentor) => "mail#mentor",
            Self::LetterTo(_) => "mail#mentee",
            Self::Search(_) => "search",
        }
    }

    /// All that follows from an event; maybe nothing.
    pub fn of(what: &Happened) -> Vec<Self> {
        match what {
            Happened::Booking { news, .. } if mail::booking::is_told(*news) => {
                vec![Self::LetterTo(Side::Mentor), Self::LetterTo(Side::Mentee)]
            }
            Happened::Booking { .. } => Vec::new(),
            Happened::Challenged { .. } | Happened::RegisteredAgain { .. } | Happened::PasswordChanged { .. } => {
                vec![Self::Letter]
            }
            Happened::MentorAnswered { mentor, .. } => vec![Self::Search(*mentor), Self::Letter],
            Happened::MentorChanged { mentor } => vec![Self::Search(*mentor)],
        }
    }
}
