//! Who writes, and where the links in a letter lead.

use std::collections::HashMap;

use domain::account::{Purpose, Surface};
use domain::problem::Invalid;
use domain::signed::Secret;
use domain::{Email, Zone};

/// What every letter needs to know of the organisation that sends it.
#[derive(Clone, Debug)]
pub struct House {
    pub sender: Mailbox,
    /// The zone of a reader who has not said theirs.
    pub zone: Zone,
    /// The public address of the API, without a slash at its end.
    pub base_url: String,
    pub links: Links,
    pub secret: Secret,
}

/// A name and an address: `Ithaca <no-reply@example.org>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub name: String,
    pub email: Email,
}

impl Mailbox {
    /// From the text of a From header; an address alone is called after its host.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", text),
        };
        let email = Email::parse(address)?;
        let host = email.as_str().rsplit('@').next().unwrap_or_default();
        let name = if name.is_empty() { host } else { name };
        Ok(Self { name: name.to_owned(), email })
    }
}

/// The frontends' pages by surface and purpose (ruling 40): `{"mansa": {"sign_in": "https://…"}}`.
/// A page that is not named is one of ours, served by `accounts`.
#[derive(Clone, Debug, Default)]
pub struct Links(HashMap<String, HashMap<String, String>>);

impl Links {
    /// From JSON text; empty text is no pages.
    pub fn parse(json: &str) -> Result<Self, Invalid> {
        let json = if json.trim().is_empty() { "{}" } else { json };
        let pages: HashMap<String, HashMap<String, String>> = serde_json::from_str(json)
            .map_err(|flaw| Invalid::new("LINKS", format!("must be pages by surface and name: {flaw}")))?;
        match pages.values().flat_map(HashMap::values).find(|page| !is_page(page)) {
            Some(page) => Err(Invalid::new("LINKS", format!("{page} is neither an address nor a path"))),
            None => Ok(Self(pages)),
        }
    }

    fn page(&self, surface: Surface, name: &str) -> Option<&str> {
        self.0.get(&surface.to_string())?.get(name).map(String::as_str)
    }
}

fn is_page(page: &str) -> bool {
    page.starts_with('/') || page.starts_with("https://") || page.starts_with("http://")
}

impl House {
    /// The page on which a challenge's token is used.
    pub(crate) fn challenge_page(&self, surface: Surface, purpose: Purpose, token: &str) -> String {
        let page = self.links.page(surface, &purpose.to_string()).unwrap_or(ours(purpose));
        let page = self.absolute(page);
        let mark = if page.contains('?') { '&' } else { '?' };
        format!("{page}{mark}token={token}")
    }

    /// Where people of this surface sign in, if we were told.
    pub(crate) fn login_page(&self, surface: Surface) -> Option<String> {
        self.links.page(surface, "login").map(|page| self.absolute(page))
    }

    pub(crate) fn absolute(&self, page: &str) -> String {
        if page.starts_with('/') { format!("{}{page}", self.base_url.trim_end_matches('/')) } else { page.to_owned() }
    }
}

/// Our own pages.
fn ours(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => "/v1/auth/sign-in",
        Purpose::ConfirmEmail => "/v1/auth/confirm-email",
        Purpose::ResetPassword => "/v1/auth/reset-password",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_has_a_name_and_an_address() {
        let mailbox = Mailbox::parse("\"The House\" <no-reply@example.org>").unwrap();
        assert_eq!((mailbox.name.as_str(), mailbox.email.as_str()), ("The House", "no-reply@example.org"));
        assert_eq!(Mailbox::parse("no-reply@example.org").unwrap().name, "example.org");
        assert!(Mailbox::parse("The House").is_err());
    }

    #[test]
    fn pages_that_are_no_addresses_are_refused() {
        assert!(
            Links::parse(r#"{"main": {"sign_in": "/in", "reset_password": "https://app.example.org/reset"}}"#).is_ok()
        );
        assert!(Links::parse("").is_ok());
        for bad in ["[]", r#"{"main": "https://x"}"#, r#"{"main": {"sign_in": "javascript:alert(1)"}}"#] {
            assert!(Links::parse(bad).is_err(), "{bad}");
        }
    }
}
