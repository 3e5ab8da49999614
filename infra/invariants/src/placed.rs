//! Where a row must stand by its content: its key, its place in the indexes, and whether it ever goes by itself.

use std::collections::BTreeMap;

use store::Item;
use store::keys::{self, Key};

use crate::row::Row;
use crate::{Broken, Rule};

/// What is wrong with the row's own place.
pub fn check(key: &Key, item: &Item, row: &Row) -> Vec<Broken> {
    let own = own_key(row);
    let wrong = [
        (own.is_some_and(|own| own != *key), Rule::WrongKey),
        (indexes_of(item) != indexes(row), Rule::WrongIndex),
        (item.contains_key("ttl") != goes(row), Rule::WrongEnd),
        (is_edited(row) && version(item).is_none_or(|version| version < 1), Rule::NoVersion),
    ];
    let wrong = wrong.into_iter().filter(|(wrong, _)| *wrong);
    wrong.map(|(_, rule)| Broken::new(rule, [key.clone()])).collect()
}

/// The key that the content says; none where the content does not say one.
fn own_key(row: &Row) -> Option<Key> {
    Some(match row {
        Row::Account(account) => keys::account(account.id),
        Row::Session(session) => keys::session(session.user, session.id),
        Row::Mentor(mentor) => keys::mentor(mentor.id),
        Row::Day(user, date, _) => keys::day(*user, *date),
        Row::Favourite(user, favourite) => keys::favourite(*user, favourite.mentor),
        Row::Identity(identity) => keys::identity(&identity.email),
        Row::Latest(challenge) => keys::last_challenge(&challenge.email, challenge.purpose),
        Row::Challenge(challenge) => keys::challenge(challenge.id),
        Row::Member(member) => keys::member(&member.email),
        Row::Booking(booking) => keys::booking(booking.id),
        Row::Due(due) => keys::due(due),
        Row::Connection(connection) => keys::connection(&connection.id),
        Row::Frame(user, frame) => keys::frame(*user, frame.sequence),
        Row::Notice(user, notice) => keys::notice(*user, notice.id),
        Row::Alert(alert) => keys::alert(alert.id),
        Row::Alerted(alerted) => keys::alerted(alerted.alert, alerted.user),
        Row::Announcement(mentee, one) => {
            let pk = mentee.map_or_else(|| keys::announcements(one.audience), keys::mentors_announcements);
            Key::new(pk, one.id)
        }
        Row::Preferences(user) => keys::preferences(*user),
        Row::Audit(audit) => keys::audit(audit.id, audit.at),
        Row::Chat(chat) => keys::chat(chat.id),
        Row::Message(message) => keys::message(message.chat, message.sequence),
        Row::Former(chat, place, former) => keys::former(*chat, *place, former.version),
        Row::Membership(owner, listed) => keys::membership(*owner, listed.chat),
        Row::Report(report) => keys::report(report.id),
        _ => return None,
    })
}

/// Index attributes by name.
type Places = BTreeMap<String, String>;

fn indexes(row: &Row) -> Places {
    let place = |index: &str, pk: String, sk: String| [(format!("{index}pk"), pk), (format!("{index}sk"), sk)];
    match row {
        Row::Account(account) => {
            let list = keys::account_list(account.roles.gradhelper(), account.status);
            place("gsi3", list, keys::account_place(account)).into()
        }
        Row::Mentor(mentor) => place("gsi3", keys::mentors_beside(mentor), keys::mentor_place(mentor)).into(),
        Row::Booking(booking) => {
            let rank = keys::booking_rank(booking);
            let mentor = place("gsi1", keys::mentor_list(booking.mentor), rank.clone());
            mentor.into_iter().chain(place("gsi2", keys::mentee_list(booking.mentee), rank)).collect()
        }
        Row::Notice(user, notice) => {
            let of = Some(notice.r#type);
            let listed = place("gsi3", keys::notices(*user, of), notice.id.to_string());
            let waits = || {
                let at = keys::place(notice.sequence);
                [place("gsi1", keys::unread(*user, None), at.clone()), place("gsi2", keys::unread(*user, of), at)]
            };
            let unread = (!notice.read).then(waits).into_iter().flatten().flatten();
            listed.into_iter().chain(unread).collect()
        }
        Row::Report(report) => place("gsi3", keys::report_list(report.status), keys::report_place(report)).into(),
        Row::Membership(owner, listed) => {
            let rank = format!("{}{}", keys::chat_prefix(listed.kind), keys::chat_place(listed.at, listed.chat));
            place("gsi4", keys::chat_list(*owner), rank).into()
        }
        _ => Places::new(),
    }
}

fn indexes_of(item: &Item) -> Places {
    let indexed = item.iter().filter(|(name, _)| name.starts_with("gsi"));
    indexed.map(|(name, value)| (name.clone(), value.as_s().cloned().unwrap_or_default())).collect()
}

/// Does the broom come for it?
fn goes(row: &Row) -> bool {
    let passes = matches!(
        row,
        Row::Connection(_)
            | Row::Connections(..)
            | Row::Ticket(_)
            | Row::Frame(..)
            | Row::Notice(..)
            | Row::Announcement(..)
            | Row::Typing
    );
    passes
        || matches!(
            row,
            Row::Session(_) | Row::Latest(_) | Row::Challenge(_) | Row::Silence | Row::Answer(_) | Row::Rate
        )
}

fn is_edited(row: &Row) -> bool {
    matches!(
        row,
        Row::Account(_)
            | Row::Mentor(_)
            | Row::Hours(..)
            | Row::Words(..)
            | Row::Identity(_)
            | Row::Booking(_)
            | Row::Connections(..)
            | Row::Inbox(..)
            | Row::Preferences(_)
            | Row::Message(_)
            | Row::Report(_)
    )
}

fn version(item: &Item) -> Option<u32> {
    item.get("version")?.as_n().ok()?.parse().ok()
}
