//! The local cloud is killed with SIGKILL under load: what it acknowledged is there afterwards.

#![expect(clippy::unwrap_used, reason = "a test says so by failing")]
use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    types::AttributeValue::S,
};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

/// The binary, and where its services listen.
struct Running {
    child: Child,
    api: String,
    dynamodb: Client,
    ses: String,
}

impl Running {
    fn on(data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        // Nobody listens at that address: the functions are not what is killed here.
        command.args(["--port", "0", "--no-demo", "--functions", "http://127.0.0.1:9", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let said: Vec<String> = lines.take_while(|line| !line.contains("Ctrl-C")).collect();
        let address = |word: &str| {
            let line = said.iter().find(|line| line.contains(word)).unwrap();
            let url = line.split_whitespace().find(|part| part.starts_with("http://")).unwrap();
            url.trim_end_matches('/').to_owned()
        };
        let (api, ses) = (address("Ithaca is at"), address("SES"));
        Self { child, api, dynamodb: client(&address("DynamoDB")), ses }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client(url: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .endpoint_url(url)
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

/// Writes rows and sends mails until the process is gone; notes what was acknowledged.
async fn load(dynamodb: Client, ses: String, writer: usize, acknowledged: Arc<Mutex<BTreeSet<String>>>) {
    let http = reqwest::Client::new();
    for n in 0.. {
        let name = format!("{writer}-{n}");
        let put = dynamodb.put_item().table_name("Table").item("pk", S("kept".into())).item("sk", S(name.clone()));
        if put.send().await.is_err() {
            return;
        }
        let content = serde_json::json!({"Simple": {"Subject": {"Data": name}, "Body": {"Text": {"Data": "hi"}}}});
        let call = serde_json::json!({"Destination": {"ToAddresses": ["ada@example.com"]}, "Content": content});
        let sent = http.post(format!("{ses}/v2/email/outbound-emails")).json(&call).send().await;
        acknowledged.lock().unwrap().insert(format!("row {name}"));
        if !sent.is_ok_and(|reply| reply.status().is_success()) {
            return;
        }
        acknowledged.lock().unwrap().insert(format!("mail {name}"));
    }
}

async fn found(running: &Running) -> BTreeSet<String> {
    let query = running.dynamodb.query().table_name("Table").key_condition_expression("pk = :pk");
    let pages = query.expression_attribute_values(":pk", S("kept".into())).into_paginator().items();
    let rows = pages.send().collect::<Result<Vec<_>, _>>().await.unwrap();
    let mail = reqwest::Client::new().get(format!("{}/_local/mail", running.api)).header("accept", "application/json");
    let mails: Vec<local::Mail> = mail.send().await.unwrap().json().await.unwrap();
    let rows = rows.iter().map(|row| format!("row {}", row["sk"].as_s().unwrap()));
    rows.chain(mails.into_iter().map(|mail| format!("mail {}", mail.subject))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..3 {
        let mut running = Running::on(&data);
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (dynamodb, ses) = (running.dynamodb.clone(), running.ses.clone());
                tokio::spawn(load(dynamodb, ses, round * 10 + writer, Arc::clone(&acknowledged)))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(400)).await;
        running.kill();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() > 100, "the load was no load: {}", acknowledged.len());
    let found = found(&Running::on(&data)).await;
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acknowledged.len());
}
