//! Every call that an operation makes to the table, failing in every way: the reply is honest, the
//! rows keep their promises, and the same request again ends where a clean run ends.

use futures::future::join_all;
use serde_json::{Value, json};
use testkit::{Fault, Person, Reply, TestCloud, When};

use super::{ask, confirmed, path};

/// An operation of a booking, from a start state of its own.
#[derive(Clone, Copy, Debug)]
enum Act {
    Ask,
    Confirm,
    Cancel,
    Move,
    Rate,
}

const ACTS: [Act; 5] = [Act::Ask, Act::Confirm, Act::Cancel, Act::Move, Act::Rate];
const FAULTS: [Fault; 4] = [Fault::Before, Fault::LostAnswer, Fault::Throttled, Fault::Conflict];

struct Stage {
    cloud: TestCloud,
    who: Person,
    path: String,
    body: Value,
    /// The status that a success brings the booking to.
    then: &'static str,
}

impl Act {
    async fn stage(self) -> Stage {
        let cloud = TestCloud::start().await;
        let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let stage = |who: &Person, path: String, body: Value, then| Stage {
            cloud: cloud.clone(),
            who: who.clone(),
            path,
            body,
            then,
        };
        let staged = match self {
            Self::Ask => stage(&ada, "/v1/bookings".to_owned(), ask(&grace, "10:00"), "pending"),
            Self::Confirm => {
                let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
                stage(&grace, path(&asked, "/confirm"), json!({}), "confirmed")
            }
            Self::Cancel => {
                let booking = confirmed(&ada, &grace, "10:00").await;
                stage(&ada, path(&booking, "/cancel"), json!({}), "cancelled_by_mentee")
            }
            Self::Move => {
                let booking = confirmed(&ada, &grace, "10:00").await;
                stage(&grace, path(&booking, "/reschedule"), json!({"start": "2026-11-24T10:30:00Z"}), "confirmed")
            }
            Self::Rate => {
                let booking = confirmed(&ada, &grace, "10:00").await;
                cloud.move_to("2026-11-24T11:00:00Z");
                grace.post(&path(&booking, "/complete"), json!({})).await.expect(200);
                stage(&ada, path(&booking, "/feedback"), json!({"rating": 5}), "completed")
            }
        };
        cloud.settle().await;
        cloud.hold_stream();
        staged
    }
}

impl Stage {
    async fn act(&self) -> Reply {
        let ask = self.who.ask(reqwest::Method::POST, &self.path).header("idempotency-key", "once");
        ask.json(&self.body).send().await
    }

    /// Everything but what is random or counts tries: ids of events, the noise of replies.
    async fn end(&self) -> (usize, usize, Vec<(String, u32, Option<u8>)>) {
        let dump = self.cloud.dump().await;
        dump.assert_invariants();
        let bookings = dump.bookings().into_iter();
        let told = bookings.map(|b| (b.status.to_string(), b.version, b.rating.map(Into::into)));
        (dump.of_kind("evt_").count(), dump.of_kind("key").count(), told.collect())
    }
}

async fn calls_of(act: Act) -> usize {
    let stage = act.stage().await;
    let (cost, reply) = stage.cloud.metered(stage.act()).await;
    assert!(reply.status < 300, "{act:?}: {}", reply.text);
    assert_eq!(reply.json["data"]["status"], stage.then);
    cost.calls.len()
}

#[tokio::test]
async fn whichever_call_fails_once_the_operation_still_happens_once() {
    for act in ACTS {
        let clean = act.stage().await;
        assert!(clean.act().await.status < 300);
        let clean_end = clean.end().await;
        let cases = (0..calls_of(act).await).flat_map(|k| FAULTS.map(|fault| (k, fault)));
        join_all(cases.map(async |(k, fault)| {
            let stage = act.stage().await;
            stage.cloud.befall(When::Call(k), fault);
            let reply = stage.act().await;
            stage.cloud.calm();
            assert!(reply.status < 300, "{act:?}, call {k} {fault:?}: {}", reply.text);
            assert_eq!(stage.end().await, clean_end, "{act:?}, call {k} {fault:?}");
            let again = stage.act().await;
            assert_eq!((again.status, &again.text), (reply.status, &reply.text), "{act:?}, call {k} {fault:?}, again");
            assert_eq!(stage.end().await, clean_end, "{act:?}, call {k} {fault:?}, again");
        }))
        .await;
    }
}

#[tokio::test]
async fn a_table_that_never_answers_is_503_or_500_and_nothing_happens_until_it_does() {
    let cases = ACTS.into_iter().flat_map(|act| [(act, Fault::Before), (act, Fault::Throttled)]);
    join_all(cases.map(async |(act, fault)| {
        let stage = act.stage().await;
        let before = stage.end().await;
        stage.cloud.befall(When::From(0), fault);
        let reply = stage.act().await;
        stage.cloud.calm();
        let expected = if fault == Fault::Throttled { 503 } else { 500 };
        assert_eq!(reply.status, expected, "{act:?} {fault:?}: {}", reply.text);
        assert_eq!(stage.end().await, before, "{act:?} {fault:?}");
        assert!(stage.act().await.status < 300, "{act:?} {fault:?}: afterwards");
    }))
    .await;
}

#[tokio::test]
async fn contention_is_not_an_error_and_still_has_one_winner() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    let mentees = join_all((0..12).map(|_| cloud.mentee("ada"))).await;
    cloud.befall(When::Percent(30), Fault::Conflict);
    let replies = join_all(mentees.iter().map(|mentee| mentee.post("/v1/bookings", ask(&grace, "10:00")))).await;
    cloud.calm();
    let won = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!((won, replies.iter().filter(|reply| reply.code() == "SLOT_TAKEN").count()), (1, 11));
    cloud.dump().await.assert_invariants();
}
