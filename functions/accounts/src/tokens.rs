//! Tokens given out: an access token of the account as it stands, and the family's refresh token.

use api::token::Claims;
use api::{Cookies, Error};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Surface;
use domain::account::family::{LIFE, Session};
use store::{Pass, Person};

use crate::App;
use crate::app::broken;
use crate::visit::Visit;

/// What somebody signed in holds.
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    /// With cookies only: what writes must send back.
    pub csrf: Option<String>,
    seconds: i64,
}

/// Somebody who has just come in.
pub struct Entered {
    pub person: Person,
    pub session: Session,
}

impl App {
    /// The tokens of this session.
    pub(crate) fn tokens(&self, entered: &Entered, visit: &Visit) -> Result<Tokens, Error> {
        let Entered { person, session } = entered;
        let pass = Pass { user: person.account.id, session: session.id, epoch: person.epoch };
        let csrf = visit.cookies.then(|| URL_SAFE_NO_PAD.encode(self.house.entropy.bytes::<16>()));
        let seconds = access_seconds(session.surface);
        let claims = Claims::new(pass, person.account.roles, visit.now, seconds, csrf.clone());
        let access = self.signer.sign(&claims).map_err(broken)?;
        Ok(Tokens { access, refresh: session.token(&self.secret), csrf, seconds })
    }
}

impl Tokens {
    /// As cookies, where the visit wants them.
    pub fn cookies(&self, visit: &Visit) -> Cookies {
        if visit.cookies {
            Cookies::signed_in(visit.prefix, &self.access, self.seconds, &self.refresh, LIFE.as_secs())
        } else {
            Cookies::default()
        }
    }
}

/// Ruling 7.
fn access_seconds(surface: Surface) -> i64 {
    match surface {
        Surface::Main => 15 * 60,
        Surface::Mansa | Surface::Nclex => 60 * 60,
    }
}
