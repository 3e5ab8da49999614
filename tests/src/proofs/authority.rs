//! Who may do what (promise 25): a line of `authority.txt` for every route, a column for every caller.
//! The line of a new route is in the failing test's message, with a `?` in each cell: it fails until a
//! person has put there what each should hear. Who is refused has changed nothing, and who asks for what
//! is another's hears what he would hear if it were not there: the same callers ask once more with an id that
//! nothing has, and with one that is none, at each place where the request names something.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream;
use testkit::Reply;

use super::callers::{Caller, Stage};
use super::objects::Object;
use super::operation::Operation;
use super::operations;

const TABLE: &str = include_str!("authority.txt");
const AT_ONCE: usize = 4;
/// A cell that is to be filled.
const OPEN: &str = "?";
/// What is another in every reply, whoever asks.
const CHANCE: [&str; 2] = ["date", "apigw-requestid"];

/// The checked-in table: the answers in [`Caller::ALL`]'s order, by operation.
fn table() -> BTreeMap<&'static str, Vec<&'static str>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut table = BTreeMap::new();
    for line in lines {
        let (cells, name) = line.split_once(" | ").unwrap_or_else(|| panic!("no operation in {line:?}"));
        assert!(table.insert(name, cells.split_whitespace().collect()).is_none(), "two lines of {name}");
    }
    table
}

/// The routes, each with its operations: the one of its own name first, then its further cases.
fn routes() -> BTreeMap<String, Vec<Operation>> {
    let mut routes: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for operation in operations::all().into_iter().filter(|operation| operation.name.contains('/')) {
        routes.entry(operation.route().to_owned()).or_default().push(operation);
    }
    for (route, cases) in &mut routes {
        cases.sort_by_key(|case| case.name != route);
    }
    routes
}

/// What was asked of a route, by the lines' names, and what is to be said against the answers. A further case is
/// asked for what only it names.
async fn asked((route, cases): (&String, &Vec<Operation>)) -> Vec<(String, Vec<String>)> {
    let (mut asked, mut known) = (Vec::new(), BTreeSet::new());
    for case in cases {
        let mut stage = Stage::of(case).await;
        let new: Vec<Object> = stage.objects().into_iter().filter(|object| known.insert(object.clone())).collect();
        if !new.is_empty() {
            asked.extend(asked_for(route, &mut stage, new).await);
        }
    }
    asked
}

/// What is there is asked for in any case: the others are held against it.
async fn asked_for(route: &str, stage: &mut Stage, objects: Vec<Object>) -> Vec<(String, Vec<String>)> {
    let (mut asked, mut there) = (Vec::new(), BTreeMap::new());
    let first = (objects[0] != Object::There).then_some(Object::There);
    for object in first.iter().chain(&objects) {
        let name = format!("{route}{object}");
        let (mut cells, mut found) = (Vec::new(), Vec::new());
        for caller in Caller::ALL {
            let Some((reply, unchanged)) = stage.ask(caller, object).await else {
                cells.push("-".to_owned());
                continue;
            };
            cells.push(reply.status.to_string());
            found.extend(wrong(&name, caller, &reply, unchanged));
            match object {
                Object::There => _ = there.insert(caller, reply),
                Object::Missing(_) => found.extend(told_apart(&name, caller, &there[&caller], &reply)),
                Object::Malformed(_) => {}
            }
        }
        if first.as_ref() != Some(object) {
            found.extend(untrue(&name, &cells, table().get(name.as_str()).map(Vec::as_slice)));
            asked.push((name, found));
        }
    }
    asked
}

/// What no answer may be.
fn wrong(name: &str, caller: Caller, reply: &Reply, unchanged: bool) -> Option<String> {
    match reply.status {
        500.. => Some(format!("{name}: {caller:?} is answered {}", reply.text)),
        400.. if !unchanged => Some(format!("{name}: {caller:?} is refused and has changed something")),
        _ => None,
    }
}

/// What is wrong with a route's line, if there is one. Nobody is told today's answers for what a person has to say.
fn untrue(name: &str, cells: &[String], line: Option<&[&str]>) -> Option<String> {
    match line {
        None => Some(format!("{} | {name}", [OPEN; Caller::ALL.len()].join(" "))),
        Some(line) if line.contains(&OPEN) => Some(format!("{} | {name}\n  has a cell to be filled", line.join(" "))),
        Some(line) if *line == *cells => None,
        Some(line) => Some(format!("{} | {name}\n  and not {}", cells.join(" "), line.join(" "))),
    }
}

/// A reply's headers and body, without what is another in each.
fn plain(reply: &Reply) -> (Vec<String>, serde_json::Value) {
    let told = reply.headers.iter().filter(|(name, _)| !CHANCE.contains(&name.as_str()));
    let mut headers: Vec<String> = told.map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.sort();
    let mut body = reply.json.clone();
    for name in ["requestId", "timestamp"] {
        body[name] = serde_json::Value::Null;
    }
    (headers, body)
}

/// A stranger who is refused what is there hears it in the words, and under the headers, in which a missing thing is
/// spoken of. So does everybody who hears 404, or 403 of both.
fn told_apart(name: &str, caller: Caller, there: &Reply, missing: &Reply) -> Option<String> {
    let stranger = [Caller::Mentee, Caller::Mentor, Caller::Both].contains(&caller);
    let hidden = there.status == 404 || (there.status == 403 && (stranger || missing.status == 403));
    let apart = hidden && (there.status, plain(there)) != (missing.status, plain(missing));
    apart.then(|| format!("{name}: {caller:?} hears {:?}, and of what is there {:?}", plain(missing), plain(there)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_for_whatever_hears_what_the_table_says() {
    let routes = routes();
    let asked: Vec<_> = stream::iter(&routes).map(asked).buffer_unordered(AT_ONCE).concat().await;
    let names: BTreeSet<&str> = asked.iter().map(|(name, _)| name.as_str()).collect();
    let idle = table().into_keys().filter(|name| !names.contains(name)).map(|name| format!("nobody asks for {name}"));
    let complaints: Vec<String> = asked.iter().flat_map(|(_, found)| found.clone()).chain(idle).collect();
    assert!(
        complaints.is_empty(),
        "not as tests/src/proofs/authority.txt says, or not there (a line of ? is to be pasted, and filled):\n{}\n{}",
        Caller::ALL.map(|caller| format!("{caller:?}")).join(" "),
        complaints.join("\n")
    );
}

#[test]
fn every_line_of_authority_is_full() {
    for (name, cells) in table() {
        assert_eq!(cells.len(), Caller::ALL.len(), "{name}");
        assert!(!cells.contains(&OPEN), "{name} has a cell that nobody has filled");
    }
}

#[test]
fn a_new_route_has_a_line_to_fill_and_fails_until_that_is_done() {
    let cells = vec!["200".to_owned(); Caller::ALL.len()];
    let skeleton = untrue("GET /v1/things", &cells, None).expect("a line");
    let (line, name) = skeleton.split_once(" | ").expect("cells and a name");
    let line: Vec<&str> = line.split_whitespace().collect();
    assert_eq!((line.as_slice(), name), ([OPEN; Caller::ALL.len()].as_slice(), "GET /v1/things"));
    let told = untrue(name, &cells, Some(&line)).expect("a complaint");
    assert!(told.contains("to be filled") && !told.contains("200"), "{told}");
    assert_eq!(untrue(name, &cells, Some(&["200"; Caller::ALL.len()])), None);
}
