//! Handing a letter to SES.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::Builder;
use aws_sdk_sesv2::config::retry::RetryPartition;
use aws_sdk_sesv2::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, RawMessage};
use jiff::Timestamp;

use crate::house::Mailbox;
use crate::letter::Letter;

/// The way out.
#[derive(Clone, Debug)]
pub struct Mailer {
    ses: Client,
    sender: Mailbox,
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// SES will not take this letter, however often it is asked.
    #[error("the letter was refused: {0}")]
    Refused(String),
    /// It may work later; the letter may have left if the call was cut.
    #[error("the letter did not leave: {0}")]
    NotNow(String),
    #[error("the letter could not be written: {0}")]
    Template(#[from] askama::Error),
    #[error("the letter could not be put in MIME: {0}")]
    Mime(#[from] std::io::Error),
}

impl MailError {
    /// Is it worth another try?
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::NotNow(_))
    }
}

impl Mailer {
    /// Over the SDK's shared configuration: region, credentials, HTTP client, endpoint.
    pub fn new(config: &aws_types::SdkConfig, sender: Mailbox) -> Self {
        // Retries of its own, as the table's client has.
        let own = RetryPartition::custom("mail").build();
        Self { ses: Client::from_conf(Builder::from(config).retry_partition(own).build()), sender }
    }

    /// Sends a letter. `id` names it for ever: a letter that had to be sent twice has one Message-ID.
    pub async fn send(&self, letter: &Letter, id: &str, at: Timestamp) -> Result<(), MailError> {
        let mime = letter.mime(&self.sender, id, at)?;
        let raw = RawMessage::builder().data(Blob::new(mime)).build();
        let raw = raw.map_err(|flaw| MailError::Refused(flaw.to_string()))?;
        let call = self
            .ses
            .send_email()
            .destination(Destination::builder().to_addresses(letter.to.as_str()).build())
            .content(EmailContent::builder().raw(raw).build());
        match call.send().await {
            Ok(_) => Ok(()),
            Err(error) if is_final(error.as_service_error()) => Err(MailError::Refused(reason(&error))),
            Err(error) => Err(MailError::NotNow(reason(&error))),
        }
    }
}

fn is_final(error: Option<&SendEmailError>) -> bool {
    error.is_some_and(|error| error.is_message_rejected() || error.is_bad_request_exception())
}

/// SES repeats addresses in its messages, and addresses of people are not logged: the code is enough.
fn reason<R>(error: &aws_sdk_sesv2::error::SdkError<SendEmailError, R>) -> String
where
    R: std::fmt::Debug,
{
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some(code) => code.to_owned(),
        None => DisplayErrorContext(error).to_string(),
    }
}
