//! Open connections of the WebSocket API: whose they are, and how many one person may have. API Gateway
//! ends each after two hours, and does not always say so.

use std::fmt;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};

use crate::id::{ChatId, SessionId, UserId};
use crate::problem::Invalid;
use crate::{Entropy, Now};

/// The most that one person has open.
pub const MOST: usize = 5;
/// No connection lives longer: API Gateway's own limit.
pub const LIFE: SignedDuration = SignedDuration::from_hours(2);
/// The longest that one is on its way in: while `$connect` is answered, API Gateway says that it is gone.
const COMING: SignedDuration = SignedDuration::from_secs(30);

/// API Gateway's name for a connection, `eDpQjdd-oAMCJrQ=`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ConnectionId(String);

impl ConnectionId {
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let fits = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(text.to_owned())) } else { Err(Invalid::new("connectionId", "is no connection's id")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ConnectionId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

/// One open connection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    pub id: ConnectionId,
    pub user: UserId,
    pub session: SessionId,
    pub epoch: u32,
    pub since: Timestamp,
    /// The only chat that it is for: nothing else is told there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<ChatId>,
}

impl Connection {
    /// Is what is about this chat (or about none) told there?
    pub fn hears(&self, about: Option<ChatId>) -> bool {
        self.chat.is_none() || self.chat == about
    }

    /// Has the gateway let it in by now?
    pub fn has_come(&self, now: Now) -> bool {
        now.0.duration_since(self.since) >= COMING
    }

    /// API Gateway has ended it, whether or not it said so.
    pub fn is_over(&self, now: Now) -> bool {
        now.0.duration_since(self.since) >= LIFE
    }
}

/// Those of one person, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Connections {
    pub open: Vec<Connection>,
    pub version: u32,
}

impl Connections {
    /// With one more, and who leaves for it: those that have had their time, and of more than five the
    /// oldest. A tab that nobody looks at locks nobody out of the one in front.
    pub fn with(&self, new: Connection, now: Now) -> (Self, Vec<ConnectionId>) {
        let others = self.open.iter().filter(|one| one.id != new.id).cloned();
        let (mut open, over): (Vec<_>, Vec<_>) = others.partition(|one| !one.is_over(now));
        open.push(new);
        let room = open.len().saturating_sub(MOST);
        let out = open.drain(..room).chain(over).map(|one| one.id).collect();
        (Self { open, version: self.version + 1 }, out)
    }

    /// Without these; none where none of them was open.
    pub fn without(&self, gone: &[ConnectionId]) -> Option<Self> {
        let open: Vec<Connection> = self.open.iter().filter(|one| !gone.contains(&one.id)).cloned().collect();
        (open.len() < self.open.len()).then_some(Self { open, version: self.version + 1 })
    }

    /// Those of the ones that cannot be reached that have gone, and are not on their way in.
    pub fn lost(&self, unreached: &[ConnectionId], now: Now) -> Vec<ConnectionId> {
        let coming = |id: &ConnectionId| self.open.iter().any(|one| one.id == *id && !one.has_come(now));
        unreached.iter().filter(|id| !coming(id)).cloned().collect()
    }

    /// Those that are told what is about this chat, or about none.
    pub fn hearing(&self, about: Option<ChatId>) -> Vec<ConnectionId> {
        self.open.iter().filter(|one| one.hears(about)).map(|one| one.id.clone()).collect()
    }

    /// Is anybody there?
    pub fn is_online(&self, now: Now) -> bool {
        self.open.iter().any(|one| !one.is_over(now))
    }
}

/// A ticket's life: from the page's request to the socket's.
pub const TICKET_LIFE: SignedDuration = SignedDuration::from_secs(30);

/// What lets somebody in once, where a token in an address would stay in logs and histories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    pub user: UserId,
    pub session: SessionId,
    pub epoch: u32,
    pub expires: Timestamp,
}

impl Ticket {
    /// Still good? Once is the store's to hold.
    pub fn is_good(&self, now: Now) -> bool {
        now.0 < self.expires
    }
}

/// The text that a client carries; the table has only its digest.
pub fn ticket_text(entropy: &Entropy) -> String {
    let mut bytes = [0; 24];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a ticket's row is called.
pub fn ticket_name(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(name: &str, at: &str) -> Connection {
        let id = ConnectionId::parse(name).unwrap();
        let nobody = uuid::Uuid::nil();
        let since = at.parse().unwrap();
        Connection { id, user: nobody.into(), session: nobody.into(), epoch: 0, since, chat: None }
    }

    fn names(connections: &Connections) -> Vec<&str> {
        connections.open.iter().map(|one| one.id.as_str()).collect()
    }

    #[test]
    fn the_gateways_names_are_taken_as_they_are_and_nothing_else_is() {
        for name in ["eDpQjdd-oAMCJrQ=", "a", &"x".repeat(128)] {
            assert_eq!(ConnectionId::parse(name).unwrap().to_string(), name);
        }
        for nothing in ["", "a b", "a\n", "é", &"x".repeat(129)] {
            assert!(ConnectionId::parse(nothing).is_err(), "{nothing:?}");
        }
    }

    #[test]
    fn what_has_gone_is_there_no_more_and_another_version_says_so() {
        let now = Now::at("2026-11-23T08:00:00Z");
        let one = Connections::default().with(connection("a", "2026-11-23T08:00:00Z"), now).0;
        let two = one.with(connection("b", "2026-11-23T08:00:00Z"), now).0;
        let left = two.without(&[ConnectionId::parse("a").unwrap()]).unwrap();
        assert_eq!((names(&left), left.version), (vec!["b"], 3));
        assert_eq!(left.without(&[ConnectionId::parse("a").unwrap()]), None);
    }

    #[test]
    fn each_ticket_has_a_name_that_does_not_say_it() {
        assert_eq!(ticket_name("once"), ticket_name("once"));
        assert_ne!(ticket_name("once"), ticket_name("twice"));
        assert_eq!(ticket_name("once").len(), 43);
    }

    #[test]
    fn the_sixth_takes_the_place_of_the_oldest() {
        let now = Now::at("2026-11-23T08:00:00Z");
        let mut all = Connections::default();
        for name in ["a", "b", "c", "d", "e"] {
            let (next, out) = all.with(connection(name, "2026-11-23T08:00:00Z"), now);
            assert!(out.is_empty());
            all = next;
        }
        let (six, out) = all.with(connection("f", "2026-11-23T08:00:00Z"), now);
        assert_eq!((names(&six), out[0].as_str(), six.version), (vec!["b", "c", "d", "e", "f"], "a", 6));
    }

    #[test]
    fn what_has_had_its_two_hours_takes_no_place() {
        let old =
            Connections::default().with(connection("a", "2026-11-23T06:00:00Z"), Now::at("2026-11-23T06:00:00Z")).0;
        let late = old.with(connection("b", "2026-11-23T08:00:00Z"), Now::at("2026-11-23T08:00:00Z"));
        assert_eq!((names(&late.0), late.1[0].as_str()), (vec!["b"], "a"));
        let early = old.with(connection("b", "2026-11-23T07:59:59Z"), Now::at("2026-11-23T07:59:59Z"));
        assert_eq!(names(&early.0), ["a", "b"]);
    }

    #[test]
    fn who_cannot_be_reached_may_be_on_the_way_in_for_half_a_minute() {
        let ids = ["a", "x"].map(|name| ConnectionId::parse(name).unwrap());
        let open = [connection("a", "2026-11-23T08:00:00Z"), connection("b", "2026-11-23T08:00:00Z")].to_vec();
        let all = Connections { open, version: 2 };
        assert_eq!(all.lost(&ids, Now::at("2026-11-23T08:00:29Z")), [ids[1].clone()]);
        assert_eq!(all.lost(&ids, Now::at("2026-11-23T08:00:30Z")), ids);
    }

    #[test]
    fn who_has_gone_is_taken_out_once() {
        let id = |name| ConnectionId::parse(name).unwrap();
        let now = Now::at("2026-11-23T08:00:00Z");
        let one = Connections::default().with(connection("a", "2026-11-23T08:00:00Z"), now).0;
        assert_eq!(one.without(&[id("x")]), None);
        assert!(one.without(&[id("a")]).unwrap().open.is_empty());
    }

    #[test]
    fn a_chats_own_connection_is_told_what_is_about_that_chat_alone() {
        let chat = |name: u128| ChatId::from(uuid::Uuid::from_u128(name));
        let now = Now::at("2026-11-23T08:00:00Z");
        let bound = Connection { chat: Some(chat(1)), ..connection("a", "2026-11-23T08:00:00Z") };
        let all = Connections::default().with(bound, now).0.with(connection("b", "2026-11-23T08:00:00Z"), now).0;
        let hearing = |about| all.hearing(about).len();
        assert_eq!((hearing(Some(chat(1))), hearing(Some(chat(2))), hearing(None)), (2, 1, 1));
    }

    #[test]
    fn whoever_has_only_what_is_over_is_not_there() {
        let at = Now::at("2026-11-23T08:00:00Z");
        let one = Connections::default().with(connection("a", "2026-11-23T08:00:00Z"), at).0;
        assert!(one.is_online(Now::at("2026-11-23T09:59:59Z")) && !one.is_online(Now::at("2026-11-23T10:00:00Z")));
    }

    #[test]
    fn a_ticket_is_no_more_at_its_last_second_and_its_name_is_not_its_text() {
        let nobody = uuid::Uuid::nil();
        let expires = "2026-11-23T08:00:30Z".parse().unwrap();
        let ticket = Ticket { user: nobody.into(), session: nobody.into(), epoch: 0, expires };
        assert!(ticket.is_good(Now::at("2026-11-23T08:00:29Z")));
        assert!(!ticket.is_good(Now::at("2026-11-23T08:00:30Z")));
        let text = ticket_text(&Entropy::seeded(1));
        assert!(text.len() == 32 && ticket_name(&text) != text);
    }
}
