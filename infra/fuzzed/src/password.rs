//! Passwords that somebody chooses: judging one ends, and soon, whatever it is.

use domain::account::password::{Given, Password};

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(password) = Password::parse(text) else { return false };
    assert_eq!(password.bytes(), bytes, "what is hashed is what was typed");
    assert!((8..=1024).contains(&bytes.len()));
    assert!(Given::parse(text).is_ok(), "who may choose it may log in with it");
    true
}
