//! Short texts with rules: trimmed, no control characters, bounded. Valid once they exist.

use serde::{Deserialize, Serialize};

use crate::problem::Invalid;

/// An `OpenAPI` schema for a newtype that is a string outside.
macro_rules! string_schema {
    ($name:ident, $format:literal) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .format(Some(utoipa::openapi::SchemaFormat::Custom($format.into())))
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}
pub(crate) use string_schema;

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $field:literal $least:literal..=$most:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest it may be, in characters.
            pub const MOST: usize = $most;

            pub fn parse(text: &str) -> Result<Self, Invalid> {
                tidy($field, text, $least, $most).map(|text| Self(text.to_owned()))
            }
            pub fn as_str(&self) -> &str { &self.0 }
            pub fn is_empty(&self) -> bool { self.0.is_empty() }
        }
        impl TryFrom<String> for $name {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                let tidy = tidy($field, &text, $least, $most)?;
                Ok(Self(if tidy.len() == text.len() { text } else { tidy.to_owned() }))
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> Self { text.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .min_length(Some($least))
                    .max_length(Some($most))
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
    )*};
}

texts! {
    /// A person's display name.
    PersonName "name" 1..=120;
    /// What a session is about.
    Topic "topic" 1..=200;
    /// What a mentee adds to a request. May be empty.
    Description "description" 0..=2000;
    /// Why somebody cancels, declines, suspends. May be empty.
    Reason "reason" 0..=500;
    /// A mentor about themselves. May be empty.
    Bio "bio" 0..=4000;
    /// One area of expertise.
    Skill "expertise" 1..=60;
    /// Company, job title, institution and the like. May be empty.
    Line "text" 0..=200;
    /// What a mentee says of a session. May be empty.
    Feedback "feedback" 0..=2000;
    /// The heading of what is told to many, or at once.
    Title "title" 1..=200;
    /// What it says.
    Tidings "message" 1..=4000;
    /// Where a meeting is held: zoom, meet, teams. May be empty.
    Platform "meeting_platform" 0..=40;
    /// What somebody says in a chat.
    Content "content" 1..=4000;
    /// Why somebody reports a message.
    Complaint "reason" 1..=500;
    /// A client's own name for a message that it sends.
    ClientId "clientId" 1..=255;
}

fn tidy<'t>(field: &'static str, text: &'t str, least: usize, most: usize) -> Result<&'t str, Invalid> {
    let text = text.trim();
    // Texts are read from the table more often than they are written, and most are no more than this.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let count = if plain { text.len() } else { text.chars().count() };
    if count < least {
        return Err(Invalid::new(field, "must not be empty"));
    }
    if count > most {
        return Err(Invalid::new(field, format!("must be at most {most} characters")));
    }
    if !plain && text.chars().any(|c| c.is_control() && c != '\n' && c != '\r' && c != '\t') {
        return Err(Invalid::new(field, "must not contain control characters"));
    }
    Ok(text)
}

impl PersonName {
    /// First and last name, split at the last space (ruling 5).
    pub fn split(&self) -> (&str, &str) {
        self.0.rsplit_once(' ').unwrap_or((&self.0, ""))
    }

    /// Joined from document 1's two fields.
    pub fn join(first: &str, last: &str) -> Result<Self, Invalid> {
        Self::parse(&format!("{} {}", first.trim(), last.trim()))
    }
}

/// An https address without credentials in it (ruling 19). Shown, never fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HttpsUrl(String);

impl HttpsUrl {
    pub fn parse(field: &'static str, text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let rest = text.strip_prefix("https://").ok_or_else(|| Invalid::new(field, "must start with https://"))?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default();
        let plain = |c: char| match c {
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
            c => !c.is_control() && !c.is_whitespace(),
        };
        if text.len() > 2000 || host.is_empty() || !text.chars().all(plain) {
            return Err(Invalid::new(field, "must be an https address"));
        }
        if authority.contains('@') {
            return Err(Invalid::new(field, "must not contain credentials"));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HttpsUrl {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse("url", &text)
    }
}

impl From<HttpsUrl> for String {
    fn from(url: HttpsUrl) -> Self {
        url.0
    }
}

string_schema!(HttpsUrl, "uri");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_splits_at_its_last_space() {
        assert_eq!(PersonName::parse("Ada King Lovelace").unwrap().split(), ("Ada King", "Lovelace"));
        assert_eq!(PersonName::parse("Ada").unwrap().split(), ("Ada", ""));
    }

    #[test]
    fn a_text_keeps_its_bounds() {
        assert!(Topic::parse("   ").is_err());
        assert!(Topic::parse(&"x".repeat(201)).is_err());
        for control in ['\u{0}', '\u{7}', '\u{7f}', '\u{85}'] {
            assert!(Topic::parse(&format!("a{control}b")).is_err(), "{control:?}");
        }
        for end in ['\n', '\r', '\t'] {
            assert!(Topic::parse(&format!("a{end}b")).is_ok(), "{end:?}");
        }
    }

    #[test]
    fn a_meeting_link_is_https_without_credentials() {
        let link = HttpsUrl::parse("meeting_link", " https://zoom.us/j/123?pwd=x ").unwrap();
        assert_eq!(link.as_str(), "https://zoom.us/j/123?pwd=x");
        assert!(HttpsUrl::parse("meeting_link", "https://bücher.example/für-ada").is_ok());
        for bad in [
            "http://zoom.us/j/1",
            "https://",
            "https://me:secret@zoom.us/",
            "javascript:alert(1)",
            "https://zo om.us/",
            "https://zoom.us/\u{a0}x",
            "https://zoom.us/\u{85}x",
        ] {
            assert!(HttpsUrl::parse("meeting_link", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_text_may_be_as_long_as_its_bound() {
        assert!(Topic::parse(&"é".repeat(200)).is_ok());
        let address = |bytes: usize| format!("https://zoom.us/{}", "j".repeat(bytes - "https://zoom.us/".len()));
        assert_eq!(HttpsUrl::parse("url", &address(2000)).map(String::from), Ok(address(2000)));
        assert!(HttpsUrl::parse("url", &address(2001)).is_err());
    }
}
