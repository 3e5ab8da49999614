//! One booking, both sides at once.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::Entropy;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;
use testkit::{Fault, Person, TestCloud, When};

use super::search::{Entry, Model, explains};
use super::seeds;
use crate::bookings::{ask, path};

/// Where a booking stands: the words of the API, which of the starts it has, and whether that has passed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Booking {
    status: &'static str,
    start: &'static str,
    started: bool,
}

const STARTS: [&str; 3] = ["2026-11-24T10:00:00Z", "2026-11-26T12:00:00Z", "2026-11-26T14:00:00Z"];
/// An hour after the first of them: the session's end.
const END: &str = "2026-11-24T11:00:00Z";
const STATUSES: [&str; 8] = [
    "pending",
    "confirmed",
    "declined",
    "cancelled_by_mentor",
    "cancelled_by_mentee",
    "completed",
    "no_show_by_mentor",
    "no_show_by_mentee",
];

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
    /// The other side says so.
    MissedByMentor,
    MissedByMentee,
    Look,
}

/// What is tried before the session, and after it.
/// Whoever moves it may think again.
const BEFORE: [Act; 9] = [
    Act::Confirm,
    Act::Decline,
    Act::CancelByMentor,
    Act::CancelByMentee,
    Act::MoveByMentor,
    Act::MoveByMentee,
    Act::MoveByMentor,
    Act::MoveByMentee,
    Act::Complete,
];
const AFTER: [Act; 7] = [
    Act::Complete,
    Act::MissedByMentor,
    Act::MissedByMentee,
    Act::CancelByMentor,
    Act::CancelByMentee,
    Act::MoveByMentor,
    Act::Decline,
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Done,
    Refused,
    /// The status, and the start.
    Seen(&'static str, &'static str),
}

impl Model for Booking {
    type Act = Act;
    type Answer = Answer;

    fn step(&self, act: &Act) -> (Self, Answer) {
        match self.after(*act) {
            _ if *act == Act::Look => (self.clone(), Answer::Seen(self.status, self.start)),
            Some(next) => (next, Answer::Done),
            None => (self.clone(), Answer::Refused),
        }
    }
}

impl Booking {
    /// None where it is refused. Nothing here is started and still pending.
    fn after(&self, act: Act) -> Option<Self> {
        let to = |status| Some(Self { status, ..self.clone() });
        match (act, self.status, self.started) {
            (Act::Confirm, "pending", false) => to("confirmed"),
            (Act::Decline, "pending", false) => to("declined"),
            (Act::CancelByMentor, "pending" | "confirmed", false) => to("cancelled_by_mentor"),
            (Act::CancelByMentee, "pending" | "confirmed", false) => to("cancelled_by_mentee"),
            (Act::MoveByMentor, "pending" | "confirmed", false) => Some(Self { start: STARTS[1], ..self.clone() }),
            // The mentee's move is a request again.
            (Act::MoveByMentee, "pending" | "confirmed", false) => {
                Some(Self { start: STARTS[2], status: "pending", ..self.clone() })
            }
            (Act::Complete, "confirmed", true) => to("completed"),
            (Act::MissedByMentor, "confirmed", true) => to("no_show_by_mentor"),
            (Act::MissedByMentee, "confirmed", true) => to("no_show_by_mentee"),
            _ => None,
        }
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

    /// Confirmed, and its end has come.
    async fn over() -> Self {
        let scene = Self::set().await;
        scene.mentor.post(&format!("{}/confirm", scene.booking), json!({})).await.expect(200);
        scene.cloud.settle().await;
        scene.cloud.move_to(END);
        scene
    }

    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    async fn act(&self, act: Act) -> Entry<Act, Answer> {
        let began = self.tick();
        // No two instants are one, and most are of one second.
        self.cloud.advance(SignedDuration::from_millis(1));
        let (who, action, body) = match act {
            Act::Confirm => (&self.mentor, "/confirm", json!({})),
            Act::Decline => (&self.mentor, "/decline", json!({"reason": "No."})),
            Act::CancelByMentor => (&self.mentor, "/cancel", json!({})),
            Act::CancelByMentee => (&self.mentee, "/cancel", json!({})),
            Act::MoveByMentor => (&self.mentor, "/reschedule", json!({"start": STARTS[1]})),
            Act::MoveByMentee => (&self.mentee, "/reschedule", json!({"start": STARTS[2]})),
            Act::Complete => (&self.mentor, "/complete", json!({})),
            Act::MissedByMentor => (&self.mentee, "/no-show", json!({"side": "mentor"})),
            Act::MissedByMentee => (&self.mentor, "/no-show", json!({"side": "mentee"})),
            Act::Look => (&self.mentor, "", json!({})),
        };
        let to = format!("{}{action}", self.booking);
        let reply = if act == Act::Look { who.get(&to).await } else { who.post(&to, body).await };
        let known = |words: &'static [&'static str], name: &str| {
            words.iter().find(|word| reply.json["data"][name] == **word).copied().expect("a word of the model's")
        };
        let answer = match reply.status {
            200 if act == Act::Look => Some(Answer::Seen(known(&STATUSES, "status"), known(&STARTS, "start"))),
            200 => Some(Answer::Done),
            409 => Some(Answer::Refused),
            500.. => None,
            other => panic!("{act:?} is answered {other}: {}", reply.text),
        };
        Entry { act, began, ended: self.tick(), answer }
    }
}

fn asked() -> Booking {
    Booking { status: "pending", start: STARTS[0], started: false }
}

fn over() -> Booking {
    Booking { status: "confirmed", start: STARTS[0], started: true }
}

/// Five acts at once, some of whose calls go wrong, and a look when all is over.
async fn history(seed: u64, scene: Scene, acts: &[Act]) -> Vec<Entry<Act, Answer>> {
    let entropy = Entropy::seeded(seed);
    let mut left = acts.to_vec();
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
        let history = history(seed, Scene::set().await, &BEFORE).await;
        assert!(explains(&asked(), &history), "SIM_SEED={seed} MODEL_HISTORIES=1: no order of {history:#?}");
    }
}

#[tokio::test]
async fn whatever_both_sides_say_of_a_session_that_is_over_has_an_order() {
    for seed in seeds() {
        let history = history(seed, Scene::over().await, &AFTER).await;
        assert!(explains(&over(), &history), "SIM_SEED={seed} MODEL_HISTORIES=1: no order of {history:#?}");
    }
}

/// What a confirmation would leave that does not look whether the booking is still as it was read.
#[test]
fn a_cancelled_booking_that_is_confirmed_all_the_same_has_no_order() {
    let entry = |act, began, ended, answer| Entry { act, began, ended, answer: Some(answer) };
    let look = |status| entry(Act::Look, 4, 5, Answer::Seen(status, STARTS[0]));
    let both = || [entry(Act::Confirm, 0, 3, Answer::Done), entry(Act::CancelByMentee, 1, 2, Answer::Done)];
    let seen = |status| explains(&asked(), &[both().as_slice(), &[look(status)]].concat());
    assert!(!seen("confirmed"));
    assert!(seen("cancelled_by_mentee"), "confirmed first");
}

/// Of one session only one thing can be said, by whoever says it first.
#[test]
fn a_session_that_was_held_and_missed_has_no_order() {
    let entry = |act, began, ended, answer| Entry { act, began, ended, answer: Some(answer) };
    let said = |missed| [entry(Act::Complete, 0, 3, Answer::Done), entry(Act::MissedByMentor, 1, 2, missed)];
    assert!(!explains(&over(), &said(Answer::Done)));
    assert!(explains(&over(), &said(Answer::Refused)), "completed first");
    assert!(!explains(&asked(), &said(Answer::Refused)), "before its start");
}
