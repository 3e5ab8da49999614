//! Exact limits per minute: one counter row per window, one update, the caller's address as the
//! gateway saw it (promise 29).

use aws_sdk_dynamodb::types::ReturnValue;
use domain::Now;

use crate::keys;
use crate::row::{key_of, n, number};
use crate::{ReadError, Store};

const WINDOW: i64 = 60;

impl Store {
    /// Counts one more of `what` by `who` in this minute. Says for how many seconds there is no more,
    /// once there were more than `most`.
    pub async fn count(&self, what: &str, who: &str, most: u32, now: Now) -> Result<Option<u32>, ReadError> {
        let window = now.second().div_euclid(WINDOW);
        let reply = self
            .db
            .update_item()
            .table_name(self.table())
            .set_key(Some(key_of(&keys::rate(what, who, window))))
            .update_expression("ADD seen :one SET #ttl = :ttl")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":one", n(1))
            .expression_attribute_values(":ttl", n((window + 2) * WINDOW))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(ReadError::table)?;
        let seen: u32 = reply.attributes.as_ref().and_then(|row| number(row, "seen")).unwrap_or(u32::MAX);
        let left = (window + 1) * WINDOW - now.second();
        Ok((seen > most).then(|| u32::try_from(left).unwrap_or(1)))
    }
}
