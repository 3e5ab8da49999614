//! People as each surface shows them.

use api::{Cookies, Error};
use domain::Role;
use domain::account::{Account, Profile, Status};
use domain::id::UserId;
use domain::mentor::Approval;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::App;
use crate::tokens::{Entered, Tokens};
use crate::visit::Visit;

/// The main API's user (S3-01, S3-08).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    id: UserId,
    name: String,
    email: String,
    /// `admin` or `student`, as document 3 has it.
    role: &'static str,
    /// All of them, as document 0 has them.
    roles: Vec<Role>,
    status: Status,
    avatar: Option<String>,
    timezone: Option<String>,
    profile: ProfileView,
    created_at: String,
    updated_at: String,
    version: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProfileView {
    is_complete: bool,
    academic_level: String,
    institution: String,
    major: String,
    bio: String,
    preferences: Preferences,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Preferences {
    notifications: bool,
    email_updates: bool,
    theme: String,
}

impl UserView {
    pub fn of(account: &Account) -> Self {
        Self {
            id: account.id,
            name: account.name.to_string(),
            email: account.email.to_string(),
            role: account.roles.gradhelper(),
            roles: account.roles.iter().collect(),
            status: account.status,
            avatar: account.profile.avatar.clone(),
            timezone: account.zone.as_ref().map(|zone| zone.name().to_owned()),
            profile: ProfileView::of(&account.profile),
            created_at: account.created.to_string(),
            updated_at: account.updated.to_string(),
            version: account.version,
        }
    }
}

impl ProfileView {
    fn of(profile: &Profile) -> Self {
        let theme = if profile.theme.is_empty() { "light" } else { profile.theme.as_str() };
        Self {
            is_complete: profile.is_complete(),
            academic_level: profile.academic_level.to_string(),
            institution: profile.institution.to_string(),
            major: profile.major.to_string(),
            bio: profile.bio.to_string(),
            preferences: Preferences {
                notifications: profile.notifications.unwrap_or(true),
                email_updates: profile.email_updates.unwrap_or(true),
                theme: theme.to_owned(),
            },
        }
    }
}

/// The main API's tokens; in cookies where the visit asked for them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokensView {
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// To send back as `X-CSRF-Token` on writes, when the tokens are cookies.
    #[serde(skip_serializing_if = "Option::is_none")]
    csrf_token: Option<String>,
}

impl TokensView {
    pub fn of(tokens: Tokens) -> Self {
        let plain = tokens.csrf.is_none();
        let unless = |token: String| plain.then_some(token);
        Self { token: unless(tokens.access), refresh_token: unless(tokens.refresh), csrf_token: tokens.csrf }
    }
}

/// The main API's sign-in: the user and the tokens.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SignedIn {
    pub user: UserView,
    #[serde(flatten)]
    pub tokens: TokensView,
}

impl SignedIn {
    /// The reply to somebody who has just come in, and its cookies where they want them.
    pub fn of(app: &App, visit: &Visit, entered: &Entered) -> Result<(Cookies, Self), Error> {
        let tokens = app.tokens(entered, visit)?;
        let cookies = tokens.cookies(visit);
        Ok((cookies, Self { user: UserView::of(&entered.person.account), tokens: TokensView::of(tokens) }))
    }
}

/// Document 4's user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NclexUser {
    pub id: Uuid,
    pub email: String,
    pub full_name: String,
    pub role: &'static str,
}

impl NclexUser {
    pub fn of(account: &Account) -> Self {
        Self {
            id: account.id.uuid(),
            email: account.email.to_string(),
            full_name: account.name.to_string(),
            role: account.roles.nclex(),
        }
    }
}

/// Document 1's user; its client keeps most of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MansaUser {
    /// Document 1's integer.
    id: u64,
    /// Everywhere else's id, and the mentor's.
    user_id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    name: String,
    role: &'static str,
    is_mentor: bool,
    is_mentee: bool,
    /// Of the profile as a mentor; `none` without one.
    approval_status: String,
}

impl MansaUser {
    pub fn of(account: &Account, approval: Option<Approval>) -> Self {
        let (first, last) = account.name.split();
        Self {
            id: account.number,
            user_id: account.id.uuid(),
            email: account.email.to_string(),
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            name: account.name.to_string(),
            role: account.roles.mansa(),
            is_mentor: account.roles.has(Role::Mentor),
            is_mentee: account.roles.has(Role::Mentee),
            approval_status: approval.map_or_else(|| "none".to_owned(), |approval| approval.to_string()),
        }
    }
}
