//! The appendix of document 3: the support chats, snake case and bare.

use api::{Array, AtWrite, BareCreated, Caller, Error, Keyed, Now, Path, Query, Refused};
use axum::extract::State;
use domain::UserId;
use domain::chat::{Chat, ChatKind, Message, Words};
use domain::id::ChatId;
use domain::text::Content;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{ChatTurn, ChatWriteError, Cursor, ListChats, Page, Say, SayTo, Window};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::App;

/// A support chat.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportChat {
    id: Uuid,
    student: Uuid,
    /// Who sees to it, if somebody does.
    admin: Option<Uuid>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A message in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupportMessage {
    id: Uuid,
    chat: Uuid,
    sender: Uuid,
    content: String,
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    /// `sent`, `read` or `deleted`.
    status: &'static str,
}

/// What is said.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SupportWords {
    content: Content,
}

/// Where an array goes on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Rest {
    /// From the `Link` header of the part before.
    cursor: Option<String>,
}

/// An array holds this many (ruling 10).
pub const ARRAY: usize = 1000;

impl Rest {
    pub fn after(&self, question: &str) -> Result<Option<Cursor>, Error> {
        Ok(self.cursor.as_deref().map(|text| Cursor::read(text, question)).transpose()?)
    }
}

/// Where the rest of it is.
pub fn further(path: &str, next: Option<&Cursor>) -> Option<String> {
    next.map(|cursor| format!("{path}?cursor={}", cursor.write(path)))
}

/// `GET /api/chats/`: an admin's are everybody's, a student's is their own. The gate is read with them.
pub async fn list(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Query(rest): Query<Rest>,
) -> Result<Array<SupportChat>, Refused<ChatWriteError>> {
    let path = "/api/chats/";
    let (kinds, after) = (vec![ChatKind::Support], rest.after(path)?);
    let list = ListChats { pass: &caller.pass, roles: caller.roles, kinds, after, skip: 0, limit: ARRAY };
    let page = app.house.store.chats(&list).await?;
    let next = further(path, page.next.as_ref());
    Ok(Array { rows: page.rows.iter().filter_map(SupportChat::of).collect(), next })
}

/// `GET /api/chats/{id}/messages/`: the latest thousand, in their order.
pub async fn messages(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Path(id): Path<ChatId>,
    Query(rest): Query<Rest>,
) -> Result<Array<SupportMessage>, Refused<ChatWriteError>> {
    let path = format!("/api/chats/{}/messages/", id.uuid());
    let (chat, page) = latest(&app, &caller, id, rest.after(&path)?).await?;
    let next = further(&path, page.next.as_ref());
    Ok(Array { rows: page.rows.into_iter().map(|message| SupportMessage::of(&chat, message)).collect(), next })
}

/// As much of a chat's end as an array holds; what is before that comes next.
pub async fn latest(
    app: &App,
    caller: &Caller,
    chat: ChatId,
    after: Option<Cursor>,
) -> Result<(Chat, Page<Message>), ChatWriteError> {
    let turn = ChatTurn { chat, window: Window::Latest, after, limit: ARRAY };
    let (chat, mut page) = app.house.store.messages(&turn, &caller.pass).await?;
    page.rows.reverse();
    Ok((chat, page))
}

/// `POST /api/chats/{id}/messages/`
pub async fn say(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(chat): Path<ChatId>,
    Keyed(SupportWords { content }, once): Keyed<SupportWords>,
) -> Result<BareCreated<SupportMessage>, Refused<ChatWriteError>> {
    let (pass, to) = (&caller.pass, SayTo::Chat(chat));
    let say = Say { pass, to, words: Words::text(content), once: once.key() };
    let spoken = app.house.store.say(&say, now).await?;
    Ok(BareCreated(SupportMessage::of(&spoken.chat, spoken.message)))
}

impl SupportChat {
    fn of(chat: &Chat) -> Option<Self> {
        let student = chat.student()?.uuid();
        let admin = chat.assignee.map(UserId::uuid);
        Some(Self { id: chat.id.uuid(), student, admin, created_at: chat.opened })
    }
}

impl SupportMessage {
    fn of(chat: &Chat, message: Message) -> Self {
        let status = match message.deleted {
            Some(_) => "deleted",
            None if chat.is_read(&message) => "read",
            None => "sent",
        };
        Self {
            content: message.text().to_owned(),
            id: message.id.uuid(),
            chat: message.chat.uuid(),
            sender: message.author.uuid(),
            timestamp: message.at,
            status,
        }
    }
}
