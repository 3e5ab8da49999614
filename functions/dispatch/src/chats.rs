//! What is said in a chat: its place in the lists, and a frame to everybody who is to see it. Whoever had read
//! everything before is given a notice besides, and a letter where they are away.

use domain::event::{ChatNews, Event, Happened};
use domain::frame::Frame;
use domain::id::{ChatId, EventId};
use domain::notice::Notice;
use domain::preference::Kind;
use domain::{Now, UserId};
use mail::Letter;
use store::{ChatScene, Held, Telling};

use crate::App;
use crate::letters::Failure;

impl App {
    /// A confirmed booking brings its two together.
    pub(crate) async fn meet(&self, event: &Event) -> Result<(), Failure> {
        let Happened::Booking { booking, .. } = &event.what else { return Ok(()) };
        Ok(self.store.bring_together(booking.mentor, booking.mentee, Now(event.at)).await?)
    }

    /// Tells each reader once, and puts the chat into its place meanwhile.
    pub(crate) async fn chat(&self, held: &Held, event: &Event, now: Now) -> Result<(), Failure> {
        let Happened::Chat { chat, sequence, .. } = event.what else { return Ok(()) };
        let Some(scene) = self.store.chat_scene(chat, sequence).await? else { return Ok(()) };
        let tell = async {
            let told = self.store.tell_each(held, tellings(&scene, event), Now(event.at)).await?;
            self.send_each(told, now).await
        };
        let (listed, told) = futures::join!(self.store.list_chat(&scene.chat), tell);
        listed?;
        told
    }

    async fn send_each(&self, told: Vec<Telling>, now: Now) -> Result<(), Failure> {
        let readers: Vec<_> = told.iter().map(|telling| telling.reader).collect();
        let mut open = self.store.all_connections(&readers).await?;
        let sent = told.into_iter().map(|Telling { reader, frame, .. }| {
            let hearing = open.remove(&reader).unwrap_or_default().hearing(frame.chat());
            self.send_to(hearing, reader, frame, now)
        });
        futures::future::try_join_all(sent).await.map(drop)
    }

    /// For whoever is away, has not read it by now, and wants such letters. What it says they read in the chat.
    pub(crate) async fn unread(
        &self,
        (to, chat, sequence): (UserId, ChatId, u64),
        now: Now,
    ) -> Result<Option<Letter>, Failure> {
        let Some(ChatScene { chat, message: Some(message), .. }) = self.store.chat_scene(chat, sequence).await? else {
            return Ok(None);
        };
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

/// What each reader is to be told, and what follows for whoever does not look.
fn tellings(scene: &ChatScene, event: &Event) -> Vec<(Telling, Option<Event>)> {
    let Happened::Chat { news, chat, sequence, by } = event.what else { return Vec::new() };
    let Some(frame) = Frame::of_chat(event, scene.message.as_ref()) else { return Vec::new() };
    let is_first = |reader| news == ChatNews::Said && reader != by && scene.chat.read_by(reader) + 1 == sequence;
    let telling = |reader| {
        let message = scene.message.as_ref().filter(|_| is_first(reader));
        let notice = message.map(|message| Notice::of_message(event, reader, message));
        let unread = notice.as_ref().map(|_| Event {
            id: EventId::derived(event.at, &[event.id.uuid().as_bytes(), reader.uuid().as_bytes()]),
            at: event.at,
            what: Happened::Unread { to: reader, chat, sequence },
        });
        (Telling { reader, frame: frame.clone(), notice, copy: None }, unread)
    };
    scene.readers(by).into_iter().map(telling).collect()
}
