//! Everything that would be a function's log: our crates at TRACE, all others at WARN as in
//! `api::serve`, for one test and no other.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::architecture::workspace::members;

/// What was logged so far.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens on this thread until the guard goes. A test of the ordinary kind runs its cloud on its own
    /// thread alone, so it hears all of that and nothing of its neighbours.
    pub fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let ours = members().into_iter().map(|member| format!("{}=trace", member.name.replace('-', "_")));
        let filter = EnvFilter::new(ours.fold("warn".to_owned(), |all, one| format!("{all},{one}")));
        let lines = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(log.clone()).finish();
        (log, tracing::subscriber::set_default(lines))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
