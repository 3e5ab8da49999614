//! Everything is killed at any moment, the functions too: in the middle of a booking, between what was committed
//! and its letters, in the middle of a refresh (promises 9, 10, 21). `KILLS=500 cargo test --workspace killed`.

use super::{
    browser::{Browser, kills},
    running::Running,
};
use jiff::{SignedDuration, Timestamp};
use local::Mail;
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

fn start_of(text: &Value) -> Timestamp {
    text.as_str().unwrap().parse().unwrap()
}

/// What everybody was told so far.
struct Story {
    data: PathBuf,
    mentee: Browser,
    mentor: String,
    /// Key and wish of each booking, and the id once it was acknowledged.
    bookings: BTreeMap<String, (Value, Option<String>)>,
    /// How often somebody was in the middle of something.
    cut: usize,
}

impl Story {
    async fn begin(data: PathBuf) -> Self {
        let running = Running::on(&data, &[]);
        let mentee = Browser::open(&running.api, "mentee@example.com").await;
        let mentors = mentee.ask(&running.api, Method::GET, "/v1/mentors?search=mina", None, "").await.unwrap();
        let mentor = mentors["data"][0]["id"].as_str().unwrap().to_owned();
        Self { data, mentee, mentor, bookings: BTreeMap::new(), cut: 0 }
    }

    /// Three more free hours, under keys of their own.
    async fn wish(&mut self, api: &str, round: usize) {
        let path = format!("/v1/mentors/{}/slots?duration=60", self.mentor);
        let slots = self.mentee.ask(api, Method::GET, &path, None, "").await.unwrap();
        let mut wished: Vec<Timestamp> = self.bookings.values().map(|(wish, _)| start_of(&wish["start"])).collect();
        let mut starts = Vec::new();
        let slots: Vec<Timestamp> =
            slots["data"].as_array().unwrap().iter().map(|slot| start_of(&slot["start"])).collect();
        // After hundreds of rounds every hour of the fortnight may be asked for, until some of that lapses.
        let Some(first) = slots.first() else { return };
        // A day ahead: what was cut is asked for again an hour later, and must not be over by then.
        let soon = *first + SignedDuration::from_hours(24);
        // None meets another, whether or not that was granted.
        for start in slots.into_iter().filter(|start| *start >= soon) {
            let meets = |other: &Timestamp| start.duration_since(*other).abs() < SignedDuration::from_hours(1);
            if starts.len() < 3 && !wished.iter().any(meets) {
                wished.push(start);
                starts.push(start);
            }
        }
        for (number, start) in starts.into_iter().enumerate() {
            let wish = json!({"mentorId": self.mentor, "start": start.to_string(), "duration": 60, "topic": format!("{round}")});
            self.bookings.insert(format!("{round}-{number}"), (wish, None));
        }
    }

    /// Asks for what was not acknowledged, and refreshes; until everything is gone, or done.
    async fn go_on(&mut self, api: &str) {
        for (key, (wish, id)) in &mut self.bookings {
            if id.is_none() {
                let Some(reply) = self.mentee.ask(api, Method::POST, "/v1/bookings", Some(wish.clone()), key).await
                else {
                    return;
                };
                *id = Some(reply["data"]["id"].as_str().unwrap().to_owned());
            }
        }
        let body = json!({"refreshToken": self.mentee.refresh});
        if let Some(reply) = self.mentee.ask(api, Method::POST, "/v1/auth/refresh", Some(body), "").await {
            self.mentee.keep(&reply);
        }
    }

    /// One life of the cloud: it begins at the hour at which the last one was killed, goes on an hour later, and
    /// is killed after so many milliseconds.
    async fn live(&mut self, round: usize) {
        let mut running = Running::on(&self.data, &[]);
        let api = running.api.clone();
        self.come_back(&api, round).await;
        self.wish(&api, round).await;
        // Every sixth has time for all of it, on a busy machine as well.
        let after = if round.is_multiple_of(6) { 2_000 } else { (round as u64 * 37) % 60 };
        let after = Duration::from_millis(after);
        self.cut += usize::from(tokio::time::timeout(after, self.go_on(&api)).await.is_err());
        running.kill();
    }

    /// Nobody is logged out: the token that they have, or had when the answer was lost, is good.
    async fn come_back(&mut self, api: &str, round: usize) {
        const HOUR: usize = 3_601;
        for hours in [round - 1, 1] {
            let clock = self.mentee.http.post(format!("{api}/_local/clock"));
            clock.json(&json!({"advance": hours * HOUR})).send().await.unwrap();
            self.mentee.refresh(api).await;
        }
    }

    /// The last life: everything that was acknowledged is there, whole and told.
    async fn end(mut self, round: usize) {
        let running = Running::on(&self.data, &[]);
        let api = running.api.clone();
        self.come_back(&api, round).await;
        for id in self.bookings.values().filter_map(|(_, id)| id.as_ref()) {
            let path = format!("/v1/bookings/{id}");
            self.mentee.ask(&api, Method::GET, &path, None, "").await.expect("it was acknowledged");
        }
        self.whole(&running).await;
        self.told(&running).await;
    }

    async fn whole(&self, running: &Running) {
        self.mentee.http.post(format!("{}/_local/drain", running.api)).send().await.unwrap();
        let pages = running.dynamodb.scan().table_name("Table").into_paginator().items().send();
        let rows = pages.collect::<Result<Vec<_>, _>>().await.unwrap();
        let broken: Vec<String> = invariants::broken(&rows).iter().map(ToString::to_string).collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }

    /// Every booking that stands was told to the mentor, whatever died in between.
    async fn told(&self, running: &Running) {
        let (api, http) = (&running.api, &self.mentee.http);
        running.settle().await;
        let mails = http.get(format!("{api}/_local/mail")).header("accept", "application/json").send().await.unwrap();
        let mails: Vec<Mail> = mails.json().await.unwrap();
        let told = mails.iter().filter(|mail| mail.subject.contains("asks for a session")).count();
        let asked = self.bookings.values().filter(|(_, id)| id.is_some()).count();
        assert!(told >= asked, "{told} letters about {asked} bookings");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_answered_before_everything_was_killed_was_answered_rightly() {
    let folder = tempfile::tempdir().unwrap();
    let mut story = Story::begin(folder.path().join("data")).await;
    let kills = kills();
    for round in 1..=kills {
        story.live(round).await;
    }
    let acknowledged = story.bookings.values().filter(|(_, id)| id.is_some()).count();
    assert!(acknowledged > 0 && story.cut > 0, "{acknowledged} acknowledged, {} cut", story.cut);
    story.end(kills + 1).await;
}
