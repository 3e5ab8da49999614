//! The same sentences, asked of DynamoDB itself by whoever has credentials (CONTRIBUTING.md): of a table made
//! from template.yaml for this one run, and deleted after it whatever breaks.

use std::time::Duration;

use aws_credential_types::Credentials;
use futures::future::join_all;
use serde_json::{Value as Json, json};

use super::wire::{Door, Table, fresh};
use super::{SUITE, Sentence};
use crate::architecture::template::Template;

#[tokio::test]
#[ignore = "asks AWS, with the credentials of the environment: see CONTRIBUTING.md"]
async fn dynamodb_itself_keeps_every_sentence() {
    let variable = |name: &str| named(name).unwrap_or_else(|| panic!("{name} is not set"));
    let (key, secret) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"));
    let region = variable("AWS_REGION");
    let door = Door {
        endpoint: format!("https://dynamodb.{region}.amazonaws.com/"),
        region,
        credentials: Credentials::new(key, secret, named("AWS_SESSION_TOKEN"), None, "environment"),
        http: reqwest::Client::new(),
    };
    let broken = ask_all(&door, SUITE).await;
    assert!(broken.is_empty(), "\n  {}\n", broken.join("\n  "));
}

#[expect(clippy::disallowed_methods, reason = "no function: whoever runs it says who asks, and where")]
fn named(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

#[tokio::test]
async fn the_run_has_a_table_of_its_own_and_deletes_it_whatever_breaks() {
    let door = Table::embedded().await;
    let before = tables(&door.door).await;
    let wrong: &[Sentence] =
        &[Sentence { name: "nothing_is_so", differs: &[], hold: |_| Box::pin(async { panic!("it is not") }) }];
    let broken = ask_all(&door.door, &[("wrong", wrong), ("values", super::values::ALL)]).await;
    assert_eq!(broken, ["wrong: nothing is so"]);
    assert_eq!(tables(&door.door).await, before);
}

async fn tables(door: &Door) -> Json {
    door.call("ListTables", &json!({})).await.expect("a list")["TableNames"].take()
}

/// The sentences that are broken.
async fn ask_all(door: &Door, suite: &[(&str, &[Sentence])]) -> Vec<String> {
    let name = format!("ithaca-contract-{}", fresh());
    let made = tokio::spawn(make(door.clone(), name.clone())).await;
    let mut broken = Vec::new();
    if made.is_ok() {
        let all: Vec<_> = suite.iter().flat_map(|(about, all)| all.iter().map(|one| (*about, one))).collect();
        for some in all.chunks(4) {
            let asked = some.iter().map(|(about, one)| ask(about, one, Table::of(door.clone(), &name)));
            broken.extend(join_all(asked).await.into_iter().flatten());
        }
    }
    // Before anything is said of how it went.
    door.call("DeleteTable", &json!({"TableName": name})).await.expect("the table goes");
    made.expect("the table was made");
    broken
}

/// The sentence, where it is broken.
async fn ask(about: &str, sentence: &Sentence, table: Table) -> Option<String> {
    let line = format!("{about}: {}", sentence.name.replace('_', " "));
    let held = tokio::spawn((sentence.hold)(table)).await.is_ok();
    println!("{} {line}", if held { "holds " } else { "BROKEN" });
    (!held).then_some(line)
}

/// Makes the template's table under another name, and waits until it is there.
async fn make(door: Door, name: String) {
    let template = Template::read();
    let (_, resource) = template.of_type("AWS::DynamoDB::Table").next().expect("the template's table");
    let properties = &resource["Properties"];
    let mut create = json!({"TableName": name});
    for part in ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"] {
        create[part] = properties[part].clone();
    }
    door.call("CreateTable", &create).await.expect("a table");
    let whose = json!({"TableName": name});
    for _ in 0..120 {
        let table = door.call("DescribeTable", &whose).await.expect("a description")["Table"].take();
        if table["TableStatus"] == "ACTIVE" {
            let sweep = json!({"TableName": name, "TimeToLiveSpecification": properties["TimeToLiveSpecification"]});
            door.call("UpdateTimeToLive", &sweep).await.expect("rows are swept");
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("{name} is not there after two minutes");
}
