//! A letter as bytes. The invitation is an alternative of the text, with its method, which is what
//! makes Outlook and Gmail show their buttons; once more as a file for everybody else.

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use crate::calendar::Invite;
use crate::house::Mailbox;
use crate::letter::Letter;

impl Letter {
    /// `id` becomes the Message-ID, the same when the letter is sent again; `at` is its date.
    pub(crate) fn mime(&self, from: &Mailbox, id: &str, at: Timestamp) -> std::io::Result<Vec<u8>> {
        let host = from.email.as_str().rsplit('@').next().unwrap_or("ithaca");
        let message = MessageBuilder::new()
            .from(Address::new_address(Some(from.name.as_str()), from.email.as_str()))
            .to(Address::new_address(None::<&str>, self.to.as_str()))
            .subject(self.subject.as_str())
            .message_id(format!("{id}@{host}"))
            .date(at.as_second())
            // RFC 3834: no out-of-office reply, please.
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .body(self.body());
        let Some(address) = &self.unsubscribe else { return message.write_to_vec() };
        // RFC 8058: the mail program has a button, and presses it with a POST.
        message
            .header("List-Unsubscribe", Raw::new(format!("<{address}>")))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"))
            .write_to_vec()
    }

    fn body(&self) -> MimePart<'_> {
        let mut ways =
            vec![MimePart::new("text/plain", self.text.as_str()), MimePart::new("text/html", self.html.as_str())];
        let Some(invite) = &self.calendar else { return MimePart::new("multipart/alternative", ways) };
        ways.push(MimePart::new(invite.content_type("text/calendar"), invite.ics.as_bytes()));
        let file =
            MimePart::new(invite.content_type("application/ics"), invite.ics.as_bytes()).attachment("invite.ics");
        MimePart::new("multipart/mixed", vec![MimePart::new("multipart/alternative", ways), file])
    }
}

impl Invite {
    fn content_type(&self, kind: &'static str) -> ContentType<'static> {
        ContentType::new(kind).attribute("charset", "utf-8").attribute("method", self.method.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Method;
    use mail_parser::{MessageParser, MimeHeaders};

    fn letter() -> Letter {
        Letter {
            to: "ada@example.org".to_owned().try_into().unwrap(),
            subject: "Confirmed: Größe & <Form>".into(),
            text: "Hello".into(),
            html: "<p>Hello</p>".into(),
            calendar: Some(Invite { method: Method::Request, ics: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".into() }),
            unsubscribe: None,
        }
    }

    fn header(letter: &Letter, name: &str) -> Option<String> {
        let from = Mailbox::parse("Ithaca <no-reply@example.org>").unwrap();
        let bytes = letter.mime(&from, "evt_1", "2026-11-20T10:00:00Z".parse().unwrap()).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        mail.header_raw(name).map(|value| value.split_whitespace().collect())
    }

    #[test]
    fn a_letter_that_can_be_ended_says_how_and_no_other_does() {
        let address = format!("https://api.example.org/v1/notifications/unsubscribe/{}", "x".repeat(66));
        let ends = Letter { unsubscribe: Some(address.clone()), ..letter() };
        assert_eq!(header(&ends, "List-Unsubscribe"), Some(format!("<{address}>")));
        assert_eq!(header(&ends, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
        assert_eq!(header(&letter(), "List-Unsubscribe"), None);
        assert_eq!(header(&letter(), "List-Unsubscribe-Post"), None);
    }

    #[test]
    fn an_invitation_is_an_alternative_with_its_method_and_a_file() {
        let from = Mailbox::parse("Ithaca <no-reply@example.org>").unwrap();
        let bytes = letter().mime(&from, "evt_1.mentor", "2026-11-20T10:00:00Z".parse().unwrap()).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.subject(), Some("Confirmed: Größe & <Form>"));
        assert_eq!(mail.message_id(), Some("evt_1.mentor@example.org"));
        assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-11-20T10:00:00Z");
        let kinds: Vec<String> = mail
            .parts
            .iter()
            .filter_map(|part| part.content_type())
            .map(|kind| {
                format!(
                    "{}/{} {}",
                    kind.ctype(),
                    kind.subtype().unwrap_or_default(),
                    kind.attribute("method").unwrap_or_default()
                )
            })
            .collect();
        assert_eq!(
            kinds,
            [
                "multipart/mixed ",
                "multipart/alternative ",
                "text/plain ",
                "text/html ",
                "text/calendar REQUEST",
                "application/ics REQUEST"
            ]
        );
        let calendar = mail.parts.iter().find(|part| part.is_content_type("text", "calendar")).unwrap();
        assert_eq!(calendar.contents(), b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    }
}
