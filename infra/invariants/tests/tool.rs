//! The operator's tool, as a process of its own, on a table of the local cloud.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::process::Command;

use local::{LocalCloud, Options};
use serde_json::{Value, json};

/// Exit code, and what it says.
async fn asked(cloud: &LocalCloud, more: &[&str]) -> (Option<i32>, String) {
    let mut tool = Command::new(env!("CARGO_BIN_EXE_invariants"));
    tool.env_clear().args(["--table", cloud.table_name(), "--endpoint", &cloud.endpoints().dynamodb]).args(more);
    let credentials = [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")];
    tool.envs(credentials);
    let output = tokio::task::spawn_blocking(move || tool.output()).await.unwrap().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn sorted(mut rows: Vec<Value>) -> Vec<String> {
    rows.sort_by_key(Value::to_string);
    rows.iter().map(Value::to_string).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tool_says_what_is_broken_without_names_and_changes_nothing() {
    let cloud = LocalCloud::start(Options { demo: true, ..Options::for_test() }).await.unwrap();
    let (code, said) = asked(&cloud, &[]).await;
    assert_eq!((code, said.ends_with(" rows, 0 broken\n")), (Some(0), true), "{said}");
    let stray = json!({"pk": {"S": "email#eve@example.org"}, "sk": {"S": "email"}, "email": {"S": "eve@example.org"}});
    cloud.load(vec![stray]).unwrap();
    let before = sorted(cloud.rows().unwrap());
    let (code, said) = asked(&cloud, &["--segments", "3"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("a row does not read as what its key says it is: email#* / email\n"), "{said}");
    assert!(!said.contains("eve"), "{said}");
    assert!(asked(&cloud, &["--plain"]).await.1.contains("email#eve@example.org"));
    assert_eq!(sorted(cloud.rows().unwrap()), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_cannot_be_read_is_not_called_whole() {
    let cloud = LocalCloud::start(Options::for_test()).await.unwrap();
    let mut tool = Command::new(env!("CARGO_BIN_EXE_invariants"));
    tool.env_clear().args(["--table", "Nowhere", "--endpoint", &cloud.endpoints().dynamodb]);
    tool.envs([("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
    let output = tokio::task::spawn_blocking(move || tool.output()).await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
