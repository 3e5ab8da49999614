//! Pages of the main API: a cursor, or a page number for the first ten (rulings 10 and 11).

use serde::Deserialize;
use store::{Cursor, Page};
use utoipa::IntoParams;

use crate::error::Error;
use crate::reply::Listing;

/// Where in a list, as the caller asks.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// 1 to 10; go on from there with `cursor`.
    pub page: Option<u32>,
    /// 1 to 100, default 20.
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Where in a list, checked: read `read` rows after `after` and show those past `skip`.
#[derive(Clone, Debug)]
pub struct Turn {
    pub after: Option<Cursor>,
    pub read: usize,
    pub skip: usize,
    page: u32,
    limit: usize,
    question: String,
}

impl Paging {
    /// `question` is the route and its filters, which a cursor is bound to.
    pub fn turn(&self, question: impl Into<String>) -> Result<Turn, Error> {
        let question = question.into();
        let limit = self.limit.unwrap_or(20);
        if !(1..=100).contains(&limit) {
            return Err(Error::invalid("limit", "must be from 1 to 100"));
        }
        let page = self.page.unwrap_or(1);
        if !(1..=10).contains(&page) {
            return Err(Error::invalid("page", "must be from 1 to 10; go further with cursor"));
        }
        let after = self.cursor.as_deref().map(|text| Cursor::read(text, &question)).transpose()?;
        let limit = limit as usize;
        let skip = limit * (page as usize - 1);
        Ok(Turn { after, read: skip + limit, skip, page, limit, question })
    }
}

impl Turn {
    /// The reply's page out of what was read.
    pub fn show<T>(&self, page: Page<T>) -> Listing<T> {
        self.show_rest(self.rest(page))
    }

    /// What was read without the pages before: for rows of which some are then left out.
    pub fn rest<T>(&self, page: Page<T>) -> Page<T> {
        Page { rows: page.rows.into_iter().skip(self.skip).collect(), next: page.next }
    }

    /// The reply's page out of such a rest.
    pub fn show_rest<T>(&self, page: Page<T>) -> Listing<T> {
        let next = page.next.map(|cursor| cursor.write(&self.question));
        Listing::new(page.rows, self.page, self.limit, next)
    }
}
