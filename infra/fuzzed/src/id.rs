//! Ids in paths and bodies.

use domain::id::{BookingId, UserId};

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(id) = text.parse::<UserId>() else { return false };
    assert_eq!(id.to_string().parse(), Ok(id));
    assert_eq!(id.uuid().to_string().parse(), Ok(id));
    let json = serde_json::to_string(&id).expect("an id is text");
    assert_eq!(serde_json::from_str::<UserId>(&json).expect("an id of ours"), id);
    assert!(id.to_string().parse::<BookingId>().is_err(), "an id says what it is of");
    let _ = id.born();
    true
}
