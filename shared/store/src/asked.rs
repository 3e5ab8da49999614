//! What the table is asked, as JSON.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::keys::Key;

/// A text: `{"S":"..."}`.
#[derive(Serialize)]
pub(crate) struct Text<'a> {
    #[serde(rename = "S")]
    pub text: &'a str,
}

#[derive(Serialize)]
pub(crate) struct Place<'a> {
    pk: Text<'a>,
    sk: Text<'a>,
}

impl<'a> Place<'a> {
    pub fn of(key: &'a Key) -> Self {
        Self { pk: Text { text: &key.pk }, sk: Text { text: &key.sk } }
    }
}

/// `GetItem`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AskOne<'a> {
    pub table_name: &'a str,
    pub key: Place<'a>,
    pub consistent_read: bool,
}

/// `BatchGetItem`; what was left over is asked for in the table's own words.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AskMany<R> {
    pub request_items: R,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Wanted<'a> {
    pub keys: Vec<Place<'a>>,
    pub consistent_read: bool,
}

/// `Query` of a stretch.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AskStretch<'a> {
    pub table_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index_name: Option<&'a str>,
    pub key_condition_expression: &'a str,
    pub expression_attribute_names: Names<'a>,
    pub expression_attribute_values: Bounds<'a>,
    pub scan_index_forward: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub consistent_read: bool,
    pub limit: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_start_key: Option<Box<RawValue>>,
}

#[derive(Serialize)]
pub(crate) struct Names<'a> {
    #[serde(rename = "#pk")]
    pub pk: &'a str,
    #[serde(rename = "#sk")]
    pub sk: &'a str,
}

#[derive(Serialize)]
pub(crate) struct Bounds<'a> {
    #[serde(rename = ":pk")]
    pub pk: Text<'a>,
    #[serde(rename = ":low")]
    pub low: Text<'a>,
    #[serde(rename = ":high")]
    pub high: Text<'a>,
}
