//! Chats: a message at each place, the last one shown, each found by its id, each chat in the lists where it
//! belongs.

use std::collections::BTreeSet;

use domain::chat::{Chat, ChatKind, Message, Report, Standing};
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let mut broken: Vec<Broken> = house.chats.values().flat_map(|chat| of_chat(house, chat)).collect();
    broken.extend(house.messages.values().filter_map(|message| astray(house, message)));
    broken.extend(house.places.iter().filter_map(|(id, place)| {
        let there = house.messages.get(&(place.chat, place.sequence)).is_some_and(|message| message.id == *id);
        unless(there, Rule::MessageElsewhere, [keys::whereabouts(*id)])
    }));
    broken.extend(house.formers.iter().filter_map(|(chat, place, former)| {
        let before = house.messages.get(&(*chat, *place)).is_some_and(|message| former.version < message.version);
        unless(before, Rule::FormerNotBefore, [keys::former(*chat, *place, former.version)])
    }));
    broken.extend(house.reports.iter().flat_map(|report| of_report(house, report)));
    broken
}

fn of_report(house: &House, report: &Report) -> Vec<Broken> {
    let message = house.messages.get(&(report.chat, report.sequence));
    let about = message.is_some_and(|one| (one.id, one.author) == (report.message, report.author))
        && report.id == Report::id_of(report.message, report.reporter);
    let open = report.status == Standing::Open;
    let gone = message.is_none_or(|one| one.content.is_none());
    let holds = [
        (about && house.is_or_was(report.reporter), Rule::ReportOfNothing),
        (report.decided_by.is_none() == open && report.decided.is_none() == open, Rule::VerdictOfNobody),
        (report.status != Standing::Hidden || gone, Rule::HiddenNotGone),
    ];
    holds.into_iter().filter_map(|(holds, rule)| unless(holds, rule, [keys::report(report.id)])).collect()
}

fn of_chat(house: &House, chat: &Chat) -> Vec<Broken> {
    let key = keys::chat(chat.id);
    let here = house.messages.range((chat.id, 0)..=(chat.id, u64::MAX)).map(|((_, place), _)| *place);
    let last = house.messages.get(&(chat.id, chat.sequence)).map(Message::preview);
    let read = chat.members.values().all(|member| member.read <= chat.sequence);
    let known = chat.members.keys().all(|user| house.is_or_was(*user));
    let holds = [
        (known, Rule::ChatOfNobody),
        (chat.kind != ChatKind::Session || is_of_its_booking(house, chat), Rule::SessionOfOthers),
        (here.eq(1..=chat.sequence), Rule::ChatPlaces),
        (chat.last == last, Rule::LastNotLast),
        (read, Rule::ReadAhead),
    ];
    let own = holds.into_iter().filter_map(|(holds, rule)| unless(holds, rule, [key.clone()]));
    own.chain(unlisted(house, chat)).collect()
}

/// The two of the booking that its id is made of, and nobody else.
fn is_of_its_booking(house: &House, chat: &Chat) -> bool {
    let booking = chat.booking().and_then(|id| house.bookings.get(&id));
    let two = booking.map(|booking| BTreeSet::from([booking.mentor, booking.mentee]));
    two.is_some_and(|two| chat.members.keys().eq(&two))
}

/// A message whose chat is not there is at no place; one that is not found by its id is nowhere.
fn astray(house: &House, message: &Message) -> Option<Broken> {
    let found = house.places.get(&message.id);
    let there = found.is_some_and(|place| (place.chat, place.sequence) == (message.chat, message.sequence));
    unless(
        there && house.chats.contains_key(&message.chat),
        Rule::MessageElsewhere,
        [keys::message(message.chat, message.sequence)],
    )
}

fn unlisted(house: &House, chat: &Chat) -> Vec<Broken> {
    if house.buried || house.talking.contains(&chat.id) {
        return Vec::new();
    }
    let listed = house.owners(chat).into_iter().map(|owner| {
        let row = house.lists.get(&(owner, chat.id));
        let same = row.is_some_and(|row| (row.kind, row.sequence) == (chat.kind, chat.sequence));
        unless(same, Rule::ChatNotListed, [keys::membership(owner, chat.id)])
    });
    listed.flatten().collect()
}
