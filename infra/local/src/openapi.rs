//! The OpenAPI document: the union of the functions' route tables.

use utoipa::openapi::OpenApi;

/// What `/openapi.json` serves and `--openapi` prints.
pub fn document() -> OpenApi {
    let (accounts, mentors) = (accounts::routes(), mentors::routes());
    let (bookings, notices) = (bookings::routes(), notices::routes());
    api::document([accounts.table(), mentors.table(), bookings.table(), notices.table()].into_iter().flatten())
}

/// The document as it is committed: indented, in a stable order.
pub fn text() -> String {
    serde_json::to_string_pretty(&document()).unwrap_or_default()
}
