//! Nothing that was a deleted account's alone is left: neither what they were told nor how they wanted it, no words
//! to find what was said to them by, no lists. What they said is others' as well, and stays.

use domain::UserId;
use store::keys::{self, Key};

use crate::house::House;
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    if house.buried {
        return Vec::new();
    }
    let is_gone = |user: &UserId| house.gone.contains(user) && !house.erasing.contains(user);
    let gone = |user: &UserId, key: Key| is_gone(user).then(|| Broken::new(Rule::Remains, [key]));
    let notices = house.notices.iter().filter_map(|(user, notice)| gone(user, keys::notice(*user, notice.id)));
    let frames = house.frames.iter().filter_map(|(user, place)| gone(user, keys::frame(*user, *place)));
    let preferences = house.preferences.iter().filter_map(|user| gone(user, keys::preferences(*user)));
    let favourites = house.favourites.iter().filter_map(|(user, mentor)| gone(user, keys::favourite(*user, *mentor)));
    let inboxes = house.inboxes.iter().filter(|(_, inbox)| !inbox.ended);
    let inboxes = inboxes.filter_map(|(user, _)| gone(user, keys::last_frame(*user)));
    let copies =
        house.copies.iter().filter_map(|(user, id)| gone(user, Key::new(keys::mentors_announcements(*user), id)));
    let told = notices.chain(frames).chain(inboxes).chain(copies);
    let chats = lists(house, &is_gone).into_iter().chain(words(house, &is_gone));
    told.chain(preferences).chain(favourites).chain(chats).collect()
}

/// Unless an event of the chat waits, which may have written them in between and takes them away.
fn lists(house: &House, is_gone: &impl Fn(&UserId) -> bool) -> Vec<Broken> {
    let theirs = |owner: &Option<UserId>| owner.as_ref().is_some_and(is_gone);
    let left = house.lists.keys().filter(|(owner, chat)| theirs(owner) && !house.talking.contains(chat));
    left.map(|(owner, chat)| Broken::new(Rule::Remains, [keys::membership(*owner, *chat)])).collect()
}

/// As with the lists.
fn words(house: &House, is_gone: &impl Fn(&UserId) -> bool) -> Vec<Broken> {
    let theirs = |key: &Key| {
        key.pk.strip_prefix(keys::SAID).and_then(|user| user.parse().ok()).is_some_and(|user| is_gone(&user))
    };
    let left = house.said.iter().filter(|(key, word)| theirs(key) && !house.talking.contains(&word.chat));
    left.map(|(key, _)| Broken::new(Rule::Remains, [key.clone()])).collect()
}
