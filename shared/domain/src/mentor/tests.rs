use super::*;
use crate::email::Email;
use crate::{Entropy, Now};

fn mentor() -> Mentor {
    let now = Now::at("2026-11-20T10:00:00Z");
    let (id, name) = (UserId::fresh(now, &Entropy::seeded(5)), PersonName::parse("Grace").unwrap());
    Mentor::applying(id, name, Zone::utc(), About::default(), now.0).unwrap()
}

fn account(roles: Roles, status: Status) -> Account {
    let (mentor, email) = (mentor(), Email::parse("grace@example.com").unwrap());
    let name = PersonName::parse("Grace Hopper").unwrap();
    Account { status, ..Account::new(mentor.id, 1, email, name, roles, mentor.created) }
}

fn reason(text: &str) -> Reason {
    Reason::parse(text).unwrap()
}

#[test]
fn each_error_has_its_kind_code_and_field() {
    use MentorError as E;
    let table = [
        (E::NoSuchMentor, Kind::Missing, "NOT_FOUND", None),
        (E::NoProfile, Kind::Missing, "NOT_FOUND", None),
        (E::NothingSet, Kind::Missing, "NOT_FOUND", None),
        (E::NotYours, Kind::Forbidden, "UNAUTHORIZED", None),
        (E::NotMentor, Kind::Forbidden, "UNAUTHORIZED", None),
        (E::Exists, Kind::Conflict, "ALREADY_EXISTS", None),
        (E::Stale(2), Kind::Conflict, "STALE_VERSION", None),
        (E::ReasonNeeded, Kind::Invalid, "VALIDATION_ERROR", Some("reason")),
        (E::Invalid(Invalid::new("bio", "long")), Kind::Invalid, "VALIDATION_ERROR", Some("bio")),
    ];
    for (error, kind, code, field) in table {
        assert_eq!((error.kind(), error.code(), error.field()), (kind, code, field), "{error:?}");
    }
}

#[test]
fn hours_are_kept_by_mentors_and_by_who_has_applied() {
    assert_eq!(Mentor::may_keep_hours(None, Roles::MENTOR), Ok(()));
    assert_eq!(Mentor::may_keep_hours(Some(&mentor()), Roles::MENTEE), Ok(()));
    assert_eq!(Mentor::may_keep_hours(None, Roles::MENTEE), Err(MentorError::NotMentor));
}

#[test]
fn who_has_no_profile_is_told_whether_there_could_be_one() {
    assert_eq!(Mentor::own(None, Roles::MENTOR), Err(MentorError::NoProfile));
    assert_eq!(Mentor::own(None, Roles::MENTEE), Err(MentorError::NotMentor));
}

#[test]
fn a_profile_follows_its_account() {
    let approved = Mentor { approval: Approval::Approved, ..mentor() };
    let hidden = |mentor: &Mentor, roles, status| mentor.clone().following(&account(roles, status)).hidden;
    assert!(!hidden(&approved, Roles::MENTOR, Status::Active));
    assert!(hidden(&approved, Roles::MENTOR, Status::Suspended));
    assert!(hidden(&approved, Roles::MENTEE, Status::Active));
    // Who has only applied is no mentor yet, and is not hidden from the admins' list for it.
    assert!(!hidden(&mentor(), Roles::MENTEE, Status::Active));
    assert!(!hidden(&Mentor { hidden: true, ..approved.clone() }, Roles::MENTOR, Status::Active));
    assert_eq!(approved.following(&account(Roles::MENTOR, Status::Active)).name.as_str(), "Grace Hopper");
}

#[test]
fn only_who_is_approved_and_shown_can_be_asked() {
    let approved = Mentor { approval: Approval::Approved, ..mentor() };
    assert!(approved.is_approved());
    assert!(!Mentor { hidden: true, ..approved }.is_approved());
    assert!(!mentor().is_approved());
}

#[test]
fn the_rating_is_the_mean_to_two_places() {
    let rated = |rating_sum, rating_count| Mentor { rating_sum, rating_count, ..mentor() }.rating().to_string();
    assert_eq!([rated(0, 0), rated(4, 1), rated(13, 3), rated(14, 3)], ["0", "4", "4.33", "4.67"]);
}

#[test]
fn an_edit_changes_what_the_mentor_says_and_the_version() {
    let (before, later) = (mentor(), Now::at("2026-11-21T10:00:00Z").0);
    let (about, cairo) =
        (About { years_of_experience: Some(80), ..About::default() }, Zone::parse("Africa/Cairo").unwrap());
    let after = before.clone().edited(about.clone(), cairo.clone(), later).unwrap();
    assert_eq!(after, Mentor { about, zone: cairo, updated: later, version: 2, ..before.clone() });
    let photo = before.clone().with_photo("key".into(), later);
    assert_eq!(photo, Mentor { photo: Some("key".into()), updated: later, version: 2, ..before });
}

#[test]
fn a_mentor_has_twenty_skills_and_eighty_years_at_most() {
    let skills = |n| About { expertise: vec![Skill::parse("Rust").unwrap(); n], ..About::default() };
    let years = |n| About { years_of_experience: Some(n), ..About::default() };
    let field = |about: About| about.check().err().map(|invalid| invalid.field);
    assert_eq!([skills(20), skills(21)].map(field), [None, Some("expertise")]);
    assert_eq!([years(80), years(81)].map(field), [None, Some("years_of_experience")]);
}

#[test]
fn a_rejection_needs_its_reason() {
    let (before, later) = (mentor(), Now::at("2026-11-21T10:00:00Z").0);
    let answered = |approved, why| {
        before.clone().answered(approved, reason(why), later).map(|after| {
            assert_eq!((after.version, after.updated), (2, later));
            (after.approval, after.approval_reason.to_string())
        })
    };
    assert_eq!(answered(true, ""), Ok((Approval::Approved, String::new())));
    assert_eq!(answered(false, "Too new."), Ok((Approval::Rejected, "Too new.".to_owned())));
    assert_eq!(answered(false, ""), Err(MentorError::ReasonNeeded));
}
