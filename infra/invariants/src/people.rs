//! A person is an account, its gate, its address, its number and maybe Google's id: each names the other.

use std::collections::BTreeMap;

use domain::UserId;
use domain::account::Account;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let mut broken = two_accounts(house);
    broken.extend(house.accounts.values().flat_map(|account| whole(house, account)));
    broken.extend(of_nobody(house));
    broken
}

fn two_accounts(house: &House) -> Vec<Broken> {
    let mut owners: BTreeMap<&str, Vec<UserId>> = BTreeMap::new();
    for account in house.accounts.values() {
        owners.entry(account.email.as_str()).or_default().push(account.id);
    }
    let twice = owners.into_values().filter(|owners| owners.len() > 1);
    twice.map(|owners| Broken::new(Rule::TwoAccounts, owners.into_iter().map(keys::account))).collect()
}

/// From the account to the rows beside it.
fn whole(house: &House, account: &Account) -> Vec<Broken> {
    let (id, own) = (account.id, keys::account(account.id));
    let address = house.identities.iter().find(|identity| identity.email == account.email);
    let google = account.google.as_ref().is_none_or(|sub| house.google.get(sub) == Some(&id));
    let gate = house.gates.get(&id);
    let runs = account.runs_the_place();
    let found = [
        unless(
            address.is_some_and(|identity| identity.user == id),
            Rule::AddressNotOwn,
            [own.clone(), keys::identity(&account.email)],
        ),
        unless(gate.is_some(), Rule::NoGate, [own.clone()]),
        unless(gate.is_none_or(|gate| gate.status == account.status), Rule::GateStatus, [keys::gate(id)]),
        unless(
            house.numbers.get(&account.number) == Some(&id),
            Rule::NumberNotOwn,
            [own.clone(), keys::number(account.number)],
        ),
        unless(google, Rule::GoogleNotOwn, [own.clone()]),
        unless(!runs || house.admins.contains(&id), Rule::AdminLeftOut, [own]),
    ];
    found.into_iter().flatten().collect()
}

/// From the rows beside to an account.
fn of_nobody(house: &House) -> Vec<Broken> {
    let account = |user: &UserId| house.accounts.get(user);
    let identities = house.identities.iter().filter_map(|identity| {
        let theirs = account(&identity.user).is_some_and(|account| account.email == identity.email);
        unless(theirs, Rule::AddressOfNobody, [keys::identity(&identity.email), keys::account(identity.user)])
    });
    let gates =
        house.gates.keys().filter_map(|user| unless(account(user).is_some(), Rule::GateOfNobody, [keys::gate(*user)]));
    let numbers = house.numbers.iter().filter_map(|(number, user)| {
        let theirs = account(user).is_some_and(|account| account.number == *number);
        unless(theirs, Rule::NumberOfNobody, [keys::number(*number), keys::account(*user)])
    });
    let google = house.google.iter().filter_map(|(sub, user)| {
        let theirs = account(user).is_some_and(|account| account.google.as_ref() == Some(sub));
        unless(theirs, Rule::GoogleOfNobody, [keys::google(sub), keys::account(*user)])
    });
    let admins = house.admins.iter().filter_map(|user| {
        let runs = account(user).is_some_and(Account::runs_the_place);
        unless(runs, Rule::AdminInName, [keys::admins(), keys::account(*user)])
    });
    identities.chain(gates).chain(numbers).chain(google).chain(admins).collect()
}
