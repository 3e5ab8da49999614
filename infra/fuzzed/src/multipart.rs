//! Forms with a file: the boundary as the header has it, a line end, the body.

use api::Upload;
use axum::body::Body;
use axum::extract::FromRequest;
use http::Request;

use crate::stage::wait;

pub fn holds(bytes: &[u8]) -> bool {
    let (boundary, body) = bytes.split_at(bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0));
    let media = [b"multipart/form-data; boundary=", boundary].concat();
    let request = Request::post("/v1/mentors/me/photo").header("content-type", media);
    let Ok(request) = request.body(Body::from(body.get(1..).unwrap_or_default().to_vec())) else { return false };
    let Ok(upload) = wait(Upload::from_request(request, &())) else { return false };
    assert!(!upload.bytes.is_empty());
    let inside = body.windows(upload.bytes.len()).any(|part| part == &upload.bytes[..]);
    assert!(inside, "a file is a stretch of the body");
    true
}
