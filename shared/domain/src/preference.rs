//! What somebody wants to be told by mail and on their screens. Codes, links, letters about safety and
//! emergency alerts are not asked about: they always go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::availability::WallTime;
use crate::problem::{Invalid, Kind as ErrorKind, Kinds, Problem};
use crate::time::Zone;

/// The kinds that document 3 tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, strum::Display, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    TaskUpdates,
    PaymentReminders,
    Messages,
    Meetings,
}

/// One person's; on the first day everything is on and no hour is quiet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub email: ByMail,
    pub push: OnScreen,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
    pub version: u32,
}

/// What goes by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "document 3 has these four switches")]
pub struct ByMail {
    pub task_updates: bool,
    pub payment_reminders: bool,
    pub messages: bool,
    pub meetings: bool,
}

/// What goes to open screens at once. What does not is kept, to be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OnScreen {
    pub task_updates: bool,
    pub messages: bool,
    pub meetings: bool,
}

impl Default for ByMail {
    fn default() -> Self {
        Self { task_updates: true, payment_reminders: true, messages: true, meetings: true }
    }
}

impl Default for OnScreen {
    fn default() -> Self {
        Self { task_updates: true, messages: true, meetings: true }
    }
}

/// From one time of day to another, maybe across midnight, on the clock of the person's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    pub start: WallTime,
    pub end: WallTime,
}

impl QuietHours {
    pub fn new(start: WallTime, end: WallTime) -> Result<Self, Invalid> {
        if start == end { Err(Invalid::new("end", "must be another time than start")) } else { Ok(Self { start, end }) }
    }

    /// Does the zone's clock show one of them? Their end is not one.
    pub fn hold(self, at: Timestamp, zone: &Zone) -> bool {
        let wall = zone.wall(at);
        let shown = u16::try_from(i32::from(wall.hour()) * 60 + i32::from(wall.minute())).unwrap_or_default();
        let (start, end) = (self.start.minutes(), self.end.minutes());
        if start < end { (start..end).contains(&shown) } else { !(end..start).contains(&shown) }
    }
}

/// Why preferences were not changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PreferenceError {
    #[error("The preferences were changed in the meantime: they are now version {0}.")]
    Stale(u32),
    #[error("No such link.")]
    NoSuchLink,
}

impl Kinds for PreferenceError {
    const KINDS: &'static [ErrorKind] = &[ErrorKind::Missing, ErrorKind::Conflict];
}

impl Problem for PreferenceError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Stale(_) => ErrorKind::Conflict,
            Self::NoSuchLink => ErrorKind::Missing,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Stale(_) => "STALE_VERSION",
            Self::NoSuchLink => self.kind().code(),
        }
    }
}

impl Preferences {
    /// May a letter of this kind go?
    pub fn mails(&self, kind: Kind) -> bool {
        match kind {
            Kind::TaskUpdates => self.email.task_updates,
            Kind::PaymentReminders => self.email.payment_reminders,
            Kind::Messages => self.email.messages,
            Kind::Meetings => self.email.meetings,
        }
    }

    /// May this kind appear on open screens at this instant? Of bills document 3 has no word here.
    pub fn pushes(&self, kind: Kind, at: Timestamp, zone: &Zone) -> bool {
        let on = match kind {
            Kind::TaskUpdates => self.push.task_updates,
            Kind::PaymentReminders => true,
            Kind::Messages => self.push.messages,
            Kind::Meetings => self.push.meetings,
        };
        on && !self.quiet.is_some_and(|quiet| quiet.hold(at, zone))
    }

    /// No more letters of this kind.
    #[must_use]
    pub fn unsubscribed(mut self, kind: Kind) -> Self {
        match kind {
            Kind::TaskUpdates => self.email.task_updates = false,
            Kind::PaymentReminders => self.email.payment_reminders = false,
            Kind::Messages => self.email.messages = false,
            Kind::Meetings => self.email.meetings = false,
        }
        self
    }

    /// The next version.
    #[must_use]
    pub fn touched(self) -> Self {
        Self { version: self.version + 1, ..self }
    }

    /// Whoever names a version means that one and no other.
    pub fn at_version(&self, wanted: Option<u32>) -> Result<(), PreferenceError> {
        match wanted {
            Some(wanted) if wanted != self.version => Err(PreferenceError::Stale(self.version)),
            _ => Ok(()),
        }
    }
}

impl Kind {
    /// In a signed link, for ever.
    pub(crate) fn byte(self) -> u8 {
        match self {
            Self::TaskUpdates => 1,
            Self::PaymentReminders => 2,
            Self::Messages => 3,
            Self::Meetings => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    fn quiet(start: &str, end: &str) -> QuietHours {
        let time = |text| WallTime::parse("start", text).unwrap();
        QuietHours::new(time(start), time(end)).unwrap()
    }

    fn holds(hours: QuietHours, at: &str, zone: &str) -> bool {
        hours.hold(at.parse().unwrap(), &Zone::parse(zone).unwrap())
    }

    #[test]
    fn each_change_has_a_version_and_who_names_another_is_told_which_it_is() {
        let changed = Preferences::default().touched();
        assert_eq!(changed, Preferences { version: 1, ..Preferences::default() });
        assert_eq!((changed.at_version(None), changed.at_version(Some(1))), (Ok(()), Ok(())));
        let stale = changed.at_version(Some(0)).unwrap_err();
        assert_eq!(
            (stale.clone(), stale.kind(), stale.code()),
            (PreferenceError::Stale(1), ErrorKind::Conflict, "STALE_VERSION")
        );
        assert_eq!(PreferenceError::NoSuchLink.code(), ErrorKind::Missing.code());
    }

    #[test]
    fn quiet_hours_may_cross_midnight_and_end_before_their_end() {
        let night = quiet("22:00", "07:00");
        for (at, is_quiet) in
            [("21:59:59", false), ("22:00:00", true), ("00:00:00", true), ("06:59:59", true), ("07:00:00", false)]
        {
            assert_eq!(holds(night, &format!("2026-11-23T{at}Z"), "Etc/UTC"), is_quiet, "{at}");
        }
        let noon = quiet("12:00", "13:30");
        for (at, is_quiet) in [("11:59:59", false), ("12:00:00", true), ("13:29:00", true), ("13:30:00", false)] {
            assert_eq!(holds(noon, &format!("2026-11-23T{at}Z"), "Etc/UTC"), is_quiet, "{at}");
        }
        assert!(QuietHours::new(noon.start, noon.start).is_err());
    }

    #[test]
    fn they_are_on_the_persons_clock_and_follow_it_when_it_changes() {
        let night = quiet("22:00", "07:00");
        assert!(holds(night, "2026-11-23T20:30:00Z", "Africa/Cairo"));
        assert!(!holds(night, "2026-07-01T21:30:00Z", "Etc/UTC"));
        assert!(holds(night, "2026-07-01T21:30:00Z", "Europe/London"), "British summer time");
        assert!(!holds(night, "2026-11-23T21:30:00Z", "Europe/London"));
    }

    #[test]
    fn on_the_first_day_everything_is_on() {
        let first = Preferences::default();
        for kind in Kind::iter() {
            assert!(first.mails(kind) && first.pushes(kind, Timestamp::UNIX_EPOCH, &Zone::utc()), "{kind}");
        }
    }

    #[test]
    fn who_unsubscribes_has_no_letters_of_that_kind_and_all_others() {
        for kind in Kind::iter() {
            let left = Preferences::default().unsubscribed(kind);
            let off: Vec<Kind> = Kind::iter().filter(|other| !left.mails(*other)).collect();
            assert_eq!(off, [kind]);
            assert_eq!(left.push, OnScreen::default());
        }
    }

    #[test]
    fn each_kind_has_a_switch_of_its_own_for_screens() {
        let at = |push| Preferences { push, ..Preferences::default() };
        let pushes = |one: &Preferences, kind| one.pushes(kind, Timestamp::UNIX_EPOCH, &Zone::utc());
        let on = OnScreen::default();
        let off = [
            (Kind::TaskUpdates, OnScreen { task_updates: false, ..on }),
            (Kind::Messages, OnScreen { messages: false, ..on }),
            (Kind::Meetings, OnScreen { meetings: false, ..on }),
        ];
        for (kind, push) in off {
            let silent: Vec<Kind> = Kind::iter().filter(|other| !pushes(&at(push), *other)).collect();
            assert_eq!(silent, [kind]);
        }
    }
}
