//! How a local cloud is started.

use crate::{clock::Clock, lambda::Handler, secrets::Secrets};
use domain::Entropy;
use jiff::Timestamp;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};
use tokio::sync::Notify;

/// The services that functions reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    DynamoDb,
    S3,
    Ses,
    /// `@connections` of the WebSocket API.
    Connections,
    /// Google's public keys, where a test gives them an address; the local cloud has none of its own.
    Google,
}

/// Given a service's real endpoint, returns the one that functions are told: where a test puts a
/// proxy that delays, refuses or rewrites.
pub type Front = Arc<dyn Fn(Service, String) -> String + Send + Sync>;

/// Options of [`crate::LocalCloud::start`].
#[derive(Clone)]
pub struct Options {
    /// 0 takes any free port.
    pub port: u16,
    /// Where data lives; in memory if `None`.
    pub data: Option<PathBuf>,
    /// Throw the data away first.
    pub fresh: bool,
    /// Make the demo people on the first start.
    pub demo: bool,
    /// Fire scheduled functions by themselves.
    pub schedule: bool,
    /// Call functions at this address (`cargo lambda watch`) instead of in process.
    pub functions: Option<String>,
    pub clock: Clock,
    /// What functions make ids, tokens and pauses from.
    pub entropy: Entropy,
    /// Wins over the template's value, for functions that list the variable.
    pub environment: BTreeMap<String, String>,
    pub front: Option<Front>,
    /// Takes the place of a function of this name.
    pub handlers: BTreeMap<String, Handler>,
    /// Keys and secrets of another cloud, so that what it signed is good here too.
    pub secrets: Option<Secrets>,
    /// Told, every invocation under way is gone, as a sandbox that Lambda takes away.
    pub cut: Arc<Notify>,
    /// Another template than the repository's.
    pub template: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 3001,
            data: Some(PathBuf::from(".local")),
            fresh: false,
            demo: true,
            schedule: true,
            functions: None,
            clock: Clock::real(),
            entropy: Entropy::system(),
            environment: BTreeMap::new(),
            front: None,
            handlers: BTreeMap::new(),
            secrets: None,
            cut: Arc::default(),
            template: None,
        }
    }
}

impl Options {
    /// In memory, on a free port, nobody in it, and nothing happens by itself.
    pub fn for_test() -> Self {
        Self { port: 0, data: None, demo: false, schedule: false, ..Self::default() }
    }

    /// With the clock standing at this instant.
    pub fn at(self, instant: Timestamp) -> Self {
        Self { clock: Clock::frozen(instant), ..self }
    }

    /// With a seed: ids, tokens and pauses are the same each time, where the same calls are made in the same order.
    pub fn seeded(self, seed: u64) -> Self {
        Self { entropy: Entropy::seeded(seed), ..self }
    }

    /// With a variable's value, for the functions whose template entry lists it.
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment.insert(variable.to_owned(), value.to_owned());
        self
    }
}
