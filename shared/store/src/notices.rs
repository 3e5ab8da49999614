//! A person's notices: a row each for ninety days, and in the inbox how many of them are unread.
//!
//! A filter is one Query of an index and reads nothing that it does not return. That is up to three write
//! units a notice, a fiftieth of what its mail costs, and none to read everything: the mark moves, and who
//! stands below it is looked for no more.

use domain::id::NoticeId;
use domain::notice::{Inbox, Notice, NoticeError, Type, kept_since};
use domain::{Now, UserId};

use crate::commit::Guard;
use crate::read::{LAST, Stretch};
use crate::row::{Item, n};
use crate::transact::{Terms, Transaction, indexed};
use crate::written::WriteError;
use crate::{Cursor, Page, Pass, ReadError, Store, keys};

/// Which of somebody's notices.
#[derive(Clone, Debug)]
pub struct ListNotices {
    pub user: UserId,
    pub unread_only: bool,
    pub of: Option<Type>,
    pub after: Option<Cursor>,
    pub limit: usize,
}

/// Why nothing was done with a notice.
pub type NoticeWriteError = WriteError<NoticeError>;

impl Store {
    /// A page of them, newest first, each as read or unread as it is now.
    pub async fn notices(&self, list: &ListNotices, now: Now) -> Result<Page<Notice>, ReadError> {
        let inbox = self.inbox(list.user).await?;
        let since = kept_since(now);
        let mut rows: Vec<Notice> = self.list(&list.stretch(&inbox, now)).await?;
        // What is unread stands in the order in which it was told, and the broom is late.
        rows.retain(|notice| notice.at >= since);
        let place =
            |notice: &Notice| if list.unread_only { keys::place(notice.sequence) } else { notice.id.to_string() };
        let page = Page::cut(rows, list.limit, place);
        Ok(page.map(|notice| Notice { read: !inbox.is_unread(&notice), ..notice }))
    }

    /// Marks one as read; twice is once.
    pub async fn read_notice(&self, user: UserId, id: NoticeId, now: Now) -> Result<Notice, NoticeWriteError> {
        self.anew(|| async {
            let (inbox, notice) = self.noticed(user, id, now).await?.ok_or(NoticeError::NoSuchNotice)?;
            let read = Notice { read: true, ..notice.clone() };
            if inbox.is_unread(&notice) {
                let there = Terms::new("attribute_exists(pk)");
                let marked = self.transaction().put_notice(Guard::Version, user, &read, there);
                marked.put_inbox(user, inbox.clone(), inbox.without(&notice)).commit().await?;
            }
            Ok(read)
        })
        .await
    }

    /// Takes one away, whether or not it is there.
    pub async fn remove_notice(&self, user: UserId, id: NoticeId, now: Now) -> Result<(), NoticeWriteError> {
        self.anew(|| async {
            let Some((inbox, notice)) = self.noticed(user, id, now).await? else { return Ok(()) };
            let mut transaction = self.transaction().delete(Guard::Fresh, &keys::notice(user, id), &Terms::default());
            if inbox.is_unread(&notice) {
                transaction = transaction.put_inbox(user, inbox.clone(), inbox.without(&notice));
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// Everything that was told so far is read: one write, however much it was.
    pub async fn read_all_notices(&self, pass: &Pass) -> Result<(), NoticeWriteError> {
        self.anew(|| async {
            let inbox = self.inbox(pass.user).await?;
            let mut transaction = self.transaction().gate(pass);
            if !inbox.unread.is_empty() {
                transaction = transaction.put_inbox(pass.user, inbox.clone(), inbox.all_read());
            }
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// One that is kept, and the inbox that it is in, both as they are now.
    async fn noticed(&self, user: UserId, id: NoticeId, now: Now) -> Result<Option<(Inbox, Notice)>, ReadError> {
        let (inbox, notice) = (keys::last_frame(user), keys::notice(user, id));
        let mut rows = self.get_rows(&[inbox.clone(), notice.clone()], true).await?;
        let Some(notice) = rows.remove(&notice).map(|row| row.read::<Notice>()).transpose()? else { return Ok(None) };
        let inbox = rows.remove(&inbox).map(|row| row.read()).transpose()?.unwrap_or_default();
        Ok((notice.at >= kept_since(now)).then_some((inbox, notice)))
    }
}

impl ListNotices {
    fn stretch(&self, inbox: &Inbox, now: Now) -> Stretch<'_> {
        let kept = (NoticeId::born_with(kept_since(now), [0; 10]).to_string(), format!("ntc_{LAST}"));
        let unread = (keys::place(inbox.seen + 1), format!("e#{LAST}"));
        let (index, pk, between) = match (self.unread_only, self.of) {
            (true, None) => (Some("gsi1"), keys::unread(self.user, None), unread),
            (true, of) => (Some("gsi2"), keys::unread(self.user, of), unread),
            (false, None) => (None, keys::notices(self.user, None), kept),
            (false, of) => (Some("gsi3"), keys::notices(self.user, of), kept),
        };
        let (after, limit) =
            (self.after.as_ref().map(Cursor::place), i32::try_from(self.limit + 1).unwrap_or(i32::MAX));
        Stretch { index, pk, between, after, descending: true, limit }
    }
}

impl Transaction<'_> {
    pub(crate) fn put_notice(self, guard: Guard, user: UserId, notice: &Notice, terms: Terms) -> Self {
        let mut extra = Item::from([("ttl".to_owned(), n(notice.ends().as_second()))]);
        extra.extend(notice_places(user, notice));
        self.put(guard, &keys::notice(user, notice.id), notice, extra, terms)
    }

    fn put_inbox(self, user: UserId, before: Inbox, after: Inbox) -> Self {
        self.put_version(Guard::Version, &keys::last_frame(user), &after, Item::new(), before.version)
    }
}

/// Where a notice stands in the indexes: among the unread until it is marked by itself.
fn notice_places(user: UserId, notice: &Notice) -> Item {
    let of = Some(notice.r#type);
    let mut places = Item::from(indexed("gsi3", keys::notices(user, of), notice.id.to_string()));
    if !notice.read {
        let place = keys::place(notice.sequence);
        places.extend(indexed("gsi1", keys::unread(user, None), place.clone()));
        places.extend(indexed("gsi2", keys::unread(user, of), place));
    }
    places
}
