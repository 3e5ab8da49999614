//! What is said in a chat: its place in the lists, and a frame to everybody who is to see it. Whoever had read
//! everything before is given a notice besides, and a letter where they are away; the notice is read with the chat.

use domain::event::{ChatNews, Event, Happened};
use domain::frame::Frame;
use domain::id::{ChatId, EventId};
use domain::notice::Notice;
use domain::preference::Kind;
use domain::{Now, UserId};
use futures::future::join;
use mail::Letter;
use store::{ChatScene, Held, TOLD_AT_ONCE, Telling};

use crate::App;
use crate::letters::Failure;

impl App {
    /// Tells each reader once, and puts the chat into its place meanwhile.
    pub(crate) async fn chat(&self, held: &Held, event: &Event, now: Now) -> Result<(), Failure> {
        let Happened::Chat { chat, sequence, from, .. } = event.what else { return Ok(()) };
        let Some(scene) = self.store.chat_scene(chat, sequence, from).await? else { return Ok(()) };
        let (listed, told) = join(self.store.list_chat(&scene.chat), self.tell_all(held, event, &scene, now)).await;
        listed?;
        told?;
        self.read_meanwhile(held, event, &scene, now).await
    }

    async fn tell_all(&self, held: &Held, event: &Event, scene: &ChatScene, now: Now) -> Result<(), Failure> {
        let mut untold = tellings(scene, event);
        untold.retain(|telling| !held.is_told(&frame_to(telling.reader)));
        for some in untold.chunks(TOLD_AT_ONCE) {
            let names: Vec<String> = some.iter().map(|telling| frame_to(telling.reader)).collect();
            let effects: Vec<&str> = names.iter().map(String::as_str).collect();
            let frames = self.store.inform(Some((held, &effects)), some, Now(event.at)).await?;
            self.send_each(frames, now).await?;
        }
        Ok(())
    }

    /// Whoever reads a message while its notice is being written has read that as well: the mark comes first, or is
    /// found here.
    async fn read_meanwhile(&self, held: &Held, event: &Event, scene: &ChatScene, now: Now) -> Result<(), Failure> {
        let (Happened::Chat { by, .. }, Some(message)) = (&event.what, &scene.message) else { return Ok(()) };
        let mut noticed = scene.readers(*by);
        noticed.retain(|reader| is_first(scene, event, *reader) || held.is_told(&frame_to(*reader)));
        Ok(self.store.read_meanwhile(message, &noticed, now).await?)
    }

    /// For whoever is away, has not read it by now, and wants such letters. What it says they read in the chat.
    pub(crate) async fn unread(
        &self,
        (to, chat, sequence): (UserId, ChatId, u64),
        now: Now,
    ) -> Result<Option<Letter>, Failure> {
        let scene = self.store.chat_scene(chat, sequence, None).await?;
        let Some(ChatScene { chat, message: Some(message), .. }) = scene else { return Ok(None) };
        if message.deleted.is_some() || chat.read_by(to) >= sequence || self.is_there(to, now).await? {
            return Ok(None);
        }
        let Some(reader) = self.reader(to).await? else { return Ok(None) };
        if !reader.preferences.mails(Kind::Messages) {
            return Ok(None);
        }
        Ok(Some(mail::chat::unread(&self.house, &reader.account, &message)?))
    }

    async fn is_there(&self, user: UserId, now: Now) -> Result<bool, Failure> {
        Ok(self.store.connections(user).await?.is_online(now))
    }
}

/// The effect of telling one reader, as it stands in the event's row: not to be changed.
fn frame_to(reader: UserId) -> String {
    format!("frame#{reader}")
}

/// Had they read everything before this was said?
fn is_first(scene: &ChatScene, event: &Event, reader: UserId) -> bool {
    let Happened::Chat { news: ChatNews::Said, sequence, by, .. } = event.what else { return false };
    reader != by && scene.chat.read_by(reader) + 1 == sequence
}

/// What each reader is to be told, and what follows for whoever does not look.
fn tellings(scene: &ChatScene, event: &Event) -> Vec<Telling> {
    let Happened::Chat { chat, sequence, by, .. } = event.what else { return Vec::new() };
    let Some(frame) = Frame::of_chat(event, scene.message.as_ref()) else { return Vec::new() };
    let telling = |reader| {
        let message = scene.message.as_ref().filter(|_| is_first(scene, event, reader));
        let notice = message.map(|message| Notice::of_message(message, reader));
        let then = notice.as_ref().map(|_| Event {
            id: EventId::derived(event.at, &[event.id.uuid().as_bytes(), reader.uuid().as_bytes()]),
            at: event.at,
            what: Happened::Unread { to: reader, chat, sequence },
        });
        let seen = if reader == by { scene.seen(by) } else { None };
        Telling { seen, then, ..Telling::of(reader, frame.clone(), notice) }
    };
    scene.readers(by).into_iter().map(telling).collect()
}
