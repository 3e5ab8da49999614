//! Who has come or gone, for those who have a chat with them.

use domain::event::Event;
use domain::frame::Passing;
use domain::{Now, UserId};
use store::Circle;

use crate::App;
use crate::letters::Failure;

impl App {
    /// As it is by now, whatever it was when the event was written. Of the moment: who is away misses nothing.
    pub(crate) async fn presence(&self, user: UserId, event: &Event, now: Now) -> Result<(), Failure> {
        let Circle { online, screens } = self.store.circle(user, now).await?;
        let frame = serde_json::to_string(&Passing::presence(event, user, online)).unwrap_or_default();
        let (_, failed) = self.push.send_all(screens, &frame).await;
        if let Some(error) = failed {
            tracing::warn!(%error, "somebody does not see who is there");
        }
        Ok(())
    }
}
