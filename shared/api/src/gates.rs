//! The gate, remembered for a minute: what does not write under the gate's own condition trusts the
//! token and a reading this old.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use domain::Now;
use store::{Pass, ReadError, Store};

/// How long a reading is good for, in seconds (promise 22).
const FRESH: i64 = 60;
/// More than a sandbox meets in a minute; then it starts afresh.
const MOST: usize = 4096;

#[derive(Clone, Default)]
pub(crate) struct Gates(Arc<Mutex<HashMap<Pass, i64>>>);

impl Gates {
    /// Does the gate let this pass through, as of less than a minute ago?
    pub async fn admit(&self, store: &Store, pass: &Pass, now: Now) -> Result<bool, ReadError> {
        if self.remembers(pass, now) {
            return Ok(true);
        }
        // A no may be an old reading of a session that has just begun: it is read again, and not kept.
        let open = store.passes(pass).await? || store.passes_now(pass).await?;
        if open && let Ok(mut known) = self.0.lock() {
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(*pass, now.second());
        }
        Ok(open)
    }

    fn remembers(&self, pass: &Pass, now: Now) -> bool {
        let read = self.0.lock().ok().and_then(|known| known.get(pass).copied());
        read.is_some_and(|read| (0..FRESH).contains(&(now.second() - read)))
    }
}
