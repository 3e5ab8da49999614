//! `POST /v1/messages/{id}/report`: something against a message, by anybody of the chat but its author. A person
//! reports a message once; again is the same report.

use api::{AtWrite, Body, Caller, Created, Now, Path, Refused};
use axum::extract::State;
use domain::chat::Standing;
use domain::id::{MessageId, ReportId};
use domain::text::Complaint;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::ChatWriteError;
use utoipa::ToSchema;

use crate::App;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Against {
    reason: Complaint,
}

/// One's own report: how an admin decides it is the admins' to see.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnReportView {
    id: ReportId,
    message_id: MessageId,
    reason: Complaint,
    #[schema(inline)]
    status: Standing,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(id): Path<MessageId>,
    Body(against): Body<Against>,
) -> Result<Created<OwnReportView>, Refused<ChatWriteError>> {
    let report = app.house.store.report_message(id, against.reason, &caller.pass, now).await?.report;
    let (message_id, status) = (report.message, report.status);
    Ok(Created(OwnReportView { id: report.id, message_id, reason: report.reason, status, at: report.at }))
}
