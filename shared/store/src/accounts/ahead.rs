//! Whether somebody is awaited: hours still ahead that they have promised, as mentor or mentee.

use domain::time::{Quarter, utc_day};
use domain::{Now, UserId};

use crate::read::{LAST, Stretch};
use crate::row::{Item, text};
use crate::{ReadError, Store, keys};

/// More day rows than anybody has ahead of them.
const MOST: i32 = 1000;

impl Store {
    /// Does this person hold any time from now on?
    pub async fn is_awaited(&self, user: UserId, now: Now) -> Result<bool, ReadError> {
        let today = utc_day(now.0);
        let stretch = Stretch {
            index: None,
            pk: user.to_string(),
            between: (keys::day_sk(today), format!("day#{LAST}")),
            after: None,
            descending: false,
            limit: MOST,
        };
        Ok(self.query(&stretch).await?.iter().any(|row| holds_from(row, now)))
    }
}

/// A day row with a mark that has not passed.
fn holds_from(row: &Item, now: Now) -> bool {
    let Some(day) = text(row, "sk").and_then(|sk| sk.strip_prefix("day#")?.parse().ok()) else { return false };
    let marks = row.keys().filter_map(|name| name.strip_prefix('s')?.parse().ok());
    marks.into_iter().any(|index| Quarter { day, index }.span().end > now.0)
}
