//! A chat's messages: the latest first, or on from a place. Read beside what says whether they are the caller's,
//! in the same round trip.

use domain::chat::{Chat, Message};
use domain::id::ChatId;
use jiff::Timestamp;

use super::ChatWriteError;
use crate::keys::{self, MESSAGE};
use crate::read::{LAST, Stretch};
use crate::row::Row;
use crate::{Cursor, Page, Pass, ReadError, Store};

/// Which messages.
#[derive(Clone, Debug)]
pub struct ChatTurn {
    pub chat: ChatId,
    pub window: Window,
    pub after: Option<Cursor>,
    pub limit: usize,
}

/// From where to where.
#[derive(Clone, Copy, Debug)]
pub enum Window {
    /// The latest first.
    Latest,
    /// Those before, the latest first.
    Before(Edge),
    /// Those past this place, the earliest first: for who comes back.
    Past(u64),
}

/// A place, or an instant.
#[derive(Clone, Copy, Debug)]
pub enum Edge {
    Place(u64),
    Instant(Timestamp),
}

/// So many messages at once are asked for their time: two such questions find one of four thousand.
const ASKED: u64 = 64;

impl Store {
    /// A page of the messages, and the chat that they are of.
    pub async fn messages(&self, turn: &ChatTurn, pass: &Pass) -> Result<(Chat, Page<Message>), ChatWriteError> {
        if let Window::Before(Edge::Instant(at)) = turn.window
            && turn.after.is_none()
        {
            let chat = self.chat(turn.chat, pass).await?;
            let below = self.first_from(&chat, at).await?;
            let page = self.page(&ChatTurn { window: Window::Before(Edge::Place(below)), ..turn.clone() }).await?;
            return Ok((chat, page));
        }
        let page = async { Ok::<_, ChatWriteError>(self.page(turn).await?) };
        futures::future::try_join(self.chat(turn.chat, pass), page).await
    }

    async fn page(&self, turn: &ChatTurn) -> Result<Page<Message>, ReadError> {
        let sk = |place| keys::message(turn.chat, place).sk;
        let (between, descending) = match turn.window {
            Window::Latest | Window::Before(Edge::Instant(_)) => ((sk(0), format!("{MESSAGE}{LAST}")), true),
            Window::Before(Edge::Place(place)) => ((sk(0), sk(place.saturating_sub(1))), true),
            Window::Past(place) => ((sk(place.saturating_add(1)), format!("{MESSAGE}{LAST}")), false),
        };
        let stretch = Stretch {
            index: None,
            pk: turn.chat.to_string(),
            between,
            after: turn.after.as_ref().map(Cursor::place),
            descending,
            limit: i32::try_from(turn.limit + 1).unwrap_or(i32::MAX),
        };
        let rows = self.list_now::<Message>(&stretch).await?;
        Ok(Page::cut(rows, turn.limit, |message| sk(message.sequence)))
    }

    /// The place of the first message from this instant on; the one after the last where there is none. Times do
    /// not run back in a chat, so the places are narrowed down by asking some of them.
    async fn first_from(&self, chat: &Chat, at: Timestamp) -> Result<u64, ReadError> {
        let (mut low, mut high) = (1, chat.sequence.saturating_add(1));
        while low < high {
            let step = (high - low).div_ceil(ASKED);
            let asked: Vec<_> = (low..high).step_by(usize::try_from(step).unwrap_or(usize::MAX)).collect();
            let wanted: Vec<_> = asked.iter().map(|place| keys::message(chat.id, *place)).collect();
            let rows = self.get_rows(&wanted, false).await?;
            let messages: Vec<Message> = rows.values().map(Row::read).collect::<Result<_, _>>()?;
            let earlier = messages.iter().filter(|message| message.at < at).map(|message| message.sequence).max();
            let later = messages.iter().filter(|message| message.at >= at).map(|message| message.sequence).min();
            low = earlier.map_or(low, |place| place + 1);
            high = later.unwrap_or(high);
            if step == 1 {
                break;
            }
        }
        Ok(high.max(low))
    }
}
