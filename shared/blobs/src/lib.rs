//! Files: one bucket, and what may go into it. Only this crate names the S3 SDK.

mod bucket;
mod photo;

pub use bucket::{BlobError, Blobs};
pub use photo::{MOST_BYTES, Photo, PhotoError, photo_key};
