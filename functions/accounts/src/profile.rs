//! Everybody's own profile (S3-08, S3-09).

use api::{AtWrite, Body, Caller, Data, Error, IfMatch, Now, Refused, Tagged};
use axum::extract::State;
use domain::Zone;
use domain::account::audit::Deed;
use domain::account::{Account, AccountError, Profile};
use domain::text::{Bio, Line, PersonName};
use serde::Deserialize;
use store::{AccountChange, Bite, Pass};
use utoipa::ToSchema;

use crate::App;
use crate::view::UserView;

/// What is to change; what is not named stays. `bio` stands at the top or in `profile` (ruling 23).
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
pub struct Edit {
    pub name: Option<PersonName>,
    bio: Option<Bio>,
    timezone: Option<Zone>,
    #[serde(default)]
    profile: ProfileEdit,
}

#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProfileEdit {
    academic_level: Option<Line>,
    institution: Option<Line>,
    major: Option<Line>,
    bio: Option<Bio>,
    #[serde(default)]
    preferences: PreferencesEdit,
}

#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PreferencesEdit {
    notifications: Option<bool>,
    email_updates: Option<bool>,
    theme: Option<Line>,
}

/// `GET /v1/users/profile`
pub async fn show(State(app): State<App>, caller: Caller) -> Result<Tagged<Data<UserView>>, Refused<AccountError>> {
    let account = app.store().account_glance(caller.id).await?.ok_or(AccountError::NoSuchAccount)?;
    Ok(Tagged(account.version, Data(UserView::of(&account))))
}

/// `PUT /v1/users/profile`
pub async fn edit(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    IfMatch(seen): IfMatch,
    Body(edit): Body<Edit>,
) -> Result<Tagged<Data<UserView>>, Refused<AccountError>> {
    let account = change(&app, &caller.pass, caller.id, seen, now, &edit).await?;
    Ok(Tagged(account.version, Data(UserView::of(&account))))
}

/// Changes somebody's name and profile, their own or, for an admin, another's.
pub async fn change(
    app: &App,
    by: &Pass,
    id: domain::UserId,
    seen: Option<u32>,
    now: domain::Now,
    edit: &Edit,
) -> Result<Account, Error> {
    let (before, mentor) = app.store().account_file(id).await?.ok_or(AccountError::NoSuchAccount)?;
    before.at_version(seen)?;
    let after = edit.apply(before.clone()).touched(now.0);
    let change = AccountChange {
        before: &before,
        after: &after,
        mentor: mentor.as_ref(),
        identity: None,
        by,
        deed: Deed::AccountEdited,
        note: "",
        bite: Bite::Nothing,
    };
    app.store().change_account(&change, now).await?;
    Ok(after)
}

impl Edit {
    /// Only a new name.
    pub fn renaming(name: PersonName) -> Self {
        Self { name: Some(name), ..Self::default() }
    }

    pub fn apply(&self, account: Account) -> Account {
        let ProfileEdit { academic_level, institution, major, bio, preferences } = self.profile.clone();
        let was = account.profile;
        let profile = Profile {
            academic_level: academic_level.unwrap_or(was.academic_level),
            institution: institution.unwrap_or(was.institution),
            major: major.unwrap_or(was.major),
            bio: self.bio.clone().or(bio).unwrap_or(was.bio),
            notifications: preferences.notifications.or(was.notifications),
            email_updates: preferences.email_updates.or(was.email_updates),
            theme: preferences.theme.unwrap_or(was.theme),
            avatar: was.avatar,
        };
        Account {
            name: self.name.clone().unwrap_or(account.name),
            zone: self.timezone.clone().or(account.zone),
            profile,
            ..account
        }
    }
}
