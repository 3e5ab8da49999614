//! Admins see what is said against messages, and take the words away or leave them.

use api::{Admin, AtWrite, Body, Data, Error, Listing, Now, Paging, Path, Query, Refused};
use axum::extract::State;
use domain::UserId;
use domain::chat::{Standing, Verdict};
use domain::id::{ChatId, MessageId, ReportId};
use domain::text::{Complaint, PersonName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{ChatWriteError, ListReports, Reported};
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// All of them where it is not said.
    #[param(inline)]
    status: Option<Standing>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// What becomes of the message: `hide` takes its words away, as its author could; `dismiss` leaves them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    #[schema(inline)]
    decision: Verdict,
}

/// A report, with what the message says now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
    id: ReportId,
    message_id: MessageId,
    chat_id: ChatId,
    author_id: UserId,
    author_name: PersonName,
    reporter_id: UserId,
    reason: Complaint,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    #[schema(inline)]
    status: Standing,
    decided_by: Option<UserId>,
    #[schema(value_type = Option<String>, format = DateTime)]
    decided_at: Option<Timestamp>,
    /// Empty once it is deleted, by whomever.
    content: String,
    deleted: bool,
}

/// `GET /v1/admin/reports`: the latest first.
pub async fn list(State(app): State<App>, _: Admin, Query(which): Query<Which>) -> Result<Listing<ReportView>, Error> {
    let Which { status, page, limit, cursor } = which;
    let turn = Paging { page, limit, cursor }.turn(format!("reports {status:?}"))?;
    let list = ListReports { status, after: turn.after.clone(), skip: turn.skip, limit: turn.read };
    Ok(turn.show_rest(app.house.store.reports(&list).await?).map(ReportView::of))
}

/// `PUT /v1/admin/reports/{id}`.
pub async fn decide(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(now): Now,
    Path(id): Path<ReportId>,
    Body(Decision { decision }): Body<Decision>,
) -> Result<Data<ReportView>, Refused<ChatWriteError>> {
    let reported = app.house.store.decide_report(id, decision, &admin.pass, now).await?;
    Ok(Data(ReportView::of(reported)))
}

impl ReportView {
    fn of(Reported { report, message }: Reported) -> Self {
        Self {
            id: report.id,
            message_id: report.message,
            chat_id: report.chat,
            author_id: report.author,
            reporter_id: report.reporter,
            reason: report.reason,
            at: report.at,
            status: report.status,
            decided_by: report.decided_by,
            decided_at: report.decided,
            content: message.text().to_owned(),
            deleted: message.deleted.is_some(),
            author_name: message.author_name,
        }
    }
}
