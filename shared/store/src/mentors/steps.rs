//! What a transaction does to a mentor's rows.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::Account;
use domain::availability::Availability;
use domain::event::Happened;
use domain::mentor::{About, Approval, Mentor};
use domain::text::Reason;
use domain::{Now, Roles, Zone};
use jiff::Timestamp;
use serde::Serialize;

use super::MentorEdit;
use crate::commit::Guard;
use crate::row::{Item, n, s};
use crate::transact::{Terms, Transaction, indexed};
use crate::{ReadError, keys};

impl Transaction<'_> {
    /// The profile as decided, its event, and the hours where the zone moved.
    pub(super) fn mentor(self, edit: &MentorEdit<'_>) -> Self {
        let MentorEdit { before, after, hours, .. } = *edit;
        let changed = Happened::MentorChanged { mentor: after.id };
        let this = self.change_mentor(before, after).telling(Some(changed), Now(after.updated));
        if before.zone == after.zone { this } else { this.keep_zone(after, hours) }
    }

    fn change_mentor(mut self, before: &Mentor, after: &Mentor) -> Self {
        match edited(after) {
            Ok(fields) => {
                let mut terms = Terms::version(before.version);
                let mut sets = Vec::with_capacity(fields.len());
                for (name, value) in fields {
                    sets.push(format!("#n_{name} = :n_{name}"));
                    terms = terms.name(&format!("#n_{name}"), &name).value(&format!(":n_{name}"), value);
                }
                let remove = if after.photo.is_none() { " REMOVE photo" } else { "" };
                let update = format!("SET {}{remove}", sets.join(", "));
                self.update(Guard::Version, &keys::mentor(after.id), update, &terms)
            }
            Err(flaw) => {
                self.flaw.get_or_insert(flaw);
                self
            }
        }
    }

    /// The hours are in the zone that the profile names.
    pub(super) fn keep_zone(self, mentor: &Mentor, hours: Option<&Availability>) -> Self {
        let key = keys::availability(mentor.id);
        match hours {
            Some(hours) if hours.zone == mentor.zone => self.check(HOURS, &key, &Terms::version(hours.version)),
            Some(hours) => {
                let terms = Terms::version(hours.version)
                    .name("#zone", "zone")
                    .value(":zone", s(mentor.zone.name()))
                    .value(":next", n(hours.version + 1));
                self.update(HOURS, &key, "SET #zone = :zone, #version = :next", &terms)
            }
            None => {
                let none = Availability { version: 1, ..Availability::none(mentor.zone.clone()) };
                self.put_new(HOURS, &key, &none)
            }
        }
    }

    /// A role given: the token has it from its next refresh on.
    pub(super) fn roles(mut self, account: &Account, roles: Roles, mentor: &Mentor) -> Self {
        if account.roles == roles {
            return self;
        }
        match (value(&roles), value(&mentor.updated)) {
            (Ok(roles), Ok(updated)) => {
                let terms = Terms::version(account.version)
                    .name("#roles", "roles")
                    .name("#updated", "updated")
                    .value(":roles", roles)
                    .value(":updated", updated)
                    .value(":next", n(account.version + 1));
                let update = "SET #roles = :roles, #updated = :updated, #version = :next";
                self.update(ACCOUNT, &keys::account(account.id), update, &terms)
            }
            (Err(flaw), _) | (_, Err(flaw)) => {
                self.flaw.get_or_insert(flaw);
                self
            }
        }
    }
}

/// Rows beside the profile: who loses on them decides again.
pub(super) const HOURS: Guard = Guard::Named("hours");
pub(super) const ACCOUNT: Guard = Guard::Named("account");

/// The attributes that an edit can mean: all but the name, which is the account's, and what is counted.
#[derive(Serialize)]
struct Edited<'a> {
    about: &'a About,
    zone: &'a Zone,
    approval: Approval,
    approval_reason: &'a Reason,
    hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<&'a String>,
    updated: Timestamp,
    version: u32,
}

fn edited(mentor: &Mentor) -> Result<Item, ReadError> {
    let Mentor { about, zone, approval, approval_reason, hidden, photo, updated, version, .. } = mentor;
    let (approval, hidden, updated, version, photo) = (*approval, *hidden, *updated, *version, photo.as_ref());
    let edited = Edited { about, zone, approval, approval_reason, hidden, photo, updated, version };
    let mut fields: Item = serde_dynamo::aws_sdk_dynamodb_1::to_item(&edited).map_err(ReadError::shape)?;
    fields.extend(listed(mentor));
    Ok(fields)
}

fn value<T: Serialize>(of: &T) -> Result<AttributeValue, ReadError> {
    serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value(of).map_err(ReadError::shape)
}

/// Where the mentor stands in the list of those with the same approval.
pub(super) fn listed(mentor: &Mentor) -> Item {
    let place = keys::mentor_place(mentor);
    indexed("gsi3", keys::mentors_beside(mentor), place).into_iter().collect()
}
