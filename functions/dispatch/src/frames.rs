//! From an effect to a frame: written down in its reader's sequence, then sent to whatever they have open.
//! What does not arrive waits there for them to ask.

use domain::connection::ConnectionId;
use domain::event::{Event, Happened};
use domain::frame::{Frame, Shown};
use domain::{Now, UserId};
use store::{Held, Telling};

use crate::App;
use crate::effect::Effect;
use crate::letters::Failure;

impl App {
    /// An alert rings at any hour.
    pub(crate) async fn alert(
        &self,
        reader: UserId,
        held: &Held,
        event: &Event,
        effect: Effect,
        now: Now,
    ) -> Result<(), Failure> {
        let Happened::Alerted { alert, .. } = &event.what else { return Ok(()) };
        let telling = Telling { reader, frame: alert.frame(), notice: Some(alert.notice(reader)), copy: None };
        match self.store.inform(Some((held, &[effect.name()])), &[telling], now).await?.pop() {
            Some(frame) => self.send(reader, frame).await,
            None => Ok(()),
        }
    }

    /// To every screen that is open, as of after the frame was written down: who comes later asks for it. Who
    /// has gone is forgotten; who cannot be reached will ask.
    async fn send(&self, reader: UserId, frame: Frame) -> Result<(), Failure> {
        let open = self.store.connections(reader).await?.ids();
        self.send_to(open, reader, frame).await
    }

    pub(crate) async fn send_to(&self, open: Vec<ConnectionId>, reader: UserId, frame: Frame) -> Result<(), Failure> {
        let (gone, failed) = self.push.send_all(open, &text(&frame.shown())).await;
        if let Some(error) = failed {
            tracing::warn!(reader = %reader, %error, "a frame waits to be asked for");
        }
        if !gone.is_empty() {
            self.store.let_go(reader, &gone).await?;
        }
        Ok(())
    }
}

impl App {
    /// Ends what somebody has open in sessions that have ended.
    pub(crate) async fn shut_out(&self, user: UserId) -> Result<(), Failure> {
        let shut = self.store.shut_out(user).await?;
        for connection in &shut {
            self.push.close(connection).await?;
        }
        if !shut.is_empty() {
            self.store.let_go(user, &shut).await?;
        }
        Ok(())
    }
}

fn text(frame: &Shown) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}
