//! A letter, and the words it is made of.

use askama::Template;
use domain::preference::Kind;
use domain::{Email, UserId, signed};

use crate::calendar::Invite;
use crate::house::House;
use crate::mailer::MailError;

/// One mail to one reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Letter {
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendar: Option<Invite>,
    /// The address that ends letters of this kind at one press; none where they cannot be ended.
    pub unsubscribe: Option<String>,
}

/// What a letter says; the templates say where.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Words {
    pub subject: String,
    pub lines: Vec<String>,
    pub code: Option<String>,
    pub facts: Vec<(&'static str, String)>,
    pub buttons: Vec<(&'static str, String)>,
    pub closing: Vec<String>,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    greeting: &'a str,
    words: &'a Words,
    house: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    greeting: &'a str,
    words: &'a Words,
    house: &'a str,
}

impl Words {
    pub fn about(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..Self::default() }
    }

    pub fn say(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// A labelled fact; one without content is left out.
    pub fn fact(mut self, label: &'static str, fact: impl Into<String>) -> Self {
        let fact = fact.into();
        if !fact.is_empty() {
            self.facts.push((label, fact));
        }
        self
    }

    pub fn button(mut self, label: &'static str, address: impl Into<String>) -> Self {
        self.buttons.push((label, address.into()));
        self
    }

    pub fn close(mut self, line: impl Into<String>) -> Self {
        self.closing.push(line.into());
        self
    }

    /// Addressed, and put on paper.
    pub fn to(self, house: &House, reader: &Email, name: Option<&str>) -> Result<Letter, MailError> {
        let greeting = name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {},", one_line(name)));
        let (greeting, words, house) = (greeting.as_str(), &self, house.sender.name.as_str());
        let text = Text { greeting, words, house }.render()?;
        let html = Html { greeting, words, house }.render()?;
        Ok(Letter {
            to: reader.clone(),
            subject: one_line(&self.subject),
            text,
            html,
            calendar: None,
            unsubscribe: None,
        })
    }
}

impl Letter {
    pub(crate) fn with(self, invite: Invite) -> Self {
        Self { calendar: Some(invite), ..self }
    }

    /// One of a kind that its reader may have no more of.
    pub(crate) fn of_kind(self, kind: Kind, reader: UserId, house: &House) -> Self {
        let token = signed::unsubscribe(&house.secret, reader, kind);
        Self { unsubscribe: Some(house.absolute(&format!("/v1/notifications/unsubscribe/{token}"))), ..self }
    }
}

/// A name or topic may hold a line break, a header or a sentence may not.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
