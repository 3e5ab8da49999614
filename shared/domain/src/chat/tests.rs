use strum::IntoEnumIterator;
use uuid::Uuid;

use super::*;
use crate::booking::Status;
use crate::email::Email;
use crate::text::Content;
use crate::{Entropy, Kind, Problem};

const NOW: &str = "2026-11-23T08:00:00Z";

fn person(seed: u64, roles: Roles) -> Account {
    let id = UserId::fresh(Now::at(NOW), &Entropy::seeded(seed));
    let (email, name) = (Email::parse("ada@example.org").unwrap(), PersonName::parse("Ada Lovelace").unwrap());
    Account::new(id, seed, email, name, roles, Now::at(NOW).0)
}

fn draft(author: &Account, content: &str) -> Draft {
    let id = MessageId::fresh(Now::at(NOW), &Entropy::seeded(9));
    let words = Words::text(Content::parse(content).unwrap());
    Draft { id, author: author.id, author_name: author.name.clone(), words }
}

fn pair() -> (Account, Account, Chat) {
    let (ada, grace) = (person(1, Roles::MENTEE), person(2, Roles::MENTOR));
    let chat = Chat::between(&ada, &grace, Now::at(NOW));
    (ada, grace, chat)
}

#[test]
fn two_people_have_one_chat_whoever_names_the_other() {
    let (ada, grace, chat) = pair();
    assert_eq!(Chat::id_between(grace.id, ada.id), chat.id);
    assert_ne!(Chat::id_between(ada.id, person(3, Roles::MENTEE).id), chat.id);
    assert_eq!(chat.id.uuid().get_version_num(), 8);
    assert_eq!(chat.other(ada.id), Some(grace.id));
}

#[test]
fn a_support_chat_names_its_student_and_no_admin_has_one() {
    let ada = person(1, Roles::MENTEE);
    let chat = Chat::with_support(&ada).unwrap();
    assert_eq!((chat.student(), chat.id.uuid().get_version_num()), (Some(ada.id), 8));
    assert_eq!(chat.other(ada.id), None);
    assert_eq!(Chat::with_support(&person(2, Roles::ADMIN)), None);
}

#[test]
fn a_sessions_chat_is_its_twos_from_when_the_mentor_has_agreed() {
    let booking = crate::booking::sample(Status::Confirmed);
    let chat = Chat::of_session(&booking).unwrap();
    assert_eq!((chat.booking(), chat.student(), chat.id), (Some(booking.id), None, Chat::id_of_session(booking.id)));
    assert_eq!(chat.other(booking.mentor), Some(booking.mentee));
    assert_eq!(chat.owners(), chat.members.keys().copied().map(Some).collect::<Vec<_>>());
    assert!(chat.is_of(booking.mentee, Roles::MENTEE) && !chat.is_of(person(9, Roles::ADMIN).id, Roles::ADMIN));
    for status in Status::iter().filter(|status| !status.is_agreed()) {
        assert_eq!(Chat::of_session(&crate::booking::sample(status)), None, "{status}");
    }
}

#[test]
fn a_chat_is_its_members_and_support_is_the_students_and_every_admins() {
    let (ada, _, chat) = pair();
    let eve = person(3, Roles::MENTEE).id;
    assert!(chat.is_of(ada.id, Roles::MENTEE) && !chat.is_of(eve, Roles::ADMIN));
    let mut support = Chat::with_support(&ada).unwrap();
    assert!(support.is_of(ada.id, Roles::MENTEE) && support.is_of(eve, Roles::ADMIN));
    // Who has answered as an admin, and is none any more.
    support.members.insert(eve, Member { name: ada.name.clone(), read: 0 });
    assert!(!support.is_of(eve, Roles::MENTEE));
}

#[test]
fn who_has_met_may_talk_and_an_admin_always() {
    assert!(may_talk(Roles::ADMIN, false) && may_talk(Roles::MENTEE, true));
    assert!(!may_talk(Roles::MENTEE, false) && !may_talk(Roles::MENTOR, false));
}

#[test]
fn what_is_said_comes_next_and_its_author_has_read_it() {
    let (ada, grace, chat) = pair();
    let (first, chat) = chat.say(&draft(&ada, "Hello"), Now::at(NOW));
    let (second, chat) = chat.say(&draft(&ada, "There?"), Now::at(NOW));
    assert_eq!((first.sequence, second.sequence, chat.sequence), (1, 2, 2));
    assert_eq!((chat.unread(ada.id), chat.unread(grace.id)), (0, 2));
    assert_eq!(chat.last.as_ref().map(|last| last.text.as_str()), Some("There?"));
    assert!(!chat.is_read(&second));
    let (_, chat) = chat.say(&draft(&grace, "Here"), Now::at(NOW));
    assert!(chat.is_read(&second) && chat.unread(ada.id) == 1);
}

#[test]
fn times_do_not_run_back_within_a_chat() {
    let (ada, _, chat) = pair();
    let (_, chat) = chat.say(&draft(&ada, "Hello"), Now::at("2026-11-23T09:00:00Z"));
    let (late, _) = chat.say(&draft(&ada, "Hello"), Now::at("2026-11-23T08:59:59Z"));
    assert_eq!(late.at, Now::at("2026-11-23T09:00:00Z").0);
}

#[test]
fn marks_go_forward_and_no_further_than_what_was_said() {
    let (ada, grace, chat) = pair();
    let (_, chat) = chat.say(&draft(&ada, "Hello"), Now::at(NOW));
    assert_eq!(chat.read_to(&grace, 7).map(|member| member.read), Some(1));
    assert_eq!(chat.read_to(&grace, 0), None);
    assert_eq!(chat.read_to(&ada, 1), None);
}

#[test]
fn a_name_is_one_message_of_one_author_in_one_chat() {
    let (ada, grace, chat) = pair();
    let id = |chat, author, name| Chat::id_of_message(chat, author, name);
    let one = id(chat.id, ada.id, "a");
    assert_eq!(one, id(chat.id, ada.id, "a"));
    let others = [id(chat.id, grace.id, "a"), id(chat.id, ada.id, "b"), id(Uuid::nil().into(), ada.id, "a")];
    assert!(!others.contains(&one));
}

#[test]
fn other_words_have_another_digest() {
    let text = |content: &str| Words::text(Content::parse(content).unwrap());
    let reply = Words { reply_to: Some(Uuid::nil().into()), ..text("Yes") };
    let image = Words { kind: MessageKind::Image, ..text("Yes") };
    let named = Words { client: Some(crate::text::ClientId::parse("1").unwrap()), ..text("Yes") };
    assert_eq!(text("Yes").digest(), named.digest());
    let digests = [text("Yes"), text("No"), reply, image].map(|words| words.digest());
    let distinct: std::collections::BTreeSet<&String> = digests.iter().collect();
    assert_eq!(distinct.len(), 4);
}

#[test]
fn an_author_edits_until_it_is_deleted_and_an_admin_only_deletes() {
    let (ada, grace, chat) = pair();
    let now = Now::at("2026-11-23T08:05:00Z");
    let (said, _) = chat.say(&draft(&ada, "Helo"), Now::at(NOW));
    let content = |text| Content::parse(text).unwrap();
    assert_eq!(said.edit(grace.id, content("Hi"), now), Err(ChatError::NotYours));
    assert_eq!(said.edit(ada.id, content("Helo"), now), Ok(said.clone()));
    let edited = said.edit(ada.id, content("Hello"), now).unwrap();
    assert_eq!((edited.text(), edited.edited, edited.version), ("Hello", Some(now.0), 2));
    assert_eq!(edited.delete(grace.id, Roles::MENTOR, now), Err(ChatError::NotYours));
    let gone = edited.delete(grace.id, Roles::ADMIN, now).unwrap();
    assert_eq!((gone.text(), gone.deleted, gone.version), ("", Some(now.0), 3));
    assert_eq!(gone.delete(ada.id, Roles::MENTEE, now), Ok(gone.clone()));
    assert_eq!(gone.edit(ada.id, content("Hello"), now), Err(ChatError::Deleted));
    assert_eq!(gone.former(ada.id, now), None);
    assert!(gone.preview().deleted && gone.preview().text.is_empty());
}

#[test]
fn a_preview_is_a_hundred_characters() {
    let (ada, _, chat) = pair();
    let (said, _) = chat.say(&draft(&ada, &"é".repeat(101)), Now::at(NOW));
    assert_eq!(said.preview().text, "é".repeat(100));
}

#[test]
fn a_file_that_is_not_there_is_named_and_one_that_should_be_as_well() {
    let words = Words::text(Content::parse("See").unwrap());
    assert_eq!(words.check(), Ok(()));
    let with = Words { attachments: vec![Uuid::nil().into()], ..words.clone() };
    assert_eq!(with.check().unwrap_err().field(), Some("attachments[0]"));
    let without = Words { kind: MessageKind::File, ..words };
    assert_eq!(without.check().unwrap_err().field(), Some("attachments"));
}

#[test]
fn each_error_has_its_kind_and_field() {
    let table = [
        (ChatError::NoSuchChat, Kind::Missing, None),
        (ChatError::NoSuchMessage, Kind::Missing, None),
        (ChatError::Oneself, Kind::Invalid, Some("userId")),
        (ChatError::NotTogether, Kind::Forbidden, Some("userId")),
        (ChatError::ReplyElsewhere, Kind::Invalid, Some("replyTo")),
        (ChatError::NotYours, Kind::Forbidden, None),
        (ChatError::Deleted, Kind::Conflict, None),
        (ChatError::OtherWords("clientId"), Kind::Mismatch, Some("clientId")),
        (ChatError::NotAnAdmin, Kind::Invalid, Some("adminId")),
    ];
    for (error, kind, field) in table {
        assert_eq!((error.kind(), error.field()), (kind, field), "{error:?}");
    }
    assert_eq!(ChatError::Deleted.code(), "MESSAGE_DELETED");
}
