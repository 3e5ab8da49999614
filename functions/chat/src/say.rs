//! `POST /v1/chats/{id}/messages`: says something.

use api::{AtWrite, Caller, Created, Keyed, Now, Path, Refused};
use axum::extract::State;
use domain::chat::{MessageKind, Words};
use domain::id::{ChatId, FileId, MessageId};
use domain::text::{ClientId, Content};
use serde::Deserialize;
use store::{ChatWriteError, Say, SayTo};
use utoipa::ToSchema;

use crate::App;
use crate::view::MessageView;

/// What somebody says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Utterance {
    content: Content,
    #[serde(default, rename = "type")]
    #[schema(inline)]
    kind: MessageKind,
    /// Ids of files. There are none yet, so each is refused.
    #[serde(default)]
    #[schema(max_items = 10)]
    attachments: Vec<FileId>,
    reply_to: Option<MessageId>,
    /// The client's own name for this message: sent again it is the same message. `Idempotency-Key` does the same.
    client_id: Option<ClientId>,
}

impl Utterance {
    pub fn words(self) -> Words {
        let Self { content, kind, attachments, reply_to, client_id } = self;
        Words { content, kind, attachments, reply_to, client: client_id }
    }
}

pub async fn main(
    State(app): State<App>,
    AtWrite(caller): AtWrite<Caller>,
    Now(now): Now,
    Path(chat): Path<ChatId>,
    Keyed(said, once): Keyed<Utterance>,
) -> Result<Created<MessageView>, Refused<ChatWriteError>> {
    let (pass, to) = (&caller.pass, SayTo::Chat(chat));
    let say = Say { pass, to, words: said.words(), once: once.key() };
    let spoken = app.house.store.say(&say, now).await?;
    Ok(Created(MessageView::of(spoken.message)))
}
