//! Rows that are written or deleted many at once, each whether or not it is there, in no order and not all or
//! nothing: for projections that are made anew until they fit.

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};
use serde::Serialize;

use crate::keys::Key;
use crate::row::{key_of, to_row};
use crate::{ReadError, Store};

/// A `BatchWriteItem` takes this many.
const MOST: usize = 25;

/// The row as it is to be.
pub(crate) fn put<T: Serialize>(key: &Key, value: &T) -> Result<WriteRequest, ReadError> {
    let put = PutRequest::builder().set_item(Some(to_row(key, value)?)).build().map_err(ReadError::shape)?;
    Ok(WriteRequest::builder().put_request(put).build())
}

/// The row is to go.
pub(crate) fn delete(key: &Key) -> Result<WriteRequest, ReadError> {
    let delete = DeleteRequest::builder().set_key(Some(key_of(key))).build().map_err(ReadError::shape)?;
    Ok(WriteRequest::builder().delete_request(delete).build())
}

impl Store {
    /// Does all of it, each key named once, in one round trip.
    pub(crate) async fn write_many(&self, requests: &[WriteRequest]) -> Result<(), ReadError> {
        let batches = requests.chunks(MOST).map(|some| self.write_some(some.to_vec()));
        futures::future::try_join_all(batches).await.map(drop)
    }

    async fn write_some(&self, mut rest: Vec<WriteRequest>) -> Result<(), ReadError> {
        let mut patience = self.patience();
        loop {
            let call = self.db.batch_write_item().request_items(self.table(), rest);
            let reply = call.send().await.map_err(ReadError::table)?;
            // What is left over was throttled.
            rest = reply.unprocessed_items.and_then(|mut left| left.remove(self.table())).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            if !patience.lasts().await {
                return Err(ReadError::Busy);
            }
        }
    }
}
