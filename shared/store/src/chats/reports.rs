//! The admins' list of reports, the latest first, each with the message as it is now.

use domain::chat::{Message, Report, Standing};
use strum::IntoEnumIterator;

use super::report::Reported;
use crate::read::{LAST, Stretch};
use crate::{Cursor, Page, ReadError, Store, keys};

/// Which reports.
#[derive(Clone, Debug)]
pub struct ListReports {
    /// All of them where it is none.
    pub status: Option<Standing>,
    pub after: Option<Cursor>,
    /// So many of them were shown before.
    pub skip: usize,
    pub limit: usize,
}

impl Store {
    /// A page of reports.
    pub async fn reports(&self, list: &ListReports) -> Result<Page<Reported>, ReadError> {
        let statuses = Standing::iter().filter(|status| list.status.is_none_or(|wanted| wanted == *status));
        let parts = statuses.map(|status| self.reports_in(list, status));
        let mut rows: Vec<Report> = futures::future::try_join_all(parts).await?.into_iter().flatten().collect();
        // The lists are not read at one instant: one that is decided meanwhile may be found in two of them.
        rows.sort_by_key(|report| std::cmp::Reverse((keys::report_place(report), report.version)));
        rows.dedup_by_key(|report| report.id);
        let page = Page::cut(rows, list.limit, keys::report_place);
        let shown = page.rows.into_iter().skip(list.skip).collect();
        Ok(Page { rows: self.with_messages(shown).await?, next: page.next })
    }

    async fn reports_in(&self, list: &ListReports, status: Standing) -> Result<Vec<Report>, ReadError> {
        let stretch = Stretch {
            index: Some("gsi3"),
            pk: keys::report_list(status),
            between: (" ".to_owned(), LAST.to_owned()),
            after: list.after.as_ref().map(Cursor::place),
            descending: true,
            limit: i32::try_from(list.limit + 1).unwrap_or(i32::MAX),
        };
        self.list(&stretch).await
    }

    async fn with_messages(&self, reports: Vec<Report>) -> Result<Vec<Reported>, ReadError> {
        let key = |report: &Report| keys::message(report.chat, report.sequence);
        let mut wanted: Vec<_> = reports.iter().map(key).collect();
        wanted.sort();
        wanted.dedup();
        let found = self.find(&wanted).await?;
        let rows = reports.into_iter().map(|report| {
            let message: Option<Message> = found.get(&key(&report))?;
            Ok(message.map(|message| Reported { report, message }))
        });
        Ok(rows.collect::<Result<Vec<_>, ReadError>>()?.into_iter().flatten().collect())
    }
}
