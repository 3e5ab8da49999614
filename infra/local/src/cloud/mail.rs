//! SES: takes what the SDK sends and keeps it where people and tests can read it.

use super::mime;
use crate::{clock::Clock, ids};
use axum::{Json, Router, extract::State, response::IntoResponse, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A mail as it left.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    pub id: String,
    pub at: Timestamp,
    #[serde(default)]
    pub from: String,
    /// Every recipient's address, with a comma between.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
    /// The address in `List-Unsubscribe`, where there is one that a press can be sent to (RFC 8058).
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// Whatever a mail carries beside its text, an invitation included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// The text of a textual part, else base64.
    pub content: String,
}

/// All mails, oldest first, in memory and in a file that a killed process leaves whole.
pub struct Mailbox {
    mails: Mutex<Vec<Mail>>,
    file: PathBuf,
    clock: Clock,
}

impl Mailbox {
    pub fn open(file: PathBuf, clock: Clock) -> io::Result<Self> {
        let kept = match std::fs::read_to_string(&file) {
            // A line cut short by a kill was never acknowledged; it is ended, so that the next stands alone.
            Ok(text) => {
                if !text.is_empty() && !text.ends_with('\n') {
                    OpenOptions::new().append(true).open(&file)?.write_all(b"\n")?;
                }
                text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok(Self { mails: Mutex::new(kept), file, clock })
    }

    /// Newest first.
    pub fn newest_first(&self) -> Vec<Mail> {
        self.lock().iter().rev().cloned().collect()
    }

    pub fn empty(&self) -> io::Result<()> {
        let mut mails = self.lock();
        mails.clear();
        std::fs::write(&self.file, "")
    }

    fn keep(&self, mail: Mail) -> io::Result<()> {
        let mut mails = self.lock();
        let line = serde_json::to_string(&mail)? + "\n";
        OpenOptions::new().create(true).append(true).open(&self.file)?.write_all(line.as_bytes())?;
        mails.push(mail);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// SES version 2, the one call that we make of it.
pub fn service(mailbox: Arc<Mailbox>) -> Router {
    Router::new().route("/v2/email/outbound-emails", post(send)).with_state(mailbox)
}

async fn send(State(mailbox): State<Arc<Mailbox>>, Json(call): Json<Value>) -> axum::response::Response {
    let id = format!("{}-000000", ids::request());
    let stamp = |mail: Mail| Mail { id: id.clone(), at: mailbox.clock.now(), ..mail };
    match read(&call).map(stamp) {
        None => refused("The message has no recipient or no content."),
        Some(mail) => match mailbox.keep(mail) {
            Ok(()) => Json(json!({ "MessageId": id })).into_response(),
            Err(error) => {
                tracing::error!(%error, "the mailbox file cannot be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
    }
}

fn refused(why: &str) -> axum::response::Response {
    let kind = [("x-amzn-errortype", "BadRequestException")];
    (StatusCode::BAD_REQUEST, kind, Json(json!({ "message": why }))).into_response()
}

/// Either content that SES takes. The envelope's recipients go before those written in the message.
fn read(call: &Value) -> Option<Mail> {
    let content = &call["Content"];
    let mut mail = match content["Raw"]["Data"].as_str() {
        Some(raw) => mime::read(&STANDARD.decode(raw).ok()?)?,
        None => simple(&content["Simple"])?,
    };
    let lists = ["ToAddresses", "CcAddresses", "BccAddresses"].map(|list| call["Destination"][list].as_array());
    let envelope: Vec<&str> = lists.into_iter().flatten().flatten().filter_map(Value::as_str).collect();
    if !envelope.is_empty() {
        mail.to = envelope.into_iter().map(bare).collect::<Vec<_>>().join(", ");
    }
    if let Some(from) = call["FromEmailAddress"].as_str() {
        from.clone_into(&mut mail.from);
    }
    (!mail.to.is_empty()).then_some(mail)
}

fn simple(content: &Value) -> Option<Mail> {
    let text = |value: &Value| value["Data"].as_str().unwrap_or_default().to_owned();
    let attachments = content["Attachments"].as_array().into_iter().flatten();
    Some(Mail {
        subject: content["Subject"]["Data"].as_str()?.to_owned(),
        text: text(&content["Body"]["Text"]),
        html: text(&content["Body"]["Html"]),
        attachments: attachments.filter_map(attached).collect(),
        ..Mail::default()
    })
}

fn attached(part: &Value) -> Option<Attachment> {
    let kind = part["ContentType"].as_str().unwrap_or("application/octet-stream").to_owned();
    let bytes = STANDARD.decode(part["RawContent"].as_str()?).ok()?;
    Some(Attachment { name: part["FileName"].as_str()?.to_owned(), content: mime::content(&kind, &bytes), kind })
}

/// `Ada <ada@example.com>` as `ada@example.com`.
fn bare(address: &str) -> &str {
    address.rsplit_once('<').map_or(address, |(_, rest)| rest.trim_end_matches('>')).trim()
}

#[cfg(test)]
#[path = "mail_tests.rs"]
mod tests;
