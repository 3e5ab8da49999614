//! The table's stream, carried to the function that listens to it, as Lambda's event source mapping does.

mod filter;
mod trouble;

pub use trouble::Trouble;

use crate::{
    clock::Clock,
    cloud::Tables,
    error::StartError,
    home::Home,
    lambda::Lambda,
    template::{REGION, StreamSource},
};
use serde_json::{Value as Json, json};
use std::{
    collections::VecDeque,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, Notify};

/// How often the stream is read unasked, for writers other than our functions.
const UNASKED: Duration = Duration::from_millis(100);

/// One mapping of a stream to a function.
pub struct Pump {
    source: StreamSource,
    listener: Lambda,
    tables: Tables,
    home: Arc<Home>,
    clock: Clock,
    written: Arc<Notify>,
    trouble: RwLock<Trouble>,
    /// Where to read on. Held while a batch is delivered, so that there is one at a time.
    position: Mutex<String>,
    rounds: AtomicU64,
    dead: AtomicUsize,
}

impl Pump {
    pub fn new(
        source: StreamSource,
        listener: Lambda,
        tables: Tables,
        home: Arc<Home>,
        written: Arc<Notify>,
    ) -> Result<Self, StartError> {
        let start = tables.stream_start(&source.table)?;
        let position = Mutex::new(home.read(&position_file(&listener)).unwrap_or(start));
        let clock = listener.clock.clone();
        let (trouble, rounds, dead) = (RwLock::default(), AtomicU64::default(), AtomicUsize::default());
        Ok(Self { source, listener, tables, home, clock, written, trouble, position, rounds, dead })
    }

    /// Delivers for ever: at once after our own writes, soon after anybody else's.
    pub async fn run(&self) {
        loop {
            if let Err(error) = self.catch_up().await {
                tracing::error!(%error, "the stream cannot be read");
            }
            let _ = tokio::time::timeout(UNASKED, self.written.notified()).await;
        }
    }

    /// Delivers everything that is in the stream now, and what that causes in turn.
    pub async fn catch_up(&self) -> Result<(), StartError> {
        let mut position = self.position.lock().await;
        loop {
            let (records, next) = self.tables.stream_records(&position)?;
            if records.is_empty() || self.trouble().hold {
                return Ok(());
            }
            self.deliver(records).await;
            // Only now: a process killed while delivering delivers again.
            self.home.write(&position_file(&self.listener), &next)?;
            *position = next;
        }
    }

    pub fn trouble(&self) -> Trouble {
        *self.trouble.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn make_trouble(&self, trouble: Trouble) {
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Records given up on, as the dead-letter queue would hold them.
    pub fn dead(&self) -> usize {
        self.dead.load(Ordering::Relaxed)
    }

    pub fn table(&self) -> &str {
        &self.source.table
    }

    async fn deliver(&self, records: Vec<Json>) {
        let read = records.into_iter().map(|record| self.as_on_aws(record));
        let wanted: Vec<Json> = read.filter(|record| filter::passes(&self.source.patterns, record)).collect();
        if wanted.is_empty() {
            return;
        }
        let trouble = self.trouble();
        let coming = trouble.befall(wanted, self.rounds.fetch_add(1, Ordering::Relaxed));
        if trouble.delay > 0.0 {
            tokio::time::sleep(Duration::try_from_secs_f64(trouble.delay).unwrap_or_default()).await;
        }
        for batch in coming.chunks(self.source.batch) {
            self.invoke(batch.to_vec()).await;
        }
    }

    /// A batch that fails is tried again and then halved, until what cannot be done stands alone.
    async fn invoke(&self, batch: Vec<Json>) {
        let mut waiting = VecDeque::from([batch]);
        while let Some(mut batch) = waiting.pop_front() {
            if self.accepted(&batch).await {
                continue;
            }
            if batch.len() > 1 {
                let second = batch.split_off(batch.len() / 2);
                waiting.push_front(second);
                waiting.push_front(batch);
            } else {
                self.dead.fetch_add(1, Ordering::Relaxed);
                tracing::error!(function = self.listener.name, event = %batch[0]["eventID"], "gave up on an event");
            }
        }
    }

    async fn accepted(&self, batch: &[Json]) -> bool {
        let event = json!({ "Records": batch }).to_string();
        // Lone records get all their attempts; a larger batch is halved at once.
        let attempts = if batch.len() == 1 { self.source.attempts + 1 } else { 1 };
        for attempt in 0..attempts {
            if self.listener.invoke(event.clone()).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20 << attempt.min(6))).await;
        }
        false
    }

    /// What the emulator writes differently, and the time of everyone else here.
    fn as_on_aws(&self, mut record: Json) -> Json {
        record["awsRegion"] = REGION.into();
        record["eventSourceARN"] =
            format!("arn:aws:dynamodb:{REGION}:000000000000:table/{}/stream/local", self.source.table).into();
        record["dynamodb"]["ApproximateCreationDateTime"] = self.clock.now().as_second().into();
        record
    }
}

fn position_file(listener: &Lambda) -> String {
    format!("stream-{}.json", listener.name)
}
