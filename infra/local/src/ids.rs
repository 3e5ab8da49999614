//! Names for requests, messages and events, in the shapes that AWS gives them.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};

/// API Gateway's request id: 15 characters and an equals sign.
pub fn gateway() -> String {
    STANDARD.encode(bytes::<11>())
}

/// A WebSocket connection's id, and a message's: as long, and safe in a path.
pub fn connection() -> String {
    URL_SAFE.encode(bytes::<11>())
}

/// Lambda's request id, SES's message id: a UUID.
pub fn request() -> String {
    uuid::Builder::from_random_bytes(bytes()).into_uuid().to_string()
}

/// Bytes from the one source of chance in the house.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    domain::Entropy::system().fill(&mut bytes);
    bytes
}
