//! Proving an address by the code or the link that was mailed to it: 10 minutes, once, five tries.

use api::Error;
use domain::account::challenge::Challenge;
use domain::account::{AccountError, Purpose, Surface};
use domain::id::ChallengeId;
use domain::{Email, signed};
use serde::Deserialize;
use store::Known;
use utoipa::ToSchema;

use crate::App;
use crate::form::INVALID;
use crate::visit::Visit;

/// The link's token; or the code, with the address or the challenge that it belongs to.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct Proof {
    pub token: Option<String>,
    pub email: Option<Email>,
    pub challenge: Option<ChallengeId>,
    pub code: Option<String>,
}

/// What was proved, and what is known of the address now.
pub struct Proved {
    pub challenge: Challenge,
    pub known: Known,
}

impl Proof {
    /// As the documents' own bodies must be: complete, or their one sentence.
    pub fn whole(self) -> Result<Self, Error> {
        let whole = self.token.is_some() || self.challenge.is_some() || self.email.is_some();
        if whole { Ok(self) } else { Err(incomplete().detail(INVALID)) }
    }
}

fn incomplete() -> Error {
    Error::invalid("code", "must come with `email` or `challenge`; or send the link's `token`")
}

impl App {
    /// A challenge that begins with this visit.
    pub(crate) fn challenge(&self, visit: &Visit, email: &Email, purpose: Purpose, surface: Surface) -> Challenge {
        let id = ChallengeId::fresh(visit.now, &self.house.entropy);
        Challenge::new(id, email.clone(), purpose, surface, visit.now)
    }

    /// Holds a proof against its challenge. Using it up is for the write that it allows.
    pub(crate) async fn prove(&self, visit: &Visit, purpose: Purpose, proof: &Proof) -> Result<Proved, Error> {
        let (knock, found) = tokio::join!(self.knock(visit), self.find(purpose, proof));
        knock?;
        let wrong = || Error::from(if proof.token.is_some() { AccountError::BadToken } else { AccountError::BadCode });
        let challenge =
            found?.filter(|found| found.purpose == purpose && found.is_open(visit.now)).ok_or_else(wrong)?;
        // A wrong guess reads nothing of whom it is about: what there is to read would tell who is here.
        if !self.is_right(&challenge, proof) {
            self.store().try_code(challenge.id).await?;
            return Err(wrong());
        }
        let (tried, known) = tokio::join!(
            self.tries(&challenge, proof),
            self.store().known(&challenge.email, challenge.user, visit.now)
        );
        if tried? { Ok(Proved { challenge, known: known? }) } else { Err(wrong()) }
    }

    async fn find(&self, purpose: Purpose, proof: &Proof) -> Result<Option<Challenge>, Error> {
        let found = match proof {
            Proof { token: Some(token), .. } => match signed::links(&self.secret, token, purpose) {
                Some(id) => self.store().challenge(id).await?,
                None => None,
            },
            Proof { challenge: Some(id), .. } => self.store().challenge(*id).await?,
            Proof { email: Some(email), .. } => self.store().last_challenge(email, purpose).await?,
            _ => return Err(incomplete()),
        };
        Ok(found.filter(|found| proof.email.as_ref().is_none_or(|email| *email == found.email)))
    }

    /// A link proves itself, by its seal.
    fn is_right(&self, challenge: &Challenge, proof: &Proof) -> bool {
        let given = proof.code.as_deref().unwrap_or_default();
        proof.token.is_some() || signed::is_code(&self.secret, challenge.id, challenge.purpose, given)
    }

    /// A link may be followed until it is used; a code may be tried five times.
    async fn tries(&self, challenge: &Challenge, proof: &Proof) -> Result<bool, Error> {
        if proof.token.is_some() { Ok(true) } else { Ok(self.store().try_code(challenge.id).await?) }
    }
}
