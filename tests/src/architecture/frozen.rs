//! Lambda freezes a sandbox once it has answered: a task that outlives its reply stops in the middle,
//! and goes on in somebody else's request. So nothing that is deployed starts one.

use super::none;
use super::shape::{rust_files, shown, text};
use super::workspace::root;

/// Whatever starts something that nobody waits for.
const STARTS: &[&str] = &["spawn(", "spawn_blocking(", "spawn_local(", "thread::Builder", "JoinSet"];

#[test]
fn nothing_that_is_deployed_starts_a_task_of_its_own() {
    none(&tasks_in(|path, text| lines_that_start(text).map(|line| format!("{path}: {line}")).collect()));
}

#[test]
fn a_started_task_would_be_found() {
    assert_eq!(lines_that_start("let a = 1;\n    tokio::spawn(later());\n").count(), 1);
    assert_eq!(lines_that_start("let ended = tokio::spawn(serving).await;\n").count(), 0);
}

fn tasks_in(find: impl Fn(String, &str) -> Vec<String>) -> Vec<String> {
    let rooms = ["functions", "shared/domain", "shared/store", "shared/api", "shared/mail", "shared/blobs"];
    let files = rooms.iter().flat_map(|room| rust_files(&root().join(room)));
    let deployed = files.filter(|path| !shown(path).ends_with("_tests.rs"));
    deployed.flat_map(|path| find(shown(&path), &text(&path))).collect()
}

fn lines_that_start(text: &str) -> impl Iterator<Item = &str> {
    let waited_for = |line: &str| line.ends_with(").await;");
    let starts = move |line: &&str| STARTS.iter().any(|start| line.contains(start)) && !waited_for(line);
    text.lines().map(str::trim).filter(starts)
}
