//! A raw message, taken apart.

use super::mail::{Attachment, Mail};
use base64::{Engine, engine::general_purpose::STANDARD};
use mail_parser::{Address, ContentType, Message, MessageParser, MessagePart, MimeHeaders, PartType};

/// The mail that these bytes are, without id and time.
pub fn read(raw: &[u8]) -> Option<Mail> {
    let message = MessageParser::default().parse(raw)?;
    Some(Mail {
        from: addresses(message.from().into_iter()),
        to: addresses(message.all_to().chain(message.all_cc())),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: body(&message, "plain"),
        html: body(&message, "html"),
        attachments: message.parts.iter().filter(|part| attached(part)).map(attachment).collect(),
        unsubscribe: unsubscribe(&message),
        ..Mail::default()
    })
}

fn addresses<'m>(lists: impl Iterator<Item = &'m Address<'m>>) -> String {
    lists.flat_map(Address::iter).filter_map(|one| one.address.as_deref()).collect::<Vec<_>>().join(", ")
}

/// Where a mail program's own button sends its press; none without the header that promises one.
fn unsubscribe(message: &Message) -> Option<String> {
    let header = |name| message.header_raw(name).map(str::trim);
    header("List-Unsubscribe-Post").filter(|promise| *promise == "List-Unsubscribe=One-Click")?;
    header("List-Unsubscribe")?.strip_prefix('<')?.strip_suffix('>').map(str::to_owned)
}

/// The first part of this kind that is not a file.
fn body(message: &Message, subtype: &str) -> String {
    let wanted = |part: &&MessagePart| kind(part) == format!("text/{subtype}") && !attached(part);
    message.parts.iter().find(wanted).and_then(MessagePart::text_contents).unwrap_or_default().to_owned()
}

/// Files, and text that is neither plain nor HTML: an invitation is an alternative, not a file.
fn attached(part: &MessagePart) -> bool {
    let filed = part.content_disposition().is_some_and(ContentType::is_attachment);
    match &part.body {
        PartType::Multipart(_) => false,
        _ => filed || !["text/plain", "text/html"].contains(&kind(part).as_str()),
    }
}

fn attachment(part: &MessagePart) -> Attachment {
    let kind = kind(part);
    let name = part.attachment_name().map_or_else(|| unnamed(&kind), str::to_owned);
    Attachment { name, content: content(&kind, part.contents()), kind }
}

fn unnamed(kind: &str) -> String {
    if kind == "text/calendar" { "invite.ics".into() } else { "attachment".into() }
}

fn kind(part: &MessagePart) -> String {
    let Some(kind) = part.content_type() else { return "text/plain".into() };
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase()
}

/// Text as it is, anything else in base64. `application/ics` is an invitation once more, as a file.
pub fn content(kind: &str, bytes: &[u8]) -> String {
    let textual = kind.starts_with("text/") || ["application/ics", "application/json"].contains(&kind);
    match std::str::from_utf8(bytes) {
        Ok(text) if textual => text.to_owned(),
        _ => STANDARD.encode(bytes),
    }
}
