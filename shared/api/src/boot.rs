//! What can be wrong at start-up.

/// A function that cannot start says which variable is at fault.
#[derive(Debug, thiserror::Error)]
pub enum BootError {
    #[error("the variable {0} is missing")]
    Missing(&'static str),
    #[error("the variable {name} is malformed: {issue}")]
    Malformed { name: &'static str, issue: String },
    #[error("the Lambda runtime ended: {0}")]
    Runtime(String),
}

impl BootError {
    pub(crate) fn ended(error: impl std::fmt::Display) -> Self {
        Self::Runtime(error.to_string())
    }

    pub fn malformed(name: &'static str, issue: impl std::fmt::Display) -> Self {
        Self::Malformed { name, issue: issue.to_string() }
    }
}
