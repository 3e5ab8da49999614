//! What is told to many: a row where its audience looks, and a page after the other of those to be told.

use domain::account::Status;
use domain::account::audit::Deed;
use domain::announcement::{Announcement, AnnouncementError, Audience};
use domain::booking::{Side, Status as Stage};
use domain::event::Happened;
use domain::{Now, UserId};
use futures::future::try_join_all;

use crate::audit::Doing;
use crate::commit::Guard;
use crate::keys::Key;
use crate::read::{LAST, Stretch};
use crate::row::{Item, n};
use crate::transact::{Terms, Transaction};
use crate::written::{WriteError, once};
use crate::{Cursor, IdempotencyKey, ListAccounts, ListBookings, Listed, Page, Pass, ReadError, Store, keys};

/// So many people are told by one event.
pub const AT_ONCE: usize = 100;

/// Why nothing was announced.
pub type AnnouncementWriteError = WriteError<AnnouncementError>;

impl Store {
    /// Makes it known, with the event that tells everybody; whoever sends the same key again has the first one.
    pub async fn announce(
        &self,
        announcement: Announcement,
        pass: &Pass,
        key: Option<&IdempotencyKey>,
        now: Now,
    ) -> Result<Announcement, AnnouncementWriteError> {
        let told = Happened::Announced { announcement: Box::new(announcement.clone()), after: None };
        let note = announcement.id.to_string();
        let doing = Doing { by: Some(pass.user), deed: Deed::Announced, on: None, note: &note };
        let mut transaction = self.transaction().gate(pass).telling(Some(told), now).audited(&doing, now);
        if !announcement.is_of_mentor() {
            transaction = transaction.put_announcement(keys::announcements(announcement.audience), &announcement);
        }
        let written = transaction.idempotent(key, &announcement, now).commit().await;
        once(written, announcement, key, now)
    }

    /// A page of what is announced to somebody, what has just expired included: to everybody, to students or to
    /// admins, and by their mentors.
    pub async fn announcements(
        &self,
        reader: UserId,
        own: Audience,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Announcement>, ReadError> {
        let mentors = keys::mentors_announcements(reader);
        let parts = [keys::announcements(Audience::All), keys::announcements(own), mentors];
        let lists = parts.into_iter().map(async |pk| {
            let stretch = Stretch {
                index: None,
                pk,
                between: ("ann_".to_owned(), format!("ann_{LAST}")),
                after: after.map(Cursor::place),
                descending: true,
                limit: i32::try_from(limit + 1).unwrap_or(i32::MAX),
            };
            self.list::<Announcement>(&stretch).await
        });
        let mut rows: Vec<Announcement> = try_join_all(lists).await?.into_iter().flatten().collect();
        rows.sort_by_key(|one| std::cmp::Reverse(one.id));
        Ok(Page::cut(rows, limit, |one| one.id.to_string()))
    }

    /// A page of those whom it is for, the announcer left out, and where the next one begins.
    pub async fn audience(
        &self,
        announcement: &Announcement,
        after: Option<&str>,
    ) -> Result<(Vec<UserId>, Option<String>), ReadError> {
        let (people, next) = match announcement.audience {
            Audience::Mentees => self.mentees(announcement.by, after).await?,
            Audience::All => self.active(None, after).await?,
            Audience::Students => self.active(Some(false), after).await?,
            Audience::Admins => self.active(Some(true), after).await?,
        };
        Ok((people.into_iter().filter(|person| *person != announcement.by).collect(), next))
    }

    async fn active(
        &self,
        admins: Option<bool>,
        after: Option<&str>,
    ) -> Result<(Vec<UserId>, Option<String>), ReadError> {
        let after = after.map(Cursor::at);
        let list = ListAccounts { admins, status: Some(Status::Active), after, skip: 0, limit: AT_ONCE };
        let page = self.accounts(&list).await?;
        let people = page.rows.iter().map(|account| account.show().id).collect();
        Ok((people, page.next.map(|next| next.place().to_owned())))
    }

    /// Those with a confirmed session, then those with a completed one: who moves from the first to the
    /// second meanwhile is found twice, and nobody is missed.
    async fn mentees(&self, mentor: UserId, after: Option<&str>) -> Result<(Vec<UserId>, Option<String>), ReadError> {
        let (stage, place) = after.and_then(|after| after.split_once('|')).unwrap_or((CONFIRMED, ""));
        let status = if stage == CONFIRMED { Stage::Confirmed } else { Stage::Completed };
        let after = (!place.is_empty()).then(|| Cursor::at(place));
        let list = ListBookings { who: mentor, side: Side::Mentor, status: Some(status), after, limit: AT_ONCE };
        let page = self.bookings(&list).await?.map(Listed::into_shown);
        let mut people: Vec<UserId> = page.rows.iter().map(|booking| booking.mentee).collect();
        people.sort();
        people.dedup();
        let further = page.next.map(|next| format!("{stage}|{}", next.place()));
        Ok((people, further.or_else(|| (stage == CONFIRMED).then(|| "completed|".to_owned()))))
    }
}

const CONFIRMED: &str = "confirmed";

impl Transaction<'_> {
    pub(crate) fn put_announcement(self, pk: String, announcement: &Announcement) -> Self {
        let ends = Item::from([("ttl".to_owned(), n(announcement.expires.as_second()))]);
        self.put(Guard::Fresh, &Key::new(pk, announcement.id), announcement, ends, Terms::anyway())
    }
}
