//! The mentors that can be asked, all or those that are looked for.

use api::{Array, Error, Listing, Paging, Query};
use axum::extract::State;
use serde::Deserialize;
use store::Cursor;
use utoipa::IntoParams;

use crate::App;
use crate::find::{Wanted, find};
use crate::mansa::MansaMentor;
use crate::view::MentorView;

/// Which mentors.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Which {
    /// Beginnings of words of the name, the skills or the company; all of them must be found.
    search: Option<String>,
    /// A skill in full, in any case of letters.
    expertise: Option<String>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Document 1's filters; `cursor` comes from a `Link` header.
#[derive(Debug, Deserialize, IntoParams)]
pub struct MansaWhich {
    search: Option<String>,
    expertise: Option<String>,
    cursor: Option<String>,
}

/// An array holds this many (ruling 10).
const ARRAY: usize = 1000;

/// `GET /v1/mentors`.
pub async fn main(State(app): State<App>, Query(which): Query<Which>) -> Result<Listing<MentorView>, Error> {
    let wanted = Wanted { search: which.search, expertise: which.expertise };
    let paging = Paging { page: which.page, limit: which.limit, cursor: which.cursor };
    let turn = paging.turn(wanted.question())?;
    let page = find(&app, &wanted, turn.after.as_ref(), (turn.skip, turn.read)).await?;
    Ok(turn.show_rest(page).map(|mentor| MentorView::of(&app, mentor)))
}

/// Document 1's list.
pub async fn mansa(State(app): State<App>, Query(which): Query<MansaWhich>) -> Result<Array<MansaMentor>, Error> {
    let wanted = Wanted { search: which.search, expertise: which.expertise };
    let after = which.cursor.map(|text| Cursor::read(&text, &wanted.question())).transpose()?;
    let page = find(&app, &wanted, after.as_ref(), (0, ARRAY)).await?;
    let next = page.next.map(|cursor| next(&wanted, &cursor));
    Ok(Array { rows: page.rows.into_iter().map(|mentor| MansaMentor::of(&app, mentor)).collect(), next })
}

fn next(wanted: &Wanted, cursor: &Cursor) -> String {
    let filters = [("search", &wanted.search), ("expertise", &wanted.expertise)];
    let filters =
        filters.into_iter().filter_map(|(name, value)| Some(format!("{name}={}&", quoted(value.as_deref()?))));
    let filters: String = filters.collect();
    format!("/api/v1/mentorship/mentors/?{filters}cursor={}", cursor.write(&wanted.question()))
}

/// Everything but letters, digits and `-._~` as `%` and two digits (RFC 3986).
fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_part_is_asked_for_with_the_same_filters() {
        let wanted = Wanted { search: Some("c++ & é".into()), expertise: None };
        let next = next(&wanted, &Cursor::at("x"));
        assert!(next.starts_with("/api/v1/mentorship/mentors/?search=c%2B%2B%20%26%20%C3%A9&cursor="), "{next}");
    }
}
