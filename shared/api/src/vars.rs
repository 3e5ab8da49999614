//! Configuration: the variables that template.yaml lists for a function, read once at boot.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use crate::BootError;

/// A function's variables. Remembers which were asked for, so that a test can hold the template to it.
#[derive(Clone, Debug, Default)]
pub struct Vars {
    values: BTreeMap<String, String>,
    asked: Arc<Mutex<BTreeSet<String>>>,
}

/// The process environment. Called in `main.rs` only.
pub fn vars() -> Vars {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment, for main.rs")]
    std::env::vars().collect()
}

impl FromIterator<(String, String)> for Vars {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Self {
        Self { values: values.into_iter().collect(), asked: Arc::default() }
    }
}

impl Vars {
    /// The variable, if it is there and not empty.
    pub fn optional(&self, name: &str) -> Option<&str> {
        if let Ok(mut asked) = self.asked.lock() {
            asked.insert(name.to_owned());
        }
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The variable, or an error that names it.
    pub fn text(&self, name: &'static str) -> Result<&str, BootError> {
        self.optional(name).ok_or(BootError::Missing(name))
    }

    /// The variable as a `T`, or an error that names it.
    pub fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, name: &'static str) -> Result<T, BootError> {
        self.text(name)?.parse().map_err(|error: T::Err| BootError::malformed(name, error))
    }

    /// With another value of one variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.values.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The names asked for so far.
    pub fn asked(&self) -> BTreeSet<String> {
        self.asked.lock().map(|asked| asked.clone()).unwrap_or_default()
    }
}
