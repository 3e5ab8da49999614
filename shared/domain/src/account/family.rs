//! A login session is a family of refresh tokens. Each is good once; its successor is derived, not
//! stored, so an answer that was lost is given again for 30 seconds while the successor is unused. Any
//! other old token means that two hold the family: it dies (promise 21).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Surface;
use crate::id::{SessionId, UserId};
use crate::signed::Secret;
use crate::{Entropy, Now};

/// How long a session lives without being used.
pub const LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// For how long a lost answer is given again.
pub const GRACE: SignedDuration = SignedDuration::from_secs(30);

const MAC: usize = 32;
const SIZE: usize = 16 + 16 + 4 + MAC;

/// A login session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub surface: Surface,
    /// What the browser called itself.
    #[serde(default)]
    pub agent: String,
    /// The account's era when it began: ending every session begins the next one.
    pub era: u32,
    /// Counts the tokens given out; the last one is current.
    pub generation: u32,
    /// Without this, the secret key alone makes no token of this family.
    seed: String,
    pub created: Timestamp,
    /// When the current token was given out.
    pub rotated: Timestamp,
    pub expires: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

/// A refresh token, taken apart; nothing about it is proved yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    pub session: SessionId,
    pub user: UserId,
    generation: u32,
    mac: [u8; MAC],
}

/// What a token is to its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The current one: rotate.
    Current,
    /// The one before, whose answer may have been lost: give the current one again.
    Repeated,
    /// An old one: end the family.
    Stolen,
    /// Not of this family, or the family has ended.
    Worthless,
}

impl RefreshToken {
    /// From the caller's text.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; SIZE] = URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()?;
        let (session, rest) = bytes.split_first_chunk::<16>()?;
        let (user, rest) = rest.split_first_chunk::<16>()?;
        let (generation, mac) = rest.split_first_chunk::<4>()?;
        Some(Self {
            session: Uuid::from_bytes(*session).into(),
            user: Uuid::from_bytes(*user).into(),
            generation: u32::from_be_bytes(*generation),
            mac: mac.try_into().ok()?,
        })
    }

    fn fields(self) -> Vec<u8> {
        let (session, user) = (self.session.uuid(), self.user.uuid());
        [session.as_bytes().as_slice(), user.as_bytes(), &self.generation.to_be_bytes()].concat()
    }
}

impl Session {
    pub fn begin(user: UserId, era: u32, surface: Surface, agent: &str, now: Now, entropy: &Entropy) -> Self {
        Self {
            id: SessionId::fresh(now, entropy),
            user,
            surface,
            agent: agent.chars().filter(|c| !c.is_control()).take(200).collect(),
            era,
            generation: 1,
            seed: URL_SAFE_NO_PAD.encode(entropy.bytes::<16>()),
            created: now.0,
            rotated: now.0,
            expires: now.plus(LIFE),
            ended: None,
        }
    }

    /// The current token, as text for the caller.
    pub fn token(&self, secret: &Secret) -> String {
        let token = self.make(self.generation, secret);
        URL_SAFE_NO_PAD.encode([token.fields().as_slice(), &token.mac].concat())
    }

    /// What this token is to the family; `era` is the account's now.
    pub fn judge(&self, token: &RefreshToken, era: u32, secret: &Secret, now: Now) -> Standing {
        let genuine = self.make(token.generation, secret);
        let ours = (token.session, token.user) == (self.id, self.user)
            && aws_lc_rs::constant_time::verify_slices_are_equal(&genuine.mac, &token.mac).is_ok();
        if !ours || self.era != era || !self.is_live(now) || token.generation > self.generation {
            return Standing::Worthless;
        }
        let age = now.0.duration_since(self.rotated);
        match self.generation - token.generation {
            0 => Standing::Current,
            1 if age <= GRACE => Standing::Repeated,
            _ => Standing::Stolen,
        }
    }

    /// With the next token.
    pub fn rotated(&self, now: Now) -> Self {
        Self { generation: self.generation + 1, rotated: now.0, expires: now.plus(LIFE), ..self.clone() }
    }

    pub fn is_live(&self, now: Now) -> bool {
        self.ended.is_none() && now.0 < self.expires
    }

    fn make(&self, generation: u32, secret: &Secret) -> RefreshToken {
        let token = RefreshToken { session: self.id, user: self.user, generation, mac: [0; MAC] };
        let fields = [token.fields().as_slice(), self.seed.as_bytes()].concat();
        RefreshToken { mac: secret.mac("refresh", &fields), ..token }
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RefreshToken({}, {})", self.session, self.generation)
    }
}

#[cfg(test)]
mod tests;
