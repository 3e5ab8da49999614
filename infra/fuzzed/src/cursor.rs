//! Cursors: `question`, a line end, the caller's text.

use store::Cursor;

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (question, sent) = text.split_once('\n').unwrap_or(("", text));
    let Ok(cursor) = Cursor::read(sent, question) else { return false };
    assert!(Cursor::read(sent, &format!("{question}?")).is_err(), "a cursor opens for its own question only");
    let written = cursor.write(question);
    assert_eq!(written, sent, "one place has one cursor");
    assert_eq!(Cursor::read(&written, question).as_ref(), Ok(&cursor));
    assert!(!cursor.place().contains(char::is_control));
    true
}
