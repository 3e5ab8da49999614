//! From an effect to a letter on its way.

use domain::event::{Event, Happened};
use domain::{Now, UserId};
use mail::{Letter, MailError};
use store::{CommitError, Held, NoticeWriteError, ReadError, Reader};

use crate::App;
use crate::effect::Effect;

/// Why an effect was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error(transparent)]
    Notice(#[from] NoticeWriteError),
    #[error(transparent)]
    Mail(#[from] MailError),
    #[error(transparent)]
    Push(#[from] push::CallError),
}

impl Failure {
    /// Is it worth another try?
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Mail(error) => error.may_pass(),
            Self::Read(_) | Self::Commit(_) | Self::Notice(_) | Self::Push(_) => true,
        }
    }
}

impl App {
    /// Does one effect of an event.
    pub(crate) async fn perform(&self, held: &Held, event: &Event, effect: Effect, now: Now) -> Result<(), Failure> {
        let letter = match effect {
            Effect::Search(mentor) => return Ok(self.store.follow_mentor(mentor).await?),
            Effect::Alert(to) => return self.alert(to, held, event, effect, now).await,
            Effect::Page => return self.page(held, event, effect, now).await,
            Effect::ShutOut(user) => return self.shut_out(user, now).await,
            Effect::Erase(user) => return self.erase(user, held, event, effect, now).await,
            Effect::Presence(user) => return self.presence(user, event, now).await,
            Effect::Chat => return Box::pin(self.chat(held, event, now)).await,
            Effect::Words => return self.words(event).await,
            Effect::Letter => self.letter(&event.what, now).await?,
        };
        match letter {
            Some(letter) => self.post(&letter, event, effect.name()).await,
            None => Ok(()),
        }
    }

    /// The same letter has the same Message-ID, however often it leaves.
    pub(crate) async fn post(&self, letter: &Letter, event: &Event, effect: &str) -> Result<(), Failure> {
        let id = format!("{}.{}", event.id, effect.replace('#', "."));
        Ok(self.mailer.send(letter, &id, event.at).await?)
    }

    /// A letter about an account; none where the account is gone.
    async fn letter(&self, what: &Happened, now: Now) -> Result<Option<Letter>, Failure> {
        let house = &self.house;
        Ok(match what {
            Happened::Challenged { challenge, email, purpose, surface } => {
                Some(mail::account::challenge(house, email, *challenge, *purpose, *surface)?)
            }
            Happened::RegisteredAgain { email, surface } => {
                Some(mail::account::already_registered(house, email, *surface)?)
            }
            Happened::PasswordChanged { email } => Some(mail::account::password_changed(house, email)?),
            Happened::MentorAnswered { mentor, name, approved, reason } => match self.reader(*mentor).await? {
                Some(to) => Some(mail::mentor::answered(house, &to.account.email, name.as_str(), *approved, reason)?),
                None => None,
            },
            Happened::Alerted { alert, to } => match self.reader(*to).await? {
                Some(to) => Some(mail::alert::alert(house, alert, &to.account)?),
                None => None,
            },
            Happened::Unread { to, chat, sequence } => self.unread((*to, *chat, *sequence), now).await?,
            Happened::MentorChanged { .. }
            | Happened::Presence { .. }
            | Happened::Chat { .. }
            | Happened::Booking { .. }
            | Happened::SessionsEnded { .. }
            | Happened::AccountDeleted { .. }
            | Happened::Announced { .. } => None,
        })
    }

    pub(crate) async fn reader(&self, person: UserId) -> Result<Option<Reader>, ReadError> {
        self.store.reader(person).await
    }
}
