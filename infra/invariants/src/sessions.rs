//! Sessions, challenges and kept answers: each is somebody's.

use std::collections::BTreeMap;

use domain::account::challenge::Challenge;
use domain::account::family::Session;
use domain::id::SessionId;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let mut broken: Vec<Broken> = house.sessions.iter().flat_map(|session| session_of(house, session)).collect();
    broken.extend(families(house));
    broken.extend(house.latest.iter().filter_map(|latest| points(house, latest)));
    broken.extend(house.challenges.values().filter_map(|challenge| {
        let whose = challenge.user.is_none_or(|user| house.is_or_was(user));
        unless(whose, Rule::ChallengeOfNobody, [keys::challenge(challenge.id)])
    }));
    broken.extend(
        house
            .answers
            .iter()
            .filter_map(|(key, user)| unless(house.is_or_was(*user), Rule::AnswerOfNobody, [key.clone()])),
    );
    broken
}

fn session_of(house: &House, session: &Session) -> Vec<Broken> {
    let key = keys::session(session.user, session.id);
    let era = house.gates.get(&session.user).is_none_or(|gate| session.era <= gate.era);
    let token = session.generation >= 1 && session.rotated < session.expires;
    let found = [
        unless(house.is_or_was(session.user), Rule::SessionOfNobody, [key.clone()]),
        unless(era, Rule::SessionEra, [key.clone(), keys::gate(session.user)]),
        unless(token, Rule::SessionToken, [key]),
    ];
    found.into_iter().flatten().collect()
}

/// A family is one row: two would each have a token that is good.
fn families(house: &House) -> Vec<Broken> {
    let mut rows: BTreeMap<SessionId, Vec<_>> = BTreeMap::new();
    for session in &house.sessions {
        rows.entry(session.id).or_default().push(keys::session(session.user, session.id));
    }
    rows.into_values().filter(|rows| rows.len() > 1).map(|rows| Broken::new(Rule::SessionToken, rows)).collect()
}

/// The latest of an address is a challenge of that address, or one that has gone.
fn points(house: &House, latest: &Challenge) -> Option<Broken> {
    let theirs = |challenge: &Challenge| (&challenge.email, challenge.purpose) == (&latest.email, latest.purpose);
    let holds = house.challenges.get(&latest.id).is_none_or(theirs);
    let here = keys::last_challenge(&latest.email, latest.purpose);
    unless(holds, Rule::ChallengeNotLatest, [here, keys::challenge(latest.id)])
}
