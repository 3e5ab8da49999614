//! Who may do what (promise 25): a line of `authority.txt` for every route, a column for every caller.
//! The line of a new route is in the failing test's message, with the answers it gives today: a cell
//! counts once a person has put it into the file. Who is refused has changed nothing, and who asks for
//! what is another's hears what he would hear if it were not there.

use std::collections::BTreeMap;

use futures::StreamExt;
use futures::stream;
use testkit::Reply;

use super::callers::{Caller, Stage};
use super::operation::Operation;
use super::operations;

const TABLE: &str = include_str!("authority.txt");
const AT_ONCE: usize = 4;

/// The checked-in table: the answers in [`Caller::ALL`]'s order, by operation.
fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let parsed = |line: &'static str| {
        let (cells, name) = line.split_once(" | ").unwrap_or_else(|| panic!("no operation in {line:?}"));
        (name, cells.split_whitespace().collect())
    };
    lines.map(parsed).collect()
}

/// The routes: one operation of each.
fn routes() -> Vec<Operation> {
    let is_route = |operation: &Operation| operation.route() == operation.name && operation.name.contains('/');
    operations::all().into_iter().filter(is_route).collect()
}

async fn complaints_of(operation: &Operation) -> Vec<String> {
    let mut stage = Stage::of(operation).await;
    let (mut cells, mut found, mut replies) = (Vec::new(), Vec::new(), BTreeMap::new());
    for caller in Caller::ALL {
        let Some((reply, unchanged)) = stage.ask(caller).await else {
            cells.push("-".to_owned());
            continue;
        };
        if reply.status >= 400 && !unchanged {
            found.push(format!("{}: {caller:?} is refused and has changed something", operation.name));
        }
        if reply.status >= 500 {
            found.push(format!("{}: {caller:?} is answered {}", operation.name, reply.text));
        }
        cells.push(reply.status.to_string());
        replies.insert(caller, reply);
    }
    found.extend(told_apart(operation, &replies));
    match table().get(operation.name) {
        Some(line) if *line == cells => {}
        Some(line) => found.push(format!("{} | {}\n  and not {}", cells.join(" "), operation.name, line.join(" "))),
        None => found.push(format!("{} | {}", cells.join(" "), operation.name)),
    }
    found
}

/// A stranger who hears 404 hears it in the words in which a missing thing is spoken of.
fn told_apart(operation: &Operation, replies: &BTreeMap<Caller, Reply>) -> Vec<String> {
    let plain = |reply: &Reply| {
        let mut body = reply.json.clone();
        for name in ["requestId", "timestamp"] {
            body[name] = serde_json::Value::Null;
        }
        body
    };
    let Some(missing) = replies.get(&Caller::Missing).filter(|reply| reply.status == 404) else { return Vec::new() };
    let others = [Caller::Mentee, Caller::Mentor, Caller::Both].into_iter().filter_map(|caller| replies.get(&caller));
    let told = others.filter(|reply| reply.status == 404 && plain(reply) != plain(missing));
    told.map(|reply| format!("{}: {} and not {}", operation.name, reply.text, missing.text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_for_whatever_hears_what_the_table_says() {
    let routes = routes();
    let complaints: Vec<String> = stream::iter(&routes).map(complaints_of).buffer_unordered(AT_ONCE).concat().await;
    assert!(
        complaints.is_empty(),
        "not as tests/src/proofs/authority.txt says, or not there:\n{}\n{}",
        Caller::ALL.map(|caller| format!("{caller:?}")).join(" "),
        complaints.join("\n")
    );
}

#[test]
fn every_line_of_authority_is_of_a_route_and_full() {
    let routes = routes();
    for (name, cells) in table() {
        assert!(routes.iter().any(|operation| operation.name == name), "{name} is no route");
        assert_eq!(cells.len(), Caller::ALL.len(), "{name}");
        assert!(cells.iter().all(|cell| *cell != "?"), "{name} has a cell that nobody has filled");
    }
}
