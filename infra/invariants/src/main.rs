//! `cargo run --bin invariants -- --table NAME`: asks a deployment's table whether it keeps what it promises.
//! It reads and never writes. 0: all holds. 1: something is broken, a line each. 2: it could not look.

use std::io::{self, Write};
use std::process::ExitCode;

use api::BootError;
use clap::Parser;
use domain::Entropy;
use invariants::{Broken, Discreet, broken};
use store::{Item, ReadError, Store};

/// Walks every row of a table and names what must not be. Region and credentials are those of the environment
/// (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`).
#[derive(Parser)]
struct Flags {
    /// The table's name.
    #[arg(long)]
    table: String,
    /// Where DynamoDB is, if not where the region says.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// How many parts are read side by side.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(i32).range(1..=64))]
    segments: i32,
    /// Show keys as they are, with addresses and names in them.
    #[arg(long)]
    plain: bool,
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Boot(#[from] BootError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] io::Error),
}

const COULD_NOT_LOOK: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    match run(&flags).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            let _ = writeln!(io::stderr(), "The table could not be read: {trouble}");
            ExitCode::from(COULD_NOT_LOOK)
        }
    }
}

/// Does everything hold?
async fn run(flags: &Flags) -> Result<bool, Trouble> {
    let store = store(flags)?;
    let rows = walk(&store, flags.segments).await?;
    let mut found = broken(&rows);
    if !found.is_empty() {
        // A walk is no snapshot: what was written meanwhile looks broken once, what is broken does so twice.
        let again = broken(&walk(&store, flags.segments).await?);
        found.retain(|one| again.contains(one));
    }
    tell(flags, rows.len(), &found)?;
    Ok(found.is_empty())
}

async fn walk(store: &Store, segments: i32) -> Result<Vec<Item>, ReadError> {
    let parts = (0..segments).map(|segment| store.walk(segment, segments));
    Ok(futures::future::try_join_all(parts).await?.concat())
}

fn store(flags: &Flags) -> Result<Store, BootError> {
    const ENDPOINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";
    let vars: api::Vars = match &flags.endpoint {
        Some(url) => api::vars().with(ENDPOINT, url),
        None => api::vars(),
    };
    Ok(Store::connect(&api::aws(&vars, ENDPOINT)?, &flags.table, Entropy::system()))
}

fn tell(flags: &Flags, rows: usize, found: &[Broken]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for one in found {
        if flags.plain {
            writeln!(out, "{one}")?;
        } else {
            writeln!(out, "{}", Discreet(one))?;
        }
    }
    writeln!(out, "{rows} rows, {} broken", found.len())
}
