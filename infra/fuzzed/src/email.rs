//! E-mail addresses: they become keys of the table, lines of a letter's head and links.

use domain::Email;

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(email) = Email::parse(text) else { return false };
    let kept = email.as_str();
    assert_eq!(Email::parse(kept).as_ref(), Ok(&email), "what is kept reads back as itself");
    assert_eq!(Email::parse(&kept.to_ascii_uppercase()).as_ref(), Ok(&email), "case makes no second person");
    assert_eq!(kept.matches('@').count(), 1);
    assert!(kept.len() <= 254);
    assert!(!kept.contains(|c: char| c.is_control() || c.is_whitespace() || "<>,;:\"\\()[]".contains(c)));
    true
}
