//! What was said is found by its words: as they are now, whatever the event was about.

use domain::event::{Event, Happened};

use crate::App;
use crate::letters::Failure;

impl App {
    pub(crate) async fn words(&self, event: &Event) -> Result<(), Failure> {
        let Happened::Chat { chat, sequence, .. } = event.what else { return Ok(()) };
        Ok(self.store.follow_words(chat, sequence).await?)
    }
}
