//! The registry's file.

use accounts::import::read;
use domain::account::registry::MOST;
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
    assert!(flaws.iter().all(|flaw| flaw.line > 1), "the header is no member");
    flaws.is_empty() && !members.is_empty()
}
