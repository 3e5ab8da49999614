//! One function, as Lambda sees it: JSON in, JSON out, a deadline, and a failure that stays inside.

use crate::clock::Clock;
use futures::future::BoxFuture;
use lambda_runtime::{Context, LambdaEvent};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Display, sync::Arc, time::Duration};
use tokio::{sync::Notify, task::JoinHandle};

/// Lambda's limit on the event and on the reply of a synchronous call.
pub const PAYLOAD: usize = 6 * 1024 * 1024;

/// Turns an event's text into a reply's text.
pub type Handler = Arc<dyn Fn(String, Context) -> BoxFuture<'static, Result<String, String>> + Send + Sync>;

/// A function that can be invoked.
#[derive(Clone)]
pub struct Lambda {
    pub name: String,
    pub timeout: Duration,
    pub handler: Handler,
    pub clock: Clock,
    /// Ends what is under way, from outside.
    pub cut: Arc<Notify>,
}

/// Why an invocation gave no reply. What happened inside is logged, never told to the caller.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the event is over {PAYLOAD} bytes")]
    RequestTooLarge,
    #[error("the reply is over {PAYLOAD} bytes")]
    ReplyTooLarge,
    #[error("ran past its {0:?}")]
    TimedOut(Duration),
    #[error("its sandbox is gone")]
    Gone,
    #[error("{0}")]
    Failed(String),
}

impl Lambda {
    /// Runs the function once. It is a task of its own: a caller who hangs up does not stop it, a
    /// panic ends it alone, and at its deadline it is gone.
    pub async fn invoke(&self, event: String) -> Result<String, Failure> {
        let outcome = self.run(event).await;
        if let Err(failure) = &outcome {
            tracing::error!(function = self.name, %failure, "invocation failed");
        }
        outcome
    }

    async fn run(&self, event: String) -> Result<String, Failure> {
        if event.len() > PAYLOAD {
            return Err(Failure::RequestTooLarge);
        }
        let mut task = tokio::spawn(until_cut((self.handler)(event, self.context()), Arc::clone(&self.cut)));
        let joined = tokio::select! {
            joined = &mut task => joined,
            () = tokio::time::sleep(self.timeout) => return Err(ended(&task, Failure::TimedOut(self.timeout))),
        };
        let reply = joined.map_err(|panic| Failure::Failed(panic.to_string()))??;
        if reply.len() > PAYLOAD { Err(Failure::ReplyTooLarge) } else { Ok(reply) }
    }

    fn context(&self) -> Context {
        let mut context = Context::default();
        let deadline = self.clock.now().as_millisecond() + i64::try_from(self.timeout.as_millis()).unwrap_or(i64::MAX);
        context.request_id = crate::ids::request();
        context.deadline = deadline.try_into().unwrap_or_default();
        context.invoked_function_arn = format!("arn:aws:lambda:local:{}", self.name);
        context
    }
}

/// The reply; or the end of it, there and then, however busy whoever waits for it is.
async fn until_cut(reply: BoxFuture<'static, Result<String, String>>, cut: Arc<Notify>) -> Result<String, Failure> {
    let mut cut = std::pin::pin!(cut.notified());
    cut.as_mut().enable();
    tokio::select! {
        biased;
        () = cut => Err(Failure::Gone),
        reply = reply => reply.map_err(Failure::Failed),
    }
}

fn ended(task: &JoinHandle<Result<String, Failure>>, failure: Failure) -> Failure {
    task.abort();
    failure
}

/// A router behind the functions' own reading of events and writing of replies.
pub fn http(router: axum::Router) -> Handler {
    event(move |event: LambdaEvent<api::Event>| api::answer(router.clone(), event.payload))
}

/// A plain handler of typed events.
pub fn event<E, R, X, F>(handler: impl Fn(LambdaEvent<E>) -> F + Send + Sync + 'static) -> Handler
where
    E: DeserializeOwned + Send + 'static,
    R: Serialize,
    X: Display,
    F: Future<Output = Result<R, X>> + Send + 'static,
{
    let handler = Arc::new(handler);
    Arc::new(move |event, context| {
        let handler = Arc::clone(&handler);
        Box::pin(async move {
            let payload: E = serde_json::from_str(&event).map_err(told)?;
            let reply = handler(LambdaEvent { payload, context }).await.map_err(told)?;
            serde_json::to_string(&reply).map_err(told)
        })
    })
}

/// A function in another process, behind Lambda's own invocation URL (`cargo lambda watch`).
pub fn remote(base: &str, name: &str) -> Handler {
    let url = format!("{}/2015-03-31/functions/{name}/invocations", base.trim_end_matches('/'));
    let client = reqwest::Client::new();
    Arc::new(move |event, _| {
        let call = client.post(&url).body(event);
        Box::pin(async move {
            let reply = call.send().await.map_err(told)?;
            let failed = !reply.status().is_success() || reply.headers().contains_key("x-amz-function-error");
            let text = reply.text().await.map_err(told)?;
            if failed { Err(text) } else { Ok(text) }
        })
    })
}

fn told(error: impl Display) -> String {
    error.to_string()
}
