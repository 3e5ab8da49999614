//! template.yaml, read as the local cloud needs it: what AWS would make from it is made here.

use std::sync::LazyLock;

mod model;
mod read;
mod resolve;
mod value;
mod yaml;

pub use model::{Bucket, Cors, Function, Pattern, Route, Schedule, SocketApi, SocketRoute, StreamSource, Table};
pub use resolve::{ACCOUNT, LocalValues, REGION};
pub use yaml::long_form;

/// The template of this repository, compiled in so that the binary needs no file beside it.
pub const EMBEDDED: &str = include_str!("../../../../template.yaml");

/// It is read once, however many clouds one process starts.
static OURS: LazyLock<Result<serde_json::Value, String>> =
    LazyLock::new(|| serde_yaml_ng::from_str(EMBEDDED).map(long_form).map_err(|flaw| flaw.to_string()));

/// Why a template cannot be run here.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("template.yaml is not YAML: {0}")]
    Yaml(#[from] serde_yaml_ng::Error),
    #[error("template.yaml uses {0}, which the local cloud does not know")]
    Unknown(String),
    #[error("template.yaml refers to {0}, which it does not define")]
    Dangling(String),
    #[error("template.yaml has a parameter {0} without a default, and the local cloud has no value for it")]
    NoValue(String),
    #[error("template.yaml reads {0}, which the local secret does not hold")]
    NoSecret(String),
    #[error("template.yaml: {0}")]
    Shape(String),
}

/// Everything in the template that runs on a laptop.
#[derive(Debug, Clone)]
pub struct Template {
    pub functions: Vec<Function>,
    pub tables: Vec<Table>,
    pub buckets: Vec<Bucket>,
    pub cors: Option<Cors>,
    pub socket: Option<SocketApi>,
}

impl Template {
    /// Our own, with these values.
    pub fn embedded(local: &LocalValues) -> Result<Self, TemplateError> {
        let template = OURS.as_ref().map_err(|flaw| TemplateError::Shape(flaw.clone()))?;
        read::template(&resolve::Resolver { template, local })
    }

    /// Reads the text, with these values for its parameters (else their defaults) and secrets.
    pub fn parse(text: &str, local: &LocalValues) -> Result<Self, TemplateError> {
        let template = yaml::long_form(serde_yaml_ng::from_str(text)?);
        read::template(&resolve::Resolver { template: &template, local })
    }
}
