//! What is told to many: a row where its audience looks, and a page after the other of those to be told. What a
//! mentor announces has a row among those to mentees, and a copy with each of them that counts while that stands.

use domain::account::Status;
use domain::account::audit::Deed;
use domain::announcement::{Announcement, AnnouncementError, Audience, WithdrawalError};
use domain::booking::{Side, Status as Stage};
use domain::event::Happened;
use domain::id::AnnouncementId;
use domain::{Now, Roles, UserId};
use futures::future::try_join_all;

use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
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
/// Why nothing was withdrawn.
pub type WithdrawalWriteError = WriteError<WithdrawalError>;

/// Wherever one may stand.
const AUDIENCES: [Audience; 4] = [Audience::All, Audience::Students, Audience::Admins, Audience::Mentees];

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
        let transaction = self.transaction().gate(pass).telling(Some(told), now).audited(&doing, now);
        let transaction = transaction.put_announcement(keys::announcements(announcement.audience), &announcement);
        let written = transaction.idempotent(key, &announcement, now).commit().await;
        once(written, announcement, key, now)
    }

    /// Takes it back: nobody finds it any more, and whoever was not told yet is not told.
    pub async fn withdraw(
        &self,
        id: AnnouncementId,
        pass: &Pass,
        roles: Roles,
        now: Now,
    ) -> Result<(), WithdrawalWriteError> {
        let places = AUDIENCES.map(|audience| Key::new(keys::announcements(audience), id));
        let rows = self.get_rows(&places, true).await?;
        let found = rows.iter().next().ok_or(WithdrawalError::NoSuchAnnouncement)?;
        let (place, announcement): (_, Announcement) = (found.0, found.1.read()?);
        if !announcement.is_withdrawn_by(pass.user, roles) {
            return Err(WithdrawalError::NoSuchAnnouncement.into());
        }
        let note = id.to_string();
        let doing = Doing { by: Some(pass.user), deed: Deed::AnnouncementWithdrawn, on: None, note: &note };
        let there = Terms::new("attribute_exists(pk)");
        let transaction = self.transaction().gate(pass).delete(STANDING, place, &there).audited(&doing, now);
        match transaction.commit().await {
            // Somebody else has taken it back in this moment.
            Err(CommitError::Lost { guard: STANDING, .. }) => Err(WithdrawalError::NoSuchAnnouncement.into()),
            done => Ok(done?),
        }
    }

    /// Those that still stand: the copies of what a mentor has taken back are left out.
    pub async fn standing(&self, all: Vec<Announcement>) -> Result<Vec<Announcement>, ReadError> {
        let copies: Vec<Key> = all.iter().filter(|one| one.is_of_mentor()).map(place).collect();
        let rows = self.get_rows(&copies, true).await?;
        Ok(all.into_iter().filter(|one| !one.is_of_mentor() || rows.contains_key(&place(one))).collect())
    }

    /// Does it still stand?
    pub async fn stands(&self, announcement: &Announcement) -> Result<bool, ReadError> {
        Ok(self.get::<Announcement>(&place(announcement)).await?.is_some())
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

/// It has not been taken back.
const STANDING: Guard = Guard::Named("standing");

/// Where it stands for as long as it stands.
fn place(announcement: &Announcement) -> Key {
    Key::new(keys::announcements(announcement.audience), announcement.id)
}

const CONFIRMED: &str = "confirmed";

impl Transaction<'_> {
    pub(crate) fn put_announcement(self, pk: String, announcement: &Announcement) -> Self {
        let ends = Item::from([("ttl".to_owned(), n(announcement.expires.as_second()))]);
        self.put(Guard::Fresh, &Key::new(pk, announcement.id), announcement, ends, Terms::anyway())
    }
}
