//! People are found by their own words and no others.

use std::collections::{BTreeMap, BTreeSet};

use domain::UserId;
use domain::id::ChatId;
use domain::mentor::Mentor;
use domain::search::{entries, tokens};
use store::keys::{self, Key};
use store::{Said, account_words, message_words};

use crate::house::House;
use crate::{Broken, Rule};

/// Keys of words, and what each shares with the one before it.
type Words = BTreeMap<Key, usize>;

pub fn check(house: &House) -> Vec<Broken> {
    let rows = || house.words.iter().map(|(key, found)| (key.clone(), found));
    let of_mentors = |key: &Key| key.pk == keys::MENTOR_WORDS;
    let accounts = rows().filter(|(key, _)| !of_mentors(key)).map(|(key, found)| (key, (found.user, found.shared)));
    let mentors = rows().filter(|(key, _)| of_mentors(key)).map(|(key, found)| (key, (found.user, found.shared)));
    let of_account = |account| account_words(account);
    let own = house.accounts.values().map(|account| (account.id, of_account(account))).collect();
    let written: BTreeMap<UserId, Words> =
        house.written.iter().map(|(user, written)| (*user, of_tokens(*user, &written.tokens))).collect();
    let mut broken = differing(&own, accounts.collect(), Rule::AccountWords);
    broken.extend(differing(&written, mentors.collect(), Rule::WordsNotWritten));
    broken.extend(followed(house, &written));
    broken.extend(said(house));
    broken
}

/// A message is found by what it says now, unless an event of its chat waits or was given up on.
fn said(house: &House) -> Vec<Broken> {
    if house.buried {
        return Vec::new();
    }
    let settled = |chat: &ChatId| !house.talking.contains(chat);
    let messages = house.messages.values().filter(|message| settled(&message.chat));
    let owners = |chat: &ChatId| house.chats.get(chat).map(|chat| house.owners(chat));
    let words = messages.filter_map(|message| Some(message_words(&owners(&message.chat)?, message)));
    let wanted: BTreeMap<Key, Said> = words.flatten().collect();
    // What is left of theirs is another rule's.
    let gone: BTreeSet<String> = house.gone.iter().map(|user| keys::said(Some(*user))).collect();
    let missing = wanted.iter().filter(|(key, word)| house.said.get(key) != Some(word));
    let extra = house
        .said
        .iter()
        .filter(|(key, word)| settled(&word.chat) && !wanted.contains_key(key) && !gone.contains(&key.pk));
    let mut told = BTreeSet::new();
    let first = missing.chain(extra).filter(|(_, word)| told.insert((word.chat, word.sequence)));
    first
        .map(|(key, word)| Broken::new(Rule::MessageWords, [keys::message(word.chat, word.sequence), key.clone()]))
        .collect()
}

fn of_tokens(user: UserId, tokens: &BTreeMap<String, usize>) -> Words {
    tokens.iter().map(|(token, shared)| (keys::mentor_word(token, user), *shared)).collect()
}

/// The people whose words are not these, with the first that differs.
fn differing(wanted: &BTreeMap<UserId, Words>, there: BTreeMap<Key, (UserId, usize)>, rule: Rule) -> Vec<Broken> {
    let all = wanted.iter().flat_map(|(user, words)| words.iter().map(|(key, shared)| (key.clone(), (*user, *shared))));
    let wanted: BTreeMap<Key, (UserId, usize)> = all.collect();
    let missing = wanted.iter().filter(|(key, word)| there.get(key) != Some(word));
    let extra = there.iter().filter(|(key, _)| !wanted.contains_key(key));
    let mut told = BTreeSet::new();
    let first = missing.chain(extra).filter(|(_, (user, _))| told.insert(*user));
    first.map(|(key, (user, _))| Broken::new(rule, [keys::account(*user), key.clone()])).collect()
}

/// What is written of each mentor is what the page says, unless an event of it waits or was given up on.
fn followed(house: &House, written: &BTreeMap<UserId, Words>) -> Vec<Broken> {
    if house.buried {
        return Vec::new();
    }
    let own = |mentor: &Mentor| of_tokens(mentor.id, &entries(tokens(mentor)));
    let users: BTreeSet<UserId> = house.mentors.keys().chain(written.keys()).copied().collect();
    let wrong = users.into_iter().filter(|user| !house.changing.contains(user)).filter(|user| {
        let wanted = house.mentors.get(user).map(own).unwrap_or_default();
        written.get(user).cloned().unwrap_or_default() != wanted
    });
    wrong.map(|user| Broken::new(Rule::MentorWords, [keys::mentor(user), keys::mentor_words(user)])).collect()
}
