//! The sentences: who reads decides how it is said.

use domain::booking::{Side, Status};
use domain::event::News;

use super::Story;
use crate::letter::Words;

impl Story<'_> {
    pub(super) fn words(&self) -> Words {
        let other = self.other();
        match self.news {
            News::Requested => self.requested(&other),
            News::Confirmed => self.confirmed(&other),
            News::Declined => self.declined(&other),
            News::Moved => self.moved(&other),
            News::Cancelled => self.cancelled(&other),
            News::Expired => self.expired(&other),
            News::LinkAdded => self.link_added(&other),
            News::RemindDay | News::RemindHour => self.reminder(&other),
            // Not told (`is_told`); the bare facts if it ever is.
            News::Completed | News::NoShow | News::Rated | News::RemindSoon => {
                Words::about(format!("Your session with {other}"))
            }
        }
    }

    fn reads_mentor(&self) -> bool {
        self.side == Side::Mentor
    }

    fn requested(&self, other: &str) -> Words {
        if self.reads_mentor() {
            Words::about(format!("{other} asks for a session"))
                .say(format!("{other} would like a session with you. The time is kept free until you answer."))
        } else {
            Words::about(format!("Your request to {other}")).say(format!(
                "We have passed your request on to {other}. You will hear from us as soon as there is an answer."
            ))
        }
    }

    fn confirmed(&self, other: &str) -> Words {
        let words = Words::about(format!("Confirmed: your session with {other}"));
        match (self.reads_mentor(), self.booking.link.is_some()) {
            (true, false) => words
                .say(format!("Your session with {other} is confirmed. Thank you!"))
                .say("Please add the meeting link before it starts."),
            (true, true) => words.say(format!("Your session with {other} is confirmed. Thank you!")),
            (false, _) => words.say(format!("Good news: {other} has confirmed your session.")),
        }
    }

    fn declined(&self, other: &str) -> Words {
        if self.reads_mentor() {
            Words::about(format!("Declined: {other}'s request"))
                .say(format!("You have declined {other}'s request. The time is free again."))
        } else {
            Words::about(format!("{other} cannot make it"))
                .say(format!("{other} cannot take your request. Another time, or another mentor, may suit."))
        }
    }

    fn moved(&self, other: &str) -> Words {
        let words = Words::about(format!("Moved: your session with {other}"));
        let words = words.say(format!("Your session with {other} is now at another time."));
        match (self.booking.status, self.reads_mentor()) {
            (Status::Pending, true) => words.say("It waits for your answer. The new time is kept free until then."),
            (Status::Pending, false) => words.say(format!("It waits for {other}'s answer. You will hear from us.")),
            _ => words,
        }
    }

    fn cancelled(&self, other: &str) -> Words {
        let who = match (self.booking.status, self.side) {
            (Status::CancelledByMentor, Side::Mentor) | (Status::CancelledByMentee, Side::Mentee) => {
                "You have".to_owned()
            }
            (Status::CancelledByAdmin, _) => "The organisation has".to_owned(),
            _ => format!("{other} has"),
        };
        Words::about(format!("Cancelled: your session with {other}"))
            .say(format!("{who} cancelled this session. The time is free again."))
    }

    fn expired(&self, other: &str) -> Words {
        if self.reads_mentor() {
            Words::about(format!("Lapsed: {other}'s request"))
                .say(format!("{other}'s request was not answered in time and has lapsed. The time is free again."))
        } else {
            Words::about(format!("Your request to {other} has lapsed"))
                .say(format!("{other} did not answer in time, so the request has lapsed. Do ask for another time."))
        }
    }

    fn link_added(&self, other: &str) -> Words {
        let words = Words::about(format!("The link to your session with {other}"));
        if self.reads_mentor() {
            words.say(format!("This is the link that {other} has got from you."))
        } else {
            words.say(format!("{other} has added the link to your session."))
        }
    }

    fn reminder(&self, other: &str) -> Words {
        let soon = if self.news == News::RemindHour { "Soon" } else { "Reminder" };
        let words = Words::about(format!("{soon}: your session with {other}"))
            .say(format!("Your session with {other} is coming up."));
        match (self.reads_mentor(), self.booking.link.is_some()) {
            (true, false) => words.say("It has no meeting link yet: please add one."),
            _ => words,
        }
    }
}
