//! One event, from the outbox to its end: hold it, do what is not done, let it go.

use std::collections::BTreeSet;

use domain::Now;
use domain::event::{Event, Happened};
use jiff::{SignedDuration, Timestamp};
use store::Held;

use crate::App;
use crate::effect::Effect;
use crate::letters::Failure;
use crate::records::News;
use crate::sides::OfBooking;

/// A hold lasts as long as the invocation may, which is so long (template.yaml: `Timeout`).
pub const HOLD: SignedDuration = SignedDuration::from_secs(60);

/// What was done of an event, and the worst that went wrong.
#[derive(Default)]
pub(crate) struct Outcome {
    pub told: BTreeSet<String>,
    pub failure: Option<Failure>,
}

/// Never fails: what cannot be done now is left where `timer` finds it, and logged here, once.
pub(crate) async fn deliver(app: &App, news: &News, deadline: u64) {
    let until = until(news.at, deadline);
    match app.store.hold(&news.key, until).await {
        Ok(Some(held)) => {
            // The record may be an hour late; where it is put off to, `timer` has yet to come by.
            let began = Now(until).minus(HOLD);
            act(app, &held, Now(held.resent_at().map_or(began, |resent| resent.max(began)))).await;
        }
        // Done, or in other hands: the record came twice.
        Ok(None) => {}
        Err(error) => tracing::warn!(event = news.key.sk, %error, "an event was not held"),
    }
}

/// A process that is past its deadline is dead, so nobody else acts before that.
fn until(at: Timestamp, deadline: u64) -> Timestamp {
    let deadline = i64::try_from(deadline).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    let least = Now(at).plus(HOLD);
    deadline.map_or(least, |deadline| deadline.max(least))
}

async fn act(app: &App, held: &Held, now: Now) {
    let outcome = match held.event() {
        Ok(event) => perform(app, held, &event, now).await,
        // A newer writer's, maybe: a later version of us may read it.
        Err(flaw) => Outcome { failure: Some(flaw.into()), ..Outcome::default() },
    };
    let Outcome { told, failure } = outcome;
    let ended = match failure {
        None => app.store.settle(held).await.map_err(Failure::from),
        Some(failure) => put_off(app, held, &told, &failure, now).await,
    };
    if let Err(error) = ended {
        // The hold ends by itself; what is done is written down in the row.
        tracing::warn!(event = held.name(), %error, "an event was not let go");
    }
}

async fn perform(app: &App, held: &Held, event: &Event, now: Now) -> Outcome {
    if let Happened::Booking { news, booking, before } = &event.what {
        let of = OfBooking { event, news: *news, booking, before: *before };
        return Box::pin(app.tell_sides(held, of, now)).await;
    }
    let mut outcome = Outcome::default();
    let open: Vec<Effect> = Effect::of(&event.what).into_iter().filter(|one| !held.is_told(one.name())).collect();
    for (place, effect) in open.iter().enumerate() {
        match app.perform(held, event, *effect, now).await {
            Ok(()) => {
                outcome.told.insert(effect.name().to_owned());
                // The last one is written down by the end of the row.
                if !effect.notes_itself() && (place + 1 < open.len() || outcome.failure.is_some()) {
                    note(app, held, effect.name()).await;
                }
            }
            Err(failure) => outcome.failed(failure),
        }
    }
    outcome
}

impl Outcome {
    /// What may pass decides, so that one refused letter does not stop the other's next try.
    pub fn failed(&mut self, failure: Failure) {
        if self.failure.as_ref().is_none_or(|known| !known.may_pass()) {
            self.failure = Some(failure);
        }
    }
}

/// At once, in case the next effect is the end of this process.
pub(crate) async fn note(app: &App, held: &Held, effect: &str) {
    if let Err(error) = app.store.mark_told(held, effect).await {
        tracing::warn!(event = held.name(), effect, %error, "an effect was not written down");
    }
}

/// Later, or among the dead letters. The line for a dead letter is what the alarm listens for.
async fn put_off(app: &App, held: &Held, told: &BTreeSet<String>, why: &Failure, now: Now) -> Result<(), Failure> {
    let (event, tries) = (held.name(), held.tries());
    let next = if why.may_pass() {
        app.store.postpone(held, told, now).await?
    } else {
        app.store.bury(held, told, &why.to_string(), now).await?;
        None
    };
    if let Some(at) = next {
        tracing::warn!(event, tries, %at, %why, "an event is tried again later");
    } else {
        tracing::error!(event, tries, %why, "dead letter: an event was given up");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::MailError;

    #[test]
    fn a_hold_outlives_the_invocation_however_late_the_record_came() {
        let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let later = Now(at).plus(SignedDuration::from_mins(90));
        let deadline = u64::try_from(later.as_millisecond()).unwrap();
        assert_eq!(until(at, deadline), later);
        assert_eq!(until(at, 0), Now(at).plus(HOLD));
    }

    #[test]
    fn what_may_pass_is_tried_again_though_something_else_was_refused() {
        let mut outcome = Outcome::default();
        outcome.failed(MailError::Refused("MessageRejected".into()).into());
        outcome.failed(MailError::NotNow("Throttling".into()).into());
        outcome.failed(MailError::Refused("MessageRejected".into()).into());
        assert!(outcome.failure.is_some_and(|failure| failure.may_pass()));
    }
}
