//! Replies: the main API's envelope, and the bare objects and arrays of the others (rulings 9, 10).

use std::io::Write;

use axum::response::{IntoResponse, Response};
use domain::Kind;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::cookie::Cookies;
use crate::error::Error;
use crate::openapi::{Describe, Operation};

/// 200 `{success:true, data}`.
#[derive(Clone, Debug)]
pub struct Data<T>(pub T);
/// 201 `{success:true, data}`.
#[derive(Clone, Debug)]
pub struct Created<T>(pub T);
/// 200 `{success:true, message}`.
#[derive(Clone, Copy, Debug)]
pub struct Done(pub &'static str);
/// 200 and the object.
#[derive(Clone, Debug)]
pub struct Bare<T>(pub T);
/// 201 and the object.
#[derive(Clone, Debug)]
pub struct BareCreated<T>(pub T);
/// 202 and the object.
#[derive(Clone, Debug)]
pub struct Accepted<T>(pub T);
/// 204.
#[derive(Clone, Copy, Debug)]
pub struct NoContent;

/// A bare array, and where the rest is when there is more than an array holds.
#[derive(Clone, Debug)]
pub struct Array<T> {
    pub rows: Vec<T>,
    /// Path and query of the next part.
    pub next: Option<String>,
}

/// 200 `{success:true, data:[…], pagination}`.
#[derive(Clone, Debug, Serialize)]
pub struct Listing<T> {
    success: bool,
    data: Vec<T>,
    pagination: Pagination,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    page: u32,
    limit: usize,
    next_cursor: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Envelope<T> {
    success: bool,
    data: T,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct Said {
    success: bool,
    message: &'static str,
}

/// A reply with the version of what it shows: `ETag`.
#[derive(Clone, Debug)]
pub struct Tagged<R>(pub u32, pub R);

impl<T> Listing<T> {
    pub(crate) fn new(data: Vec<T>, page: u32, limit: usize, next_cursor: Option<String>) -> Self {
        Self { success: true, data, pagination: Pagination { page, limit, next_cursor } }
    }

    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Listing<U> {
        Listing { success: true, data: self.data.into_iter().map(show).collect(), pagination: self.pagination }
    }
}

/// As `axum::Json`, whose buffer takes each piece of the text by way of a call.
fn json<T: Serialize>(status: StatusCode, body: T) -> Response {
    let mut text = Text(Vec::with_capacity(1024));
    if let Err(error) = serde_json::to_writer(&mut text, &body) {
        return Error::new(Kind::Internal, format!("a reply that is no JSON: {error}")).into_response();
    }
    (status, [(header::CONTENT_TYPE, "application/json")], text.0).into_response()
}

/// Most of what `serde_json` writes is one quote, one colon, one comma.
struct Text(Vec<u8>);

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match bytes {
            [byte] => self.0.push(*byte),
            bytes => self.0.extend_from_slice(bytes),
        }
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<T: Serialize> IntoResponse for Data<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, Envelope { success: true, data: self.0 })
    }
}
impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        json(StatusCode::CREATED, Envelope { success: true, data: self.0 })
    }
}
impl IntoResponse for Done {
    fn into_response(self) -> Response {
        json(StatusCode::OK, Said { success: true, message: self.0 })
    }
}
impl<T: Serialize> IntoResponse for Bare<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, self.0)
    }
}
impl<T: Serialize> IntoResponse for BareCreated<T> {
    fn into_response(self) -> Response {
        json(StatusCode::CREATED, self.0)
    }
}
impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        json(StatusCode::ACCEPTED, self.0)
    }
}
impl<T: Serialize> IntoResponse for Listing<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, self)
    }
}
impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}
impl<T: Serialize> IntoResponse for Array<T> {
    fn into_response(self) -> Response {
        let link = self.next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
        let mut response = json(StatusCode::OK, self.rows);
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
impl<R: IntoResponse> IntoResponse for Tagged<R> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}
/// Cookies beside a reply.
impl axum::response::IntoResponseParts for Cookies {
    type Error = std::convert::Infallible;
    fn into_response_parts(
        self,
        mut parts: axum::response::ResponseParts,
    ) -> Result<axum::response::ResponseParts, Self::Error> {
        for line in self.0 {
            parts.headers_mut().append(header::SET_COOKIE, line);
        }
        Ok(parts)
    }
}

macro_rules! described {
    ($($reply:ident $status:literal $wrap:expr;)*) => {$(
        impl<T: ToSchema> Describe for $reply<T> {
            fn describe(operation: &mut Operation) { operation.replies_around::<T>($status, $wrap); }
        }
    )*};
}
described! {
    Data 200 envelope;
    Created 201 envelope;
    Listing 200 listing;
}

impl<T: ToSchema> Describe for Array<T> {
    fn describe(operation: &mut Operation) {
        operation.replies_around::<T>(200, array);
        operation.brings(good, "Link", "Where the rest is, as rel=next.");
    }
}

fn good(status: u16) -> bool {
    (200..300).contains(&status)
}

fn envelope(data: RefOr<Schema>) -> Schema {
    let success = ObjectBuilder::new().schema_type(Type::Boolean);
    ObjectBuilder::new().property("success", success).property("data", data).required("success").required("data").into()
}

fn array(row: RefOr<Schema>) -> Schema {
    ArrayBuilder::new().items(row).into()
}

fn listing(row: RefOr<Schema>) -> Schema {
    let Schema::Object(object) = envelope(array(row).into()) else { return Schema::default() };
    ObjectBuilder::from(object).property("pagination", Pagination::schema()).required("pagination").into()
}

macro_rules! bare {
    ($($reply:ident $status:literal;)*) => {$(
        impl<T: ToSchema> Describe for $reply<T> {
            fn describe(operation: &mut Operation) { operation.replies::<T>($status); }
        }
    )*};
}
bare! {
    Bare 200;
    BareCreated 201;
    Accepted 202;
}

impl Describe for Done {
    fn describe(operation: &mut Operation) {
        operation.replies::<Said>(200);
    }
}
impl Describe for NoContent {
    fn describe(operation: &mut Operation) {
        operation.replies_empty(204);
    }
}
impl<R: Describe> Describe for Tagged<R> {
    fn describe(operation: &mut Operation) {
        R::describe(operation);
        operation.brings(good, "ETag", "The version of what is shown, for If-Match.");
    }
}
impl<R: Describe> Describe for (Cookies, R) {
    fn describe(operation: &mut Operation) {
        R::describe(operation);
        operation.brings(good, "Set-Cookie", "The tokens, where X-Session asked for cookies.");
    }
}
