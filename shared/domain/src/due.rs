//! Due rows: what is to be looked at when. Partition = hour, sort key = instant. A due row
//! proposes; the current row of the thing it names decides.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::id::BookingId;

/// One thing to look at, at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub at: Timestamp,
    pub what: What,
    pub booking: BookingId,
}

/// Why it is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum What {
    /// A request that nobody has answered.
    Expire,
    RemindDay,
    RemindHour,
    RemindSoon,
}

/// The reminders of a confirmed session, the earliest first.
const REMINDERS: [(What, SignedDuration); 3] = [
    (What::RemindDay, SignedDuration::from_hours(24)),
    (What::RemindHour, SignedDuration::from_hours(1)),
    (What::RemindSoon, SignedDuration::from_mins(5)),
];

impl Due {
    pub fn expire(booking: BookingId, at: Timestamp) -> Self {
        Self { at, what: What::Expire, booking }
    }

    /// The next reminder of a session that starts at `start`, after `now`.
    pub fn next_reminder(booking: BookingId, start: Timestamp, now: Timestamp) -> Option<Self> {
        REMINDERS.into_iter().find_map(|(what, before)| {
            let at = start.checked_sub(before).ok()?;
            (at > now).then_some(Self { at, what, booking })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entropy, Now};

    #[test]
    fn reminders_come_a_day_an_hour_and_five_minutes_before_and_never_late() {
        let id = BookingId::fresh(Now::at("2026-11-20T00:00:00Z"), &Entropy::seeded(3));
        let start = "2026-11-23T10:00:00Z".parse().unwrap();
        let next = |now: &str| Due::next_reminder(id, start, now.parse().unwrap()).map(|due| due.what);
        assert_eq!(next("2026-11-20T10:00:00Z"), Some(What::RemindDay));
        assert_eq!(next("2026-11-22T10:00:00Z"), Some(What::RemindHour));
        assert_eq!(next("2026-11-23T09:00:00Z"), Some(What::RemindSoon));
        assert_eq!(next("2026-11-23T09:55:00Z"), None);
    }
}
