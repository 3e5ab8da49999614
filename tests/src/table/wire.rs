//! Asks a table in DynamoDB's own words, over HTTP, signed. Rows and values are plain JSON here: a string is an
//! `S`, a number an `N`, and so on; what JSON has no word for is spelled out, `{"B": …}`, `{"SS": […]}`. Every
//! sentence has a partition to itself, which goes into keys without one and out of rows again.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use domain::Entropy;
use serde_json::{Value as Json, json};
use testkit::TestCloud;

use super::values::{read, spell};

/// A table, and the partition that is one's own.
#[derive(Clone)]
pub struct Table {
    pub name: String,
    pub here: String,
    pub door: Door,
    /// Dropped with the last sentence that asks it.
    _cloud: Option<TestCloud>,
}

/// Where it is, and who asks.
#[derive(Clone)]
pub struct Door {
    pub endpoint: String,
    pub region: String,
    pub credentials: Credentials,
    pub http: reqwest::Client,
}

/// What came instead of an answer.
#[derive(Debug)]
pub struct Refusal {
    /// `ConditionalCheckFailedException`, say.
    pub kind: String,
    /// A cancelled transaction's codes, an action each.
    pub reasons: Vec<String>,
    /// The rows shown with them, Null where there is none.
    pub rows: Vec<Json>,
}

/// A text of 36 characters that nobody else has: runs against AWS share an account.
pub fn fresh() -> String {
    uuid::Uuid::from_bytes(Entropy::system().bytes()).to_string()
}

impl Table {
    pub fn of(door: Door, name: &str) -> Self {
        Self { name: name.to_owned(), here: fresh(), door, _cloud: None }
    }

    /// The local cloud's, in memory.
    pub async fn embedded() -> Self {
        let cloud = TestCloud::start().await;
        cloud.broken_on_purpose("rows of no kind of ours");
        let door = Door {
            endpoint: cloud.local().endpoints().dynamodb.clone(),
            region: "eu-west-1".to_owned(),
            credentials: Credentials::new("test", "test", None, None, "tests"),
            http: reqwest::Client::builder().tls_certs_only([]).build().expect("a client"),
        };
        Self { _cloud: Some(cloud.clone()), ..Self::of(door, cloud.local().table_name()) }
    }

    /// `PutItem` and the like. The table's name is filled in, and `pk` and `:pk` where they are missing.
    pub async fn ask(&self, operation: &str, mut body: Json) -> Result<Json, Refusal> {
        self.fill(&mut body);
        match self.door.call(operation, &body).await {
            Ok(mut answer) => {
                self.plain(&mut answer);
                Ok(answer)
            }
            Err(error) => Err(self.refusal(&error)),
        }
    }

    pub async fn put(&self, row: Json) {
        self.ask("PutItem", json!({"Item": row})).await.expect("the row is written");
    }

    /// The row as it is now, or Null.
    pub async fn get(&self, sk: &str) -> Json {
        let ask = json!({"Key": {"sk": sk}, "ConsistentRead": true});
        self.ask("GetItem", ask).await.expect("the row is read")["Item"].take()
    }

    /// All or nothing.
    pub async fn transact(&self, actions: Vec<Json>) -> Result<Json, Refusal> {
        self.ask("TransactWriteItems", json!({"TransactItems": actions})).await
    }

    /// A page, of this partition where nothing else is said.
    pub async fn query(&self, mut ask: Json) -> Json {
        let words = ask.as_object_mut().expect("an object");
        words.entry("KeyConditionExpression").or_insert(json!("pk = :pk"));
        self.ask("Query", ask).await.expect("a page")
    }

    /// The rows of an index under `pk`, once there are so many: an index follows its table.
    pub async fn listed(&self, index: &str, pk: &str, rows: usize) -> Json {
        let ask = json!({
            "IndexName": index,
            "KeyConditionExpression": format!("{index}pk = :at"),
            "ExpressionAttributeValues": {":at": pk},
        });
        for _ in 0..50 {
            let page = self.query(ask.clone()).await;
            if page["Count"] == rows {
                return page["Items"].clone();
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("{index} never had {rows} rows under {pk}");
    }

    /// The units that a call consumes, of the table and its indexes.
    pub async fn cost(&self, operation: &str, mut body: Json) -> f64 {
        body["ReturnConsumedCapacity"] = json!("TOTAL");
        let answer = self.ask(operation, body).await.expect("an answer");
        let consumed = &answer["ConsumedCapacity"];
        let units = |one: &Json| one["CapacityUnits"].as_f64().expect("a figure");
        consumed.as_array().map_or_else(|| units(consumed), |all| all.iter().map(units).sum())
    }

    fn fill(&self, body: &mut Json) {
        for actions in body["TransactItems"].as_array_mut().into_iter().flatten() {
            actions.as_object_mut().into_iter().flat_map(|one| one.values_mut()).for_each(|action| self.fill(action));
        }
        if let Some(keys) = body["RequestItems"].take().as_object_mut() {
            let mut own = keys.remove("here").expect("this table's keys");
            own["Keys"].as_array_mut().into_iter().flatten().for_each(|key| *key = self.row(key));
            body["RequestItems"] = json!({&self.name: own});
        } else if body["TransactItems"].is_null() {
            body["TableName"] = json!(self.name);
        }
        for part in ["Item", "Key", "ExclusiveStartKey"] {
            if body[part].is_object() {
                body[part] = self.row(&body[part]);
            }
        }
        let asks = |name: &str| body[name].as_str().is_some_and(|words| words.contains(":pk"));
        if asks("KeyConditionExpression") && body["ExpressionAttributeValues"][":pk"].is_null() {
            body["ExpressionAttributeValues"][":pk"] = json!(self.here);
        }
        if body["ExpressionAttributeValues"].is_object() {
            body["ExpressionAttributeValues"] = spell(&body["ExpressionAttributeValues"])["M"].take();
        }
        body.as_object_mut().expect("an object").retain(|_, part| !part.is_null());
    }

    /// A row in DynamoDB's spelling, in this partition unless it says another.
    fn row(&self, row: &Json) -> Json {
        let mut row = row.clone();
        row.as_object_mut().expect("a row").entry("pk").or_insert(json!(self.here));
        spell(&row)["M"].take()
    }

    fn plain(&self, answer: &mut Json) {
        let table = answer["Responses"][&self.name].take();
        if table.is_array() {
            answer["Items"] = table;
        }
        for part in ["Item", "Attributes", "LastEvaluatedKey"] {
            answer[part] = self.read_row(&answer[part]);
        }
        for row in answer["Items"].as_array_mut().into_iter().flatten() {
            *row = self.read_row(row);
        }
    }

    fn read_row(&self, row: &Json) -> Json {
        let mut row = if row.is_object() { read(&json!({"M": row})) } else { Json::Null };
        if row["pk"] == self.here.as_str() {
            row.as_object_mut().expect("a row").remove("pk");
        }
        row
    }

    fn refusal(&self, error: &Json) -> Refusal {
        let reasons = error["CancellationReasons"].as_array().cloned().unwrap_or_default();
        let alone = if reasons.is_empty() { vec![error.clone()] } else { Vec::new() };
        Refusal {
            kind: error["__type"].as_str().and_then(|kind| kind.rsplit('#').next()).unwrap_or_default().to_owned(),
            reasons: reasons.iter().map(|reason| reason["Code"].as_str().unwrap_or("None").to_owned()).collect(),
            rows: reasons.iter().chain(&alone).map(|shown| self.read_row(&shown["Item"])).collect(),
        }
    }
}

impl Door {
    /// The answer, or DynamoDB's error. What is throttled is asked again, as the SDK does.
    pub async fn call(&self, operation: &str, body: &Json) -> Result<Json, Json> {
        for pause in [50, 200, 800, 3_000, 9_000, 20_000] {
            let reply = self.sign(operation, body.to_string()).send().await.expect("a reply");
            let (good, busy) = (reply.status().is_success(), reply.status().is_server_error());
            let said: Json = reply.json().await.expect("JSON");
            let kind = said["__type"].as_str().unwrap_or_default();
            if good {
                return Ok(said);
            }
            if !busy && !kind.contains("Throttling") && !kind.contains("ThroughputExceeded") {
                return Err(said);
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        panic!("{operation} is throttled without end");
    }

    #[expect(clippy::disallowed_methods, reason = "a signature holds for some minutes of AWS's own time")]
    fn sign(&self, operation: &str, body: String) -> reqwest::RequestBuilder {
        let headers = [
            ("content-type", "application/x-amz-json-1.0".to_owned()),
            ("x-amz-target", format!("DynamoDB_20120810.{operation}")),
        ];
        let identity = self.credentials.clone().into();
        let signer = v4::SigningParams::builder().identity(&identity).region(&self.region).name("dynamodb");
        let signer = signer.time(SystemTime::now()).settings(SigningSettings::default());
        let signer = signer.build().expect("all that a signature needs").into();
        let named = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let bytes = SignableBody::Bytes(body.as_bytes());
        let signable = SignableRequest::new("POST", &self.endpoint, named, bytes).expect("a request");
        let (signature, _) = sign(signable, &signer).expect("a signature").into_parts();
        let request = headers.iter().fold(self.http.post(&self.endpoint), |to, (name, value)| to.header(*name, value));
        signature.headers().fold(request, |to, (name, value)| to.header(name, value)).body(body)
    }
}
