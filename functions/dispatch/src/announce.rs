//! From an announcement to each of those whom it is for: a page of people at a time, and then the next
//! page's event, for as long as it stands. A page that is begun again tells whoever it has not told.

use domain::announcement::Announcement;
use domain::event::{Event, Happened};
use domain::id::EventId;
use domain::{Now, UserId};
use futures::{StreamExt, TryStreamExt, stream};
use store::{Held, Telling};

use crate::App;
use crate::effect::Effect;
use crate::letters::Failure;

/// So many people side by side.
const AT_ONCE: usize = 8;

impl App {
    pub(crate) async fn page(&self, held: &Held, event: &Event, effect: Effect, now: Now) -> Result<(), Failure> {
        let Happened::Announced { announcement, after } = &event.what else { return Ok(()) };
        // Taken back, and told to nobody further.
        if !self.store.stands(announcement).await? {
            return Ok(());
        }
        let (people, next) = self.store.audience(announcement, after.as_deref()).await?;
        stream::iter(people)
            .map(|reader| self.announce_to(reader, announcement, now))
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await?;
        match next {
            Some(after) => Ok(self.store.go_on(held, effect.name(), &next_page(announcement, after, now)).await?),
            None => Ok(()),
        }
    }

    async fn announce_to(&self, reader: UserId, announcement: &Announcement, now: Now) -> Result<(), Failure> {
        let copy = announcement.is_of_mentor().then(|| announcement.clone());
        let telling = Telling { copy, ..Telling::of(reader, announcement.frame(), Some(announcement.notice(reader))) };
        let Some((_, frame)) = self.store.inform(None, &[telling], now).await?.pop() else { return Ok(()) };
        let open = self.store.open_of(&[reader]).await?.iter().flat_map(|open| open.hearing(None)).collect::<Vec<_>>();
        // Most people are elsewhere: nobody asks whether they sleep.
        if open.is_empty() || self.sleeps(reader, now).await? {
            return Ok(());
        }
        self.send_to(open, reader, frame, now).await
    }

    async fn sleeps(&self, reader: UserId, now: Now) -> Result<bool, Failure> {
        let Some(reader) = self.reader(reader).await? else { return Ok(true) };
        let zone = reader.account.zone.as_ref().unwrap_or(&self.house.zone);
        Ok(reader.preferences.quiet.is_some_and(|quiet| quiet.hold(now.0, zone)))
    }
}

/// Its id is made of what it goes on with, so that a page has one.
fn next_page(announcement: &Announcement, after: String, now: Now) -> Event {
    let id = EventId::derived(now.0, &[announcement.id.uuid().as_bytes(), after.as_bytes()]);
    let what = Happened::Announced { announcement: Box::new(announcement.clone()), after: Some(after) };
    Event { id, at: announcement.at, what }
}
