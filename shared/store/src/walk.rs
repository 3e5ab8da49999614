//! Every row there is, for an operator's tools. No request path may use this: it reads, and is charged
//! for, the whole table. `tests/src/architecture/walks.rs` names whoever does, and no function's policy has the verb.

use crate::row::Item;
use crate::{ReadError, Store};

impl Store {
    /// Every row of one of `segments` equal parts of the table, page by page, each row as it is at its turn.
    /// Rows that are written meanwhile may be there in part: what is found broken is to be looked at twice.
    pub async fn walk(&self, segment: i32, segments: i32) -> Result<Vec<Item>, ReadError> {
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let call = self.db.scan().table_name(self.table()).segment(segment).total_segments(segments);
            let page = call.consistent_read(true).set_exclusive_start_key(start).send().await;
            let page = page.map_err(ReadError::table)?;
            rows.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return Ok(rows);
            }
        }
    }
}
