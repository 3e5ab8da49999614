//! The registry's file.

use accounts::import::read;
use domain::account::registry::{HEADER, MOST, Member};
use domain::{Email, Role};
use std::collections::BTreeSet;

use crate::stage::now;

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok((members, flaws)) = read(text, now().0) else { return false };
    assert!(members.len() <= MOST);
    let addresses: BTreeSet<&Email> = members.iter().map(|member| &member.email).collect();
    assert_eq!(addresses.len(), members.len(), "nobody is there twice");
    assert!(members.iter().all(|member| !member.roles().has(Role::Admin)), "no file makes an admin");
    is_read_again(&members);
    let flawed: BTreeSet<u64> = flaws.iter().map(|flaw| flaw.line).collect();
    are_there(text, &flawed, members.len());
    flaws.is_empty() && !members.is_empty()
}

/// Who writes them into a file of their own is told the same.
fn is_read_again(members: &[Member]) {
    let quoted = |field: &str| format!("\"{}\"", field.replace('"', "\"\""));
    let lines = members.iter().map(|member| [member.email.as_str(), member.name.as_str(), "", &member.membershiptype]);
    let lines = lines.map(|line| line.map(quoted).join(",") + "\n");
    let file = HEADER.join(",") + "\n" + &lines.collect::<String>();
    let (again, flaws) = read(&file, now().0).expect("a file");
    assert_eq!((&*again, &*flaws), (members, &[][..]), "{file:?}");
}

/// A flaw's line is where somebody who looks finds it: below the header, and nothing empty. Each line is somebody
/// or wrong. (Where nothing is quoted: a quoted line end is no line's end.)
fn are_there(text: &str, flawed: &BTreeSet<u64>, members: usize) {
    assert!(flawed.iter().all(|line| *line > 1), "the header is no member");
    if text.contains('"') {
        return;
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let lines = (1..).zip(text.split('\n')).filter(|(_, line)| !line.is_empty()).skip(1);
    let lines: BTreeSet<u64> = lines.map(|(number, _)| number).collect();
    assert!(flawed.is_subset(&lines), "{flawed:?} of {text:?}");
    assert_eq!(members + flawed.len(), lines.len(), "{text:?}");
}
