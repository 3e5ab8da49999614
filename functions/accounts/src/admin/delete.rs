//! `DELETE /v1/admin/users/{userId}`

use api::{Admin, AtWrite, Done, Error, IfMatch, Now, Path};
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
) -> Result<Done, Error> {
    let (account, mentor) = app.store().account_file(id).await?.ok_or(AccountError::NoSuchAccount)?;
    account.at_version(seen)?;
    app.store().delete_account(&account, mentor.as_ref(), &admin.pass, now).await?;
    Ok(Done("The account is deleted."))
}
