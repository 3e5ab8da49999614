//! What people were told and can look up, and how much of it is unread.

use std::collections::{BTreeMap, BTreeSet};

use domain::UserId;
use domain::id::NoticeId;
use domain::notice::{DAYS, Notice};
use jiff::ToSpan;
use jiff::civil::Date;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let placed = house.notices.iter().filter_map(|(user, notice)| {
        let holds = house.inboxes.get(user).is_some_and(|inbox| notice.sequence <= inbox.sequence);
        unless(holds, Rule::PastTheEnd, [keys::notice(*user, notice.id)])
    });
    let since = kept_since(house);
    let there = unread(house);
    let none = BTreeMap::new();
    let counted = house.inboxes.iter().filter_map(|(user, inbox)| {
        let own = there.get(user).unwrap_or(&none);
        let holds = inbox.unread.range(since..).eq(own.range(since..));
        unless(holds, Rule::Unread, [keys::last_frame(*user)])
    });
    let wanted = house
        .preferences
        .iter()
        .filter_map(|user| unless(house.is_or_was(*user), Rule::PreferencesOfNobody, [keys::preferences(*user)]));
    let alerted = house.alerted.iter().filter_map(|one| {
        let holds = house.alerts.contains(&one.alert) && house.is_or_was(one.user);
        unless(holds, Rule::AlertOfNobody, [keys::alerted(one.alert, one.user)])
    });
    placed.chain(counted).chain(wanted).chain(alerted).chain(read(house)).collect()
}

/// Who has read a message has read that there is one.
fn read(house: &House) -> Vec<Broken> {
    if house.buried {
        return Vec::new();
    }
    let is_unread =
        |user: &UserId, notice: &Notice| house.inboxes.get(user).is_some_and(|inbox| inbox.is_unread(notice));
    let unread: BTreeSet<(UserId, NoticeId)> = house
        .notices
        .iter()
        .filter(|(user, notice)| is_unread(user, notice))
        .map(|(user, one)| (*user, one.id))
        .collect();
    let read = house.messages.values().filter(|message| !house.talking.contains(&message.chat)).flat_map(|message| {
        let members = house.chats.get(&message.chat).map(|chat| &chat.members).into_iter().flatten();
        let readers = members.filter(|(_, member)| member.read >= message.sequence);
        readers.map(|(user, _)| (*user, NoticeId::of_message(message, *user)))
    });
    let wrong = read.filter(|notice| unread.contains(notice));
    wrong.map(|(user, notice)| Broken::new(Rule::NoticeOfRead, [keys::notice(user, notice)])).collect()
}

/// How many of each day are unread, by person.
fn unread(house: &House) -> BTreeMap<UserId, BTreeMap<Date, u32>> {
    let mut there = BTreeMap::<UserId, BTreeMap<Date, u32>>::new();
    for (user, notice) in &house.notices {
        if house.inboxes.get(user).is_some_and(|inbox| inbox.is_unread(notice)) {
            *there.entry(*user).or_default().entry(notice.day()).or_default() += 1;
        }
    }
    there
}

/// The broom has come, or may come, for what is of earlier days. Rows have no clock: the newest notice is one.
fn kept_since(house: &House) -> Date {
    let newest = house.notices.iter().map(|(_, notice)| notice).map(Notice::day).max();
    newest.and_then(|day| day.checked_sub(DAYS.days()).ok()).unwrap_or(Date::MIN)
}
