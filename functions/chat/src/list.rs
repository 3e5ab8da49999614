//! One's conversations, the latest first, each with its last message and how much of it is unread.

use api::{AtWrite, Caller, Listing, Paging, Query, Refused};
use axum::extract::State;
use domain::chat::ChatKind;
use serde::Deserialize;
use store::{ChatWriteError, ListChats};
use utoipa::{IntoParams, ToSchema};

use crate::App;
use crate::view::ChatView;

/// Document 3's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Task,
    General,
    Support,
}

/// Which conversations.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `general` (between two people), `task` or `support`; an admin's support chats are everybody's.
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Option<Word>,
    page: Option<u32>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The gate is read with the chats.
pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Query(which): Query<Which>,
) -> Result<Listing<ChatView>, Refused<ChatWriteError>> {
    let Which { kind, page, limit, cursor } = which;
    let turn = Paging { page, limit, cursor }.turn(format!("chats {kind:?}"))?;
    let list = ListChats {
        pass: &caller.pass,
        roles: caller.roles,
        kinds: kinds(kind),
        after: turn.after.clone(),
        skip: turn.skip,
        limit: turn.read,
    };
    let page = app.house.store.chats(&list).await?;
    Ok(turn.show_rest(page).map(|chat| ChatView::of(&chat, caller.id)))
}

/// No chat is about a task yet.
fn kinds(word: Option<Word>) -> Vec<ChatKind> {
    match word {
        None => vec![ChatKind::Direct, ChatKind::Support],
        Some(Word::General) => vec![ChatKind::Direct],
        Some(Word::Support) => vec![ChatKind::Support],
        Some(Word::Task) => Vec::new(),
    }
}
