use domain::event::Happened;
use domain::id::EventId;
use domain::{Entropy, UserId};

use super::*;
use crate::row::to_row;

const NOW: &str = "2026-11-20T10:00:00Z";

fn held() -> Held {
    let (now, entropy) = (Now::at(NOW), Entropy::seeded(1));
    let event = Event {
        id: EventId::fresh(now, &entropy),
        at: now.0,
        what: Happened::MentorChanged { mentor: UserId::fresh(now, &entropy) },
    };
    let key = keys::event(event.id);
    let mut row = to_row(&key, &event).unwrap();
    row.insert(HELD_BY.to_owned(), s("us"));
    row.insert(HELD_UNTIL.to_owned(), n(1));
    row.insert(TRIES.to_owned(), n(3));
    row.insert(TOLD.to_owned(), AttributeValue::Ss(vec!["mail#mentor".into()]));
    Held { key, row, by: "us".into() }
}

#[test]
fn an_event_reads_back_whatever_stands_beside_it() {
    let held = held();
    assert!(matches!(held.event().unwrap().what, Happened::MentorChanged { .. }));
    assert!(held.is_told("mail#mentor") && !held.is_told("mail#mentee"));
    assert_eq!(held.tries(), 3);
}

#[test]
fn what_is_set_aside_keeps_what_is_done_and_loses_its_hold() {
    let row = set_aside(&held().row, &BTreeSet::from(["mail#mentee".to_owned()]));
    assert_eq!(told(&row), BTreeSet::from(["mail#mentee".to_owned(), "mail#mentor".to_owned()]));
    assert!(["pk", "sk", HELD_BY, HELD_UNTIL].iter().all(|name| !row.contains_key(*name)));
    assert_eq!(number(&row, TRIES), Some(3));
}

#[test]
fn tries_grow_apart_up_to_an_hour_and_take_most_of_a_working_day() {
    let minutes: Vec<i64> = (1..=8).map(|tries| pause(tries).as_mins()).collect();
    assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
    let all: i64 = (1..MOST_TRIES).map(|tries| pause(tries).as_mins()).sum();
    assert!((5 * 60..8 * 60).contains(&all), "{all}");
}

#[test]
fn a_retry_is_found_under_its_time_and_comes_back_under_another_key() {
    let held = held();
    let key = retry_key(&held.key.sk, "2026-11-20T10:04:00Z".parse().unwrap());
    assert_eq!(key.pk, "due#2026-11-20T10");
    assert!(key.sk.starts_with("2026-11-20T10:04:00Z#retry#evt_"));
    let mut row = set_aside(&held.row, &BTreeSet::new());
    row.extend(key_of(&key));
    let first = Waiting::of(row).unwrap().anew(Now::at(NOW)).0;
    assert_eq!(first.sk, format!("{}#1", held.key.sk));
    assert!(first.pk.starts_with("outbox#"));
    assert_eq!(name_of(&first.sk), held.key.sk);
}

#[test]
fn what_is_held_is_held_by_its_holder_and_says_when_it_was_written_anew() {
    let mut held = held();
    let ours = held.ours();
    assert_eq!((ours.condition.as_str(), crate::row::text(&ours.values, ":us")), ("held_by = :us", Some("us")));
    assert_eq!((held.name(), held.resent_at()), (held.key.sk.as_str(), None));
    held.row.insert(RESENT_AT.to_owned(), n(1_000));
    assert_eq!(held.resent_at(), Timestamp::from_second(1).ok());
}

#[test]
fn events_are_written_into_every_shard_and_anew_as_well() {
    let events: Vec<Key> =
        (0..100).map(|seed| keys::event(EventId::fresh(Now::at(NOW), &Entropy::seeded(seed)))).collect();
    let anew = |key: &Key| Waiting::of(key_of(key)).unwrap().anew(Now::at(NOW)).0.pk;
    let every: BTreeSet<String> = (0..keys::OUTBOX_SHARDS).map(|shard| format!("outbox#{shard}")).collect();
    assert_eq!(events.iter().map(|key| key.pk.clone()).collect::<BTreeSet<_>>(), every);
    assert_eq!(events.iter().map(anew).collect::<BTreeSet<_>>(), every);
}
