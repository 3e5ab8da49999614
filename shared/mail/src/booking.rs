//! Letters about a booking, to either side.

use domain::account::Account;
use domain::booking::{Booking, Side, Status};
use domain::event::News;
use domain::preference::Kind;
use domain::text::HttpsUrl;
use domain::{Span, Zone, signed};

use crate::calendar;
use crate::house::House;
use crate::letter::{Letter, Words, one_line};
use crate::mailer::MailError;
use crate::when;

mod words;

/// What happened to which booking, and who is told.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    pub news: News,
    pub booking: &'a Booking,
    /// The time before a move.
    pub before: Option<Span>,
    /// The side that reads.
    pub side: Side,
    pub reader: &'a Account,
}

/// Does this news go to people by mail? Ratings and the like do not, nor what is over in five minutes.
pub fn is_told(news: News) -> bool {
    !matches!(news, News::Completed | News::NoShow | News::Rated | News::RemindSoon)
}

impl Story<'_> {
    /// The letter, with the calendar's copy of the session.
    pub fn letter(&self, house: &House) -> Result<Letter, MailError> {
        let name = one_line(self.reader.name.as_str());
        let words = self.actions(self.facts(self.words(), house), house);
        let letter = words.to(house, &self.reader.email, Some(&name))?;
        let letter = letter.of_kind(Kind::Meetings, self.reader.id, house);
        Ok(letter.with(calendar::invite(self.booking, &self.other(), (&name, &self.reader.email), &house.sender)))
    }

    /// The other side's name.
    fn other(&self) -> String {
        let name = if self.side == Side::Mentor { &self.booking.mentee_name } else { &self.booking.mentor_name };
        one_line(name.as_str())
    }

    fn zone<'z>(&'z self, house: &'z House) -> &'z Zone {
        self.reader.zone.as_ref().unwrap_or(&house.zone)
    }

    fn facts(&self, words: Words, house: &House) -> Words {
        let zone = self.zone(house);
        let before = self.before.filter(|before| *before != self.booking.span).map(|before| when::span(before, zone));
        let answer_by = self.wants_answer().then(|| when::instant(self.booking.expires(), zone));
        let link = self.booking.link.as_ref().map(HttpsUrl::as_str).filter(|_| self.booking.status.holds_time());
        words
            .fact("Topic", one_line(self.booking.topic.as_str()))
            .fact("With", self.other())
            .fact("When", when::span(self.booking.span, zone))
            .fact("Before", before.unwrap_or_default())
            .fact("Where", link.unwrap_or_default())
            .fact("Message", if self.tells_message() { self.booking.description.as_str() } else { "" })
            .fact("Reason", self.booking.reason.as_str())
            .fact("Please answer by", answer_by.unwrap_or_default())
    }

    /// A request in front of its mentor.
    fn wants_answer(&self) -> bool {
        let asks = matches!(self.news, News::Requested | News::Moved);
        asks && self.side == Side::Mentor && self.booking.status == Status::Pending
    }

    fn tells_message(&self) -> bool {
        self.side == Side::Mentor && !matches!(self.news, News::Cancelled | News::Declined | News::Expired)
    }

    /// Confirm and decline for the mentor, the way in for both.
    fn actions(&self, words: Words, house: &House) -> Words {
        let booking = self.booking;
        if self.wants_answer() {
            let token = signed::answer(&house.secret, booking.id, booking.version, booking.expires());
            let page =
                |answer| house.absolute(&format!("/v1/bookings/{}/answer?token={token}&answer={answer}", booking.id));
            return words
                .button("Confirm", page("confirm"))
                .button("Decline", page("decline"))
                .close("Each link opens a page that asks you once more; nothing happens before you press its button.");
        }
        match &booking.link {
            Some(link) if booking.status == Status::Confirmed => words.button("Join the session", link.as_str()),
            _ => words,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
