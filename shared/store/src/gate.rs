//! The gate: one row per account with what bites at once. Writes that matter hold the caller's gate
//! to its terms in their own transaction.

use std::cell::Cell;

use domain::account::{Gate, Status};
use domain::connection::Connection;
use domain::id::SessionId;
use domain::{Now, UserId};
use jiff::SignedDuration;

use crate::commit::Guard;
use crate::keys;
use crate::row::{Item, n, number, s, text};
use crate::transact::{Terms, Transaction};
use crate::{ReadError, Store};

/// What a caller's token says, for the gate to hold against its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pass {
    pub user: UserId,
    pub session: SessionId,
    pub epoch: u32,
}

tokio::task_local! {
    /// Whom the work at hand let in without a look at their gate.
    static UNSEEN: Cell<Option<Pass>>;
}

/// Does this work. Says whom it let in and whose gate it never saw open: no write held it, nothing read it.
pub async fn watching_the_gate<F: Future>(work: F) -> (F::Output, Option<Pass>) {
    let watched = async { (work.await, UNSEEN.with(Cell::get)) };
    UNSEEN.scope(Cell::new(None), watched).await
}

/// Somebody is let in, by what their token says.
pub fn let_in_unseen(pass: Pass) {
    let _ = UNSEEN.try_with(|unseen| unseen.set(Some(pass)));
}

/// The caller's gate is open, whether or not anybody watches.
pub(crate) fn seen_open() {
    let _ = UNSEEN.try_with(|unseen| unseen.set(None));
}

impl Pass {
    /// What it was that let a connection in.
    pub fn of(connection: &Connection) -> Self {
        Self { user: connection.user, session: connection.session, epoch: connection.epoch }
    }
}

/// A person books at most three times in this (ruling 22).
const BOOKING_WINDOW: SignedDuration = SignedDuration::from_mins(60);

impl Store {
    /// Does the gate let this pass through now? For what does not write.
    pub async fn passes(&self, pass: &Pass) -> Result<bool, ReadError> {
        let row = self.get_item(&keys::gate(pass.user), false).await?;
        Ok(row.is_some_and(|row| admits(&row, pass)))
    }

    /// The same, as of this instant: a session that began a moment ago is not turned away.
    pub async fn passes_now(&self, pass: &Pass) -> Result<bool, ReadError> {
        let row = self.get_item(&keys::gate(pass.user), true).await?;
        Ok(row.is_some_and(|row| admits(&row, pass)))
    }
}

impl Store {
    /// May this account act at all, by whatever session? For signed addresses that need none.
    pub async fn is_active(&self, user: UserId) -> Result<bool, ReadError> {
        let row = self.get_item(&keys::gate(user), false).await?;
        Ok(row.is_some_and(|row| read_gate(&row).status == Status::Active))
    }
}

impl Transaction<'_> {
    /// Only for somebody active, in a session that has not ended.
    pub fn gate(self, pass: &Pass) -> Self {
        self.check(Guard::Gate, &keys::gate(pass.user), &terms(pass))
    }

    /// Only while this account is active, whatever its sessions: for signed links in its mails.
    pub(crate) fn active(self, user: UserId) -> Self {
        let terms =
            Terms::new("#status = :active").name("#status", "status").value(":active", s(Status::Active.to_string()));
        self.check(Guard::Gate, &keys::gate(user), &terms)
    }

    /// The same as `gate`, and counts one booking: `place` is one of the three that is older than the window.
    pub(crate) fn gate_booking(self, pass: &Pass, place: usize, now: Now) -> Self {
        let mut terms = terms(pass);
        let cutoff = now.minus(BOOKING_WINDOW).as_millisecond();
        terms.condition = format!("{} AND (attribute_not_exists(b{place}) OR b{place} <= :cutoff)", terms.condition);
        let terms = terms.value(":cutoff", n(cutoff)).value(":at", n(now.0.as_millisecond()));
        self.update(Guard::Gate, &keys::gate(pass.user), format!("SET b{place} = :at"), &terms)
    }
}

/// Active, this epoch, this session not ended.
pub(crate) fn terms(pass: &Pass) -> Terms {
    Terms::new("#status = :active AND epoch = :epoch AND attribute_not_exists(#ended)")
        .name("#status", "status")
        .name("#ended", ended(pass.session))
        .value(":active", s(Status::Active.to_string()))
        .value(":epoch", n(pass.epoch))
}

/// The attribute that says this session has ended; its value is the second at which it may be swept.
pub(crate) fn ended(session: SessionId) -> String {
    format!("ended_{}", session.uuid().simple())
}

/// Does this gate row let the pass through?
pub(crate) fn admits(row: &Item, pass: &Pass) -> bool {
    text(row, "status") == Some("active")
        && number(row, "epoch") == Some(pass.epoch)
        && !row.contains_key(&ended(pass.session))
}

/// The first of the three places that may be used again.
/// Else the seconds until there is one.
pub(crate) fn free_place(gate: &Gate, now: Now) -> Result<usize, u32> {
    let cutoff = now.minus(BOOKING_WINDOW).as_millisecond();
    let oldest = gate.booked.iter().min().copied().unwrap_or(i64::MIN);
    let free = gate.booked.iter().position(|at| *at <= cutoff);
    free.ok_or_else(|| u32::try_from((oldest - cutoff) / 1000 + 1).unwrap_or(1))
}

/// The gate in its row.
pub(crate) fn read_gate(row: &Item) -> Gate {
    let booked = |place: &str| number(row, place).unwrap_or(i64::MIN);
    Gate {
        status: text(row, "status").and_then(|status| status.parse().ok()).unwrap_or(Status::Suspended),
        epoch: number(row, "epoch").unwrap_or(0),
        booked: [booked("b0"), booked("b1"), booked("b2")],
    }
}

#[cfg(test)]
mod tests {
    use domain::Entropy;

    use super::*;

    const NOW: &str = "2026-11-20T10:00:00Z";

    fn pass() -> Pass {
        let entropy = Entropy::seeded(1);
        let (user, session) = (UserId::fresh(Now::at(NOW), &entropy), SessionId::fresh(Now::at(NOW), &entropy));
        Pass { user, session, epoch: 3 }
    }

    fn row(status: &str, epoch: u32) -> Item {
        Item::from([("status".to_owned(), s(status)), ("epoch".to_owned(), n(epoch)), ("b1".to_owned(), n(7))])
    }

    #[test]
    fn a_gate_admits_the_active_in_this_epoch_whose_session_has_not_ended() {
        assert!(admits(&row("active", 3), &pass()));
        assert!(!admits(&row("suspended", 3), &pass()));
        assert!(!admits(&row("active", 4), &pass()));
        let mut ended_row = row("active", 3);
        ended_row.insert(ended(pass().session), n(0));
        assert!(!admits(&ended_row, &pass()));
        ended_row.remove(&ended(pass().session));
        ended_row.insert(ended(SessionId::fresh(Now::at(NOW), &Entropy::seeded(2))), n(0));
        assert!(admits(&ended_row, &pass()));
    }

    #[test]
    fn the_terms_of_a_write_say_the_same() {
        let terms = terms(&pass());
        assert_eq!(terms.condition, "#status = :active AND epoch = :epoch AND attribute_not_exists(#ended)");
        assert_eq!(terms.names[1], ("#ended".to_owned(), ended(pass().session)));
        assert_eq!((text(&terms.values, ":active"), number(&terms.values, ":epoch")), (Some("active"), Some(3)));
    }

    #[test]
    fn a_gate_that_cannot_be_read_is_shut() {
        assert_eq!(
            read_gate(&row("active", 3)),
            Gate { status: Status::Active, epoch: 3, booked: [i64::MIN, 7, i64::MIN] }
        );
        assert_eq!(read_gate(&Item::new()).status, Status::Suspended);
    }

    #[test]
    fn the_first_place_that_is_an_hour_old_is_free() {
        let now = Now::at(NOW);
        let ago = |seconds: i64| (now.second() - seconds) * 1000;
        let free = |booked| free_place(&Gate { booked, ..read_gate(&row("active", 3)) }, now);
        assert_eq!(free([i64::MIN; 3]), Ok(0));
        assert_eq!(free([ago(10), ago(3600), ago(4000)]), Ok(1));
        assert_eq!(free([ago(10), ago(3599), ago(20)]), Err(2));
        assert_eq!(free([ago(10), ago(1800), ago(20)]), Err(1801));
    }

    #[tokio::test]
    async fn whose_gate_nothing_saw_is_said_once_the_work_is_done() {
        let saw = async |work: fn()| watching_the_gate(async { work() }).await.1;
        assert_eq!(saw(|| {}).await, None);
        assert_eq!(saw(|| let_in_unseen(pass())).await, Some(pass()));
        assert_eq!(saw(|| (let_in_unseen(pass()), seen_open()).1).await, None);
        assert_eq!(saw(|| (seen_open(), let_in_unseen(pass())).1).await, Some(pass()));
    }
}
