//! A client of the WebSocket API: somebody's open tab. Whatever it hears is held against the reference.

use std::sync::LazyLock;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::cloud::TestCloud;
use crate::people::Person;
use crate::schema::flaws;

/// What arrives is there at once; so long a silence means that nothing will.
const PATIENCE: Duration = Duration::from_secs(5);
const SILENCE: Duration = Duration::from_millis(300);

/// An open connection.
#[derive(Debug)]
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl TestCloud {
    /// The handshake of `/ws…`: the connection, or the status that refused it.
    pub async fn knock(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
        let url = format!("{}{path}", self.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("an address");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header's value"));
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Socket(stream)),
            Err(Error::Http(reply)) => Err(reply.status().as_u16()),
            Err(error) => panic!("no handshake: {error}"),
        }
    }
}

impl Person {
    /// A new tab, by the token in the address.
    pub async fn socket(&self) -> Socket {
        let path = format!("/ws?token={}", self.token());
        self.cloud().knock(&path, &[]).await.expect("a connection")
    }
}

impl Socket {
    /// The next frame; none where the connection has ended.
    pub async fn next(&mut self) -> Option<Value> {
        tokio::time::timeout(PATIENCE, self.text()).await.expect("a frame, or the end")
    }

    /// The next frame, which is of this event.
    pub async fn told(&mut self, event: &str) -> Value {
        let frame = self.next().await.expect("an open connection");
        assert_eq!(frame["event"], event, "{frame}");
        assert_eq!(frame["type"], event, "{frame}");
        frame
    }

    /// Nothing more comes.
    pub async fn hears_nothing(&mut self) {
        if let Ok(heard) = tokio::time::timeout(SILENCE, self.text()).await {
            panic!("heard {heard:?}");
        }
    }

    /// Says something, and hears the answer.
    pub async fn ask(&mut self, said: &Value) -> Value {
        self.say(said).await;
        self.next().await.expect("an answer")
    }

    pub async fn say(&mut self, said: &Value) {
        self.0.send(Message::text(said.to_string())).await.expect("an open connection");
    }

    /// Closes the tab.
    pub async fn close(mut self) {
        self.0.close(None).await.expect("an open connection");
        while self.0.next().await.is_some_and(|message| message.is_ok()) {}
    }

    async fn text(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await? {
                Ok(Message::Text(text)) => {
                    let said = serde_json::from_str(&text).expect("JSON");
                    assert_documented(&said);
                    return Some(said);
                }
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

/// Panics where the reference says otherwise of what has just been heard.
fn assert_documented(said: &Value) {
    static REFERENCE: LazyLock<Value> = LazyLock::new(local::asyncapi::document);
    let message = &REFERENCE["components"]["messages"][said["event"].as_str().expect("an event")];
    assert!(message.is_object(), "asyncapi.json has no message of this name: {said}");
    let flaws = flaws(&REFERENCE, &message["payload"], said);
    assert!(flaws.is_empty(), "asyncapi.json says otherwise: {flaws:#?} of {said}");
}
