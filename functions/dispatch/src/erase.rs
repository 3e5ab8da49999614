//! What was somebody's alone goes with their account, a part at a time: what is gone is gone, so a part that is begun
//! again goes on where it was.

use domain::event::Event;
use domain::frame::Passing;
use domain::id::EventId;
use domain::{Now, UserId};
use store::{Circle, Held};

use crate::App;
use crate::effect::Effect;
use crate::letters::Failure;

impl App {
    pub(crate) async fn erase(
        &self,
        user: UserId,
        held: &Held,
        event: &Event,
        effect: Effect,
        now: Now,
    ) -> Result<(), Failure> {
        // Whose chats say who sees them come and go is about to be forgotten.
        let Circle { screens, .. } = self.store.circle(user, now).await?;
        self.push.flash(screens, &Passing::presence(event, user, false)).await;
        if self.store.erase(user).await? {
            let next = EventId::derived(event.at, &[event.id.uuid().as_bytes()]);
            self.store.go_on(held, effect.name(), &Event { id: next, ..event.clone() }).await?;
        }
        Ok(())
    }
}
