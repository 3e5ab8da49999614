//! Document 4's words: conversations are the people whom one has written with.

use std::collections::BTreeMap;

use api::{Array, AtWrite, BareCreated, Caller, Error, Keyed, Now, Path, Query, Refused};
use axum::extract::State;
use domain::account::Account;
use domain::chat::{Chat, ChatError, ChatKind, Message, Words};
use domain::text::{Content, PersonName};
use domain::{Email, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{ChatWriteError, ListChats, Page, Say, SayTo};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::App;
use crate::appendix::{ARRAY, Rest, further, latest};

/// Somebody whom one has written with.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversation {
    user_id: Uuid,
    full_name: PersonName,
    email: Email,
    last_message_content: String,
    #[schema(value_type = String, format = DateTime)]
    last_message_time: Timestamp,
}

/// A message from one to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchoolMessage {
    id: Uuid,
    sender_id: Uuid,
    receiver_id: Uuid,
    content: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// What is said, and to whom.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SchoolWords {
    receiver_id: UserId,
    content: Content,
}

/// `GET /api/messages/conversations/`: the latest first. The gate is read with them.
pub async fn conversations(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Query(rest): Query<Rest>,
) -> Result<Array<Conversation>, Refused<ChatWriteError>> {
    let path = "/api/messages/conversations/";
    let (kinds, after) = (vec![ChatKind::Direct], rest.after(path)?);
    let list = ListChats { pass: &caller.pass, roles: caller.roles, kinds, after, skip: 0, limit: ARRAY };
    let page = app.house.store.chats(&list).await?;
    let others: Vec<UserId> = page.rows.iter().filter_map(|chat| chat.other(caller.id)).collect();
    let people = app.house.store.people(&others).await?;
    let rows = page.rows.iter().filter_map(|chat| Conversation::of(chat, caller.id, &people)).collect();
    Ok(Array { rows, next: further(path, page.next.as_ref()) })
}

/// `GET /api/messages/conversation/{other_user_id}/`: the latest thousand, in their order; with somebody whom one
/// has not written with there is nothing.
pub async fn messages(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Path(other): Path<UserId>,
    Query(rest): Query<Rest>,
) -> Result<Array<SchoolMessage>, Refused<ChatWriteError>> {
    let path = format!("/api/messages/conversation/{}/", other.uuid());
    let chat = Chat::id_between(caller.id, other);
    let page = match latest(&app, &caller, chat, rest.after(&path)?).await {
        Err(ChatWriteError::Refused(ChatError::NoSuchChat)) => Page { rows: Vec::new(), next: None },
        read => read?.1,
    };
    let next = further(&path, page.next.as_ref());
    let rows = page.rows.into_iter().map(|message| SchoolMessage::of(message, caller.id, other));
    Ok(Array { rows: rows.collect(), next })
}

/// `POST /api/messages/send/`
pub async fn say(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Keyed(words, once): Keyed<SchoolWords>,
) -> Result<BareCreated<SchoolMessage>, Refused<ChatWriteError>> {
    let SchoolWords { receiver_id: other, content } = words;
    let (pass, to) = (&caller.pass, SayTo::Person(other));
    let say = Say { pass, to, words: Words::text(content), once: once.key() };
    let said = app.house.store.say(&say, now).await.map_err(|error| named(error.into()))?;
    Ok(BareCreated(SchoolMessage::of(said.message, caller.id, other)))
}

/// What is wrong with whom it is for, under this surface's name.
fn named(error: Error) -> Error {
    if error.field() == Some("userId") { error.at("receiver_id") } else { error }
}

impl Conversation {
    /// None where nothing was said yet, or they are gone.
    fn of(chat: &Chat, me: UserId, people: &BTreeMap<UserId, Account>) -> Option<Self> {
        let (other, last) = (people.get(&chat.other(me)?)?, chat.last.as_ref()?);
        Some(Self {
            user_id: other.id.uuid(),
            full_name: other.name.clone(),
            email: other.email.clone(),
            last_message_content: last.text.clone(),
            last_message_time: last.at,
        })
    }
}

impl SchoolMessage {
    fn of(message: Message, me: UserId, other: UserId) -> Self {
        let receiver = if message.author == me { other } else { me };
        Self {
            content: message.text().to_owned(),
            id: message.id.uuid(),
            sender_id: message.author.uuid(),
            receiver_id: receiver.uuid(),
            created_at: message.at,
        }
    }
}
