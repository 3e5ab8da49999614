//! A mentor's hours: one row, written whole under its version, since only the mentor writes it.

use domain::UserId;
use domain::availability::Availability;
use domain::calendar::Calendar;
use domain::mentor::Mentor;
use jiff::civil::Date;

use crate::calendar::read_day;
use crate::commit::Guard;
use crate::mentors::{MentorWriteError, lost_by};
use crate::read::Stretch;
use crate::row::Item;
use crate::{Pass, ReadError, Store, keys};

/// What it takes to say when a mentor is free.
#[derive(Clone, Debug)]
pub struct FreeTime {
    pub mentor: Mentor,
    pub hours: Availability,
    pub calendar: Calendar,
}

impl Store {
    /// The hours over those of `version`; zero where there are none yet.
    pub async fn set_hours(
        &self,
        mentor: UserId,
        hours: &Availability,
        version: u32,
        pass: &Pass,
    ) -> Result<(), MentorWriteError> {
        let key = keys::availability(mentor);
        let transaction = self.transaction().gate(pass);
        let written = transaction.put_version(Guard::Version, &key, hours, Item::new(), version).commit().await;
        written.map_err(lost_by)
    }

    /// A mentor and the hours, as they were a moment ago; none where there is no such mentor.
    pub async fn mentor_hours(&self, id: UserId) -> Result<Option<(Mentor, Availability)>, ReadError> {
        let (mentor, hours) = (keys::mentor(id), keys::availability(id));
        let mut rows = self.get_rows(&[mentor.clone(), hours.clone()], false).await?;
        let Some(profile) = rows.remove(&mentor) else { return Ok(None) };
        let profile: Mentor = profile.read()?;
        let hours = rows.remove(&hours).map(|row| row.read()).transpose()?;
        let hours = hours.unwrap_or_else(|| Availability::none(profile.zone.clone()));
        Ok(Some((profile, hours)))
    }

    /// The same with the day rows from one date to another: two calls side by side, one round trip.
    pub async fn free_time(&self, id: UserId, (first, last): (Date, Date)) -> Result<Option<FreeTime>, ReadError> {
        let days = Stretch {
            index: None,
            pk: id.to_string(),
            between: (keys::day_sk(first), keys::day_sk(last)),
            after: None,
            descending: false,
            limit: MOST_DAYS,
        };
        let (found, days) = futures::try_join!(self.mentor_hours(id), self.read_stretch(&days, read_day))?;
        let Some((mentor, hours)) = found else { return Ok(None) };
        Ok(Some(FreeTime { mentor, hours, calendar: days.into_iter().collect() }))
    }
}

/// More day rows than anybody asks for at once.
const MOST_DAYS: i32 = 100;
