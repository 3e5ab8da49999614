//! `DELETE /v1/admin/users/{userId}`: not while somebody waits for them.

use api::{Admin, AtWrite, Done, IfMatch, Now, Path, Refused};
use axum::extract::State;
use domain::UserId;
use domain::account::AccountError;

use crate::App;

pub async fn main(
    State(app): State<App>,
    AtWrite(admin): AtWrite<Admin>,
    Now(now): Now,
    IfMatch(seen): IfMatch,
    Path(id): Path<UserId>,
) -> Result<Done, Refused<AccountError>> {
    let (file, awaited) = tokio::join!(app.store().account_file(id), app.store().is_awaited(id, now));
    let (account, mentor) = file?.ok_or(AccountError::NoSuchAccount)?;
    account.at_version(seen)?;
    if awaited? {
        return Err(AccountError::Awaited.into());
    }
    app.store().delete_account(&account, mentor.as_ref(), &admin.pass, now).await?;
    Ok(Done("The account is deleted."))
}
