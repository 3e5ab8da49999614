//! `cargo run`: the local cloud, until Ctrl-C.

use clap::Parser;
use local::{LocalCloud, Options, PASSWORD, PEOPLE, Secrets, StartError};
use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

/// Ithaca's whole backend on this machine: no account, no containers, nothing to install.
#[derive(Parser)]
#[command(version)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Flags {
    /// The port of the HTTP API and of the local pages.
    #[arg(long, default_value_t = 3001)]
    port: u16,
    /// Where the data lives.
    #[arg(long, default_value = ".local", value_name = "DIR")]
    data: PathBuf,
    /// Keep nothing: everything is gone when it ends.
    #[arg(long, conflicts_with_all = ["data", "fresh"])]
    in_memory: bool,
    /// Throw the data away first.
    #[arg(long)]
    fresh: bool,
    /// Start without the demo people.
    #[arg(long)]
    no_demo: bool,
    /// Call functions at this address (`cargo lambda watch`) instead of in process.
    #[arg(long, value_name = "URL")]
    functions: Option<String>,
    /// Another value than the template's, for the functions that list the variable.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Print the OpenAPI document and end.
    #[arg(long)]
    openapi: bool,
    /// Print the `AsyncAPI` document of the WebSocket API and end.
    #[arg(long)]
    asyncapi: bool,
    /// Print a new set of keys and secrets for a deployment and end.
    #[arg(long)]
    keys: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    log();
    match run(flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "The local cloud stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> Result<(), StartError> {
    if flags.openapi {
        return print(&(local::openapi::text() + "\n"));
    }
    if flags.asyncapi {
        return print(&(local::asyncapi::text() + "\n"));
    }
    if flags.keys {
        let secrets = Secrets::make().map_err(|_| StartError::Keys)?;
        return print(&(secrets.for_deployment() + "\n"));
    }
    let cloud = LocalCloud::start(options(flags)).await?;
    print(&greeting(&cloud))?;
    until_told_to_stop().await;
    print("\nStopping.\n")?;
    cloud.stop().await;
    Ok(())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn options(flags: Flags) -> Options {
    Options {
        port: flags.port,
        data: (!flags.in_memory).then_some(flags.data),
        fresh: flags.fresh,
        demo: !flags.no_demo,
        functions: flags.functions,
        environment: flags.set.into_iter().collect(),
        ..Options::default()
    }
}

fn greeting(cloud: &LocalCloud) -> String {
    let (url, at, table) = (cloud.url(), cloud.endpoints(), cloud.table_name());
    let (dynamodb, s3, ses) = (&at.dynamodb, &at.s3, &at.ses);
    let data = cloud.data().map_or_else(|| "in memory".to_owned(), |folder| folder.display().to_string());
    let people = if cloud.has_demo_people() { sign_ins() } else { String::new() };
    format!(
        "\n  Ithaca is at {url}/\n\n  \
         Reference  {url}/docs/\n  \
         Mail       {url}/_local/mail\n  \
         Local      {url}/_local/\n  \
         DynamoDB   {dynamodb} (table {table})\n  \
         S3         {s3}\n  \
         SES        {ses}\n  \
         Data       {data}\n\n\
         {people}  \
         Ctrl-C ends it.\n\n"
    )
}

fn sign_ins() -> String {
    let line = |person: &local::Person| format!("    {:<20} {}\n", person.email, person.who);
    let people: Vec<String> = PEOPLE.iter().map(line).collect();
    format!("  Sign in with the password {PASSWORD} as\n{}\n", people.concat())
}

fn print(text: &str) -> Result<(), StartError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Ctrl-C, or what a service manager sends.
async fn until_told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Warnings of everybody, and what we say ourselves; `RUST_LOG` chooses otherwise.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    // The emulator warns of every failed condition, which is our daily business.
    let filter = filter.unwrap_or_else(|_| "warn,local=info,dynoxide=error,s3s=error".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
}
