//! One family of refresh tokens, used by several at once.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Entropy;
use futures::future::join_all;
use testkit::{Fault, When};

use super::search::{Entry, Model, explains};
use super::seeds;
use crate::accounts::{Client, house, joined};

/// Which token is current, by its number; none once two held the family.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Family(Option<u32>);

impl Model for Family {
    /// The token that somebody brings.
    type Act = u32;
    /// The one that they get.
    type Answer = Option<u32>;

    fn step(&self, token: &u32) -> (Self, Option<u32>) {
        match self.0 {
            Some(current) if *token == current => (Self(Some(current + 1)), Some(current + 1)),
            // An answer that was lost, given again while its successor is unused.
            Some(current) if token + 1 == current => (self.clone(), Some(current)),
            _ => (Self(None), None),
        }
    }
}

/// The number that a token bears between its ids and its MAC.
fn number(token: &str) -> u32 {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64");
    u32::from_be_bytes(bytes[32..36].try_into().expect("four bytes"))
}

/// Rounds of three who refresh at once, with any of the tokens that were ever given out.
async fn history(seed: u64) -> (Family, Vec<Entry<u32, Option<u32>>>) {
    let (cloud, entropy, clock) = (house().await, Entropy::seeded(seed), AtomicU64::new(0));
    let ada: Client = joined(&cloud, "ada").await;
    let start = Family(Some(number(&ada.refresh)));
    let (mut tokens, mut history) = (vec![ada.refresh.clone()], Vec::new());
    cloud.befall(
        When::Percent(15),
        [Fault::LostAnswer, Fault::Conflict, Fault::Before][usize::try_from(seed % 3).unwrap()],
    );
    for _ in 0..4 {
        // Mostly the latest, now and then an old one.
        let chosen = (0..3).map(|_| {
            tokens[tokens.len() - 1 - usize::from(entropy.bytes::<1>()[0] % 8 / 6).min(tokens.len() - 1)].clone()
        });
        let (clock, ada) = (&clock, &ada);
        let replies = join_all(chosen.map(|token| async move {
            let began = clock.fetch_add(1, Ordering::SeqCst);
            let reply = ada.refresh(&token).await;
            let given = reply.json["data"]["refreshToken"].as_str().map(str::to_owned);
            let answer = match reply.status {
                200 => Some(given.as_deref().map(number)),
                401 => Some(None),
                500.. => None,
                other => panic!("{other}: {}", reply.text),
            };
            (Entry { act: number(&token), began, ended: clock.fetch_add(1, Ordering::SeqCst), answer }, given)
        }))
        .await;
        for (entry, given) in replies {
            history.push(entry);
            tokens.extend(given.filter(|given| !tokens.contains(given)));
        }
        tokens.sort_by_key(|token| number(token));
    }
    (start, history)
}

#[tokio::test]
async fn whoever_refreshes_at_once_has_an_order() {
    for seed in seeds() {
        let (start, history) = history(seed).await;
        assert!(explains(&start, &history), "SIM_SEED={seed} MODEL_HISTORIES=1: no order of {history:#?}");
    }
}

#[test]
fn two_successors_of_one_token_have_no_order() {
    let refresh = |act, began, ended, answer| Entry { act, began, ended, answer: Some(answer) };
    let both = [refresh(1, 0, 3, Some(2)), refresh(2, 4, 5, Some(3)), refresh(1, 6, 7, Some(2))];
    assert!(!explains(&Family(Some(1)), &both), "the second is used, so the first is a thief's");
    assert!(explains(&Family(Some(1)), &both[..2]));
}
