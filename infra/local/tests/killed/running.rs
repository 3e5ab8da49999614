//! The local cloud as a process of its own, which can be killed.

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

/// The binary, and where its services listen.
pub struct Running {
    child: Child,
    pub api: String,
    pub dynamodb: Client,
    pub ses: String,
}

impl Running {
    /// On this data, with these flags besides.
    pub fn on(data: &Path, flags: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        command.args(["--port", "0"]).args(flags).arg("--data").arg(data);
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

    /// What was held by the dead is taken up by the timer, and nothing waits any more.
    pub async fn settle(&self) {
        let (api, http) = (&self.api, reqwest::Client::new());
        for _ in 0..3 {
            http.post(format!("{api}/_local/clock")).json(&json!({"advance": 400})).send().await.unwrap();
            http.post(format!("{api}/_local/run/timer")).send().await.unwrap();
            http.post(format!("{api}/_local/drain")).send().await.unwrap();
        }
    }

    pub fn kill(&mut self) {
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
