//! How a mentor changes the hours: weekly ones, dated ones, dates of their own, time away.

use jiff::civil::Date;

use super::wall::{WallHours, joined};
use super::{Availability, Away, Exception, MOST_SLOTS, Slot, When};
use crate::id::SlotId;
use crate::problem::Invalid;
use crate::text::Reason;

/// The longest time away, in days.
const LONGEST_AWAY: i32 = 366;

impl Availability {
    /// With these weekly rules in place of all weekly ones; dated ones stay (ruling 15).
    pub fn replace_weekly(&mut self, slots: Vec<Slot>) -> Result<(), Invalid> {
        self.slots.retain(|slot| matches!(slot.when, When::Date(_)));
        slots.into_iter().try_for_each(|slot| self.add(slot))
    }

    /// With these dated hours in place of all dated ones.
    pub fn replace_dated(&mut self, slots: Vec<Slot>) -> Result<(), Invalid> {
        self.slots.retain(|slot| matches!(slot.when, When::Weekly(_)));
        slots.into_iter().try_for_each(|slot| self.add(slot))
    }

    /// With one slot more: those it overlaps or touches become one with it, and one of the same id
    /// gives way (ruling 15). A slot that is not active takes its hours away instead.
    pub fn add(&mut self, slot: Slot) -> Result<(), Invalid> {
        self.slots.retain(|old| old.id != slot.id);
        let (same, others): (Vec<Slot>, Vec<Slot>) = std::mem::take(&mut self.slots)
            .into_iter()
            .partition(|old| old.when == slot.when && old.hours.meets(slot.hours));
        self.slots = others;
        if slot.active {
            let hours = same.iter().fold(slot.hours, |hours, old| hours.join(old.hours));
            self.slots.push(Slot { hours, ..slot });
        } else {
            self.slots.extend(same.iter().flat_map(|old| less(old, slot.hours, slot.id)));
        }
        self.slots.sort_by_key(|slot| (slot.when.order(), slot.hours));
        at_most(self.slots.len(), "slots")
    }

    /// Gives a date hours of its own; none closes it. Dates before `today` are forgotten.
    pub fn except(&mut self, date: Date, hours: Vec<WallHours>, today: Date) -> Result<(), Invalid> {
        self.exceptions.retain(|old| old.date != date && old.date >= today);
        at_most(hours.len(), "hours")?;
        self.exceptions.push(Exception { date, hours: joined(hours) });
        self.exceptions.sort_by_key(|exception| exception.date);
        at_most(self.exceptions.len(), "exceptions")
    }

    /// The date is like any other again; false where it was.
    pub fn unexcept(&mut self, date: Date) -> bool {
        let before = self.exceptions.len();
        self.exceptions.retain(|old| old.date != date);
        self.exceptions.len() < before
    }

    /// Out of office from one date to another, both included. What ended before `today` is forgotten.
    pub fn leave(&mut self, from: Date, to: Date, reason: Reason, today: Date) -> Result<(), Invalid> {
        let days = (to - from).get_days();
        if days < 0 {
            return Err(Invalid::new("to", "must not be before from"));
        }
        if days > LONGEST_AWAY {
            return Err(Invalid::new("to", "at most a year after from"));
        }
        self.away.retain(|old| old.from != from && old.to >= today);
        self.away.push(Away { from, to, reason });
        self.away.sort_by_key(|away| away.from);
        at_most(self.away.len(), "away")
    }

    /// No longer away from that date; false where nothing began then.
    pub fn come_back(&mut self, from: Date) -> bool {
        let before = self.away.len();
        self.away.retain(|old| old.from != from);
        self.away.len() < before
    }
}

/// What is left of a slot without these hours; a second piece goes by the id `second`.
fn less(old: &Slot, gone: WallHours, second: SlotId) -> Vec<Slot> {
    let before = WallHours::new(old.hours.start, gone.start.min(old.hours.end)).ok();
    let after = WallHours::new(gone.end.max(old.hours.start), old.hours.end).ok();
    let ids = if before.is_some() { [old.id, second] } else { [second, old.id] };
    let pieces = before.into_iter().zip([ids[0]]).chain(after.into_iter().zip([ids[1]]));
    pieces.map(|(hours, id)| Slot { id, hours, ..*old }).collect()
}

fn at_most(count: usize, field: &'static str) -> Result<(), Invalid> {
    if count > MOST_SLOTS { Err(Invalid::new(field, format!("at most {MOST_SLOTS}"))) } else { Ok(()) }
}
