//! Everything is killed between what was committed and what it sends: whoever was to be told is told on the screen
//! once, and by a letter once, or twice where the sending itself was cut (promise 10).
//! `KILLS=500 cargo test --workspace killed`.

use super::{
    browser::{Browser, kills},
    running::Running,
    screen::Screen,
};
use local::{LocalCloud, Mail, Options};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// The two sides of the one booking that everything is about, and what each effect on them is called.
const SIDES: [(&str, &str); 2] = [("mentor@example.com", "mentor"), ("mentee@example.com", "mentee")];
/// What is heard of one change takes this long at least and at most, by the machine. The kill comes at some instant of
/// it, and as often between 2 and 20 milliseconds as between 20 and 200.
const QUICKEST: Duration = Duration::from_millis(2);
const TIMES_LONGER: f64 = 100.0;

/// A letter: the change that it is about, and its reader.
type Letter = (usize, &'static str);

struct Story {
    data: PathBuf,
    screens: [Screen; 2],
    booking: String,
    /// How often a letter may have left, where that is more than once.
    allowed: BTreeMap<Letter, usize>,
    /// Kills that left an event to be told.
    between: usize,
}

fn link(round: usize) -> String {
    format!("https://meet.example.org/{round}-")
}

impl Story {
    async fn begin(data: PathBuf) -> Self {
        let running = Running::on(&data, &[]);
        let api = &running.api;
        let (mentee, mentor) = (Browser::open(api, SIDES[1].0).await, Browser::open(api, SIDES[0].0).await);
        let mentors = mentee.ask(api, Method::GET, "/v1/mentors?search=mina", None, "").await.unwrap();
        let id = mentors["data"][0]["id"].as_str().unwrap();
        let path = format!("/v1/mentors/{id}/slots?duration=60");
        let slots = mentee.ask(api, Method::GET, &path, None, "").await.unwrap();
        let wish = json!({"mentorId": id, "start": slots["data"][20]["start"], "duration": 60, "topic": "Ownership"});
        let asked = mentee.ask(api, Method::POST, "/v1/bookings", Some(wish), "").await.unwrap();
        let booking = asked["data"]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/bookings/{booking}/confirm");
        mentor.ask(api, Method::POST, &path, None, "").await.unwrap();
        let screens = [Screen::of(mentor), Screen::of(mentee)];
        Self { data, screens, booking, allowed: BTreeMap::new(), between: 0 }
    }

    /// One life of the cloud: the session's link is changed, and the kill comes while that is told.
    async fn live(&mut self, round: usize) {
        let mut running = Running::on(&self.data, &[]);
        for screen in &mut self.screens {
            screen.open(&running.api).await;
        }
        let path = format!("/v1/bookings/{}/meeting-link", self.booking);
        let body = json!({"meetingLink": link(round)});
        self.screens[0].browser.ask(&running.api, Method::PUT, &path, Some(body), "").await.unwrap();
        let until = tokio::time::Instant::now() + lifetime(round);
        for screen in &mut self.screens {
            screen.look(until).await;
        }
        running.kill();
        self.look_at_what_was_cut(round).await;
    }

    /// In a copy, where nobody acts: letters that have left, of an event that does not say so. They may come again.
    async fn look_at_what_was_cut(&mut self, now: usize) {
        let copy = tempfile::tempdir().unwrap();
        copied(&self.data, copy.path());
        let idle = Options { demo: false, data: Some(copy.path().to_owned()), ..Options::for_test() };
        let functions = Some("http://127.0.0.1:9".to_owned());
        let cloud = LocalCloud::start(Options { functions, ..idle }).await.unwrap();
        let (rows, mails) = (cloud.rows().unwrap(), mails_in(copy.path()));
        let open: Vec<&Value> = rows.iter().filter(|row| row["news"]["S"] == "link_added").collect();
        for event in open {
            let told = event["told"]["SS"].as_array().cloned().unwrap_or_default();
            let round = round_of(event["booking"]["M"]["link"]["S"].as_str().unwrap());
            self.between += usize::from(round == now);
            for (reader, side) in SIDES {
                let sent = letters(&mails, round, reader);
                if sent > 0 && !told.contains(&json!(format!("mail#{side}"))) {
                    self.allowed.insert((round, reader), sent + 1);
                }
            }
        }
    }

    /// The last life: what the dead held is taken up by the timer, and then everything was told.
    async fn end(mut self, kills: usize) -> String {
        let running = Running::on(&self.data, &[]);
        running.settle().await;
        for screen in &mut self.screens {
            screen.open(&running.api).await;
            let rounds: Vec<usize> = screen.links().iter().map(|link| round_of(link)).collect();
            let mut sorted = rounds.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (1..=kills).collect::<Vec<_>>(), "each once: {rounds:?}");
        }
        let mails = mails_in(&self.data);
        let mut twice = 0;
        for letter in (1..=kills).flat_map(|round| SIDES.map(|(reader, _)| (round, reader))) {
            let (left, most) = (letters(&mails, letter.0, letter.1), self.allowed.get(&letter).copied().unwrap_or(1));
            assert!((1..=most).contains(&left), "{letter:?} left {left} times, of {most} at most");
            twice += usize::from(left > 1);
        }
        format!("{kills} kills, {} with something still to tell, {twice} letters twice", self.between)
    }
}

fn lifetime(round: usize) -> Duration {
    let percent = u8::try_from(round * 37 % 100).unwrap();
    QUICKEST.mul_f64(TIMES_LONGER.powf(f64::from(percent) / 100.0))
}

fn round_of(link: &str) -> usize {
    link.trim_start_matches("https://meet.example.org/").trim_end_matches('-').parse().unwrap()
}

fn mails_in(data: &Path) -> Vec<Mail> {
    let text = fs::read_to_string(data.join("mail.jsonl")).unwrap();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn letters(mails: &[Mail], round: usize, reader: &str) -> usize {
    mails.iter().filter(|mail| mail.to.contains(reader) && mail.text.contains(&link(round))).count()
}

fn copied(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&there).unwrap();
            copied(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_to_be_told_is_told_once_though_everything_is_killed_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let mut story = Story::begin(folder.path().join("data")).await;
    let kills = kills();
    for round in 1..=kills {
        story.live(round).await;
    }
    assert!(story.between > 0, "nothing was cut");
    println!("{}", story.end(kills).await);
}
