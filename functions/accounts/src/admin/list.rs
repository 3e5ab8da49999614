//! Lists of accounts, newest first, and one of them, as each surface shows them.

use api::{Admin, Array, Data, Error, Listing, Paging, Path, Query, Tagged};
use axum::extract::State;
use domain::account::{Account, AccountError, Status};
use domain::search::words;
use domain::{Email, UserId};
use serde::{Deserialize, Serialize};
use store::{Cursor, ListAccounts, Listed, Page};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::App;
use crate::view::{NclexUser, UserView};

/// Which accounts: by document 3's words for role and status.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// `admin` or `student`.
    #[param(inline)]
    role: Option<Word>,
    #[param(inline)]
    status: Option<Status>,
    /// Beginnings of words of the name or the address; or a whole address.
    search: Option<String>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Document 3's role words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Admin,
    #[serde(alias = "user")]
    Student,
}

/// Where an array goes on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Further {
    #[param(inline)]
    role: Option<Word>,
    /// From the `Link` header of the part before.
    cursor: Option<String>,
}

/// Document 4's row for admins (S4-24).
#[derive(Serialize, ToSchema)]
pub struct NclexRow {
    #[serde(flatten)]
    user: NclexUser,
    created_at: String,
}

/// The appendix's row (S3-76).
#[derive(Serialize, ToSchema)]
pub struct Student {
    id: Uuid,
    name: String,
    email: String,
    role: &'static str,
    status: Status,
    created_at: String,
}

/// `GET /v1/admin/users`
pub async fn main(State(app): State<App>, _: Admin, Query(filter): Query<Filter>) -> Result<Listing<UserView>, Error> {
    listing(&app, "admin/users", filter.role.map(|word| word == Word::Admin), filter).await
}

/// `GET /v1/users/students`
pub async fn students(
    State(app): State<App>,
    _: Admin,
    Query(filter): Query<Filter>,
) -> Result<Listing<UserView>, Error> {
    listing(&app, "users/students", Some(false), filter).await
}

/// `GET /v1/users/{userId}`, `GET /v1/admin/users/{userId}`
pub async fn one(State(app): State<App>, _: Admin, Path(id): Path<UserId>) -> Result<Tagged<Data<UserView>>, Error> {
    let account = app.store().account(id).await?.ok_or(AccountError::NoSuchAccount)?;
    Ok(Tagged(account.version, Data(UserView::of(&account))))
}

/// `GET /api/admin/users/`
pub async fn nclex(State(app): State<App>, _: Admin, Query(further): Query<Further>) -> Result<Array<NclexRow>, Error> {
    array(&app, "/api/admin/users/", &further, |account| NclexRow {
        user: NclexUser::of(account),
        created_at: account.created.to_string(),
    })
    .await
}

/// `GET /api/users/?role=student`
pub async fn appendix(
    State(app): State<App>,
    _: Admin,
    Query(further): Query<Further>,
) -> Result<Array<Student>, Error> {
    array(&app, "/api/users/", &further, |account| Student {
        id: account.id.uuid(),
        name: account.name.to_string(),
        email: account.email.to_string(),
        role: account.roles.gradhelper(),
        status: account.status,
        created_at: account.created.to_string(),
    })
    .await
}

async fn listing(app: &App, route: &str, admins: Option<bool>, filter: Filter) -> Result<Listing<UserView>, Error> {
    let Filter { status, search, page, limit, cursor, .. } = filter;
    let search = search.map(|text| text.trim().to_owned()).unwrap_or_default();
    let turn = Paging { page, limit, cursor }.turn(format!("{route}?{admins:?}&{status:?}&{search}"))?;
    let list = ListAccounts { admins, status, after: turn.after.clone(), skip: turn.skip, limit: turn.read };
    let rows = if search.is_empty() {
        app.store().accounts(&list).await?.map(Listed::into_shown)
    } else if let Ok(email) = Email::parse(&search) {
        by_address(app, &list, &email).await?
    } else {
        by_words(app, &list, &search).await?
    };
    Ok(turn.show_rest(rows.map(|account| UserView::of(&account))))
}

/// An address names one account, which is in the list or not.
async fn by_address(app: &App, list: &ListAccounts, email: &Email) -> Result<Page<Account>, Error> {
    let user = app.store().identity(email).await?.map(|identity| identity.user);
    let account = match user {
        Some(user) => app.store().account(user).await?,
        None => None,
    };
    let fits = |account: &Account| {
        list.admins.is_none_or(|admins| admins == (account.roles.gradhelper() == "admin"))
            && list.status.is_none_or(|status| status == account.status)
    };
    Ok(Page { rows: account.into_iter().filter(fits).skip(list.skip).collect(), next: None })
}

/// The longest word is looked up; of those found, who has the others too is shown.
async fn by_words(app: &App, list: &ListAccounts, text: &str) -> Result<Page<Account>, Error> {
    let wanted: Vec<String> = words(text).collect();
    let Some(longest) = wanted.iter().max_by_key(|word| word.len()) else {
        return Ok(Page { rows: Vec::new(), next: None });
    };
    let Page { mut rows, next } = app.store().find_accounts(list, longest).await?;
    rows.retain(|account| {
        let theirs: Vec<String> = words(&format!("{} {}", account.name, account.email)).collect();
        wanted.iter().all(|word| theirs.iter().any(|their| their.starts_with(word)))
    });
    Ok(Page { rows, next })
}

/// Up to a thousand, and a link to the rest (ruling 10).
async fn array<T>(app: &App, path: &str, further: &Further, show: impl Fn(&Account) -> T) -> Result<Array<T>, Error> {
    let question = format!("{path}{:?}", further.role);
    let after = further.cursor.as_deref().map(|text| Cursor::read(text, &question)).transpose()?;
    let admins = further.role.map(|word| word == Word::Admin);
    let list = ListAccounts { admins, status: None, after, skip: 0, limit: 1000 };
    let page = app.store().accounts(&list).await?;
    let role = match further.role {
        Some(Word::Admin) => "role=admin&",
        Some(Word::Student) => "role=student&",
        None => "",
    };
    let next = page.next.as_ref().map(|cursor| format!("{path}?{role}cursor={}", cursor.write(&question)));
    Ok(Array { rows: page.rows.iter().map(|account| show(account.show())).collect(), next })
}
