//! The OpenAPI document: the union of the functions' route tables.

use utoipa::openapi::OpenApi;

/// What `/openapi.json` serves and `--openapi` prints.
pub fn document() -> OpenApi {
    let (accounts, mentors) = (accounts::routes(), mentors::routes());
    let (bookings, chat, notices) = (bookings::routes(), chat::routes(), notices::routes());
    let tables = [accounts.table(), mentors.table(), bookings.table(), chat.table(), notices.table()];
    api::document(tables.into_iter().flatten())
}

/// The document as it is committed: indented, in a stable order.
pub fn text() -> String {
    serde_json::to_string_pretty(&document()).unwrap_or_default()
}
