//! Promise 21: whoever refreshes at once, and whoever's answers are lost, stays; the game of thief and victim is
//! played in `domain::account::family`, five thousand times.

use std::collections::BTreeSet;

use testkit::{Fault, Reply, When};

use super::{race, size};
use crate::accounts::{house, joined};

fn token(reply: &Reply) -> String {
    reply.json["data"]["refreshToken"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn tabs_that_refresh_at_once_get_one_successor() {
    let size = size("21, one token, many tabs", (12, 2), (200, 200));
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let mut current = ada.refresh.clone();
    for _ in 0..size.rounds {
        let replies = race(size.clients, |_| ada.refresh(&current)).await;
        let successors: BTreeSet<String> = replies.into_iter().map(|reply| token(&reply.expect(200))).collect();
        assert_eq!(successors.len(), 1, "one successor");
        current.clone_from(successors.first().expect("a successor"));
    }
}

/// A refresh makes one.
const WRITE: When = When::Nth("TransactWriteItems", 0);

#[tokio::test]
async fn lost_answers_log_nobody_out() {
    let size = size("21, lost answers", (1, 20), (1, 1000));
    let cloud = house().await;
    let ada = joined(&cloud, "ada").await;
    let mut current = ada.refresh.clone();
    for round in 0..size.rounds {
        // The answer to the client is lost, after the table has taken the write; or the process with it.
        cloud.befall(WRITE, if round % 2 == 0 { Fault::GoneAfter } else { Fault::LostAnswer });
        ada.refresh(&current).await;
        assert_eq!(cloud.befallen(), ["TransactWriteItems"], "round {round}");
        cloud.calm();
        current = token(&ada.refresh(&current).await.expect(200));
    }
}
