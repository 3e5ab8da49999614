//! A meter at the table's door: a proxy that counts what passes, the SDK's retries included, asks
//! each call for its capacity, and knows which calls had to wait for which.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

use crate::fault::{Fault, When};

use crate::policy;

/// What some work cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cost {
    /// Calls that each had to wait for the one before.
    pub round_trips: usize,
    /// All calls, in order of their start.
    pub calls: Vec<String>,
    pub rcu: f64,
    pub wcu: f64,
}

/// What an operation may cost: sequential round trips, read units, write units, each at most.
#[derive(Clone, Copy, Debug)]
pub struct Budget(pub usize, pub f64, pub f64);

impl Budget {
    /// Panics where `cost` is over it, or was not counted at all.
    #[track_caller]
    #[expect(clippy::print_stdout, reason = "the table of costs, for who runs with --nocapture")]
    pub fn holds(&self, what: &str, cost: &Cost) {
        let Self(round_trips, rcu, wcu) = *self;
        println!("{what}: {} round trips, {} RCU, {} WCU", cost.round_trips, cost.rcu, cost.wcu);
        let within = cost.round_trips <= round_trips && cost.rcu <= rcu && cost.wcu <= wcu;
        assert!(within, "{what} costs {cost:?}, over {self:?}");
        assert!(cost.round_trips > 0, "{what} was not counted");
    }
}

/// The meter.
#[derive(Clone, Default)]
pub struct Meter(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    begun: usize,
    calls: Vec<Call>,
    fault: Option<(When, Fault)>,
}

struct Call {
    operation: String,
    started: Instant,
    ended: Instant,
    rcu: f64,
    wcu: f64,
}

#[derive(Clone)]
struct Door {
    meter: Meter,
    behind: String,
    http: reqwest::Client,
}

impl Meter {
    /// Starts a proxy before `endpoint` and returns its own address.
    pub(crate) fn before(&self, endpoint: String) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let door = Door { meter: self.clone(), behind: endpoint, http: reqwest::Client::new() };
        let router = axum::Router::new().fallback(pass).with_state(door);
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    pub(crate) fn start(&self) {
        *self.0.lock().expect("the meter") = Seen::default();
    }

    /// From now on this befalls the table's calls, counted from 0 again.
    pub(crate) fn befall(&self, when: When, fault: Fault) {
        *self.0.lock().expect("the meter") = Seen { fault: Some((when, fault)), ..Seen::default() };
    }

    /// The fault that befalls this call, if one does.
    fn fate(&self, operation: &str) -> Option<Fault> {
        let mut seen = self.0.lock().expect("the meter");
        let call = seen.begun;
        seen.begun += 1;
        let (when, fault) = seen.fault?;
        (fault.concerns(operation) && when.befalls(call)).then_some(fault)
    }

    pub(crate) fn stop(&self) -> Cost {
        let mut calls = std::mem::take(&mut *self.0.lock().expect("the meter")).calls;
        calls.sort_by_key(|call| call.started);
        Cost {
            round_trips: longest_chain(&calls),
            rcu: calls.iter().map(|call| call.rcu).sum(),
            wcu: calls.iter().map(|call| call.wcu).sum(),
            calls: calls.into_iter().map(|call| call.operation).collect(),
        }
    }
}

/// A call waited for every call that had ended when it started.
fn longest_chain(calls: &[Call]) -> usize {
    let mut depths: Vec<(Instant, usize)> = Vec::new();
    for call in calls {
        let before = depths.iter().filter(|(ended, _)| *ended <= call.started).map(|(_, depth)| *depth).max();
        depths.push((call.ended, before.unwrap_or(0) + 1));
    }
    depths.into_iter().map(|(_, depth)| depth).max().unwrap_or(0)
}

async fn pass(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let caller = parts.headers.get("x-amz-security-token").and_then(|token| token.to_str().ok()).unwrap_or_default();
    if let Some(may) = policy::refused(caller, &operation, &body) {
        return (StatusCode::BAD_REQUEST, policy::refusal(&may)).into_response();
    }
    let started = Instant::now();
    let fate = door.meter.fate(&operation);
    if let Some(fault) = fate.filter(|fault| *fault != Fault::LostAnswer) {
        return refuse(fault, &body);
    }
    let url = format!("{}{}", door.behind, parts.uri.path());
    let sent = door.http.request(parts.method, url).headers(headers(&parts.headers)).body(metered(&body)).send().await;
    let Ok(reply) = sent else { return StatusCode::BAD_GATEWAY.into_response() };
    let (status, headers) = (reply.status(), reply.headers().clone());
    let bytes = reply.bytes().await.unwrap_or_default();
    let (rcu, wcu) = capacity(&operation, &bytes);
    let call = Call { operation, started, ended: Instant::now(), rcu, wcu };
    door.meter.0.lock().expect("the meter").calls.push(call);
    if let Some(lost) = fate {
        return refuse(lost, &body);
    }
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    for (name, value) in &headers {
        if name != http::header::TRANSFER_ENCODING {
            response.headers_mut().append(name, value.clone());
        }
    }
    response
}

fn refuse(fault: Fault, request: &Bytes) -> Response {
    let (status, answer) = fault.answer(&serde_json::from_slice(request).unwrap_or_default());
    let headers = [(http::header::CONTENT_TYPE, "application/x-amz-json-1.0")];
    (status, headers, answer.to_string()).into_response()
}

fn headers(from: &http::HeaderMap) -> http::HeaderMap {
    let mut headers = from.clone();
    headers.remove(http::header::HOST);
    headers.remove(http::header::CONTENT_LENGTH);
    headers
}

/// The same request, asking what it consumes.
fn metered(body: &Bytes) -> Vec<u8> {
    let Ok(Value::Object(mut request)) = serde_json::from_slice(body) else { return body.to_vec() };
    request.insert("ReturnConsumedCapacity".to_owned(), json!("TOTAL"));
    serde_json::to_vec(&request).unwrap_or_default()
}

fn capacity(operation: &str, reply: &Bytes) -> (f64, f64) {
    let reply: Value = serde_json::from_slice(reply).unwrap_or_default();
    let consumed = &reply["ConsumedCapacity"];
    let one = |table: &Value| table["CapacityUnits"].as_f64().unwrap_or(0.0);
    let units = consumed.as_array().map_or_else(|| one(consumed), |tables| tables.iter().map(one).sum());
    let reads = matches!(operation, "GetItem" | "BatchGetItem" | "Query" | "TransactGetItems" | "Scan");
    if reads { (units, 0.0) } else { (0.0, units) }
}
