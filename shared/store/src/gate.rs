//! The gate: one row per account with what bites at once. Writes that matter hold the caller's gate
//! to its terms in their own transaction.

use domain::account::{Gate, Status};
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
