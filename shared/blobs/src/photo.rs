//! Photos: judged by their bytes, decoded within limits, turned upright, made small, and written anew
//! as JPEG, so that nothing of the camera's notes (place, owner, device) is left.

use std::io::Cursor;

use domain::id::FileId;
use domain::{Kind, Kinds, Problem, UserId};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage, imageops};

/// The most bytes of an uploaded photo.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// Longest edge of what is taken, and of what is kept, in pixels.
const LONGEST_IN: u32 = 8192;
const LONGEST_OUT: u32 = 1024;
/// The most memory that decoding may ask for: a small file can unfold into gigabytes.
const MOST_MEMORY: u64 = 160 * 1024 * 1024;
const QUALITY: u8 = 85;

/// A photo as it is kept: JPEG, upright, small, without notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo(pub Vec<u8>);

/// Why an upload is not taken as a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    #[error("A photo may have at most 5 MB.")]
    TooLarge,
    #[error("must be a JPEG, PNG or WebP picture")]
    Type,
    #[error("must be at most 8192 pixels wide and high")]
    Dimensions,
    #[error("the picture cannot be read")]
    Broken,
}

impl Kinds for PhotoError {
    const KINDS: &'static [Kind] = &[Kind::Invalid, Kind::TooLarge];
}

impl Problem for PhotoError {
    fn kind(&self) -> Kind {
        if *self == Self::TooLarge { Kind::TooLarge } else { Kind::Invalid }
    }
    fn field(&self) -> Option<&str> {
        Some("file")
    }
}

impl From<image::ImageError> for PhotoError {
    fn from(error: image::ImageError) -> Self {
        if matches!(error, image::ImageError::Limits(_)) { Self::Dimensions } else { Self::Broken }
    }
}

/// Where a person's photo is kept.
pub fn photo_key(of: UserId, file: FileId) -> String {
    format!("photos/{}/{}.jpg", of.uuid(), file.uuid())
}

impl Photo {
    pub const MEDIA: &'static str = "image/jpeg";

    /// What is kept of an upload. Takes a processor for a while: not for the runtime's own thread.
    pub fn of(upload: &[u8]) -> Result<Self, PhotoError> {
        if upload.len() > MOST_BYTES {
            return Err(PhotoError::TooLarge);
        }
        let (picture, upright) = decoded(upload, format(upload)?)?;
        let mut small = fitted(&picture);
        small.apply_orientation(upright);
        encoded(&small)
    }
}

/// By the first bytes, never by a name or a header.
fn format(bytes: &[u8]) -> Result<ImageFormat, PhotoError> {
    match infer::get(bytes).map(|kind| kind.mime_type()) {
        Some("image/jpeg") => Ok(ImageFormat::Jpeg),
        Some("image/png") => Ok(ImageFormat::Png),
        Some("image/webp") => Ok(ImageFormat::WebP),
        _ => Err(PhotoError::Type),
    }
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), PhotoError> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST_IN), Some(LONGEST_IN));
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(PhotoError::Dimensions);
    }
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, upright))
}

fn fitted(picture: &DynamicImage) -> DynamicImage {
    let small = picture.width() <= LONGEST_OUT && picture.height() <= LONGEST_OUT;
    if small { picture.clone() } else { picture.thumbnail(LONGEST_OUT, LONGEST_OUT) }
}

/// On white, because JPEG has no transparency.
fn encoded(picture: &DynamicImage) -> Result<Photo, PhotoError> {
    let mut page = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut page, &picture.to_rgba8(), 0, 0);
    let mut jpeg = Vec::new();
    let flat = DynamicImage::ImageRgba8(page).into_rgb8();
    flat.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY))?;
    Ok(Photo(jpeg))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn kept(upload: &[u8]) -> DynamicImage {
        image::load_from_memory_with_format(&Photo::of(upload).unwrap().0, ImageFormat::Jpeg).unwrap()
    }

    /// A JPEG with an EXIF segment that says "turned by a quarter" and has a note in it.
    fn with_exif(width: u32, height: u32) -> Vec<u8> {
        let jpeg = picture(width, height, ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPS 30.0444 31.2357");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn the_cameras_notes_are_gone_and_the_picture_stands_upright() {
        let upload = with_exif(60, 40);
        let Photo(jpeg) = Photo::of(&upload).unwrap();
        for note in [b"Exif".as_slice(), b"GPS"] {
            assert!(upload.windows(note.len()).any(|bytes| bytes == note));
            assert!(!jpeg.windows(note.len()).any(|bytes| bytes == note));
        }
        assert_eq!((kept(&upload).width(), kept(&upload).height()), (40, 60));
    }

    #[test]
    fn a_photo_of_any_of_the_three_kinds_is_kept_as_a_small_jpeg() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let photo = kept(&picture(2000, 1000, format));
            assert_eq!((photo.width(), photo.height()), (1024, 512));
        }
        assert_eq!(kept(&picture(30, 20, ImageFormat::Png)).width(), 30);
    }

    #[test]
    fn what_is_clear_becomes_white() {
        let mut png = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(8, 8).write_to(&mut png, ImageFormat::Png).unwrap();
        assert_eq!(kept(png.get_ref()).to_rgb8().get_pixel(4, 4).0, [255; 3]);
    }

    #[test]
    fn what_is_no_picture_is_refused_whatever_it_is_called() {
        assert_eq!(Photo::of(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(PhotoError::Type));
        assert_eq!(Photo::of(b"GIF89a\x01\0\x01\0\0\0\0;"), Err(PhotoError::Type));
        assert_eq!(Photo::of(b"\xFF\xD8\xFF\xE0 and then nothing"), Err(PhotoError::Broken));
        let mut cut = picture(64, 64, ImageFormat::Png);
        cut.truncate(60);
        assert_eq!(Photo::of(&cut), Err(PhotoError::Broken));
    }

    #[test]
    fn a_picture_that_unfolds_too_far_is_refused_before_it_does() {
        assert_eq!(Photo::of(&picture(LONGEST_IN + 1, 1, ImageFormat::Png)), Err(PhotoError::Dimensions));
        assert_eq!(Photo::of(&vec![0xFF; MOST_BYTES + 1]), Err(PhotoError::TooLarge));
    }

    #[test]
    fn photos_lie_under_their_owner() {
        let id = "00000000-0000-7000-8000-000000000001";
        let key = photo_key(id.parse().unwrap(), id.parse().unwrap());
        assert_eq!(key, format!("photos/{id}/{id}.jpg"));
    }
}
