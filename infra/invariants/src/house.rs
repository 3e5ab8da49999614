//! All rows, filed by what they are.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::Account;
use domain::account::audit::Deed;
use domain::account::challenge::Challenge;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::alert::Alerted;
use domain::availability::Availability;
use domain::booking::Booking;
use domain::chat::{Chat, Former, Message, Report};
use domain::connection::{Connection, Connections, Ticket};
use domain::due::Due;
use domain::event::{Event, Happened};
use domain::id::{AlertId, AnnouncementId, ChallengeId, ChatId, MessageId};
use domain::mentor::Mentor;
use domain::notice::{Inbox, Notice};
use domain::{BookingId, UserId};
use jiff::civil::Date;
use store::keys::Key;
use store::{Item, Membership, Place, Said};

use crate::row::{Day, Found, Gate, Row, Written};
use crate::{Broken, Rule, placed};

/// What a table holds.
#[derive(Default)]
pub struct House {
    pub accounts: BTreeMap<UserId, Account>,
    pub gates: BTreeMap<UserId, Gate>,
    pub sessions: Vec<Session>,
    pub mentors: BTreeMap<UserId, Mentor>,
    pub hours: BTreeMap<UserId, Availability>,
    pub written: BTreeMap<UserId, Written>,
    pub days: BTreeMap<(UserId, Date), Day>,
    pub favourites: Vec<(UserId, UserId)>,
    pub identities: Vec<Identity>,
    pub latest: Vec<Challenge>,
    pub challenges: BTreeMap<ChallengeId, Challenge>,
    pub google: BTreeMap<String, UserId>,
    pub numbers: BTreeMap<u64, UserId>,
    pub bookings: BTreeMap<BookingId, Booking>,
    pub due: BTreeMap<Key, Due>,
    pub connections: BTreeMap<UserId, Connections>,
    pub each: Vec<Connection>,
    pub tickets: Vec<(Key, Ticket)>,
    /// Where each person stands in what they were told, and all the places that are there.
    pub inboxes: BTreeMap<UserId, Inbox>,
    pub notices: Vec<(UserId, Notice)>,
    pub preferences: Vec<UserId>,
    pub alerts: BTreeSet<AlertId>,
    pub alerted: Vec<Alerted>,
    pub frames: Vec<(UserId, u64)>,
    pub admins: BTreeSet<UserId>,
    pub answers: Vec<(Key, UserId)>,
    /// Words of people and tokens of mentors, by their keys.
    pub words: BTreeMap<Key, Found>,
    /// Words of messages, by their keys.
    pub said: BTreeMap<Key, Said>,
    pub chats: BTreeMap<ChatId, Chat>,
    pub messages: BTreeMap<(ChatId, u64), Message>,
    pub formers: Vec<(ChatId, u64, Former)>,
    pub places: BTreeMap<MessageId, Place>,
    pub reports: Vec<Report>,
    pub lists: BTreeMap<(Option<UserId>, ChatId), Membership>,
    /// Chats that wait to be listed.
    pub talking: BTreeSet<ChatId>,
    /// Who was deleted, as the trace of it says.
    pub gone: BTreeSet<UserId>,
    /// With whom there is a copy of what a mentor announced.
    pub copies: Vec<(UserId, AnnouncementId)>,
    /// Those of the deleted whose own rows wait to be taken away.
    pub erasing: BTreeSet<UserId>,
    /// Mentors whose words wait to be written.
    pub changing: BTreeSet<UserId>,
    /// An event was given up on: what it would have done is missing.
    pub buried: bool,
}

impl House {
    /// The rows filed, and what is wrong with each by itself.
    pub fn of(rows: &[Item]) -> (Self, Vec<Broken>) {
        let (mut house, mut broken) = (Self::default(), Vec::new());
        for item in rows {
            let key = key_of(item);
            match Row::read(&key, item) {
                Ok(row) => {
                    broken.extend(placed::check(&key, item, &row));
                    house.file(key, row);
                }
                Err(rule) => broken.push(Broken::new(rule, [key])),
            }
        }
        (house, broken)
    }

    /// Somebody who has an account, or had one.
    pub fn is_or_was(&self, user: UserId) -> bool {
        self.accounts.contains_key(&user) || self.gone.contains(&user)
    }

    /// In whose lists and words a chat stands: those of its owners who are still there.
    pub fn owners(&self, chat: &Chat) -> Vec<Option<UserId>> {
        chat.owners().into_iter().filter(|owner| owner.is_none_or(|user| !self.gone.contains(&user))).collect()
    }

    fn file(&mut self, key: Key, row: Row) {
        match row {
            Row::Account(account) => drop(self.accounts.insert(account.id, account)),
            Row::Gate(user, gate) => drop(self.gates.insert(user, gate)),
            Row::Session(session) => self.sessions.push(session),
            Row::Mentor(mentor) => drop(self.mentors.insert(mentor.id, mentor)),
            Row::Hours(user, hours) => drop(self.hours.insert(user, hours)),
            Row::Words(user, written) => drop(self.written.insert(user, written)),
            Row::Day(user, date, day) => drop(self.days.insert((user, date), day)),
            Row::Favourite(user, favourite) => self.favourites.push((user, favourite.mentor)),
            Row::Identity(identity) => self.identities.push(identity),
            Row::Latest(challenge) => self.latest.push(challenge),
            Row::Challenge(challenge) => drop(self.challenges.insert(challenge.id, challenge)),
            Row::Google(sub, user) => drop(self.google.insert(sub, user)),
            Row::Number(number, user) => drop(self.numbers.insert(number, user)),
            Row::Booking(booking) => drop(self.bookings.insert(booking.id, booking)),
            Row::Due(due) => drop(self.due.insert(key, due)),
            Row::Event(event) | Row::Retry(event) => self.expect(&event),
            Row::Dead => self.buried = true,
            Row::Admins(ids) => self.admins = ids,
            Row::Answer(user) => self.answers.push((key, user)),
            Row::Audit(audit) if audit.deed == Deed::AccountDeleted => self.gone.extend(audit.on),
            Row::Chat(chat) => drop(self.chats.insert(chat.id, chat)),
            Row::Message(message) => drop(self.messages.insert((message.chat, message.sequence), message)),
            Row::Former(chat, place, former) => self.formers.push((chat, place, former)),
            Row::Place(id, place) => drop(self.places.insert(id, place)),
            Row::Report(report) => self.reports.push(report),
            Row::Membership(owner, listed) => drop(self.lists.insert((owner, listed.chat), listed)),
            Row::Said(said) => drop(self.said.insert(key, said)),
            Row::Word(found) => drop(self.words.insert(key, found)),
            Row::Connections(user, open) => drop(self.connections.insert(user, open)),
            Row::Connection(connection) => self.each.push(connection),
            Row::Ticket(ticket) => self.tickets.push((key, ticket)),
            Row::Frame(user, frame) => self.frames.push((user, frame.sequence)),
            Row::Inbox(user, inbox) => drop(self.inboxes.insert(user, inbox)),
            Row::Preferences(user) => self.preferences.push(user),
            Row::Notice(user, notice) => self.notices.push((user, notice)),
            Row::Alert(alert) => drop(self.alerts.insert(alert.id)),
            Row::Alerted(alerted) => self.alerted.push(alerted),
            Row::Announcement(Some(mentee), one) => self.copies.push((mentee, one.id)),
            Row::Announcement(None, _)
            | Row::Member(_)
            | Row::Silence
            | Row::Walked
            | Row::Counter
            | Row::Audit(_)
            | Row::Met
            | Row::Typing
            | Row::Rate => {}
        }
    }

    fn expect(&mut self, event: &Event) {
        match event.what {
            Happened::MentorChanged { mentor } => drop(self.changing.insert(mentor)),
            Happened::Chat { chat, .. } => drop(self.talking.insert(chat)),
            Happened::AccountDeleted { user } => drop(self.erasing.insert(user)),
            _ => {}
        }
    }
}

/// The row's key; empty where it has none.
fn key_of(item: &Item) -> Key {
    let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    Key::new(text("pk"), text("sk"))
}

/// The rule, of these keys, where it does not hold.
pub fn unless(holds: bool, rule: Rule, keys: impl IntoIterator<Item = Key>) -> Option<Broken> {
    (!holds).then(|| Broken::new(rule, keys))
}
