//! From an effect to a letter on its way.

use domain::booking::{Booking, Side, Status};
use domain::event::{Event, Happened, News};
use domain::preference::Kind;
use domain::{Now, UserId};
use mail::booking::Story;
use mail::{Letter, MailError};
use store::{CommitError, Held, ReadError, Reader};

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
    Mail(#[from] MailError),
    #[error(transparent)]
    Push(#[from] push::CallError),
}

impl Failure {
    /// Is it worth another try?
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Mail(error) => error.may_pass(),
            Self::Read(_) | Self::Commit(_) | Self::Push(_) => true,
        }
    }
}

impl App {
    /// Does one effect of an event.
    pub(crate) async fn perform(&self, held: &Held, event: &Event, effect: Effect, now: Now) -> Result<(), Failure> {
        let letter = match effect {
            Effect::Search(mentor) => return Ok(self.store.follow_mentor(mentor).await?),
            Effect::FrameTo(side) => return self.frame_to(side, held, event, effect, now).await,
            Effect::Alert(to) => return self.alert(to, held, event, effect, now).await,
            Effect::Page => return self.page(held, event, effect, now).await,
            Effect::ShutOut(user) => return self.shut_out(user).await,
            Effect::Meet => return self.meet(event).await,
            Effect::Chat => return self.chat(held, event).await,
            Effect::Words => return self.words(event).await,
            Effect::Letter => self.letter(&event.what).await?,
            Effect::LetterTo(side) => self.letter_to(side, &event.what).await?,
        };
        match letter {
            Some(letter) => {
                let id = format!("{}.{}", event.id, effect.name().replace('#', "."));
                Ok(self.mailer.send(&letter, &id, event.at).await?)
            }
            None => Ok(()),
        }
    }

    /// A letter about an account; none where the account is gone.
    async fn letter(&self, what: &Happened) -> Result<Option<Letter>, Failure> {
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
            Happened::MentorChanged { .. }
            | Happened::Booking { .. }
            | Happened::SessionsEnded { .. }
            | Happened::Announced { .. }
            | Happened::Chat { .. } => None,
        })
    }

    /// A letter about a booking to one of its sides.
    async fn letter_to(&self, side: Side, what: &Happened) -> Result<Option<Letter>, Failure> {
        let Happened::Booking { news, booking, before } = what else { return Ok(None) };
        let Some(booking) = self.still_true(*news, booking).await? else { return Ok(None) };
        let reader = if side == Side::Mentor { booking.mentor } else { booking.mentee };
        let Some(reader) = self.reader(reader).await? else { return Ok(None) };
        if !reader.preferences.mails(Kind::Meetings) {
            return Ok(None);
        }
        let story = Story { news: *news, booking: &booking, before: *before, side, reader: &reader.account };
        Ok(Some(story.letter(&self.house)?))
    }

    /// A reminder may be hours late: it is for the session as it is now, or for nobody.
    pub(crate) async fn still_true(&self, news: News, told: &Booking) -> Result<Option<Booking>, Failure> {
        if !news.reminds() {
            return Ok(Some(told.clone()));
        }
        let now = self.store.booking(told.id).await?;
        Ok(now.filter(|now| now.status == Status::Confirmed && now.span == told.span))
    }

    pub(crate) async fn reader(&self, person: UserId) -> Result<Option<Reader>, ReadError> {
        self.store.reader(person).await
    }
}
