//! Broken twins whose strong reads are stale: rows of one kind are answered as they were before somebody else's
//! change. Where the answer must be fresh, the twin is caught; where a condition of the transaction catches a
//! stale one, it ends in a clean refusal or the same answer, and the table says so.
//!
//! `cargo test --workspace stale -- --nocapture` prints it.

use ::invariants::Rule;
use futures::StreamExt;
use futures::stream;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Person, Reply, Stale, TestCloud};

use crate::accounts::{Client, PASSWORD, admin, again, house, joined, login, mail_to, post, token_in};
use crate::bookings::{ask, confirmed, path};

/// Something changes, and then somebody acts who must know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    /// The mentor closes every day; a mentee asks for an hour.
    BookAfterClosing,
    /// Another mentee has just got the hour.
    BookAfterAnother,
    /// The mentee cancels; the mentor confirms.
    ConfirmAfterCancel,
    /// The very same request, with its key, once more.
    SameKeyAgain,
    /// The token that the last refresh gave.
    RefreshTwice,
    /// The old password, after it was changed.
    OldPassword,
    /// The right password of somebody who was just suspended.
    LoginSuspended,
    /// A link that was used.
    UsedLink,
    /// Two edits of one's own account.
    EditTwice,
    /// A mentor's new skill is to be found.
    SearchFollows,
    /// A session that was cancelled is not announced.
    RemindAfterCancel,
}

/// What becomes of the twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It answers this where the house would not.
    Caught(u16),
    /// It leaves rows that break this.
    Breaks(Rule),
    /// A condition refuses it, cleanly, or it ends as the house does.
    Harmless(u16),
}

use End::{Breaks, Caught, Harmless};

/// The scene, the kind of row that is read stale ("" is every kind), and the end.
const TWINS: &[(Scene, &str, End)] = &[
    (Scene::BookAfterClosing, "availability", Caught(201)),
    (Scene::BookAfterAnother, "day#", Harmless(409)),
    (Scene::BookAfterAnother, "", Harmless(409)),
    // Overtaken each time, as far as it can see: to come again.
    (Scene::ConfirmAfterCancel, "booking", Harmless(503)),
    (Scene::SameKeyAgain, "key", Caught(409)),
    (Scene::SameKeyAgain, "", Harmless(201)),
    (Scene::RefreshTwice, "session#", Caught(401)),
    (Scene::OldPassword, "email", Caught(200)),
    (Scene::OldPassword, "", Harmless(401)),
    (Scene::LoginSuspended, "account", Harmless(401)),
    (Scene::LoginSuspended, "", Harmless(401)),
    (Scene::UsedLink, "challenge", Harmless(400)),
    (Scene::EditTwice, "account", Harmless(409)),
    (Scene::SearchFollows, "mentor", Breaks(Rule::MentorWords)),
    (Scene::RemindAfterCancel, "booking", Harmless(200)),
    (Scene::RemindAfterCancel, "", Harmless(200)),
];

impl Scene {
    /// What the house answers.
    fn honest(self) -> u16 {
        match self {
            Self::BookAfterClosing | Self::BookAfterAnother | Self::ConfirmAfterCancel => 409,
            Self::SameKeyAgain => 201,
            Self::OldPassword => 401,
            Self::LoginSuspended => 403,
            Self::UsedLink => 400,
            Self::RefreshTwice | Self::EditTwice | Self::SearchFollows | Self::RemindAfterCancel => 200,
        }
    }

    /// The last act's status, once what it causes is done.
    async fn play(self, cloud: &TestCloud, stale: Option<Stale>) -> u16 {
        let stale = || stale.into_iter().for_each(|stale| cloud.stale_reads(stale));
        match self {
            Self::BookAfterClosing | Self::BookAfterAnother | Self::ConfirmAfterCancel | Self::SameKeyAgain => {
                self.booked(cloud, stale).await
            }
            Self::SearchFollows => {
                let grace = cloud.mentor("grace").await;
                stale();
                let edited = grace.patch("/v1/mentors/me", json!({"expertise": ["Steam"]})).await;
                cloud.settle().await;
                edited.status
            }
            Self::RemindAfterCancel => reminded(cloud, stale).await,
            _ => self.entered(cloud, stale).await,
        }
    }

    async fn booked(self, cloud: &TestCloud, stale: impl Fn()) -> u16 {
        let (ada, eve, grace) = (cloud.mentee("ada").await, cloud.mentee("eve").await, cloud.mentor("grace").await);
        match self {
            Self::BookAfterClosing => {
                stale();
                grace.put("/v1/availability/me", json!({"weekly": [], "dates": []})).await.expect(200);
                keyed(&ada, &grace).await.status
            }
            Self::BookAfterAnother => {
                stale();
                eve.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
                keyed(&ada, &grace).await.status
            }
            Self::SameKeyAgain => {
                stale();
                let first = keyed(&ada, &grace).await.expect(201);
                let again = keyed(&ada, &grace).await;
                assert!(again.status != 201 || again.text == first.text, "another answer: {}", again.text);
                again.status
            }
            _ => {
                let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
                stale();
                ada.post(&path(&asked, "/cancel"), json!({})).await.expect(200);
                grace.post(&path(&asked, "/confirm"), json!({})).await.status
            }
        }
    }

    async fn entered(self, cloud: &TestCloud, stale: impl Fn()) -> u16 {
        let admin = admin(cloud).await;
        if self == Self::UsedLink {
            return used(cloud, stale).await.status;
        }
        let ada = joined(cloud, "ada").await;
        let email = ada.email.clone();
        stale();
        match self {
            Self::RefreshTwice => {
                let first = ada.refresh(&ada.refresh).await.expect(200);
                ada.refresh(first.json["data"]["refreshToken"].as_str().expect("a token")).await.status
            }
            Self::OldPassword => {
                let body = json!({"currentPassword": PASSWORD, "newPassword": "quiet-harbour-2027"});
                ada.post("/v1/auth/change-password", body).await.expect(200);
                login(cloud, &email, PASSWORD).await.status
            }
            Self::LoginSuspended => {
                suspend(&admin, &ada).await;
                login(cloud, &email, PASSWORD).await.status
            }
            _ => {
                ada.put("/v1/users/profile", json!({"profile": {"major": "Maths"}})).await.expect(200);
                let second = ada.put("/v1/users/profile", json!({"profile": {"institution": "Here"}})).await;
                cloud.fresh_reads();
                let kept = again(cloud, "ada").await.get("/v1/users/profile").await.expect(200);
                assert_eq!(kept.json["data"]["profile"]["major"], "Maths", "the first edit is not lost");
                second.status
            }
        }
    }
}

async fn keyed(mentee: &Person, mentor: &Person) -> Reply {
    let ask_once = mentee.ask(Method::POST, "/v1/bookings").header("idempotency-key", "once");
    ask_once.json(&ask(mentor, "10:00")).send().await
}

async fn suspend(admin: &Client, whom: &Client) {
    let path = format!("/v1/users/{}/status", whom.id);
    admin.put(&path, json!({"status": "suspended"})).await.expect(200);
}

/// A reset link, used twice.
async fn used(cloud: &TestCloud, stale: impl Fn()) -> Reply {
    let ada = joined(cloud, "ada").await;
    post(cloud, "/v1/auth/forgot-password", json!({"email": ada.email})).await.expect(200);
    let token = token_in(&mail_to(cloud, &ada.email).await.expect("a mail"));
    stale();
    let reset = async |password: &str| {
        post(cloud, "/v1/auth/reset-password", json!({"token": token, "newPassword": password})).await
    };
    reset("quiet-harbour-2027").await.expect(200);
    reset("other-harbour-2028").await
}

/// 200 where nobody was reminded of what was cancelled.
async fn reminded(cloud: &TestCloud, stale: impl Fn()) -> u16 {
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let booking = confirmed(&ada, &grace, "2026-11-25T10:00:00Z").await;
    cloud.settle().await;
    stale();
    ada.post(&path(&booking, "/cancel"), json!({})).await.expect(200);
    cloud.settle().await;
    cloud.local().empty_mail().expect("an empty mailbox");
    cloud.move_to("2026-11-24T10:00:00Z");
    cloud.run_timer().await;
    if cloud.mail().await.is_empty() { 200 } else { 500 }
}

/// What came of it, in words; an error where that is not what the table says.
async fn outcome((scene, kind, end): (Scene, &'static str, End)) -> (String, Result<(), Value>) {
    let honest = house().await;
    assert_eq!(scene.play(&honest, None).await, scene.honest(), "{scene:?} itself");
    let cloud = house().await;
    let status = scene.play(&cloud, Some(Stale::Rows(kind))).await;
    cloud.fresh_reads();
    let broken: Vec<Rule> = cloud.settled().await.broken().iter().map(|one| one.rule).collect();
    cloud.broken_on_purpose("a twin breaks what it can: its test has looked");
    let as_told = match end {
        Caught(told) => status == told && told != scene.honest(),
        Breaks(rule) => broken.contains(&rule),
        Harmless(told) => status == told && broken.is_empty(),
    };
    let line = format!("{scene:?}, stale {kind:?}: {end:?}, the house {}", scene.honest());
    let found = json!({"twin": line, "status": status, "broken": format!("{broken:?}")});
    (line, if as_told { Ok(()) } else { Err(found) })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_read_is_caught_or_does_no_harm() {
    let outcomes: Vec<_> = stream::iter(TWINS.iter().copied()).map(outcome).buffered(3).collect().await;
    for (line, _) in &outcomes {
        println!("{line}");
    }
    let otherwise: Vec<Value> = outcomes.into_iter().filter_map(|(_, told)| told.err()).collect();
    assert!(otherwise.is_empty(), "otherwise than the table says: {otherwise:#?}");
}
