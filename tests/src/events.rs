//! The sample events in events/ are taken by the functions they are for: the same files that
//! `cargo lambda invoke --data-file` sends by hand and infra/startup measures with.

use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};
use testkit::TestCloud;

#[tokio::test]
async fn every_sample_event_is_taken_by_its_function() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    for (function, events) in samples() {
        for (name, event) in events {
            let event = event.replace("{{token}}", &ada.token());
            let reply = cloud.local().invoke(&function, event.clone()).await;
            let reply = reply.unwrap_or_else(|error| panic!("{function} failed on {name}: {error}"));
            let reply: Value = serde_json::from_str(&reply).unwrap();
            let http = serde_json::from_str::<Value>(&event).unwrap()["rawPath"].is_string();
            assert!(!http || reply["statusCode"] == 200, "{function} answered {name} with {reply}");
        }
    }
}

#[test]
fn every_function_has_a_sample_event() {
    let samples = samples();
    let functions = fs::read_dir(root().join("functions")).unwrap();
    for function in functions.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        assert!(samples.get(&function).is_some_and(|events| !events.is_empty()), "events/{function} is empty");
    }
}

/// Function to (file name, text).
fn samples() -> BTreeMap<String, Vec<(String, String)>> {
    let files = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect::<Vec<_>>()
    };
    let folders = fs::read_dir(root().join("events")).unwrap().map(|entry| entry.unwrap().path());
    folders.map(|folder| (name(&folder), files(&folder))).collect()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
