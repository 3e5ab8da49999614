//! News of a booking, to both of its sides: each is read once, both are told in one transaction, and what
//! leaves the house leaves side by side.

use std::collections::BTreeSet;

use domain::booking::{Booking, Side, Status};
use domain::event::{Event, News};
use domain::frame::Frame;
use domain::notice::Notice;
use domain::preference::Kind;
use domain::time::Span;
use domain::{Now, UserId};
use futures::StreamExt;
use futures::future::{join, try_join};
use futures::stream::FuturesUnordered;
use mail::Letter;
use mail::booking::Story;
use store::{Held, Reader, Telling};

use crate::App;
use crate::deliver::{Outcome, note};
use crate::letters::Failure;

const SIDES: [Side; 2] = [Side::Mentor, Side::Mentee];

/// What happened to a booking, as its event says it.
#[derive(Clone, Copy)]
pub(crate) struct OfBooking<'a> {
    pub event: &'a Event,
    pub news: News,
    pub booking: &'a Booking,
    pub before: Option<Span>,
}

/// The booking as its letters tell it, and those who are still there to be told.
struct Sides {
    booking: Booking,
    readers: Vec<Reader>,
}

/// The name of a side's frame among the event's effects: stands in rows of the table, not to be changed.
fn frame(side: Side) -> &'static str {
    if side == Side::Mentor { "frame#mentor" } else { "frame#mentee" }
}

/// The same of its letter, and in Message-IDs.
fn letter(side: Side) -> &'static str {
    if side == Side::Mentor { "mail#mentor" } else { "mail#mentee" }
}

impl App {
    /// Does what is not yet done.
    pub(crate) async fn tell_sides(&self, held: &Held, of: OfBooking<'_>, now: Now) -> Outcome {
        let mut outcome = Outcome::default();
        let (sides, met) = join(self.sides(of), self.meet(of)).await;
        if let Err(failure) = met {
            outcome.failed(failure);
        }
        match sides {
            Ok(Some(sides)) => self.tell_those(held, of, &sides, &mut outcome, now).await,
            // No longer true, and of no interest to anybody.
            Ok(None) => {}
            Err(failure) => outcome.failed(failure),
        }
        outcome
    }

    async fn tell_those(&self, held: &Held, of: OfBooking<'_>, sides: &Sides, outcome: &mut Outcome, now: Now) {
        // What is seen at once goes first.
        let ringing = match self.show(held, of, sides, now).await {
            Ok(ringing) => {
                outcome.told.extend(SIDES.map(|side| frame(side).to_owned()));
                ringing
            }
            Err(failure) => {
                outcome.failed(failure);
                Vec::new()
            }
        };
        let (sent, ()) = join(self.send_each(ringing, now), self.write(held, of, sides, outcome)).await;
        if let Err(failure) = sent {
            outcome.failed(failure);
        }
    }

    /// A confirmed booking brings its two together, whatever becomes of it: they may write to each other.
    async fn meet(&self, of: OfBooking<'_>) -> Result<(), Failure> {
        if of.news != News::Confirmed {
            return Ok(());
        }
        Ok(self.store.bring_together(of.booking.mentor, of.booking.mentee, Now(of.event.at)).await?)
    }

    async fn sides(&self, of: OfBooking<'_>) -> Result<Option<Sides>, Failure> {
        let people = [of.booking.mentor, of.booking.mentee];
        let readers = async { Ok(self.store.readers(&people).await?) };
        let (booking, readers) = try_join(self.still_true(of.news, of.booking), readers).await?;
        Ok(booking.map(|booking| Sides { booking, readers }))
    }

    /// A reminder may be hours late: it is for the session as it is now, or for nobody.
    async fn still_true(&self, news: News, told: &Booking) -> Result<Option<Booking>, Failure> {
        if !news.reminds() {
            return Ok(Some(told.clone()));
        }
        let now = self.store.booking(told.id).await?;
        Ok(now.filter(|now| now.status == Status::Confirmed && now.span == told.span))
    }

    /// Writes down what both are told, and returns the frames that are to ring.
    async fn show(
        &self,
        held: &Held,
        of: OfBooking<'_>,
        sides: &Sides,
        now: Now,
    ) -> Result<Vec<(UserId, Frame)>, Failure> {
        let (mut effects, mut tellings, mut rung) = (Vec::new(), Vec::new(), BTreeSet::new());
        for side in SIDES.into_iter().filter(|side| !held.is_told(frame(*side))) {
            let Some((reader, shown)) = Frame::of(of.event, side) else { continue };
            let Some(Reader { account, preferences }) = sides.reader(reader) else { continue };
            let zone = account.zone.as_ref().unwrap_or(&self.house.zone);
            effects.push(frame(side));
            let notice = Notice::of(of.event, side, zone);
            tellings.push(Telling::of(reader, shown, notice));
            if preferences.pushes(Kind::Meetings, now.0, zone) {
                rung.insert(reader);
            }
        }
        if tellings.is_empty() {
            return Ok(Vec::new());
        }
        let mut frames = self.store.inform(Some((held, &effects)), &tellings, now).await?;
        // What must not ring waits where it can be looked up.
        frames.retain(|(reader, _)| rung.contains(reader));
        Ok(frames)
    }

    async fn write(&self, held: &Held, of: OfBooking<'_>, sides: &Sides, outcome: &mut Outcome) {
        let told = SIDES.into_iter().filter(|side| mail::booking::is_told(of.news) && !held.is_told(letter(*side)));
        let mut leaving: FuturesUnordered<_> =
            told.map(async |side| (letter(side), self.write_to(side, of, sides).await)).collect();
        while let Some((effect, written)) = leaving.next().await {
            match written {
                Ok(()) => {
                    outcome.told.insert(effect.to_owned());
                    // The last one is written down by the end of the row.
                    if !leaving.is_empty() || outcome.failure.is_some() {
                        note(self, held, effect).await;
                    }
                }
                Err(failure) => outcome.failed(failure),
            }
        }
    }

    async fn write_to(&self, side: Side, of: OfBooking<'_>, sides: &Sides) -> Result<(), Failure> {
        match sides.letter(side, of, self)? {
            Some(written) => self.post(&written, of.event, letter(side)).await,
            None => Ok(()),
        }
    }
}

impl Sides {
    fn reader(&self, person: UserId) -> Option<&Reader> {
        self.readers.iter().find(|reader| reader.account.id == person)
    }

    /// None where they are gone, or do not want it.
    fn letter(&self, side: Side, of: OfBooking<'_>, app: &App) -> Result<Option<Letter>, Failure> {
        let reader = if side == Side::Mentor { self.booking.mentor } else { self.booking.mentee };
        let reader = self.reader(reader).filter(|reader| reader.preferences.mails(Kind::Meetings));
        let Some(Reader { account, .. }) = reader else { return Ok(None) };
        let story = Story { news: of.news, booking: &self.booking, before: of.before, side, reader: account };
        Ok(Some(story.letter(&app.house)?))
    }
}
