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
        self.push.flash(screens, &Passing::presence(event, user, online)).await;
        Ok(())
    }
}
