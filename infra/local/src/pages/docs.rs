//! `/openapi.json`, `/asyncapi.json` and `/docs`: the reference that the types generate; its page needs no internet.

use crate::{asyncapi, openapi};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use std::sync::Arc;
use utoipa_swagger_ui::Config;

pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi::document())
}

pub async fn of_the_socket() -> Json<serde_json::Value> {
    Json(asyncapi::document())
}

pub async fn page() -> Response {
    asset("index.html")
}

pub async fn file(Path(file): Path<String>) -> Response {
    asset(&file)
}

fn asset(file: &str) -> Response {
    let config = Arc::new(Config::new(["/openapi.json"]).deep_linking(true).persist_authorization(true));
    match utoipa_swagger_ui::serve(file, config) {
        Ok(Some(file)) => ([(header::CONTENT_TYPE, file.content_type)], file.bytes.into_owned()).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
