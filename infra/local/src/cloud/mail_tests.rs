use super::{Mail, Mailbox, read};
use crate::clock::Clock;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

const INVITATION: &str = "From: Ithaca <no-reply@example.com>\r\n\
To: \"Ada\" <ada@example.com>\r\n\
Subject: =?utf-8?Q?Caf=C3=A9?=\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n\
--m\r\nContent-Type: multipart/alternative; boundary=\"a\"\r\n\r\n\
--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nAt =E2=82=AC5\r\n\
--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>At five</p>\r\n\
--a\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n\
--a--\r\n\
--m\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"a.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\n/wA=\r\n\
--m--\r\n";

fn sent() -> Mail {
    let raw = STANDARD.encode(INVITATION);
    read(&json!({"Content": {"Raw": {"Data": raw}}, "Destination": {"ToAddresses": ["Ada <ada@example.com>"]}}))
        .unwrap()
}

#[test]
fn a_raw_message_is_taken_apart() {
    let mail = sent();
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("ada@example.com", "Café"));
    assert_eq!((mail.text.trim(), mail.html.trim()), ("At €5", "<p>At five</p>"));
}

#[test]
fn an_invitation_is_an_attachment_with_its_text() {
    let mail = sent();
    let kinds: Vec<_> = mail.attachments.iter().map(|a| (a.name.as_str(), a.kind.as_str())).collect();
    assert_eq!(kinds, [("invite.ics", "text/calendar"), ("a.png", "image/png")]);
    assert!(mail.attachments[0].content.starts_with("BEGIN:VCALENDAR\r\nEND:VCALENDAR"));
    assert_eq!(mail.attachments[1].content, "/wA=");
}

#[test]
fn a_simple_message_is_read_too() {
    let content = json!({"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "you"}}}});
    let mail = read(&json!({"Content": content, "Destination": {"ToAddresses": ["a@b.c"], "CcAddresses": ["d@e.f"]}}))
        .unwrap();
    assert_eq!((mail.to.as_str(), mail.subject.as_str(), mail.text.as_str()), ("a@b.c, d@e.f", "Hello", "you"));
}

#[test]
fn a_mail_to_nobody_is_refused() {
    assert!(read(&json!({"Content": {"Simple": {"Subject": {"Data": "Hello"}}}})).is_none());
}

#[test]
fn the_mailbox_survives_a_restart_and_can_be_emptied() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Mailbox::open(folder.path().join("mail.jsonl"), Clock::real()).unwrap();
    open().keep(Mail { subject: "one".into(), ..Mail::default() }).unwrap();
    open().keep(Mail { subject: "two".into(), ..Mail::default() }).unwrap();
    let subjects: Vec<_> = open().newest_first().into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["two", "one"]);
    open().empty().unwrap();
    assert!(open().newest_first().is_empty());
}
