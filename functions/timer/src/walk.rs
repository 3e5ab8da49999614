//! The walk over the due rows, hour by hour, from where the last walk ended and a while before that.

use domain::Now;
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use store::{Proposal, ReadError};

use crate::{App, due, outbox};

/// Late rows are looked for this far back from where the last walk is known to have come, each time. With
/// [`SELDOM`] less than an hour, so that an hour that has just begun is walked with the one before it and no third.
const AGAIN: SignedDuration = SignedDuration::from_mins(40);
/// How far it has come is written down this often: between, the walk starts a little earlier than it must.
const SELDOM: SignedDuration = SignedDuration::from_mins(10);
/// A table that was never walked has nothing older.
const FIRST: SignedDuration = SignedDuration::from_hours(48);
/// Further back nobody is waiting.
const FURTHEST: SignedDuration = SignedDuration::from_hours(31 * 24);
/// Rows of an hour side by side. The hours go in turn: nobody waits for the timer, and on a cold start
/// each of several reads at once would open a connection of its own.
const AT_ONCE: usize = 8;

const HOUR: i64 = 60 * 60;

/// What one hour came to.
#[derive(Default)]
struct Hour {
    acted: usize,
    failed: bool,
}

/// Acts on everything that is due; returns on how many rows.
pub(crate) async fn walk(app: &App, now: Now) -> Result<usize, ReadError> {
    let walked = app.store.walked().await?;
    let from = start(walked, now);
    let (mut acted, mut reached) = (0, now.0);
    for hour in hours(from, now.0) {
        let done = walk_hour(app, hour, now).await?;
        acted += done.acted;
        if done.failed {
            reached = reached.min(hour);
        }
    }
    // An hour in which something failed is where the next walk starts.
    if is_news(walked, reached) {
        app.store.walked_to(reached).await?;
    }
    Ok(acted)
}

fn start(walked: Option<Timestamp>, now: Now) -> Timestamp {
    match walked {
        Some(at) => Now(at.min(now.0)).minus(AGAIN).max(now.minus(FURTHEST)),
        None => now.minus(FIRST),
    }
}

/// Must the next walk know where this one came to?
fn is_news(walked: Option<Timestamp>, reached: Timestamp) -> bool {
    walked.is_none_or(|walked| reached < walked || reached >= Now(walked).plus(SELDOM))
}

/// The beginnings of the hours from one instant to another, both included.
fn hours(from: Timestamp, to: Timestamp) -> impl Iterator<Item = Timestamp> {
    let (first, last) = (from.as_second().div_euclid(HOUR), to.as_second().div_euclid(HOUR));
    (first..=last).filter_map(|hour| Timestamp::from_second(hour * HOUR).ok())
}

async fn walk_hour(app: &App, hour: Timestamp, now: Now) -> Result<Hour, ReadError> {
    let mut done = Hour::default();
    let mut after = None;
    loop {
        let (rows, last) = app.store.due(hour, now, after.as_deref()).await?;
        let mut outcomes = futures::stream::iter(rows).map(|row| act(app, row, now)).buffer_unordered(AT_ONCE);
        while let Some(acted) = outcomes.next().await {
            done.acted += usize::from(acted == Ok(true));
            done.failed |= acted.is_err();
        }
        match last {
            Some(last) => after = Some(last),
            None => return Ok(done),
        }
    }
}

/// Was there something to do? A failure is logged here, and tried again in a minute.
async fn act(app: &App, proposal: Proposal, now: Now) -> Result<bool, ()> {
    let acted = match &proposal {
        Proposal::Booking(due) => due::decide(app, due, now).await,
        Proposal::Event(waiting) => outbox::again(app, waiting, now).await,
        Proposal::Unreadable(row) => {
            // Not a failure to wait for: it would hold the walk for ever.
            tracing::error!(row, "a due row cannot be read");
            return Ok(false);
        }
    };
    acted.map_err(|error| tracing::error!(?proposal, %error, "a due row was not acted on"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_walk_covers_every_hour_since_the_last_one_and_a_while_before() {
        let walked = |walked: Option<&str>, now| {
            let now = Now::at(now);
            hours(start(walked.map(at), now), now.0).count()
        };
        assert_eq!(walked(Some("2026-11-20T09:59:00Z"), "2026-11-20T10:00:00Z"), 2);
        assert_eq!(walked(Some("2026-11-20T10:39:00Z"), "2026-11-20T10:48:00Z"), 2);
        assert_eq!(walked(Some("2026-11-20T10:40:00Z"), "2026-11-20T10:49:00Z"), 1);
        assert_eq!(walked(Some("2026-11-20T02:30:00Z"), "2026-11-20T10:01:00Z"), 10);
        assert_eq!(walked(None, "2026-11-20T10:01:00Z"), 49);
    }

    #[test]
    fn where_a_walk_came_to_is_written_down_when_it_went_back_or_far_enough() {
        let walked = at("2026-11-20T10:00:00Z");
        assert!(is_news(None, walked));
        assert!(!is_news(Some(walked), walked));
        assert!(!is_news(Some(walked), at("2026-11-20T10:09:00Z")));
        assert!(is_news(Some(walked), at("2026-11-20T10:10:00Z")));
        assert!(is_news(Some(walked), at("2026-11-20T09:00:00Z")), "something failed in that hour");
    }

    #[test]
    fn a_clock_that_was_put_back_walks_from_there() {
        let now = Now::at("2026-11-20T10:01:00Z");
        assert_eq!(start(Some(at("2027-01-01T00:00:00Z")), now), at("2026-11-20T09:21:00Z"));
        assert_eq!(start(Some(at("2020-01-01T00:00:00Z")), now), at("2026-10-20T10:01:00Z"));
    }
}
