//! Pictures: whatever comes in, what is kept is a JPEG, or nothing.

use blobs::Photo;

pub fn holds(bytes: &[u8]) -> bool {
    let Ok(Photo(kept)) = Photo::of(bytes) else { return false };
    assert!(kept.starts_with(b"\xFF\xD8\xFF"));
    assert!(Photo::of(&kept).is_ok(), "what is kept is a photo");
    true
}
