//! A running local cloud, as its pages and its tests reach into it.

use crate::{
    clock::Clock,
    cloud::{Cloud, Mail},
    error::StartError,
    gateway::{Gateway, socket::SocketApi},
    home::Home,
    lambda::Lambda,
    schedule,
    stream::Pump,
    template::Template,
};
use jiff::Timestamp;
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicBool},
};
use store::keys::OUTBOX_SHARDS;
use tokio_util::sync::CancellationToken;

/// Everything that runs.
pub struct Inside {
    pub url: String,
    pub clock: Clock,
    pub stop: CancellationToken,
    pub template: Template,
    pub lambdas: BTreeMap<String, Lambda>,
    pub gateway: Gateway,
    pub socket: Option<Arc<SocketApi>>,
    pub pumps: Vec<Arc<Pump>>,
    pub cloud: Cloud,
    pub home: Arc<Home>,
    pub ready: AtomicBool,
}

impl Inside {
    /// Returns when the stream is caught up, events that its listeners wrote included. What is still
    /// in the outbox then waits for the timer: it was lost on the way, or failed and has its retry row.
    pub async fn drain(&self) -> Result<usize, StartError> {
        for pump in &self.pumps {
            pump.catch_up().await?;
        }
        self.waiting()
    }

    /// Fires a scheduled function as of an instant, and returns when the events it caused are done.
    pub async fn run(&self, function: &str, at: Timestamp) -> Result<usize, StartError> {
        let scheduled = self.template.functions.iter().any(|f| f.name == function && !f.schedules.is_empty());
        let lambda = self.lambdas.get(function).filter(|_| scheduled);
        schedule::fire(lambda.ok_or_else(|| StartError::NotScheduled(function.to_owned()))?, at).await?;
        self.drain().await
    }

    /// Events that nobody has dealt with.
    pub fn waiting(&self) -> Result<usize, StartError> {
        let shards = self.pumps.iter().flat_map(|pump| (0..OUTBOX_SHARDS).map(|shard| (pump.table(), shard)));
        shards.map(|(table, shard)| self.cloud.tables.count(table, &format!("outbox#{shard}"))).sum()
    }

    /// Newest first.
    pub fn mail(&self) -> Vec<Mail> {
        self.cloud.mailbox.newest_first()
    }
}
