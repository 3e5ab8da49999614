//! What a person was told, in the order of their own sequence: written in the transaction that marks the
//! event's effect as done, so that an event that comes twice is told once.

use domain::frame::{Frame, KEPT, Resumed};
use domain::{Now, UserId};
use serde::{Deserialize, Serialize};

use crate::challenges::ttl;
use crate::commit::{CommitError, Guard};
use crate::outbox::Held;
use crate::read::{LAST, Stretch};
use crate::row::{Item, from_row, n, s};
use crate::transact::Terms;
use crate::{ReadError, Store, keys};

/// Where a person's sequence stands.
#[derive(Default, Serialize, Deserialize)]
struct Last {
    sequence: u64,
}

/// At most so many in one reply: a page is far below what a frame of the gateway carries.
pub const FRAMES_AT_ONCE: usize = 50;

impl Store {
    /// Writes a frame as the next one of this person's, once for this effect of the event. None where it
    /// was told already.
    pub async fn tell(
        &self,
        held: &Held,
        effect: &str,
        (user, frame): (UserId, &Frame),
        now: Now,
    ) -> Result<Option<Frame>, CommitError> {
        for attempt in 0.. {
            let last: Option<Last> = self.get(&keys::last_frame(user)).await?;
            let before = last.as_ref().map_or(0, |last| last.sequence);
            let frame = Frame { sequence: before + 1, ..frame.clone() };
            match self.told(held, effect, (user, &frame), (before, now)).await {
                Ok(()) => return Ok(Some(frame)),
                Err(CommitError::Lost { guard: TOLD, .. }) => return Ok(None),
                // Somebody else told this person something at the same moment.
                Err(CommitError::Lost { guard: Guard::Version, .. }) => self.pause(attempt).await,
                Err(error) => return Err(error),
            }
        }
        Err(CommitError::Busy)
    }

    async fn told(
        &self,
        held: &Held,
        effect: &str,
        (user, frame): (UserId, &Frame),
        (before, now): (u64, Now),
    ) -> Result<(), CommitError> {
        let next = Last { sequence: frame.sequence };
        let unchanged = if before == 0 {
            Terms::absent()
        } else {
            Terms::new("#sequence = :before").name("#sequence", "sequence").value(":before", n(before))
        };
        self.transaction()
            .update(TOLD, held.key(), "ADD told :effects", &held.untold(effect))
            .put(Guard::Version, &keys::last_frame(user), &next, Item::new(), unchanged)
            .put(Guard::Fresh, &keys::frame(user, frame.sequence), frame, ttl(now, KEPT), Terms::anyway())
            .commit()
            .await
    }

    /// What a person was told after this place, in its order, of the last day; without a place nothing but
    /// where the sequence stands.
    pub async fn missed(&self, user: UserId, after: Option<u64>, now: Now) -> Result<Missed, ReadError> {
        // In this order: a frame written in between is one more, never one that seems lost.
        let last: Option<Last> = self.get(&keys::last_frame(user)).await?;
        let frames = self.frames(user, after).await?;
        Ok(Missed::of(after, last.map_or(0, |last| last.sequence), frames, now))
    }

    async fn frames(&self, user: UserId, after: Option<u64>) -> Result<Vec<Frame>, ReadError> {
        let Some(after) = after else { return Ok(Vec::new()) };
        let stretch = Stretch {
            index: None,
            pk: keys::frames(user),
            between: (keys::frame(user, after.saturating_add(1)).sk, format!("e#{LAST}")),
            after: None,
            descending: false,
            limit: i32::try_from(FRAMES_AT_ONCE + 1).unwrap_or(i32::MAX),
        };
        self.query(&stretch).await?.into_iter().map(from_row).collect()
    }
}

/// What was missed.
#[derive(Debug)]
pub struct Missed {
    pub frames: Vec<Frame>,
    /// There are more after these.
    pub more: bool,
    /// Nothing between the place that was named and the first of these is gone: who reads on has no gap.
    pub whole: bool,
    /// The place to ask after next time.
    pub sequence: u64,
}

impl Missed {
    fn of(after: Option<u64>, last: u64, mut frames: Vec<Frame>, now: Now) -> Self {
        let more = frames.len() > FRAMES_AT_ONCE;
        frames.truncate(FRAMES_AT_ONCE);
        // The broom is late by up to days.
        frames.retain(|frame| now.0.duration_since(frame.at) < KEPT);
        let whole = after.is_none_or(|after| match frames.first() {
            Some(first) => first.sequence == after.saturating_add(1),
            None => after == last,
        });
        let sequence = frames.last().map_or(last, |frame| frame.sequence);
        Self { frames, more, whole, sequence }
    }

    pub fn shown(self) -> Resumed {
        let Self { frames, more, whole, sequence } = self;
        Resumed { events: frames.into_iter().map(Frame::shown).collect(), more, whole, sequence }
    }
}

/// The effect is written down as done, and was not before.
const TOLD: Guard = Guard::Named("told");

impl Held {
    /// Ours, and this effect not yet done.
    fn untold(&self, effect: &str) -> Terms {
        let mut terms = self.ours();
        terms.condition = format!("{} AND NOT contains(told, :effect)", terms.condition);
        let set = aws_sdk_dynamodb::types::AttributeValue::Ss(vec![effect.to_owned()]);
        terms.value(":effect", s(effect)).value(":effects", set)
    }
}
