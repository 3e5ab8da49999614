//! What is said in a chat: its place in the lists, and a frame to everybody who is to see it.

use domain::Now;
use domain::event::{Event, Happened};
use domain::frame::Frame;
use store::Held;

use crate::App;
use crate::letters::Failure;

impl App {
    /// A confirmed booking brings its two together.
    pub(crate) async fn meet(&self, event: &Event) -> Result<(), Failure> {
        let Happened::Booking { booking, .. } = &event.what else { return Ok(()) };
        Ok(self.store.bring_together(booking.mentor, booking.mentee, Now(event.at)).await?)
    }

    /// Tells each reader once, whatever becomes of the others.
    pub(crate) async fn chat(&self, held: &Held, event: &Event) -> Result<(), Failure> {
        let Happened::Chat { chat, sequence, by, .. } = event.what else { return Ok(()) };
        let Some(scene) = self.store.chat_scene(chat, sequence).await? else { return Ok(()) };
        self.store.list_chat(&scene.chat).await?;
        let Some(frame) = Frame::of_chat(event, scene.message.as_ref()) else { return Ok(()) };
        let mut failed = None;
        for reader in scene.readers(by) {
            let name = format!("frame#{reader}");
            if held.is_told(&name) {
                continue;
            }
            match self.store.tell(held, &name, (reader, &frame), Now(event.at)).await {
                Ok(Some(told)) => self.send(reader, told).await?,
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(()), |error| Err(error.into()))
    }
}
