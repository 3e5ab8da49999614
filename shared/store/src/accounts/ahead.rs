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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{n, s};

    #[test]
    fn an_hour_is_awaited_until_its_last_quarter_ends() {
        let row = Item::from([("sk".to_owned(), s("day#2026-11-20")), ("s40".to_owned(), n(1))]);
        assert!(holds_from(&row, Now::at("2026-11-20T10:14:59Z")));
        assert!(!holds_from(&row, Now::at("2026-11-20T10:15:00Z")));
        let counted = Item::from([("sk".to_owned(), s("day#2026-11-20")), ("sessions".to_owned(), n(1))]);
        assert!(!holds_from(&counted, Now::at("2026-11-20T00:00:00Z")));
    }
}
