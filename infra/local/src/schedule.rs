//! EventBridge: fires scheduled functions on the minute of the local clock.

use crate::{
    home::Home,
    ids,
    lambda::{Failure, Lambda},
    template::{ACCOUNT, REGION, Schedule},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::{sync::Arc, time::Duration};

/// About so many firings make up for time that was jumped over: each looks back to the one before.
const CATCH_UP: i64 = 100;

/// One schedule of one function.
pub struct Ticker {
    pub schedule: Schedule,
    pub lambda: Lambda,
    pub home: Arc<Home>,
    /// Rung after each firing, since it may have written events.
    pub written: Arc<tokio::sync::Notify>,
}

impl Ticker {
    /// Fires for ever. What was missed while the process was down, or jumped over, is made up for first.
    pub async fn run(self) {
        let clock = &self.lambda.clock;
        let mut moves = clock.moves();
        let now = clock.now();
        let mut last = self.floor(self.home.read(&self.file()).map_or(now, |kept: Timestamp| kept.min(now)));
        let mut stride = 1;
        loop {
            match self.due(last, clock.now(), &mut stride) {
                Due::At(at) => {
                    last = at;
                    // The next minute is the retry.
                    let _ = fire(&self.lambda, at).await;
                    self.written.notify_one();
                    if let Err(error) = self.home.write(&self.file(), &at) {
                        tracing::warn!(%error, "the schedule's place was not kept");
                    }
                }
                Due::Back(at) => last = at,
                Due::In(wait) => {
                    stride = 1;
                    let _ = tokio::time::timeout(wait, moves.changed()).await;
                }
            }
        }
    }

    /// What to do now. `stride` grows to what the longest gap needs, and stays until it is made up.
    fn due(&self, last: Timestamp, now: Timestamp, stride: &mut i64) -> Due {
        let every = self.seconds();
        let gap = now.duration_since(last).as_secs().div_euclid(every);
        if gap < 0 {
            return Due::Back(self.floor(now));
        }
        if gap >= 1 {
            *stride = (gap / CATCH_UP + 1).max(*stride);
            let step = gap.min(*stride);
            return Due::At(last.saturating_add(SignedDuration::from_secs(step * every)).unwrap_or(now));
        }
        let wait = last.as_second() + every - now.as_second();
        // Never long, in case the machine slept.
        Due::In(Duration::from_secs(wait.clamp(1, 30).try_into().unwrap_or(1)))
    }

    fn floor(&self, at: Timestamp) -> Timestamp {
        let every = self.seconds();
        Timestamp::from_second(at.as_second().div_euclid(every) * every).unwrap_or(at)
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.schedule.every.as_secs()).unwrap_or(60).max(1)
    }

    fn file(&self) -> String {
        format!("schedule-{}.json", self.lambda.name)
    }
}

#[derive(Debug, PartialEq)]
enum Due {
    At(Timestamp),
    Back(Timestamp),
    In(Duration),
}

/// Invokes a function with the event that EventBridge Scheduler sends at this instant.
pub async fn fire(lambda: &Lambda, at: Timestamp) -> Result<String, Failure> {
    let event = json!({
        "version": "0",
        "id": ids::request(),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": at.to_string(),
        "region": REGION,
        "resources": [format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{}", lambda.name)],
        "detail": {},
    });
    lambda.invoke(event.to_string()).await
}

#[cfg(test)]
mod tests {
    use super::{Due, Ticker};
    use crate::{clock::Clock, home::Home, lambda::Lambda, template::Schedule};
    use jiff::Timestamp;
    use std::{sync::Arc, time::Duration};

    fn ticker() -> Ticker {
        let handler: crate::lambda::Handler = Arc::new(|_, _| Box::pin(async { Ok("null".to_owned()) }));
        let lambda = Lambda {
            name: "timer".into(),
            timeout: Duration::from_secs(1),
            handler,
            clock: Clock::real(),
            cut: Arc::default(),
        };
        let schedule = Schedule { every: Duration::from_mins(1) };
        Ticker { schedule, lambda, home: Arc::new(Home::passing().unwrap()), written: Arc::default() }
    }

    fn due(last: Timestamp, now: Timestamp) -> Due {
        ticker().due(last, now, &mut 1)
    }

    fn at(text: &str) -> Timestamp {
        format!("2026-03-{text}Z").parse().unwrap()
    }

    #[test]
    fn each_minute_once() {
        assert_eq!(due(at("01T10:00:00"), at("01T10:00:20")), Due::In(Duration::from_secs(30)));
        assert_eq!(due(at("01T10:00:00"), at("01T10:00:55")), Due::In(Duration::from_secs(5)));
        assert_eq!(due(at("01T10:00:00"), at("01T10:01:05")), Due::At(at("01T10:01:00")));
    }

    #[test]
    fn a_short_jump_is_made_up_minute_by_minute() {
        assert_eq!(due(at("01T10:00:00"), at("01T11:00:00")), Due::At(at("01T10:01:00")));
    }

    #[test]
    fn a_long_jump_is_made_up_in_about_a_hundred_even_strides() {
        let (ticker, now, mut stride) = (ticker(), at("11T00:00:00"), 1);
        let (mut last, mut firings) = (at("01T00:00:00"), 0);
        while let Due::At(next) = ticker.due(last, now, &mut stride) {
            (last, firings) = (next, firings + 1);
        }
        assert_eq!((last, firings), (now, 100));
    }

    #[test]
    fn a_clock_put_back_starts_from_there() {
        assert_eq!(due(at("05T10:00:00"), at("01T09:30:10")), Due::Back(at("01T09:30:00")));
    }
}
