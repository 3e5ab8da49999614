//! The services under load: what they acknowledged is there afterwards.

use super::running::Running;
use aws_sdk_dynamodb::{Client, types::AttributeValue::S};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Nobody listens at that address: the functions are not what is killed here.
const ALONE: [&str; 3] = ["--no-demo", "--functions", "http://127.0.0.1:9"];

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
        let mut running = Running::on(&data, &ALONE);
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (dynamodb, ses) = (running.dynamodb.clone(), running.ses.clone());
                tokio::spawn(load(dynamodb, ses, round * 10 + writer, Arc::clone(&acknowledged)))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(400)).await;
        // A busy machine is longer about it.
        for _ in 0..1_000 {
            if acknowledged.lock().unwrap().len() > 40 * (round + 1) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        running.kill();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert!(acknowledged.len() > 100, "the load was no load: {}", acknowledged.len());
    let found = found(&Running::on(&data, &ALONE)).await;
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acknowledged.len());
}
