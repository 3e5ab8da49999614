//! Reading the whole table is an operator's, once in a while: no request may wait for it.

use super::none;
use super::shape::{rust_files, shown, text};
use super::workspace::root;

/// How a walk begins; and DynamoDB's own word.
const WALKS: &[&str] = &[".walk(", ".scan("];
/// The one place that offers it.
const OFFERED: &str = "shared/store/src/walk.rs";

#[test]
fn nothing_that_is_deployed_reads_the_whole_table() {
    let rooms = ["functions", "shared/domain", "shared/store", "shared/api", "shared/mail", "shared/blobs"];
    let files = rooms.iter().flat_map(|room| rust_files(&root().join(room))).filter(|path| shown(path) != OFFERED);
    none(&files.flat_map(|path| walks(&shown(&path), &text(&path))).collect::<Vec<_>>());
}

#[test]
fn a_walk_on_a_request_path_would_be_found() {
    assert_eq!(walks("a.rs", "let rows = store.walk(0, 1).await?;").len(), 1);
    assert_eq!(walks("a.rs", "client\n    .scan()\n    .send()").len(), 1);
    assert_eq!(walks(OFFERED, &text(&root().join(OFFERED))).len(), 1, "the offer has moved");
}

fn walks(path: &str, text: &str) -> Vec<String> {
    let begins = |line: &&str| WALKS.iter().any(|walk| line.contains(walk));
    text.lines().filter(begins).map(|line| format!("{path}: {}", line.trim())).collect()
}
