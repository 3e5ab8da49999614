//! What can go wrong with a local cloud.

use crate::{lambda, template::TemplateError};
use std::{io, path::PathBuf};

/// Why a local cloud did not start, or could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("port {0} is taken: choose another with --port")]
    PortTaken(u16),
    #[error("{0} holds files that are not ours: delete it yourself, or choose another with --data")]
    NotOurs(PathBuf),
    #[error("the table {0} was made from another template: start with --fresh")]
    OtherTable(String),
    #[error("the embedded table: {0}")]
    Table(String),
    #[error("the embedded bucket: {0}")]
    Files(String),
    #[error("keys could not be made")]
    Keys,
    #[error("template.yaml has a function {0} that this build does not contain")]
    NoSuchFunction(String),
    #[error("the function {0} does not start: {1}")]
    Boot(String, String),
    #[error("no function {0} runs on a schedule")]
    NotScheduled(String),
    #[error("the function failed: {0}")]
    Failed(#[from] lambda::Failure),
    #[error("the demo people could not be made: {0}")]
    Demo(String),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<dynoxide::DynoxideError> for StartError {
    fn from(error: dynoxide::DynoxideError) -> Self {
        Self::Table(error.to_string())
    }
}

impl From<rusqlite::Error> for StartError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Table(error.to_string())
    }
}
