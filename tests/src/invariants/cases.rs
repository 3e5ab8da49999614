//! One row broken at a time: the rule, and how; what is returned is the key that must be named.

use ::invariants::Rule;
use serde_json::json;
use store::keys::Key;

use super::table::{STRANGER, Table};

/// Breaks a row.
pub type Damage = fn(&mut Table) -> Key;

pub const CASES: &[(Rule, Damage)] = &[
    (Rule::UnknownRow, |t| t.copy(&Key::new(&t.ada, "account"), Key::new(&t.ada, "shoes"))),
    (Rule::UnknownRow, |t| t.copy(&Key::new(&t.ada, "account"), Key::new("shoes#42", "shoe"))),
    (Rule::Unreadable, |t| t.without(Key::new(&t.grace, "account"), "name")),
    (Rule::Unreadable, |t| t.set(t.key(&t.grace, "day#"), "s3", "not a booking")),
    (Rule::UnknownEvent, |t| t.set(t.key("outbox#", "evt_"), "event", "from_the_future")),
    (Rule::WrongKey, |t| t.set(Key::new(&t.grace, "mentor"), "id", STRANGER)),
    (Rule::WrongKey, |t| t.moved(&t.key("due#", ""), Key::new("due#2030-01-01T00", "2030-01-01T00:00:00Z#expire#x"))),
    (Rule::WrongIndex, |t| t.set(t.booking("confirmed"), "gsi1sk", "pending#2026")),
    (Rule::WrongIndex, |t| t.without(t.booking("confirmed"), "gsi2pk")),
    (Rule::WrongIndex, |t| t.set(Key::new(&t.ada, "account"), "gsi3pk", "accounts#admin#active")),
    (Rule::WrongIndex, |t| t.set(Key::new(&t.grace, "mentor"), "gsi3sk", "aaa")),
    (Rule::WrongEnd, |t| t.without(t.key(&t.ada, "session#"), "ttl")),
    (Rule::WrongEnd, |t| t.set(t.booking("confirmed"), "ttl", 1)),
    (Rule::NoVersion, |t| t.set(t.key("email#ada", "email"), "version", 0)),
    (Rule::TwoAccounts, |t| {
        let email = t.text(&Key::new(&t.grace, "account"), "email");
        t.set(Key::new(&t.ada, "account"), "email", email)
    }),
    (Rule::AddressNotOwn, |t| {
        t.gone(&t.key("email#grace", "email"));
        Key::new(&t.grace, "account")
    }),
    (Rule::AddressOfNobody, |t| {
        t.set(Key::new(&t.grace, "account"), "email", "elsewhere@example.org");
        t.key("email#grace", "email")
    }),
    (Rule::NoGate, |t| {
        t.gone(&Key::new(&t.ada, "gate"));
        Key::new(&t.ada, "account")
    }),
    (Rule::GateOfNobody, |t| t.copy(&Key::new(&t.ada, "gate"), Key::new(STRANGER, "gate"))),
    (Rule::GateStatus, |t| t.set(Key::new(&t.ada, "gate"), "status", "suspended")),
    (Rule::NumberNotOwn, |t| t.set(t.key("number#", "number"), "user", STRANGER)),
    (Rule::NumberNotOwn, |t| t.set(Key::new(&t.ada, "account"), "number", 999_999)),
    (Rule::NumberOfNobody, |t| t.copy(&t.key("number#", "number"), Key::new("number#999999", "number"))),
    (Rule::GoogleNotOwn, |t| {
        t.gone(&t.key("google#", "google"));
        Key::new(&t.gina, "account")
    }),
    (Rule::GoogleOfNobody, |t| {
        t.without(Key::new(&t.gina, "account"), "google");
        t.key("google#", "google")
    }),
    (Rule::AdminLeftOut, |t| {
        t.gone(&Key::new("admins", "admins"));
        Key::new(&t.admin, "account")
    }),
    (Rule::AdminInName, |t| {
        t.set(Key::new(&t.admin, "account"), "roles", json!(["mentee"]));
        Key::new("admins", "admins")
    }),
    (Rule::SessionOfNobody, |t| {
        t.gone(&Key::new(&t.ada, "account"));
        t.key(&t.ada, "session#")
    }),
    (Rule::SessionToken, |t| t.set(t.key(&t.ada, "session#"), "generation", 0)),
    (Rule::SessionToken, |t| {
        let (from, to) = (t.key(&t.ada, "session#"), t.grace.clone());
        let second = t.copy(&from, Key::new(&to, &from.sk));
        t.set(second, "user", to)
    }),
    (Rule::SessionEra, |t| t.set(t.key(&t.ada, "session#"), "era", 7)),
    (Rule::ChallengeNotLatest, |t| t.set(t.key("chl_", "challenge"), "email", "eve@example.org")),
    (Rule::ChallengeOfNobody, |t| t.set(t.key("chl_", "challenge"), "user", STRANGER)),
    (Rule::AnswerOfNobody, |t| {
        t.moved(&t.key(&format!("{}#key", t.ada), "key"), Key::new(format!("{STRANGER}#key#x"), "key"))
    }),
    (Rule::ConnectionNotListed, |t| {
        t.set(Key::new(&t.ada, "connections"), "open", json!([]));
        t.key("connection#", "connection")
    }),
    (Rule::TooManyConnections, |t| {
        let one = t.list(&Key::new(&t.ada, "connections"), "open")[0].clone();
        let many: Vec<_> = std::iter::repeat_n(one, 6).collect();
        t.set(Key::new(&t.ada, "connections"), "open", json!(many))
    }),
    (Rule::TicketOfNobody, |t| t.set(t.key("ticket#", "ticket"), "user", STRANGER)),
    (Rule::WrongIndex, |t| t.set(t.key(&t.ada, "chat#"), "gsi4sk", "direct#2026")),
    (Rule::WrongKey, |t| t.set(t.key("cht_", "m#"), "sequence", 7)),
    (Rule::NoVersion, |t| t.set(t.key("cht_", "m#"), "version", 0)),
    (Rule::ChatOfNobody, |t| {
        t.gone(&Key::new(&t.grace, "account"));
        direct(t)
    }),
    (Rule::SessionOfOthers, |t| {
        let chat = session(t);
        let grace = t.grace.clone();
        t.set(chat, "members", json!({grace: {"name": "Grace Hopper", "read": 0}}))
    }),
    (Rule::SessionOfOthers, |t| {
        let chat = session(t);
        t.gone(&t.booking("completed"));
        chat
    }),
    (Rule::ChatPlaces, |t| {
        let (chat, message) = (direct(t), Key::new(direct(t).pk, "m#000000000001"));
        t.gone(&message);
        chat
    }),
    (Rule::LastNotLast, |t| {
        let chat = direct(t);
        t.set(Key::new(&chat.pk, "m#000000000002"), "content", "It is off");
        chat
    }),
    (Rule::ReadAhead, |t| t.set(direct(t), "sequence", 1)),
    (Rule::MessageElsewhere, |t| t.set(t.key("msg_", "place"), "sequence", 9)),
    (Rule::MessageElsewhere, |t| {
        let place = t.key("msg_", "place");
        let row = t.gone(&place);
        let sequence: u64 = row["sequence"].as_n().expect("a number").parse().expect("a place");
        store::keys::message(row["chat"].as_s().expect("a chat").parse().expect("an id"), sequence)
    }),
    (Rule::FormerNotBefore, |t| t.moved(&t.key("cht_", "h#"), Key::new(direct(t).pk, "h#000000000009#1"))),
    (Rule::WrongKey, |t| t.set(t.key("rpt_", "report"), "id", "rpt_00000000000000000000000000")),
    (Rule::ReportOfNothing, |t| t.set(t.key("rpt_", "report"), "reporter", t.ada.clone())),
    (Rule::WrongIndex, |t| t.set(t.key("rpt_", "report"), "status", "dismissed")),
    (Rule::ReportOfNothing, |t| t.set(t.key("rpt_", "report"), "author", STRANGER)),
    (Rule::ReportOfNothing, |t| t.set(t.key("rpt_", "report"), "sequence", 2)),
    (Rule::VerdictOfNobody, |t| t.set(t.key("rpt_", "report"), "status", "dismissed")),
    (Rule::VerdictOfNobody, |t| t.set(t.key("rpt_", "report"), "decided_by", t.admin.clone())),
    (Rule::HiddenNotGone, |t| t.set(t.key("rpt_", "report"), "status", "hidden")),
    (Rule::ChatNotListed, |t| {
        let listed = t.key(&t.ada, "chat#");
        t.gone(&listed);
        listed
    }),
    (Rule::PastTheEnd, |t| {
        t.set(Key::new(format!("{}#told", t.ada), "last"), "sequence", 1);
        Key::new(format!("{}#told", t.ada), "e#000000000002")
    }),
    (Rule::PastTheEnd, |t| {
        let notice = t.key(&format!("{}#notices", t.ada), "ntc_");
        t.set(notice, "sequence", 99)
    }),
    (Rule::Unread, |t| t.set(Key::new(format!("{}#told", t.ada), "last"), "unread", json!({}))),
    (Rule::NoticeOfRead, |t| {
        let of_message = t.notice(&t.grace, "message");
        t.set(of_message, "read", false)
    }),
    (Rule::AlertOfNobody, |t| {
        let alert = t.key("alr_", "alert");
        t.gone(&alert);
        Key::new(alert.pk, &t.ada)
    }),
    (Rule::WrongEnd, |t| t.without(t.key("announcements#all", "ann_"), "ttl")),
    (Rule::PreferencesOfNobody, |t| t.moved(&Key::new(&t.ada, "preferences"), Key::new(STRANGER, "preferences"))),
    (Rule::WrongIndex, |t| t.without(t.key(&format!("{}#notices", t.ada), "ntc_"), "gsi1pk")),
    (Rule::WrongEnd, |t| t.without(t.key(&format!("{}#notices", t.ada), "ntc_"), "ttl")),
    (Rule::Overlap, |t| {
        let (confirmed, pending) = (t.booking("confirmed"), t.booking("pending"));
        let held = t.row(&confirmed)["held"].clone();
        t.row(&pending).insert("held".to_owned(), held);
        pending
    }),
    (Rule::NotMarked, |t| unmarked(t, |t| t.grace.clone())),
    (Rule::NotMarked, |t| unmarked(t, |t| t.ada.clone())),
    (Rule::MarkOfNothing, |t| {
        let day = t.key(&t.grace, "day#2026-11-24");
        let name = mark_of(t, &day);
        let mark = t.row(&day)[&name].clone();
        t.row(&day).insert("s0".to_owned(), mark);
        day
    }),
    (Rule::MarkOfNothing, |t| {
        let booking = t.booking("confirmed");
        t.set(booking, "status", "declined")
    }),
    (Rule::DateCount, |t| t.set(t.key(&t.grace, "day#2026-11-24"), "sessions", 9)),
    (Rule::BookingOfNobody, |t| {
        t.gone(&Key::new(&t.ada, "account"));
        t.booking("confirmed")
    }),
    (Rule::BookingOfNobody, |t| {
        t.gone(&Key::new(&t.grace, "mentor"));
        t.booking("completed")
    }),
    (Rule::DueMissing, |t| {
        let due = t.key("due#", "");
        t.gone(&due);
        due
    }),
    (Rule::DueOfNothing, |t| {
        t.without(t.booking("pending"), "due");
        let due = t.rows.keys().find(|(pk, sk)| pk.starts_with("due#") && sk.contains("#expire#")).expect("an expiry");
        Key::new(&due.0, &due.1)
    }),
    (Rule::RequestForEver, |t| t.without(t.booking("pending"), "due")),
    (Rule::MentorOfNobody, |t| {
        t.gone(&Key::new(&t.grace, "account"));
        Key::new(&t.grace, "mentor")
    }),
    (Rule::MentorUnlikeAccount, |t| t.set(Key::new(&t.grace, "mentor"), "name", "Somebody Else")),
    (Rule::MentorUnlikeAccount, |t| t.set(Key::new(&t.grace, "mentor"), "hidden", true)),
    (Rule::MentorUnlikeAccount, |t| {
        t.set(Key::new(&t.grace, "account"), "roles", json!(["mentee"]));
        Key::new(&t.grace, "mentor")
    }),
    (Rule::HoursOfNobody, |t| {
        t.gone(&Key::new(&t.grace, "account"));
        Key::new(&t.grace, "availability")
    }),
    (Rule::HoursZone, |t| t.set(Key::new(&t.grace, "availability"), "zone", "Asia/Kolkata")),
    (Rule::FavouriteOfNobody, |t| {
        t.gone(&Key::new(&t.grace, "mentor"));
        t.key(&t.ada, "favourite#")
    }),
    (Rule::Figures, |t| t.set(Key::new(&t.grace, "mentor"), "sessions", 5)),
    (Rule::Figures, |t| t.set(Key::new(&t.grace, "mentor"), "rating_sum", 50)),
    (Rule::Remains, |t| left(t, "", "preferences")),
    (Rule::Remains, |t| left(t, "#told", "last")),
    (Rule::Remains, |t| left(t, "#told", "e#000000000002")),
    (Rule::Remains, |t| {
        let notice = t.key(&format!("{}#notices", t.ada), "ntc_").sk;
        left(t, "#notices", &notice)
    }),
    (Rule::Remains, |t| {
        let favourite = t.key(&t.ada, "favourite#").sk;
        left(t, "", &favourite)
    }),
    (Rule::Remains, |t| {
        let list = t.key(&t.ada, "chat#").sk;
        left(t, "", &list)
    }),
    (Rule::Remains, |t| {
        let told = t.key("announcements#all", "ann_");
        leaves(t);
        t.copy(&told, Key::new(format!("{STRANGER}#announcements"), &told.sk))
    }),
    (Rule::Remains, |t| {
        let word = t.key(&format!("find#said#{}", t.ada), "on");
        leaves(t);
        t.copy(&word, Key::new(format!("find#said#{STRANGER}"), &word.sk))
    }),
    (Rule::AccountWords, |t| {
        let word = t.key("find#accounts#", "ada");
        t.gone(&word);
        word
    }),
    (Rule::AccountWords, |t| {
        let more = Key::new("find#accounts#student#active", format!("zebra#{}", t.ada));
        t.copy(&t.key("find#accounts#", "ada"), more)
    }),
    (Rule::WordsNotWritten, |t| {
        let word = t.key("find#mentor", "grace");
        t.gone(&word);
        word
    }),
    (Rule::MessageWords, |t| {
        let word = t.key(&format!("find#said#{}", t.ada), "on");
        t.gone(&word);
        word
    }),
    (Rule::MessageWords, |t| t.set(t.key("find#said#support", "help"), "shared", 3)),
    (Rule::MessageWords, |t| {
        let word = t.key("find#said#support", "help");
        t.copy(&word, Key::new(&word.pk, word.sk.replace("help", "yelp")))
    }),
    (Rule::MentorWords, |t| {
        t.set(Key::new(&t.grace, "search"), "tokens", json!({}));
        Key::new(&t.grace, "search")
    }),
];

/// One mark of somebody's day less; the day.
fn unmarked(t: &mut Table, who: fn(&Table) -> String) -> Key {
    let day = t.key(&who(t), "day#2026-11-24");
    let mark = mark_of(t, &day);
    t.without(day, &mark)
}

/// The name of a quarter that is taken on this day.
fn mark_of(t: &mut Table, day: &Key) -> String {
    let names = t.row(day).keys();
    names.filter(|name| name[1..].parse::<u8>().is_ok()).min().expect("a mark").clone()
}

/// The chat of two.
fn direct(t: &Table) -> Key {
    let former = t.key("cht_", "h#");
    Key::new(former.pk, "chat")
}

/// The chat of the session that was held.
fn session(t: &Table) -> Key {
    let booking = t.booking("completed").pk.parse().expect("an id");
    store::keys::chat(domain::chat::Chat::id_of_session(booking))
}

/// The stranger had an account, which is deleted.
fn leaves(t: &mut Table) {
    let deed = t.key("audit#", "aud_");
    t.set(deed.clone(), "deed", "account_deleted");
    t.set(deed, "on", STRANGER);
}

/// A row like this one of ada's is left of them.
fn left(t: &mut Table, part: &str, sk: &str) -> Key {
    leaves(t);
    t.copy(&Key::new(format!("{}{part}", t.ada), sk), Key::new(format!("{STRANGER}{part}"), sk))
}
