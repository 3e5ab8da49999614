//! Saying something: read once, decided, written once. However it is asked for, over HTTP or a socket.

use domain::account::Account;
use domain::chat::{Chat, ChatError, Draft, Message, Words, may_talk};
use domain::event::ChatNews;
use domain::id::{BookingId, ChatId, MessageId};
use domain::text::ClientId;
use domain::{Now, UserId};

use super::{ChatWriteError, Desk, Found, Place, desk_keys};
use crate::commit::{CommitError, Guard};
use crate::gate::admits;
use crate::keys::{self, Key};
use crate::pace::Pace;
use crate::row::{Item, from_row};
use crate::{Pass, ReadError, Store};

/// Who says what, and where.
#[derive(Clone, Debug)]
pub struct Say<'a> {
    pub pass: &'a Pass,
    pub to: SayTo,
    pub words: Words,
    /// The key of a request that is to have its effect once, where it has one.
    pub once: Option<&'a str>,
}

/// Where it is said.
#[derive(Clone, Copy, Debug)]
pub enum SayTo {
    Chat(ChatId),
    /// In the chat with this person, which begins with it if they may talk.
    Person(UserId),
    /// In the chat of this session's two.
    Session(BookingId),
}

/// What was said, and the chat after it.
#[derive(Clone, Debug)]
pub struct Spoken {
    pub chat: Chat,
    pub message: Message,
}

/// The name of the message is new. Lost before all else: who sends it again may also have no message left.
const PLACE: Guard = Guard::Key;

impl Store {
    /// Stores a message as the next of its chat and tells those who must be told, or nothing. One that bears the
    /// name of an earlier one is that one.
    pub async fn say(&self, say: &Say<'_>, now: Now) -> Result<Spoken, ChatWriteError> {
        let chat = say.to.chat(say.pass.user)?;
        let named = say.name().map(|(name, _)| Chat::id_of_message(chat, say.pass.user, &name));
        let found = self.find(&say.wanted(chat, named)).await?;
        let desk = self.said_where(say.to, chat, &found, (say.pass, now)).await?;
        let id = named.unwrap_or_else(|| MessageId::fresh(now, &self.entropy));
        let words = say.words.clone();
        let draft = Draft { id, author: say.pass.user, author_name: desk.me.name.clone(), words };
        if let Some(place) = found.get(&keys::whereabouts(id))? {
            return self.said_before(say, &draft, desk.chat, &place).await;
        }
        draft.words.check()?;
        if let Some(earlier) = draft.words.reply_to {
            let place: Option<Place> = found.get(&keys::whereabouts(earlier))?;
            place.filter(|place| place.chat == chat).ok_or(ChatError::ReplyElsewhere)?;
        }
        self.utter(say, &draft, desk, now).await
    }

    /// Writes it after whatever was said last. Who loses the place to somebody else tries the next one.
    async fn utter(&self, say: &Say<'_>, draft: &Draft, desk: Desk, now: Now) -> Result<Spoken, ChatWriteError> {
        let Desk { mut chat, mut begins, mut gate, .. } = desk;
        let mut patience = self.patience();
        loop {
            let (message, after) = chat.say(draft, now);
            match self.write(say.pass, (&message, draft), (&chat, &after, begins), (&gate, now)).await? {
                Ok(()) => return Ok(Spoken { chat: after, message }),
                Err(Lost::Gate(row)) => gate = row,
                Err(Lost::Place(row)) => return self.said_before(say, draft, chat, &from_row(row)?).await,
                Err(Lost::Sequence(row)) => (chat, begins) = (from_row(row)?, false),
            }
            if !patience.lasts().await {
                return Err(CommitError::Busy.into());
            }
        }
    }

    async fn write(
        &self,
        pass: &Pass,
        (message, draft): (&Message, &Draft),
        (before, after, begins): (&Chat, &Chat, bool),
        (gate, now): (&Item, Now),
    ) -> Result<Result<(), Lost>, ChatWriteError> {
        let pace = Pace::of(gate, now).map_err(ChatError::Limited)?;
        let place = Place { chat: after.id, sequence: message.sequence, words: draft.words.digest() };
        let transaction =
            self.transaction().gate_message(pass, pace).put_new(PLACE, &keys::whereabouts(message.id), &place);
        let transaction = if begins {
            transaction.begin_chat(after)
        } else {
            transaction.follow_message(before, after, draft.author)
        };
        let written = transaction
            .put_new(Guard::Fresh, &keys::message(after.id, message.sequence), message)
            .event(&self.chat_event(ChatNews::Said, before, message.sequence, draft.author, now))
            .commit()
            .await;
        match written {
            Ok(()) => Ok(Ok(())),
            Err(CommitError::Lost { guard: Guard::Gate, current }) => {
                let row = current.filter(|row| admits(row, pass)).ok_or(ChatWriteError::Ended)?;
                Ok(Err(Lost::Gate(row)))
            }
            Err(CommitError::Lost { guard: PLACE, current: Some(row) }) => Ok(Err(Lost::Place(row))),
            Err(CommitError::Lost { guard: Guard::Version, current: Some(row) }) => Ok(Err(Lost::Sequence(row))),
            Err(lost) => Err(lost.into()),
        }
    }

    /// The same words under the same name are the same message, as it is by now.
    async fn said_before(
        &self,
        say: &Say<'_>,
        draft: &Draft,
        chat: Chat,
        place: &Place,
    ) -> Result<Spoken, ChatWriteError> {
        if place.words != draft.words.digest() {
            let field = say.name().map_or("clientId", |(_, field)| field);
            return Err(ChatError::OtherWords(field).into());
        }
        let message: Option<Message> = self.get(&keys::message(place.chat, place.sequence)).await?;
        let message = message.ok_or_else(|| ReadError::shape("a place without its message"))?;
        Ok(Spoken { chat, message })
    }
}

/// Somebody was first: the row as it is now.
enum Lost {
    Gate(Item),
    Place(Item),
    Sequence(Item),
}

impl SayTo {
    pub(super) fn chat(self, me: UserId) -> Result<ChatId, ChatError> {
        match self {
            Self::Chat(id) => Ok(id),
            Self::Person(other) if other == me => Err(ChatError::Oneself),
            Self::Person(other) => Ok(Chat::id_between(me, other)),
            Self::Session(booking) => Ok(Chat::id_of_session(booking)),
        }
    }

    /// What the chat is made of, begun or not.
    pub(super) fn keys(self, chat: ChatId, me: UserId) -> Vec<Key> {
        let mut keys = desk_keys(chat, me);
        match self {
            Self::Chat(_) => {}
            Self::Person(other) => keys.extend([keys::account(other), keys::met(chat)]),
            Self::Session(booking) => keys.push(keys::booking(booking)),
        }
        keys
    }
}

impl Say<'_> {
    /// What the client calls the message, and in which field it says so.
    fn name(&self) -> Option<(String, &'static str)> {
        let client = self.words.client.clone().map(|name: ClientId| (format!("client {name}"), "clientId"));
        client.or_else(|| self.once.map(|key| (format!("key {key}"), "Idempotency-Key")))
    }

    fn wanted(&self, chat: ChatId, named: Option<MessageId>) -> Vec<Key> {
        let mut wanted = self.to.keys(chat, self.pass.user);
        let places = named.into_iter().chain(self.words.reply_to).map(keys::whereabouts);
        wanted.extend(places);
        wanted.sort();
        wanted.dedup();
        wanted
    }
}

impl Store {
    /// Where it is to be said, as it is or as it would begin.
    pub(super) async fn said_where(
        &self,
        to: SayTo,
        chat: ChatId,
        found: &Found,
        (pass, now): (&Pass, Now),
    ) -> Result<Desk, ChatWriteError> {
        match to {
            SayTo::Person(other) => self.pair(found, (chat, other), pass, now).await,
            SayTo::Chat(_) | SayTo::Session(_) => self.chat_desk(found, chat, pass).await,
        }
    }

    /// The chat with this person, as it is or as it would begin.
    async fn pair(
        &self,
        found: &Found,
        (chat, other): (ChatId, UserId),
        pass: &Pass,
        now: Now,
    ) -> Result<Desk, ChatWriteError> {
        if found.has(&keys::chat(chat)) {
            return self.chat_desk(found, chat, pass).await;
        }
        let gate = found.gate(pass)?;
        let me: Account = found.get(&keys::account(pass.user))?.ok_or(ChatWriteError::Ended)?;
        let other: Option<Account> = found.get(&keys::account(other))?;
        let other = other.filter(|_| may_talk(me.roles, found.has(&keys::met(chat)))).ok_or(ChatError::NotTogether)?;
        Ok(Desk { chat: Chat::between(&me, &other, now), begins: true, me, gate })
    }
}
