//! What a person was told, in the order of their own sequence: written in the transaction that marks the
//! event's effect as done, so that an event that comes twice is told once.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::announcement::Announcement;
use domain::event::Event;
use domain::frame::{Frame, KEPT, Resumed};
use domain::id::NoticeId;
use domain::notice::{Inbox, Notice};
use domain::{Now, UserId};

use crate::challenges::ttl;
use crate::commit::{CommitError, Guard};
use crate::keys::Key;
use crate::outbox::Held;
use crate::read::{LAST, Stretch};
use crate::row::{Item, from_row};
use crate::transact::{Terms, Transaction};
use crate::{ReadError, Store, keys};

/// What one person is to be told: at once, and for a while where they can look it up.
#[derive(Clone, Debug)]
pub struct Telling {
    pub reader: UserId,
    pub frame: Frame,
    pub notice: Option<Notice>,
    /// What is theirs to look up besides.
    pub copy: Option<Announcement>,
    /// One of theirs that is read with it.
    pub seen: Option<NoticeId>,
    /// What follows from its being told.
    pub then: Option<Event>,
}

/// So many people's inboxes, frames, notices and events, and the event's row, are one transaction.
pub const TOLD_AT_ONCE: usize = 24;

/// At most so many in one reply: a page is far below what a frame of the gateway carries.
pub const FRAMES_AT_ONCE: usize = 50;

impl Store {
    /// Tells each of them at the next place of their own sequence, all in one transaction, which writes these
    /// effects of the event down as done. Without an effect the notice says whether it was told: its id is the
    /// same for ever. Returns the frames as they were placed, each with whose it is; none where it was told
    /// already, nor for whoever has left the house.
    pub async fn inform(
        &self,
        held: Option<(&Held, &[&str])>,
        tellings: &[Telling],
        now: Now,
    ) -> Result<Vec<(UserId, Frame)>, CommitError> {
        // Somebody else may tell one of them something, or they read it, at the same moment.
        self.anew(|| async {
            let inboxes = self.inboxes(tellings).await?;
            let mut transaction = self.transaction();
            if let Some((held, effects)) = held {
                transaction = transaction.noting(held, effects);
            }
            let mut frames = Vec::with_capacity(tellings.len());
            for (telling, (before, seen)) in tellings.iter().zip(inboxes).filter(|(_, (before, _))| !before.ended) {
                let told = telling.at(before.sequence + 1);
                transaction = transaction.telling_them(&told, before, seen, now);
                frames.push((told.reader, told.frame));
            }
            if held.is_none() && frames.is_empty() {
                return Ok(frames);
            }
            match transaction.commit().await {
                Err(CommitError::Lost { guard: Guard::New, .. }) => Ok(Vec::new()),
                done => done.map(|()| frames),
            }
        })
        .await
    }

    /// Goes on with `next`, once for this effect of the event.
    pub async fn go_on(&self, held: &Held, effect: &str, next: &Event) -> Result<(), CommitError> {
        self.transaction().noting(held, &[effect]).event(next).commit().await
    }

    /// Where a person stands in what they were told, as it is now.
    pub async fn inbox(&self, user: UserId) -> Result<Inbox, ReadError> {
        Ok(self.get(&keys::last_frame(user)).await?.unwrap_or_default())
    }

    /// Each reader's, with the notice that is to be read where it is there and is not.
    async fn inboxes(&self, tellings: &[Telling]) -> Result<Vec<(Inbox, Option<Notice>)>, ReadError> {
        if let [Telling { reader, seen: None, .. }] = tellings {
            return Ok(vec![(self.inbox(*reader).await?, None)]);
        }
        let noticed = |telling: &Telling| telling.seen.map(|id| keys::notice(telling.reader, id));
        let own = tellings.iter().map(|telling| keys::last_frame(telling.reader));
        let wanted: Vec<Key> = own.chain(tellings.iter().filter_map(noticed)).collect();
        let found = self.find(&wanted).await?;
        let each = tellings.iter().map(|telling| {
            let inbox: Inbox = found.get(&keys::last_frame(telling.reader))?.unwrap_or_default();
            let notice = noticed(telling).map(|key| found.get::<Notice>(&key)).transpose()?.flatten();
            let unread = notice.filter(|notice| inbox.is_unread(notice));
            Ok((inbox, unread))
        });
        each.collect()
    }

    /// What a person was told after this place, in its order, of the last day; without a place nothing but
    /// where the sequence stands.
    pub async fn missed(&self, user: UserId, after: Option<u64>, now: Now) -> Result<Missed, ReadError> {
        // In this order: a frame written in between is one more, never one that seems lost.
        let last = self.inbox(user).await?.sequence;
        let frames = self.frames(user, after).await?;
        Ok(Missed::of(after, last, frames, now))
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

impl Telling {
    pub fn of(reader: UserId, frame: Frame, notice: Option<Notice>) -> Self {
        Self { reader, frame, notice, copy: None, seen: None, then: None }
    }

    /// At this place of the reader's sequence.
    fn at(&self, sequence: u64) -> Self {
        let notice = self.notice.clone().map(|notice| Notice { sequence, ..notice });
        let named = notice.as_ref().map(|notice| notice.id);
        let frame = Frame { sequence, notice: named, ..self.frame.clone() };
        Self { frame, notice, ..self.clone() }
    }
}

impl Transaction<'_> {
    /// These effects of an event are written down as done, by whoever holds it: in other hands it is theirs to do.
    fn noting(self, held: &Held, effects: &[&str]) -> Self {
        let effects = effects.iter().map(|effect| (*effect).to_owned()).collect();
        let ours = held.ours().value(":effects", AttributeValue::Ss(effects));
        self.update(Guard::Named("told"), held.key(), "ADD told :effects", &ours)
    }

    /// Frame and notice, and the inbox that they come into; in which `seen` is read from now on.
    fn telling_them(self, telling: &Telling, before: Inbox, seen: Option<Notice>, now: Now) -> Self {
        let Telling { reader, frame, notice, copy, then, .. } = telling;
        let version = before.version;
        let mut after = before.told(notice.as_ref(), now);
        if let Some(seen) = &seen {
            after = after.without(seen);
        }
        let mut transaction = self
            .put_version(Guard::Version, &keys::last_frame(*reader), &after, Item::new(), version)
            .put(Guard::Fresh, &keys::frame(*reader, frame.sequence), frame, ttl(Now(frame.at), KEPT), Terms::anyway());
        if let Some(seen) = seen {
            let (read, there) = (Notice { read: true, ..seen }, Terms::new("attribute_exists(pk)"));
            transaction = transaction.put_notice(Guard::Version, *reader, &read, there);
        }
        if let Some(notice) = notice {
            transaction = transaction.put_notice(Guard::New, *reader, notice, Terms::absent());
        }
        if let Some(then) = then {
            transaction = transaction.event(then);
        }
        match copy {
            Some(copy) => transaction.put_announcement(keys::mentors_announcements(*reader), copy),
            None => transaction,
        }
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
        let sequence = frames.last().map_or(last, |frame| frame.sequence);
        // The broom is late by up to days.
        frames.retain(|frame| now.0.duration_since(frame.at) < KEPT);
        let whole = after.is_none_or(|after| match frames.first() {
            Some(first) => first.sequence == after.saturating_add(1),
            None => after == last,
        });
        Self { frames, more, whole, sequence }
    }

    pub fn shown(self) -> Resumed {
        let Self { frames, more, whole, sequence } = self;
        Resumed { events: frames.into_iter().map(Frame::shown).collect(), more, whole, sequence }
    }
}
