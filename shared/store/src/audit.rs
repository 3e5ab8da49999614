//! Deeds and news: the audit row and the outbox row that go with a change, in its transaction.

use domain::account::audit::{Audit, Deed};
use domain::event::{Event, Happened};
use domain::id::{AuditId, EventId};
use domain::{Now, UserId};

use crate::Store;
use crate::commit::Guard;
use crate::keys;
use crate::transact::Transaction;

/// One deed, before it has an id.
#[derive(Clone, Debug)]
pub(crate) struct Doing<'a> {
    pub by: Option<UserId>,
    pub deed: Deed,
    pub on: Option<UserId>,
    pub note: &'a str,
}

impl Doing<'_> {
    /// Something a person does to their own account.
    pub fn own(user: UserId, deed: Deed) -> Self {
        Self { by: Some(user), deed, on: Some(user), note: "" }
    }
}

impl Store {
    /// An event of now.
    pub(crate) fn news(&self, what: Happened, now: Now) -> Event {
        Event { id: EventId::fresh(now, &self.entropy), at: now.0, what }
    }
}

impl Transaction<'_> {
    /// Leaves a trace of the deed.
    pub(crate) fn audited(self, doing: &Doing<'_>, now: Now) -> Self {
        let id = AuditId::fresh(now, &self.store.entropy);
        let Doing { by, deed, on, note } = *doing;
        let row = Audit { id, at: now.0, by, deed, on, note: note.to_owned() };
        self.put_new(Guard::Fresh, &keys::audit(id, now.0), &row)
    }

    /// Tells those who must be told, if there is something to tell.
    pub(crate) fn telling(self, what: Option<Happened>, now: Now) -> Self {
        match what {
            Some(what) => {
                let event = self.store.news(what, now);
                self.event(&event)
            }
            None => self,
        }
    }
}
