//! Somebody's page: it keeps what it was told across the cloud's lives, and asks for what it missed.

use super::browser::Browser;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};
use tokio::{net::TcpStream, time::Instant};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub struct Screen {
    pub browser: Browser,
    socket: Option<Socket>,
    /// What it was told, by its place.
    told: BTreeMap<u64, Value>,
}

impl Screen {
    pub fn of(browser: Browser) -> Self {
        Self { browser, socket: None, told: BTreeMap::new() }
    }

    /// Comes again, and asks on from the last place that it knows.
    pub async fn open(&mut self, api: &str) {
        self.browser.refresh(api).await;
        let url = format!("{}/ws?token={}", api.replacen("http", "ws", 1), self.browser.token);
        self.socket = Some(connect_async(url).await.unwrap().0);
        loop {
            let last = self.told.last_key_value().map_or(0, |(place, _)| *place);
            let ask = json!({"action": "resume", "after": last});
            self.socket.as_mut().unwrap().send(Message::text(ask.to_string())).await.unwrap();
            let parts = loop {
                let said = self.hear(Instant::now() + Duration::from_secs(5)).await.expect("an answer");
                if said["event"] == "resumed" {
                    break said["data"].clone();
                }
                self.keep(said);
            };
            assert_eq!(parts["whole"], true, "nothing is older than a day");
            parts["events"].as_array().unwrap().iter().for_each(|frame| self.keep(frame.clone()));
            if parts["more"] == false {
                return;
            }
        }
    }

    /// Keeps what comes until then.
    pub async fn look(&mut self, until: Instant) {
        while let Some(frame) = self.hear(until).await {
            self.keep(frame);
        }
    }

    /// The links of all that was told of a link, in their order; no place is missing.
    pub fn links(&self) -> Vec<String> {
        let places: Vec<u64> = self.told.keys().copied().collect();
        assert_eq!(places, (1..=places.len() as u64).collect::<Vec<_>>(), "a gap");
        let links = self.told.values().filter(|frame| frame["data"]["news"] == "link_added");
        links.map(|frame| frame["data"]["meetingLink"].as_str().unwrap().to_owned()).collect()
    }

    /// The same place says the same for ever.
    fn keep(&mut self, frame: Value) {
        let place = frame["sequence"].as_u64().unwrap();
        let known = self.told.entry(place).or_insert_with(|| frame.clone());
        assert_eq!(*known, frame);
    }

    async fn hear(&mut self, until: Instant) -> Option<Value> {
        let next = self.socket.as_mut()?.next();
        match tokio::time::timeout_at(until, next).await.ok()?? {
            Ok(Message::Text(text)) => Some(serde_json::from_str(&text).unwrap()),
            _ => None,
        }
    }
}
