//! The life of one connection: what comes in goes to a function, what functions send goes out, and
//! nobody stays for ever.

use super::register::{Connection, Out};
use super::{Ended, SocketApi};
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use jiff::{SignedDuration, Timestamp};
use std::{sync::Arc, time::Duration};
use tokio::sync::mpsc;

/// A connection on which nothing passes ends after this, and any ends after that.
const IDLE: SignedDuration = SignedDuration::from_mins(10);
const LIFE: SignedDuration = SignedDuration::from_hours(2);
/// Never long, in case the machine slept.
const LOOK: Duration = Duration::from_secs(30);

/// One step of it.
enum Next {
    Came(Message),
    Goes(Out),
    /// The clock may have moved.
    Time,
    Ended(Ended),
}

/// Talks until one side ends it, and tells the function.
pub async fn talk(api: Arc<SocketApi>, connection: Arc<Connection>, mut inbox: mpsc::Receiver<Out>, socket: WebSocket) {
    let mut talk = Talk { api: &api, connection: &connection, socket };
    let ended = talk.until_it_ends(&mut inbox).await;
    api.register.forget(&connection.id);
    let close = CloseFrame { code: ended.code, reason: ended.reason.clone().into() };
    let _ = talk.socket.send(Message::Close(Some(close))).await;
    api.gone(&connection, &ended).await;
}

struct Talk<'a> {
    api: &'a Arc<SocketApi>,
    connection: &'a Arc<Connection>,
    socket: WebSocket,
}

impl Talk<'_> {
    async fn until_it_ends(&mut self, inbox: &mut mpsc::Receiver<Out>) -> Ended {
        let mut moves = self.api.register.clock.moves();
        loop {
            let left = match time_left(self.connection, self.now()) {
                Ok(left) => left,
                Err(ended) => return ended,
            };
            let next = tokio::select! {
                came = self.socket.recv() => came.map_or_else(|| Next::Ended(Ended::lost()), read),
                goes = inbox.recv() => Next::Goes(goes.unwrap_or(Out::Close)),
                _ = moves.changed() => Next::Time,
                () = tokio::time::sleep(left.min(LOOK)) => Next::Time,
            };
            if let Err(ended) = self.step(next).await {
                return ended;
            }
        }
    }

    async fn step(&mut self, next: Next) -> Result<(), Ended> {
        match next {
            Next::Came(Message::Text(text)) => {
                self.connection.touch(self.now());
                // Each on its own: the gateway keeps no order among the messages of a connection.
                tokio::spawn(Arc::clone(self.api).heard(Arc::clone(self.connection), text.to_string()));
            }
            Next::Came(Message::Binary(_)) => return Err(Ended::new(close_code::UNSUPPORTED, "Binary is not taken")),
            Next::Came(Message::Close(frame)) => return Err(frame.map_or_else(Ended::lost, Ended::by_client)),
            // Answered by the library; they are no messages.
            Next::Came(Message::Ping(_) | Message::Pong(_)) | Next::Time => {}
            Next::Goes(Out::Text(text)) => {
                self.connection.touch(self.now());
                self.socket.send(Message::Text(text.into())).await.map_err(|_| Ended::lost())?;
            }
            Next::Goes(Out::Close) => return Err(Ended::new(close_code::NORMAL, "Connection Closed Normally")),
            Next::Ended(ended) => return Err(ended),
        }
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.api.register.clock.now()
    }
}

/// What is over the limits is an error of the library's, and ends it with the documented code.
fn read(came: Result<Message, axum::Error>) -> Next {
    match came {
        Ok(message) => Next::Came(message),
        Err(error) if error.to_string().contains("too ") => {
            Next::Ended(Ended::new(close_code::SIZE, "Message Too Big"))
        }
        Err(_) => Next::Ended(Ended::lost()),
    }
}

fn time_left(connection: &Connection, now: Timestamp) -> Result<Duration, Ended> {
    let until = |from: Timestamp, long: SignedDuration| long - now.duration_since(from);
    let (idle, life) = (until(connection.active(), IDLE), until(connection.since, LIFE));
    if life <= SignedDuration::ZERO {
        return Err(Ended::new(close_code::AWAY, "Going away"));
    }
    if idle <= SignedDuration::ZERO {
        return Err(Ended::new(close_code::AWAY, "Idle timeout"));
    }
    Ok(idle.min(life).unsigned_abs())
}
