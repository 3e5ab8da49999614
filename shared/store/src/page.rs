//! Pages. A cursor is a place in the order and a hash of what was asked, nothing more: the
//! partition is rebuilt from the caller, so a cursor gives nobody anything.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::problem::Invalid;

/// Rows read from an index: maybe a moment old, so no write decision takes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed<T>(T);

impl<T> Listed<T> {
    pub(crate) fn new(row: T) -> Self {
        Self(row)
    }

    /// For showing.
    pub fn show(&self) -> &T {
        &self.0
    }

    /// For showing, by value.
    pub fn into_shown(self) -> T {
        self.0
    }
}

/// One page of a list, and the place where the next one starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Cursor>,
}

/// A place in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

const HASH: usize = 8;

impl Cursor {
    pub fn at(place: impl Into<String>) -> Self {
        Self(place.into())
    }

    pub fn place(&self) -> &str {
        &self.0
    }

    /// As text for the caller; `question` is the route and its filters.
    pub fn write(&self, question: &str) -> String {
        let mut bytes = digest(question).to_vec();
        bytes.extend_from_slice(self.0.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Back from the caller's text; refused when it belongs to another question.
    pub fn read(text: &str, question: &str) -> Result<Self, Invalid> {
        let bad = |issue: &str| Invalid::new("cursor", issue);
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad("is not a cursor of ours"))?;
        let (hash, place) = bytes.split_at_checked(HASH).ok_or_else(|| bad("is not a cursor of ours"))?;
        if hash != digest(question) {
            return Err(bad("belongs to another list or other filters"));
        }
        let place = std::str::from_utf8(place).map_err(|_| bad("is not a cursor of ours"))?;
        let plain = place.len() <= 1024 && place.chars().all(|c| !c.is_control());
        plain.then(|| Self(place.to_owned())).ok_or_else(|| bad("is not a cursor of ours"))
    }
}

fn digest(question: &str) -> [u8; HASH] {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, question.as_bytes());
    let mut short = [0; HASH];
    short.copy_from_slice(&hash.as_ref()[..HASH]);
    short
}

impl<T> Page<T> {
    /// From one row more than was asked for: the surplus says that there is a next page.
    pub fn cut(mut rows: Vec<T>, limit: usize, place: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| Cursor::at(place(row))) } else { None };
        Self { rows, next }
    }

    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(show).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_for_its_own_question_only() {
        let text = Cursor::at("2026#bkg_1").write("bookings?role=mentor");
        assert_eq!(Cursor::read(&text, "bookings?role=mentor").unwrap().place(), "2026#bkg_1");
        assert!(Cursor::read(&text, "bookings?role=mentee").is_err());
        assert!(Cursor::read("%%%", "bookings?role=mentor").is_err());
    }

    #[test]
    fn a_place_is_plain_and_short() {
        let read = |place: &str| Cursor::read(&Cursor::at(place).write("bookings"), "bookings");
        assert!(read(&"x".repeat(1024)).is_ok());
        for bad in ["a\nb", "a\u{7f}", &"x".repeat(1025)] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn there_is_a_next_page_where_a_row_is_left_over() {
        let cut = |limit| Page::cut(vec![1, 2, 3], limit, u8::to_string);
        let next = |limit| cut(limit).next.map(|next| next.place().to_owned());
        assert_eq!((cut(2).rows, next(2)), (vec![1, 2], Some("2".to_owned())));
        assert_eq!((cut(3).rows, next(3), next(4)), (vec![1, 2, 3], None, None));
    }
}
