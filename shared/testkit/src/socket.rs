//! A client of the WebSocket API: somebody's open tab. Whatever it hears is held against the reference.

use std::collections::VecDeque;
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
const PATIENCE: Duration = Duration::from_secs(30);
const SILENCE: Duration = Duration::from_millis(300);

/// What a question is called that has no name of its own.
const ASKED: &str = "asked";

/// An open connection.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// What came before an answer did.
    heard: VecDeque<Value>,
    /// Who came and went: whenever, so only who asks hears of it.
    seen: VecDeque<Value>,
}

impl TestCloud {
    /// The handshake of `/ws…`: the connection, or the status that refused it.
    pub async fn knock(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
        let url = format!("{}{path}", self.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("an address");
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header's value"));
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Socket { stream, heard: VecDeque::new(), seen: VecDeque::new() }),
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
        match self.heard.pop_front() {
            Some(frame) => Some(frame),
            None => self.arrives().await,
        }
    }

    async fn arrives(&mut self) -> Option<Value> {
        tokio::time::timeout(PATIENCE, self.text()).await.expect("a frame, or the end")
    }

    /// The next frame, which is of this event.
    pub async fn told(&mut self, event: &str) -> Value {
        let frame = self.next().await.expect("an open connection");
        assert_eq!(frame["event"], event, "{frame}");
        assert_eq!(frame["type"], event, "{frame}");
        frame
    }

    /// Somebody comes or goes.
    pub async fn presence(&mut self) -> Value {
        while self.seen.is_empty() {
            let frame = tokio::time::timeout(PATIENCE, self.frame()).await.expect("presence").expect("a connection");
            self.keep(frame);
        }
        self.seen.pop_front().expect("presence")
    }

    /// Nobody has come or gone, of those whom one sees.
    pub fn has_seen_nobody(&self) -> bool {
        self.seen.is_empty()
    }

    fn keep(&mut self, frame: Value) {
        let queue = if frame["event"] == "presence" { &mut self.seen } else { &mut self.heard };
        queue.push_back(frame);
    }

    /// Nothing more comes.
    pub async fn hears_nothing(&mut self) {
        assert!(self.heard.is_empty(), "heard before: {:?}", self.heard);
        if let Ok(heard) = tokio::time::timeout(SILENCE, self.text()).await {
            panic!("heard {heard:?}");
        }
    }

    /// Says something, and hears the answer; whatever comes before it is the next to be heard.
    pub async fn ask(&mut self, said: &Value) -> Value {
        let mut said = said.clone();
        let name = said["id"].as_str().unwrap_or(ASKED).to_owned();
        said["id"] = name.as_str().into();
        self.say(&said).await;
        loop {
            match self.arrives().await.expect("an answer") {
                answer if answer["id"] == name.as_str() => return answer,
                other => self.heard.push_back(other),
            }
        }
    }

    pub async fn say(&mut self, said: &Value) {
        self.say_text(&said.to_string()).await;
    }

    /// As it stands, whether or not it means anything.
    pub async fn say_text(&mut self, said: &str) {
        self.stream.send(Message::text(said)).await.expect("an open connection");
    }

    /// Closes the tab.
    pub async fn close(mut self) {
        self.stream.close(None).await.expect("an open connection");
        while self.stream.next().await.is_some_and(|message| message.is_ok()) {}
    }

    async fn text(&mut self) -> Option<Value> {
        loop {
            match self.frame().await? {
                frame if frame["event"] == "presence" => self.keep(frame),
                frame => return Some(frame),
            }
        }
    }

    async fn frame(&mut self) -> Option<Value> {
        loop {
            match self.stream.next().await? {
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
