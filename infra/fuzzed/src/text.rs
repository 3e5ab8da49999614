//! Names, topics, notes and addresses of meetings.

use domain::search::words;
use domain::text::{Description, HttpsUrl, PersonName, Topic};

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    searched(text);
    address(text);
    if let Ok(name) = PersonName::parse(text) {
        let (first, last) = name.split();
        let joined = PersonName::join(first, last).expect("a name's halves are a name");
        assert_eq!(joined.split().1, last.trim(), "the last name stays the last");
    }
    if let Ok(note) = Description::parse(text) {
        assert_eq!(Description::parse(note.as_str()).as_ref(), Ok(&note));
    }
    let Ok(topic) = Topic::parse(text) else { return false };
    assert_eq!(Topic::parse(topic.as_str()).as_ref(), Ok(&topic), "what is kept reads back as itself");
    assert!((1..=Topic::MOST).contains(&topic.as_str().chars().count()));
    true
}

/// A word becomes a key: it is short, and finds itself.
fn searched(text: &str) {
    for word in words(text) {
        assert!(word.len() <= 4 * 40 && !word.contains(char::is_control), "{word:?}");
        assert_eq!(words(&word).collect::<Vec<_>>(), [word]);
    }
}

fn address(text: &str) {
    let Ok(url) = HttpsUrl::parse("meeting_link", text) else { return };
    assert_eq!(HttpsUrl::parse("meeting_link", url.as_str()).as_ref(), Ok(&url));
    let uri = url.as_str();
    assert!(uri.starts_with("https://") && !uri.contains(|c: char| c.is_control() || "\"<>".contains(c)));
    let authority = uri["https://".len()..].split(['/', '?', '#']).next().unwrap_or_default();
    assert!(!authority.contains('@'), "no credentials");
}
