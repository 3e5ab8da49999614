//! The door between the functions and a service: a proxy that counts what passes, asks the table for
//! the capacity of each call, holds IAM's rules, and puts in what goes wrong.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use local::Service;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::fault::Fault;
use crate::meter::{Call, Meter, UnderWay};
use crate::past::Past;
use crate::policy;

/// One service's door.
#[derive(Clone)]
pub(crate) struct Door {
    pub service: Service,
    pub meter: Meter,
    pub past: Past,
    /// Ends the invocations under way.
    pub cut: Arc<Notify>,
    pub behind: String,
    pub http: reqwest::Client,
}

impl Door {
    /// Starts the proxy and returns its own address. It closes with the others.
    pub fn open(self, others: &mut JoinSet<()>) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = axum::Router::new().fallback(pass).with_state(self);
        let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
        others.spawn(async move { drop(axum::serve(listener, router).await) });
        address
    }

    /// The call's own name: the table's operation, or the service's with its method.
    fn operation(&self, parts: &Parts) -> String {
        let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
        match self.service {
            Service::DynamoDb => target.rsplit('.').next().unwrap_or_default().to_owned(),
            other => format!("{other:?} {}", parts.method),
        }
    }

    /// Lets the call through as it is, or as its twin would say it, in so many calls at most.
    async fn forward(&self, operation: &str, parts: &Parts, body: &Bytes, most: usize) -> Response {
        let requests = match (self.service, self.meter.twin()) {
            (Service::DynamoDb, Some(twin)) => twin(operation, serde_json::from_slice(body).unwrap_or_default()),
            (Service::DynamoDb, None) => return self.send(operation, parts, metered(body)).await,
            _ => return self.send(operation, parts, body.to_vec()).await,
        };
        let mut last = (StatusCode::OK, "{}").into_response();
        for request in requests.into_iter().take(most) {
            last = self.send(operation, parts, request.to_string().into_bytes()).await;
            if !last.status().is_success() {
                break;
            }
        }
        last
    }

    async fn send(&self, operation: &str, parts: &Parts, body: Vec<u8>) -> Response {
        let (started, sent, said) = (Instant::now(), body.len(), said(&body));
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let request = self.http.request(parts.method.clone(), format!("{}{path}", self.behind));
        let asked = if self.service == Service::DynamoDb { body.clone() } else { Vec::new() };
        self.remember(operation, parts, &asked).await;
        let Ok(reply) = request.headers(headers(&parts.headers)).body(body).send().await else {
            return StatusCode::BAD_GATEWAY.into_response();
        };
        let (status, headers) = (reply.status(), reply.headers().clone());
        let bytes = reply.bytes().await.unwrap_or_default();
        if is_nonsense(status, &bytes) && self.meter.twin().is_none() {
            self.meter.not_understood(operation, &bytes);
        }
        let bytes = self.past.instead(operation, &asked, &bytes).map_or(bytes, Bytes::from);
        let (rcu, wcu) = capacity(operation, &bytes);
        let (ended, received) = (Instant::now(), bytes.len());
        self.meter.passed(Call { operation: operation.to_owned(), started, ended, rcu, wcu, sent, received, said });
        let mut response = Response::new(Body::from(bytes));
        *response.status_mut() = status;
        for (name, value) in headers.iter().filter(|(name, _)| !of_the_body(name)) {
            response.headers_mut().append(name, value.clone());
        }
        response
    }

    /// Before a write, and if indexes are to be late: the rows as they are.
    async fn remember(&self, operation: &str, parts: &Parts, body: &[u8]) {
        let Some(table) = self.past.table_to_remember(operation, body) else { return };
        let (mut rows, mut page) = (Vec::new(), json!({}));
        while !page["LastEvaluatedKey"].is_null() || rows.is_empty() {
            let mut ask = json!({"TableName": table, "ConsistentRead": true});
            if !page["LastEvaluatedKey"].is_null() {
                ask["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
            }
            let mut headers = headers(&parts.headers);
            headers.insert("x-amz-target", http::HeaderValue::from_static("DynamoDB_20120810.Scan"));
            let asked = self.http.post(&self.behind).headers(headers).body(ask.to_string()).send().await;
            let Ok(reply) = asked else { return };
            page = serde_json::from_slice(&reply.bytes().await.unwrap_or_default()).unwrap_or_default();
            let Some(more) = page["Items"].as_array().filter(|more| !more.is_empty()) else { break };
            rows.extend(more.iter().cloned());
        }
        self.past.remember(rows);
    }
}

async fn pass(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let (operation, under_way) = (door.operation(&parts), door.meter.begin());
    if let Some(refusal) = forbidden(&door, &parts, &operation, &body) {
        return refusal;
    }
    let call = door.meter.next().await;
    match door.meter.fate(call, &operation) {
        None => door.forward(&operation, &parts, &body, usize::MAX).await,
        Some(fault) => befallen(&door, fault, &operation, &parts, (body, under_way)).await,
    }
}

fn forbidden(door: &Door, parts: &Parts, operation: &str, body: &Bytes) -> Option<Response> {
    let caller = parts.headers.get("x-amz-security-token").and_then(|token| token.to_str().ok()).unwrap_or_default();
    let may = (door.service == Service::DynamoDb).then(|| policy::refused(caller, operation, body)).flatten()?;
    Some((StatusCode::BAD_REQUEST, policy::refusal(&may)).into_response())
}

/// A call that goes wrong. What dies does so in the order that the fault says.
async fn befallen(
    door: &Door,
    fault: Fault,
    operation: &str,
    parts: &Parts,
    (body, under_way): (Bytes, UnderWay),
) -> Response {
    let dies_first = matches!(fault, Fault::GoneBefore | Fault::TooLate);
    if dies_first {
        door.cut.notify_waiters();
    }
    if fault.takes_effect() {
        // On its own: the connection of who died must not stop what is on its way.
        let (door, operation, parts, sent) = (door.clone(), operation.to_owned(), parts.clone(), body.clone());
        let sent = tokio::spawn(async move {
            // Who dies after a call makes no second one.
            let most = if fault == Fault::GoneAfter { 1 } else { usize::MAX };
            door.forward(&operation, &parts, &sent, most).await;
            drop(under_way);
        });
        let _ = sent.await;
    }
    if fault == Fault::GoneAfter {
        door.cut.notify_waiters();
    }
    fault.answer(door.service, &body)
}

/// Does the table refuse this whatever its rows are?
fn is_nonsense(status: StatusCode, reply: &Bytes) -> bool {
    let reply: Value =
        if status.is_success() { Value::Null } else { serde_json::from_slice(reply).unwrap_or_default() };
    reply["__type"].as_str().is_some_and(|kind| kind.ends_with("ValidationException"))
}

/// With the caller's own `Host`: the signature holds it, and the bucket looks.
fn headers(from: &HeaderMap) -> HeaderMap {
    let mut headers = from.clone();
    headers.remove(CONTENT_LENGTH);
    headers
}

/// A header that says how the body is sent, which may be another one.
fn of_the_body(name: &http::HeaderName) -> bool {
    *name == TRANSFER_ENCODING || *name == CONTENT_LENGTH || name == "x-amz-crc32"
}

/// The bytes of the rows that a call writes, as DynamoDB counts them; of any other call, its own length.
fn said(body: &[u8]) -> usize {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let rows =
        request["TransactItems"].as_array().into_iter().flatten().filter_map(|one| one["Put"]["Item"].as_object());
    let sizes: Vec<usize> = rows.map(|row| row.iter().map(|(name, value)| name.len() + weight(value)).sum()).collect();
    if sizes.is_empty() { body.len() } else { sizes.into_iter().sum() }
}

fn weight(value: &Value) -> usize {
    let Some((kind, value)) = value.as_object().and_then(|one| one.iter().next()) else { return 0 };
    match (kind.as_str(), value) {
        ("S" | "N", value) => value.as_str().map_or(0, str::len),
        ("L", value) => 3 + value.as_array().into_iter().flatten().map(|one| 1 + weight(one)).sum::<usize>(),
        ("M", value) => {
            let parts = value.as_object().into_iter().flatten();
            3 + parts.map(|(name, value)| 1 + name.len() + weight(value)).sum::<usize>()
        }
        _ => 1,
    }
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
