//! What named people must know at once: on their screens, under their bell and by mail, whatever they
//! prefer, and who has not yet said that they know.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Now;
use crate::frame::{Data, Frame, Name};
use crate::id::{AlertId, EventId, NoticeId, UserId};
use crate::notice::{Notice, Type};
use crate::problem::{Invalid, Kind, Kinds, Problem};
use crate::text::{PersonName, Tidings, Title};

/// So many people are named at most: they are written in one transaction.
pub const MOST: usize = 40;

/// One alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub id: AlertId,
    pub by: UserId,
    pub title: Title,
    pub message: Tidings,
    pub at: Timestamp,
}

/// One of those to whom it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alerted {
    pub alert: AlertId,
    pub user: UserId,
    /// As it was when they were alerted.
    pub name: PersonName,
    /// When they said that they know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Timestamp>,
}

/// Those whom an alert names, each once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Vec<UserId>")]
pub struct Named(Vec<UserId>);

impl TryFrom<Vec<UserId>> for Named {
    type Error = Invalid;
    fn try_from(mut people: Vec<UserId>) -> Result<Self, Invalid> {
        people.sort();
        people.dedup();
        let fits = (1..=MOST).contains(&people.len());
        if fits { Ok(Self(people)) } else { Err(Invalid::new("userIds", format!("must name 1 to {MOST} people"))) }
    }
}

impl Named {
    pub fn people(&self) -> &[UserId] {
        &self.0
    }
}

/// Why nobody was alerted, or nothing acknowledged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AlertError {
    #[error("No such alert.")]
    NoSuchAlert,
    #[error("There is nobody with the id {0}.")]
    Nobody(UserId),
}

impl Kinds for AlertError {
    const KINDS: &'static [Kind] = &[Kind::Invalid, Kind::Missing];
}

impl Problem for AlertError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSuchAlert => Kind::Missing,
            Self::Nobody(_) => Kind::Invalid,
        }
    }
    fn field(&self) -> Option<&str> {
        match self {
            Self::NoSuchAlert => None,
            Self::Nobody(_) => Some("userIds"),
        }
    }
}

impl Alerted {
    /// They know, since the first time that they said so.
    #[must_use]
    pub fn acknowledged(self, now: Now) -> Self {
        Self { acknowledged: self.acknowledged.or(Some(now.0)), ..self }
    }
}

impl Alert {
    /// What stays under one reader's bell.
    pub fn notice(&self, reader: UserId) -> Notice {
        Notice {
            id: NoticeId::of(self.event(), self.at, &reader.to_string()),
            sequence: 0,
            r#type: Type::System,
            title: self.title.to_string(),
            message: self.message.to_string(),
            link: self.link(),
            read: false,
            at: self.at,
        }
    }

    /// What their open screens show until they acknowledge it.
    pub fn frame(&self) -> Frame {
        let data = Data::Alert {
            alert_id: self.id,
            title: self.title.clone(),
            message: self.message.clone(),
            link: self.link(),
        };
        Frame { id: self.event(), name: Name::Alert, data, at: self.at, sequence: 0, notice: None }
    }

    /// The page of it, under the frontend's own root.
    pub fn link(&self) -> String {
        format!("/alerts/{}", self.id)
    }

    fn event(&self) -> EventId {
        EventId::from(self.id.uuid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(count: usize) -> Vec<UserId> {
        (1..=count).map(|n| UserId::from(uuid::Uuid::from_u128(n as u128))).collect()
    }

    #[test]
    fn an_alert_names_one_to_forty_people_each_once() {
        assert!(Named::try_from(Vec::new()).is_err());
        assert_eq!(Named::try_from([people(40), people(40)].concat()).unwrap().people(), people(40));
        assert!(Named::try_from(people(41)).is_err());
    }

    #[test]
    fn who_acknowledges_twice_has_known_since_the_first_time() {
        let name = PersonName::parse("Ada").unwrap();
        let one = Alerted { alert: uuid::Uuid::nil().into(), user: people(1)[0], name, acknowledged: None };
        let knows = one.acknowledged(Now::at("2026-11-23T08:00:00Z"));
        assert_eq!(knows.clone().acknowledged(Now::at("2026-11-23T09:00:00Z")), knows);
    }

    #[test]
    fn the_bell_and_the_screens_lead_to_the_alert() {
        let id = AlertId::from(uuid::Uuid::from_u128(7));
        let by = UserId::from(uuid::Uuid::nil());
        let (title, message) = (Title::parse("Fire").unwrap(), Tidings::parse("Leave the building.").unwrap());
        let alert = Alert { id, by, title, message, at: Now::at("2026-11-27T08:00:00Z").0 };
        let page = format!("/alerts/{id}");
        assert_eq!(alert.notice(by).link, page);
        let Data::Alert { link, alert_id, .. } = alert.frame().data else { panic!("no alert") };
        assert_eq!((link, alert_id), (page, id));
    }
}
