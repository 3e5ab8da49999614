//! Files: one bucket, and what may go into it. Only this crate speaks to S3.

mod bucket;
mod photo;

pub use bucket::{BlobError, Blobs};
pub use photo::{MOST_BYTES, Photo, PhotoError, photo_key};
