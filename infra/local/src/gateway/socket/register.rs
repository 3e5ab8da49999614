//! The connections that are open now.

use crate::{clock::Clock, ids};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;

/// What is under way to one client; a slow one is waited for from here on.
const UNDER_WAY: usize = 64;

/// All of one API.
pub struct Register {
    open: Mutex<BTreeMap<String, Arc<Connection>>>,
    pub clock: Clock,
}

/// One of them, as everybody but its own task sees it.
pub struct Connection {
    pub id: String,
    pub since: Timestamp,
    pub caller: Caller,
    active: Mutex<Timestamp>,
    out: mpsc::Sender<Out>,
}

/// Who opened it.
#[derive(Debug, Clone)]
pub struct Caller {
    pub ip: IpAddr,
    pub agent: String,
    /// The name under which the gateway was reached.
    pub host: String,
}

/// What its task is to send.
#[derive(Debug)]
pub enum Out {
    Text(String),
    Close,
}

impl Register {
    pub fn new(clock: Clock) -> Self {
        Self { open: Mutex::default(), clock }
    }

    /// A connection that nobody can reach before it is [kept](Self::keep).
    pub fn make(&self, caller: Caller) -> (Arc<Connection>, mpsc::Receiver<Out>) {
        let (out, inbox) = mpsc::channel(UNDER_WAY);
        let now = self.clock.now();
        let made = Connection { id: ids::connection(), since: now, caller, active: Mutex::new(now), out };
        (Arc::new(made), inbox)
    }

    pub fn keep(&self, connection: &Arc<Connection>) {
        self.open().insert(connection.id.clone(), Arc::clone(connection));
    }

    pub fn find(&self, id: &str) -> Option<Arc<Connection>> {
        self.open().get(id).cloned()
    }

    pub fn forget(&self, id: &str) {
        self.open().remove(id);
    }

    pub fn count(&self) -> usize {
        self.open().len()
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connection {
    /// False where it has just ended.
    pub async fn send(&self, out: Out) -> bool {
        self.out.send(out).await.is_ok()
    }

    /// Something passed, either way.
    pub fn touch(&self, now: Timestamp) {
        *self.active.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    pub fn active(&self) -> Timestamp {
        *self.active.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
