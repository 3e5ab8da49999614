//! What this function may touch, from its variables.

use std::sync::Arc;

use api::token::Signer;
use api::{BootError, Error, House, Housed, Vars};
use domain::account::AccountError;
use domain::account::password::Password;
use domain::signed::Secret;
use domain::{Email, Entropy, Kind};
use store::Store;

use crate::google::Google;
use crate::visit::Visit;

/// The table, the keys of tokens and links, and the house rules about who may enter.
#[derive(Clone)]
pub struct App {
    pub(crate) house: House,
    pub(crate) signer: Arc<Signer>,
    pub(crate) secret: Arc<Secret>,
    pub(crate) rules: Rules,
    pub(crate) first_admin: Option<Arc<FirstAdmin>>,
    pub(crate) google: Option<Arc<Google>>,
    /// What `CloudFront` says to be believed about the caller's address.
    pub(crate) edge_secret: Option<Arc<str>>,
}

/// Who may enter, and how often they may knock.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// `EMAIL_LOGIN=trusted`: whoever knows an address is let in. Closed networks only.
    pub trusted: bool,
    /// `REGISTRATION=open`: tokens before the address is confirmed.
    pub open: bool,
    /// Attempts per address of a caller and minute (ruling 39).
    pub rate: u32,
}

/// Who runs the place until there is somebody else.
pub struct FirstAdmin {
    pub email: Email,
    pub password: Password,
}

impl App {
    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let secret = Secret::parse(vars.text("LINK_SECRET")?);
        let signer = Signer::from_pem(vars.text("TOKEN_PRIVATE_KEY")?, vars.text("TOKEN_KEY_ID")?);
        Ok(Self {
            house: House::from(vars, entropy)?,
            signer: Arc::new(signer.map_err(|error| BootError::malformed("TOKEN_PRIVATE_KEY", error))?),
            secret: Arc::new(secret.map_err(|error| BootError::malformed("LINK_SECRET", error))?),
            rules: Rules::from(vars)?,
            first_admin: FirstAdmin::from(vars)?.map(Arc::new),
            google: Google::from(vars)?.map(Arc::new),
            edge_secret: vars.optional("EDGE_SECRET").map(Arc::from),
        })
    }

    pub(crate) fn store(&self) -> &Store {
        &self.house.store
    }

    /// Counts this visit among its address's attempts; too many are refused, right or wrong.
    pub(crate) async fn knock(&self, visit: &Visit) -> Result<(), Error> {
        match self.store().count("auth", &visit.ip, self.rules.rate, visit.now).await? {
            Some(seconds) => Err(AccountError::TooOften(seconds).into()),
            None => Ok(()),
        }
    }
}

impl Housed for App {
    fn house(&self) -> &House {
        &self.house
    }
}

impl Rules {
    fn from(vars: &Vars) -> Result<Self, BootError> {
        let choice = |name, no: &str, yes: &str| match vars.optional(name) {
            None => Ok(false),
            Some(word) if word == no => Ok(false),
            Some(word) if word == yes => Ok(true),
            Some(_) => Err(BootError::malformed(name, format!("must be {no} or {yes}"))),
        };
        let rate = match vars.optional("AUTH_RATE") {
            Some(text) => text.parse().map_err(|error| BootError::malformed("AUTH_RATE", error))?,
            None => 5,
        };
        let (trusted, open) =
            (choice("EMAIL_LOGIN", "proved", "trusted")?, choice("REGISTRATION", "confirmed", "open")?);
        Ok(Self { trusted, open, rate })
    }
}

/// From this length on a secret is somebody's random bytes, and the popular passwords stay out of a cold start.
const LONG: usize = 20;

impl FirstAdmin {
    fn from(vars: &Vars) -> Result<Option<Self>, BootError> {
        let (email, password) = (vars.optional("ADMIN_EMAIL"), vars.optional("ADMIN_PASSWORD"));
        let (Some(email), Some(password)) = (email, password) else { return Ok(None) };
        let email = Email::parse(email).map_err(|error| BootError::malformed("ADMIN_EMAIL", error))?;
        let weak = |error| BootError::malformed("ADMIN_PASSWORD", error);
        let password = if password.len() >= LONG { Password::varied(password) } else { Password::parse(password) };
        Ok(Some(Self { email, password: password.map_err(weak)? }))
    }

    /// Is this them, before they have an account?
    pub fn is(&self, email: &Email, given: &[u8]) -> bool {
        // In constant time: digests of equal length are compared.
        let digest = |bytes| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        let same = aws_lc_rs::constant_time::verify_slices_are_equal;
        *email == self.email && same(digest(given).as_ref(), digest(self.password.bytes()).as_ref()).is_ok()
    }
}

/// A failure that is ours.
pub(crate) fn broken(cause: impl std::fmt::Display) -> Error {
    Error::new(Kind::Internal, cause.to_string())
}
