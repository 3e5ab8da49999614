//! From an effect to a frame: written down in its reader's sequence, then sent to whatever they have open.
//! What does not arrive waits there for them to ask.

use domain::connection::ConnectionId;
use domain::event::{Event, Happened};
use domain::frame::{Frame, Shown};
use domain::{Now, UserId};
use futures::future::try_join_all;
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
        let telling = Telling::of(reader, alert.frame(), Some(alert.notice(reader)));
        match self.store.inform(Some((held, &[effect.name()])), &[telling], now).await?.pop() {
            Some(frame) => self.send_each(vec![frame], now).await,
            None => Ok(()),
        }
    }

    /// To everybody's screens, which are read at once, as of after the frames were written down: who comes later
    /// asks for them. Who has gone is forgotten; who cannot be reached will ask.
    pub(crate) async fn send_each(&self, frames: Vec<(UserId, Frame)>, now: Now) -> Result<(), Failure> {
        let people: Vec<UserId> = frames.iter().map(|(reader, _)| *reader).collect();
        let open = self.store.open_of(&people).await?;
        let sent = frames.into_iter().zip(open).map(|((reader, frame), open)| {
            let hearing = open.hearing(frame.chat());
            self.send_to(hearing, reader, frame, now)
        });
        try_join_all(sent).await.map(drop)
    }

    pub(crate) async fn send_to(
        &self,
        open: Vec<ConnectionId>,
        reader: UserId,
        frame: Frame,
        now: Now,
    ) -> Result<(), Failure> {
        let (gone, failed) = self.push.send_all(open, &text(&frame.shown())).await;
        if let Some(error) = failed {
            tracing::warn!(reader = %reader, %error, "a frame waits to be asked for");
        }
        if !gone.is_empty() {
            self.store.lose(reader, &gone, now).await?;
        }
        Ok(())
    }
}

impl App {
    /// Ends what somebody has open in sessions that have ended.
    pub(crate) async fn shut_out(&self, user: UserId, now: Now) -> Result<(), Failure> {
        let shut = self.store.shut_out(user).await?;
        for connection in &shut {
            self.push.close(connection).await?;
        }
        if !shut.is_empty() {
            self.store.let_go(user, &shut, now).await?;
        }
        Ok(())
    }
}

fn text(frame: &Shown) -> String {
    serde_json::to_string(frame).unwrap_or_default()
}
