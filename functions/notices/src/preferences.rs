//! How somebody wants to be told: which kinds by mail, which on open screens, and when not to ring.

use api::{AtWrite, Body, Caller, Data, Error, IfMatch, Refused, Tagged};
use axum::extract::State;
use domain::availability::WallTime;
use domain::preference::{ByMail, OnScreen, Preferences, QuietHours};
use domain::problem::Invalid;
use serde::{Deserialize, Deserializer, Serialize};
use store::PreferenceWriteError;
use utoipa::ToSchema;

use crate::App;

/// Preferences as they are. Codes, links, letters about safety and emergency alerts always go.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NotificationPreferences)]
pub struct PreferencesView {
    email: MailView,
    push: ScreenView,
    quiet_hours: Option<QuietView>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MailPreferences)]
#[expect(clippy::struct_excessive_bools, reason = "document 3 has these four switches")]
struct MailView {
    task_updates: bool,
    payment_reminders: bool,
    messages: bool,
    meetings: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PushPreferences)]
struct ScreenView {
    task_updates: bool,
    messages: bool,
    meetings: bool,
}

/// Times of day in the person's zone.
#[derive(Serialize, ToSchema)]
#[schema(as = QuietHours)]
struct QuietView {
    #[schema(example = "22:00")]
    start: String,
    #[schema(example = "07:00")]
    end: String,
}

/// What is to be otherwise. What is not named stays; with PUT it is as on the first day: on.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WantedPreferences)]
pub struct Wanted {
    #[serde(default)]
    email: MailWanted,
    #[serde(default)]
    push: ScreenWanted,
    /// `null` for none.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<QuietWanted>)]
    quiet_hours: Quiet,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WantedMailPreferences)]
struct MailWanted {
    task_updates: Option<bool>,
    payment_reminders: Option<bool>,
    messages: Option<bool>,
    meetings: Option<bool>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WantedPushPreferences)]
struct ScreenWanted {
    task_updates: Option<bool>,
    messages: Option<bool>,
    meetings: Option<bool>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = WantedQuietHours)]
struct QuietWanted {
    start: String,
    end: String,
}

/// `GET /v1/notifications/preferences`.
pub async fn show(State(app): State<App>, caller: Caller) -> Result<Tagged<Data<PreferencesView>>, Error> {
    Ok(shown(&app.house.store.preferences(caller.id).await?))
}

/// `POST /v1/notifications/preferences` (S3-62): changes what it names.
pub async fn change(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    IfMatch(seen): IfMatch,
    Body(wanted): Body<Wanted>,
) -> Result<Tagged<Data<PreferencesView>>, Refused<PreferenceWriteError>> {
    let change = |before| wanted.on(before);
    Ok(shown(&app.house.store.change_preferences(&caller.pass, seen, change).await?))
}

/// `PUT /v1/notifications/preferences`: all of them.
pub async fn replace(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    IfMatch(seen): IfMatch,
    Body(wanted): Body<Wanted>,
) -> Result<Tagged<Data<PreferencesView>>, Refused<PreferenceWriteError>> {
    let change = |before: Preferences| wanted.on(Preferences { version: before.version, ..Preferences::default() });
    Ok(shown(&app.house.store.change_preferences(&caller.pass, seen, change).await?))
}

fn shown(preferences: &Preferences) -> Tagged<Data<PreferencesView>> {
    let Preferences { email, push, quiet, version } = preferences;
    let ByMail { task_updates, payment_reminders, messages, meetings } = *email;
    let view = PreferencesView {
        email: MailView { task_updates, payment_reminders, messages, meetings },
        push: ScreenView { task_updates: push.task_updates, messages: push.messages, meetings: push.meetings },
        quiet_hours: quiet.map(|quiet| QuietView { start: minute(quiet.start), end: minute(quiet.end) }),
    };
    Tagged(*version, Data(view))
}

/// `22:00`.
fn minute(time: WallTime) -> String {
    time.to_string().chars().take(5).collect()
}

impl Wanted {
    fn on(&self, before: Preferences) -> Preferences {
        let Preferences { email, push, quiet, version } = before;
        let ByMail { task_updates, payment_reminders, messages, meetings } = email;
        let email = ByMail {
            task_updates: self.email.task_updates.unwrap_or(task_updates),
            payment_reminders: self.email.payment_reminders.unwrap_or(payment_reminders),
            messages: self.email.messages.unwrap_or(messages),
            meetings: self.email.meetings.unwrap_or(meetings),
        };
        let push = OnScreen {
            task_updates: self.push.task_updates.unwrap_or(push.task_updates),
            messages: self.push.messages.unwrap_or(push.messages),
            meetings: self.push.meetings.unwrap_or(push.meetings),
        };
        Preferences { email, push, quiet: self.quiet_hours.or(quiet), version }
    }
}

/// `null` is not the same as left out.
#[derive(Clone, Copy, Debug, Default)]
enum Quiet {
    #[default]
    LeftOut,
    Named(Option<QuietHours>),
}

impl Quiet {
    fn or(self, before: Option<QuietHours>) -> Option<QuietHours> {
        match self {
            Self::LeftOut => before,
            Self::Named(hours) => hours,
        }
    }
}

fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Quiet, D::Error> {
    let wanted = Option::<QuietWanted>::deserialize(from)?;
    let hours = wanted.as_ref().map(QuietWanted::hours).transpose().map_err(serde::de::Error::custom)?;
    Ok(Quiet::Named(hours))
}

impl QuietWanted {
    fn hours(&self) -> Result<QuietHours, Invalid> {
        QuietHours::new(WallTime::parse("start", &self.start)?, WallTime::parse("end", &self.end)?)
    }
}
