//! How long a thing may be, and what a file may not be called.

use super::{none, workspace::root};
use std::{
    fs,
    path::{Path, PathBuf},
};

const FILE: usize = 400;
const FUNCTION: usize = 60;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "common", "types", "manager", "service", "dto", "misc"];

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let named = |path: &PathBuf| path.file_stem().is_some_and(|stem| EMPTY_NAMES.iter().any(|name| stem == *name));
    none(&sources().iter().filter(|path| named(path)).map(|path| shown(path)).collect::<Vec<_>>());
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let complaints = sources().into_iter().filter_map(|path| {
        let lines = text(&path).lines().count();
        (lines > FILE).then(|| format!("{} has {lines} lines", shown(&path)))
    });
    none(&complaints.collect::<Vec<_>>());
}

#[test]
fn no_function_is_longer_than_60_lines() {
    let complaints = sources().into_iter().flat_map(|path| {
        let long = functions(&text(&path)).into_iter().filter(|(_, lines)| *lines > FUNCTION);
        long.map(|(name, lines)| format!("{}: {name} has {lines} lines", shown(&path))).collect::<Vec<_>>()
    });
    none(&complaints.collect::<Vec<_>>());
}

#[test]
fn functions_are_measured_from_their_first_line_to_their_last() {
    let text = "pub async fn short() -> u8 { 1 }\n\nimpl A {\n    fn long(\n        a: u8,\n    ) {\n        if a {\n        }\n    }\n}\n";
    assert_eq!(functions(text), [("short".to_owned(), 1), ("long".to_owned(), 6)]);
}

/// Each function's name and lines. `cargo fmt` puts a function's last brace under its first
/// letter, so that is where it ends.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let measured = |(start, line): (usize, &&str)| {
        let indent = line.len() - line.trim_start().len();
        let name = signature(line.trim_start())?;
        let closing = format!("{}}}", &line[..indent]);
        let ends = |at: &usize| lines[*at] == closing || (*at == start && lines[*at].ends_with(['}', ';']));
        let end = (start..lines.len()).find(ends).unwrap_or(start);
        Some((name.to_owned(), end - start + 1))
    };
    lines.iter().enumerate().filter_map(measured).collect()
}

/// The name in `pub(crate) async fn name(…`, whatever stands before `fn`.
fn signature(line: &str) -> Option<&str> {
    let (before, after) =
        if let Some(after) = line.strip_prefix("fn ") { ("", after) } else { line.split_once(" fn ")? };
    let modifier = |word: &str| matches!(word, "const" | "async" | "pub") || word.starts_with("pub(");
    let name = after.split(['(', '<']).next()?;
    before.split_whitespace().all(modifier).then_some(name)
}

/// Every Rust file of the house.
fn sources() -> Vec<PathBuf> {
    let rooms = ["functions", "shared", "infra", "tests"];
    rooms.iter().flat_map(|room| rust_files(&root().join(room))).collect()
}

pub(super) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    let inside = entries.map(|entry| entry.expect("a readable entry").path()).flat_map(|path| match path {
        folder if folder.is_dir() => rust_files(&folder),
        file if file.extension().is_some_and(|end| end == "rs") => vec![file],
        _ => Vec::new(),
    });
    inside.collect()
}

pub(super) fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a readable file")
}

pub(super) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
