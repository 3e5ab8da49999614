//! One booking, both sides at once.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::Entropy;
use futures::future::join_all;
use serde_json::json;
use testkit::{Fault, Person, TestCloud, When};

use super::search::{Entry, Model, explains};
use super::seeds;
use crate::bookings::{ask, path};

/// Where a booking stands: the words of the API, and which of the starts it has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Booking {
    status: &'static str,
    start: &'static str,
}

const STARTS: [&str; 3] = ["2026-11-24T10:00:00Z", "2026-11-24T12:00:00Z", "2026-11-24T14:00:00Z"];
const STATUSES: [&str; 5] = ["pending", "confirmed", "declined", "cancelled_by_mentor", "cancelled_by_mentee"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Confirm,
    Decline,
    CancelByMentor,
    CancelByMentee,
    MoveByMentor,
    MoveByMentee,
    /// Before its start it is refused, whatever else happens.
    Complete,
    Look,
}

const ACTS: [Act; 7] = [
    Act::Confirm,
    Act::Decline,
    Act::CancelByMentor,
    Act::CancelByMentee,
    Act::MoveByMentor,
    Act::MoveByMentee,
    Act::Complete,
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Done,
    Refused,
    Seen(Booking),
}

impl Model for Booking {
    type Act = Act;
    type Answer = Answer;

    fn step(&self, act: &Act) -> (Self, Answer) {
        let live = ["pending", "confirmed"].contains(&self.status);
        let to = |status| Some(Self { status, ..self.clone() });
        let next = match act {
            Act::Look => return (self.clone(), Answer::Seen(self.clone())),
            Act::Confirm if self.status == "pending" => to("confirmed"),
            Act::Decline if self.status == "pending" => to("declined"),
            Act::CancelByMentor if live => to("cancelled_by_mentor"),
            Act::CancelByMentee if live => to("cancelled_by_mentee"),
            Act::MoveByMentor if live => Some(Self { start: STARTS[1], ..self.clone() }),
            // The mentee's move is a request again.
            Act::MoveByMentee if live => Some(Self { start: STARTS[2], status: "pending" }),
            _ => None,
        };
        next.map_or_else(|| (self.clone(), Answer::Refused), |next| (next, Answer::Done))
    }
}

struct Scene {
    cloud: TestCloud,
    mentee: Person,
    mentor: Person,
    booking: String,
    clock: AtomicU64,
}

impl Scene {
    async fn set() -> Self {
        let cloud = TestCloud::start().await;
        let (mentee, mentor) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
        let asked = mentee.post("/v1/bookings", ask(&mentor, "10:00")).await.expect(201);
        Self { cloud, mentee, mentor, booking: path(&asked, ""), clock: AtomicU64::default() }
    }

    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    async fn act(&self, act: Act) -> Entry<Act, Answer> {
        let began = self.tick();
        let (who, action, body) = match act {
            Act::Confirm => (&self.mentor, "/confirm", json!({})),
            Act::Decline => (&self.mentor, "/decline", json!({"reason": "No."})),
            Act::CancelByMentor => (&self.mentor, "/cancel", json!({})),
            Act::CancelByMentee => (&self.mentee, "/cancel", json!({})),
            Act::MoveByMentor => (&self.mentor, "/reschedule", json!({"start": STARTS[1]})),
            Act::MoveByMentee => (&self.mentee, "/reschedule", json!({"start": STARTS[2]})),
            Act::Complete => (&self.mentor, "/complete", json!({})),
            Act::Look => (&self.mentor, "", json!({})),
        };
        let to = format!("{}{action}", self.booking);
        let reply = if act == Act::Look { who.get(&to).await } else { who.post(&to, body).await };
        let known = |words: &'static [&'static str], name: &str| {
            words.iter().find(|word| reply.json["data"][name] == **word).copied().expect("a word of the model's")
        };
        let answer = match reply.status {
            200 if act == Act::Look => {
                Some(Answer::Seen(Booking { status: known(&STATUSES, "status"), start: known(&STARTS, "start") }))
            }
            200 => Some(Answer::Done),
            409 => Some(Answer::Refused),
            500.. => None,
            other => panic!("{act:?} is answered {other}: {}", reply.text),
        };
        Entry { act, began, ended: self.tick(), answer }
    }
}

fn start() -> Booking {
    Booking { status: "pending", start: STARTS[0] }
}

/// Five acts at once, some of whose calls go wrong, and a look when all is over.
async fn history(seed: u64) -> Vec<Entry<Act, Answer>> {
    let (scene, entropy) = (Scene::set().await, Entropy::seeded(seed));
    let mut left = ACTS.to_vec();
    let acts: Vec<Act> = (0..5).map(|_| left.swap_remove(usize::from(entropy.bytes::<1>()[0]) % left.len())).collect();
    let fault = [Fault::LostAnswer, Fault::Conflict, Fault::Before][usize::from(entropy.bytes::<1>()[0]) % 3];
    scene.cloud.befall(When::Percent(25), fault);
    let mut history = join_all(acts.into_iter().map(|act| scene.act(act))).await;
    scene.cloud.calm();
    history.push(scene.act(Act::Look).await);
    history
}

#[tokio::test]
async fn whatever_both_sides_do_at_once_has_an_order() {
    for seed in seeds() {
        let history = history(seed).await;
        assert!(explains(&start(), &history), "SIM_SEED={seed} MODEL_HISTORIES=1: no order of {history:#?}");
    }
}

/// What a confirmation would leave that does not look whether the booking is still as it was read.
#[test]
fn a_cancelled_booking_that_is_confirmed_all_the_same_has_no_order() {
    let entry = |act, began, ended, answer| Entry { act, began, ended, answer: Some(answer) };
    let look = |status| entry(Act::Look, 4, 5, Answer::Seen(Booking { status, start: STARTS[0] }));
    let both = || [entry(Act::Confirm, 0, 3, Answer::Done), entry(Act::CancelByMentee, 1, 2, Answer::Done)];
    let seen = |status| explains(&start(), &[both().as_slice(), &[look(status)]].concat());
    assert!(!seen("confirmed"));
    assert!(seen("cancelled_by_mentee"), "confirmed first");
}
