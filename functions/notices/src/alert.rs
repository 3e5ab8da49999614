//! Emergency alerts from admins to named people: at once, whatever they prefer, and each says that they know.

use api::{Admin, AtWrite, Caller, Created, Data, Keyed, Now, Path, Refused};
use axum::extract::State;
use domain::alert::{Alert, AlertError, Alerted, Named};
use domain::id::{AlertId, UserId};
use domain::text::{PersonName, Tidings, Title};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::AlertWriteError;
use utoipa::ToSchema;

use crate::App;

/// What must be known, and by whom.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WantedAlert)]
pub struct Wanted {
    title: Title,
    message: Tidings,
    /// 1 to 40.
    #[schema(value_type = Vec<UserId>, min_items = 1)]
    user_ids: Named,
}

/// An alert as its reader sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Alert)]
pub struct AlertView {
    id: AlertId,
    title: Title,
    message: Tidings,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
}

/// An alert as admins see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AlertAndReaders)]
pub struct AlertFile {
    id: AlertId,
    title: Title,
    message: Tidings,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Who has not said yet that they know.
    waiting: Vec<ReaderView>,
    acknowledged: Vec<ReaderView>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AlertReader)]
struct ReaderView {
    id: UserId,
    #[schema(value_type = String)]
    name: PersonName,
    #[schema(value_type = Option<String>, format = DateTime)]
    acknowledged_at: Option<Timestamp>,
}

/// An alert that was just sent.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SentAlert)]
pub struct SentView {
    id: AlertId,
    title: Title,
    message: Tidings,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// `POST /v1/admin/alerts`.
pub async fn send(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(at): Now,
    Keyed(wanted, once): Keyed<Wanted>,
) -> Result<Created<SentView>, Refused<AlertWriteError>> {
    let Wanted { title, message, user_ids } = wanted;
    let id = AlertId::fresh(at, &app.house.entropy);
    let alert = Alert { id, by: admin.id, title, message, at: at.0 };
    let key = once.by(admin.id);
    let sent = app.house.store.alert(alert, &user_ids, (&admin.pass, key.as_ref()), at).await?;
    let Alert { id, title, message, at: created_at, .. } = sent;
    Ok(Created(SentView { id, title, message, created_at }))
}

/// `GET /v1/admin/alerts/{id}`: who knows, and who has not said so.
pub async fn file(
    State(app): State<App>,
    _: Admin,
    Path(id): Path<AlertId>,
) -> Result<Data<AlertFile>, Refused<AlertError>> {
    let found = app.house.store.alerted_by(id).await?;
    let (alert, readers) = found.ok_or(AlertError::NoSuchAlert)?;
    let (acknowledged, waiting) =
        readers.into_iter().map(ReaderView::of).partition(|reader| reader.acknowledged_at.is_some());
    let Alert { id, title, message, at: created_at, .. } = alert;
    Ok(Data(AlertFile { id, title, message, created_at, waiting, acknowledged }))
}

/// `GET /v1/alerts/{id}`.
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AlertId>,
) -> Result<Data<AlertView>, Refused<AlertError>> {
    let found = app.house.store.alerted(id, &caller.pass).await?;
    Ok(Data(AlertView::of(found.ok_or(AlertError::NoSuchAlert)?)))
}

/// `POST /v1/alerts/{id}/acknowledge`.
pub async fn acknowledge(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(at): Now,
    Path(id): Path<AlertId>,
) -> Result<Data<AlertView>, Refused<AlertWriteError>> {
    let known = app.house.store.acknowledge(id, &caller.pass, at).await?;
    Ok(Data(AlertView::of(known)))
}

impl AlertView {
    fn of((alert, alerted): (Alert, Alerted)) -> Self {
        let Alert { id, title, message, at, .. } = alert;
        Self { id, title, message, created_at: at, acknowledged_at: alerted.acknowledged }
    }
}

impl ReaderView {
    fn of(alerted: Alerted) -> Self {
        Self { id: alerted.user, name: alerted.name, acknowledged_at: alerted.acknowledged }
    }
}
