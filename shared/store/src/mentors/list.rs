//! Reading mentors: a page, a list by approval, several by id.

use std::collections::HashMap;

use domain::UserId;
use domain::mentor::{Approval, Mentor};

use crate::read::{LAST, Stretch};
use crate::row::Row;
use crate::{Cursor, Listed, Page, ReadError, Store, keys};

/// One `BatchGetItem` takes this many keys.
const BATCH: usize = 100;

impl Store {
    /// The profile as it is now.
    pub async fn mentor(&self, id: UserId) -> Result<Option<Mentor>, ReadError> {
        self.get(&keys::mentor(id)).await
    }

    /// The profile as it was a moment ago: half a read unit.
    pub async fn mentor_glance(&self, id: UserId) -> Result<Option<Mentor>, ReadError> {
        self.glance(&keys::mentor(id)).await
    }

    /// A page of the mentors with this approval, by name.
    pub async fn mentors(
        &self,
        approval: Approval,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Listed<Mentor>>, ReadError> {
        let stretch = Stretch {
            index: Some("gsi3"),
            pk: keys::mentors_with(approval),
            between: (" ".to_owned(), LAST.to_owned()),
            after: after.map(Cursor::place),
            descending: false,
            limit: i32::try_from(limit + 1).unwrap_or(i32::MAX),
        };
        Ok(Page::cut(self.list(&stretch).await?, limit, keys::mentor_place).map(Listed::new))
    }

    /// Several mentors, in the order of the ids, as they were a moment ago; absent ones are left out.
    pub async fn mentors_by_id(&self, ids: &[UserId]) -> Result<Vec<Listed<Mentor>>, ReadError> {
        let batches = ids.chunks(BATCH).map(|ids| async move {
            let wanted: Vec<_> = ids.iter().map(|id| keys::mentor(*id)).collect();
            self.get_rows(&wanted, false).await
        });
        let found = futures::future::try_join_all(batches).await?.into_iter().flatten();
        let mut rows: HashMap<_, Row> = found.collect();
        let mentors = ids.iter().filter_map(|id| rows.remove(&keys::mentor(*id)));
        mentors.map(|row| row.read().map(Listed::new)).collect()
    }
}
