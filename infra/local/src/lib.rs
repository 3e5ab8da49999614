//! The cloud that Ithaca runs on, on a laptop: API Gateway, Lambda, DynamoDB and its stream, S3, SES
//! and the schedule in one process, all made from template.yaml. `cargo run` starts it; tests start
//! one each.

pub mod asyncapi;
pub mod clock;
mod cloud;
mod demo;
mod deploy;
mod error;
mod functions;
mod gateway;
mod home;
mod ids;
mod inside;
pub mod lambda;
pub mod openapi;
mod options;
mod pages;
mod schedule;
mod secrets;
mod start;
mod stream;
mod template;

pub use clock::Clock;
pub use cloud::{Attachment, Endpoints, Mail};
pub use demo::{PASSWORD, PEOPLE, Person};
pub use error::StartError;
pub use options::{Front, Options, Service};
pub use secrets::Secrets;
pub use stream::Trouble;
pub use template::long_form;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use inside::Inside;
use jiff::Timestamp;
use std::{sync::Arc, time::Duration};
use tokio::task::JoinSet;

/// A running local cloud. Dropping it stops it.
pub struct LocalCloud {
    inside: Arc<Inside>,
    tasks: JoinSet<()>,
}

impl LocalCloud {
    /// Returns once everything answers.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let (inside, tasks) = start::start(options).await?;
        Ok(Self { inside, tasks })
    }

    /// `http://127.0.0.1:<port>`, without a slash.
    pub fn url(&self) -> &str {
        &self.inside.url
    }

    pub fn clock(&self) -> &Clock {
        &self.inside.clock
    }

    /// The mails that left, newest first, once no event is waiting.
    pub async fn mail(&self) -> Result<Vec<Mail>, StartError> {
        self.drain().await?;
        Ok(self.inside.mail())
    }

    /// Empties the mailbox.
    pub fn empty_mail(&self) -> Result<(), StartError> {
        Ok(self.inside.cloud.mailbox.empty()?)
    }

    /// Waits until the stream is delivered. Returns how many events are left for the timer.
    pub async fn drain(&self) -> Result<usize, StartError> {
        self.inside.drain().await
    }

    /// Fires a scheduled function as of an instant, and waits for the events it causes.
    pub async fn run(&self, function: &str, at: Timestamp) -> Result<usize, StartError> {
        self.inside.run(function, at).await
    }

    /// Invokes a function with an event's JSON text, and gives its reply's.
    pub async fn invoke(&self, function: &str, event: String) -> Result<String, StartError> {
        let lambda = self.inside.lambdas.get(function);
        let lambda = lambda.ok_or_else(|| StartError::NoSuchFunction(function.to_owned()))?;
        Ok(lambda.invoke(event).await?)
    }

    /// What happens to the table's stream from now on.
    pub fn trouble(&self, trouble: Trouble) {
        self.inside.pumps.iter().for_each(|pump| pump.make_trouble(trouble));
    }

    /// Does nobody hear of connections that end, from now on? AWS promises no more than to try.
    pub fn lose_the_gone(&self, lose: bool) {
        if let Some(socket) = &self.inside.socket {
            socket.loses_the_gone.store(lose, std::sync::atomic::Ordering::Relaxed);
        }
    }

    /// How many connections of the WebSocket API are open.
    pub fn connections(&self) -> usize {
        self.inside.cloud.connections.count()
    }

    /// Events given up on, as in the dead-letter queue.
    pub fn dead_letters(&self) -> usize {
        self.inside.pumps.iter().map(|pump| pump.dead()).sum()
    }

    /// The keys that its functions were given.
    pub fn secrets(&self) -> Result<Secrets, StartError> {
        Secrets::of(&self.inside.home)
    }

    /// The services' real addresses, whatever [`Options::front`] tells the functions.
    pub fn endpoints(&self) -> &Endpoints {
        &self.inside.cloud.endpoints
    }

    /// Where the data lives, unless it is in memory.
    pub fn data(&self) -> Option<std::path::PathBuf> {
        self.inside.home.kept().then(|| self.inside.home.path(""))
    }

    /// The folder of the buckets' files.
    pub fn files(&self) -> std::path::PathBuf {
        self.inside.home.path("files")
    }

    pub fn has_demo_people(&self) -> bool {
        demo::moved_in(&self.inside.home)
    }

    /// The name of the template's first table.
    pub fn table_name(&self) -> &str {
        self.inside.template.tables.first().map_or("", |table| &table.name)
    }

    /// A client of the embedded table, for looking at raw rows.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static(template::REGION))
            .credentials_provider(Credentials::new(cloud::KEY, cloud::KEY, None, None, "local"))
            .endpoint_url(&self.endpoints().dynamodb)
            .http_client(aws_smithy_http_client::Builder::new().build_http());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// Puts many rows at once, in DynamoDB's JSON, past the stream: a table that has long been in use.
    pub fn load(&self, rows: Vec<serde_json::Value>) -> Result<usize, StartError> {
        self.inside.cloud.tables.load(self.table_name(), rows)
    }

    /// Every row of the table, in DynamoDB's JSON.
    pub fn rows(&self) -> Result<Vec<serde_json::Value>, StartError> {
        self.inside.cloud.tables.rows(self.table_name())
    }

    /// Lets requests under way finish, for two seconds at most, then stops.
    pub async fn stop(mut self) {
        self.inside.stop.cancel();
        let _ = tokio::time::timeout(Duration::from_secs(2), self.inside.drain()).await;
        self.tasks.shutdown().await;
    }
}

#[cfg(test)]
#[path = "lib_tests.rs"]
mod tests;
