//! Login sessions: begun, rotated, ended. The gate row of the account goes with each.

use domain::account::AccountError;
use domain::account::audit::Deed;
use domain::account::challenge::Challenge;
use domain::account::family::Session;
use domain::account::identity::Identity;
use domain::event::Happened;
use domain::id::SessionId;
use domain::{Now, UserId};
use jiff::SignedDuration;

use crate::accounts::{AccountWriteError, BESIDE, Bite, Person, SESSION, door, read_person, with_bite};
use crate::audit::Doing;
use crate::commit::Guard;
use crate::gate::{ended, terms};
use crate::keys;
use crate::read::{LAST, Stretch};
use crate::row::{Item, from_row, n, s};
use crate::transact::{Terms, Transaction};
use crate::{Pass, ReadError, Store};

/// Longer than any access token lives: then the mark of an ended session may go.
const MARK: SignedDuration = SignedDuration::from_hours(2);
/// The most sessions that are shown.
const MOST: i32 = 100;

/// How somebody proved who they are.
#[derive(Clone, Copy, Default)]
pub struct Proof<'a> {
    /// By a code or link, which is used up.
    pub challenge: Option<&'a Challenge>,
    /// Which also confirms the address, where that was open: before and after. Whoever came in before
    /// that had proved nothing, so every session until then ends.
    pub confirms: Option<(&'a Identity, &'a Identity)>,
    /// By Google, whose id is linked from now on.
    pub google: Option<&'a str>,
}

impl Proof<'_> {
    /// Does it confirm an address that nobody had confirmed?
    pub fn confirms_now(&self) -> bool {
        self.confirms.is_some_and(|(before, after)| before != after)
    }
}

impl Store {
    /// Begins a session for somebody who is active at this instant.
    pub async fn sign_in(
        &self,
        person: &Person,
        session: &Session,
        proof: Proof<'_>,
        now: Now,
    ) -> Result<(), AccountWriteError> {
        let user = person.account.id;
        let bite = if proof.confirms_now() { Bite::Sessions } else { Bite::Nothing };
        let mut transaction =
            self.transaction().at_the_door(person, bite).starting(Some(session)).using(proof.challenge, now);
        if bite == Bite::Sessions {
            transaction = transaction.shutting_out(user, now);
        }
        if let Some((before, after)) = proof.confirms.filter(|(before, after)| before != after) {
            let key = keys::identity(&after.email);
            transaction = transaction.put_version(BESIDE, &key, after, Item::new(), before.version);
        }
        if let Some(sub) = proof.google {
            if person.account.google.as_ref().is_some_and(|linked| linked != sub) {
                return Err(AccountError::LinkedElsewhere.into());
            }
            let mut terms = Terms::version(person.account.version)
                .value(":sub", s(sub))
                .value(":next", n(person.account.version + 1));
            terms.condition.push_str(" AND (attribute_not_exists(google) OR google = :sub)");
            transaction = transaction
                .link_google(sub, user)
                .update(BESIDE, &keys::account(user), "SET google = :sub, #version = :next", &terms)
                .audited(&Doing::own(user, Deed::GoogleLinked), now);
        }
        Ok(transaction.audited(&Doing::own(user, Deed::SignedIn), now).commit().await?)
    }

    /// The session and its owner at the door, in one round trip.
    pub async fn family(&self, user: UserId, id: SessionId, now: Now) -> Result<Option<(Session, Person)>, ReadError> {
        let key = keys::session(user, id);
        let mut wanted = door(user).to_vec();
        wanted.push(key.clone());
        let mut rows = self.get_all(&wanted, true).await?;
        let session = rows.remove(&key).map(from_row).transpose()?;
        Ok(session.zip(read_person(&mut rows, user, now)?))
    }

    /// Moves the family on to its next token; false when somebody else did so just now.
    pub async fn rotate(&self, before: &Session, after: &Session) -> Result<bool, AccountWriteError> {
        let terms = Terms::new("generation = :generation AND attribute_not_exists(ended)")
            .value(":generation", n(before.generation));
        let gate = Terms::new("#status = :active AND era = :era AND attribute_not_exists(#ended)")
            .name("#status", "status")
            .name("#ended", ended(before.id))
            .value(":active", s("active"))
            .value(":era", n(before.era));
        let written = self
            .transaction()
            .check(Guard::Gate, &keys::gate(before.user), &gate)
            .put(SESSION, &keys::session(after.user, after.id), after, sweep(after), terms)
            .commit()
            .await;
        match written {
            Ok(()) => Ok(true),
            Err(crate::CommitError::Lost { guard: SESSION, .. }) => Ok(false),
            Err(lost) => Err(lost.into()),
        }
    }

    /// Ends one of the caller's sessions, maybe this one.
    pub async fn end_session(&self, by: &Pass, id: SessionId, deed: Deed, now: Now) -> Result<(), AccountWriteError> {
        let mark = if id == by.session { "#ended" } else { "#other" };
        let terms = terms(by).value(":mark", n(now.plus(MARK).as_second()));
        let terms = if id == by.session { terms } else { terms.name("#other", ended(id)) };
        let transaction = self
            .transaction()
            .update(Guard::Gate, &keys::gate(by.user), format!("SET {mark} = :mark"), &terms)
            .ending(by.user, id, now)
            .shutting_out(by.user, now)
            .audited(&Doing::own(by.user, deed), now);
        Ok(transaction.commit().await?)
    }

    /// Ends the family of a token that was stolen.
    pub async fn end_family(&self, session: &Session, now: Now) -> Result<(), AccountWriteError> {
        let terms = Terms::new("attribute_exists(pk)")
            .name("#ended", ended(session.id))
            .value(":mark", n(now.plus(MARK).as_second()));
        let transaction = self
            .transaction()
            .update(Guard::Gate, &keys::gate(session.user), "SET #ended = :mark", &terms)
            .ending(session.user, session.id, now)
            .shutting_out(session.user, now)
            .audited(&Doing { by: None, ..Doing::own(session.user, Deed::RefreshReused) }, now);
        match transaction.commit().await {
            // Ended already: what was wanted.
            Ok(()) | Err(crate::CommitError::Lost { guard: SESSION, .. }) => Ok(()),
            Err(lost) => Err(lost.into()),
        }
    }

    /// Ends every session of the caller.
    pub async fn end_sessions(&self, by: &Pass, now: Now) -> Result<(), AccountWriteError> {
        let (terms, update) = with_bite(terms(by), Bite::Sessions, "");
        let doing = Doing::own(by.user, Deed::SignedOutEverywhere);
        let transaction = self.transaction().update(Guard::Gate, &keys::gate(by.user), update, &terms);
        Ok(transaction.shutting_out(by.user, now).audited(&doing, now).commit().await?)
    }

    /// A person's sessions, the latest first, ended ones too.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<Session>, ReadError> {
        let stretch = Stretch {
            index: None,
            pk: user.to_string(),
            between: (keys::SESSION.to_owned(), format!("{}{LAST}", keys::SESSION)),
            after: None,
            descending: true,
            limit: MOST,
        };
        self.list(&stretch).await
    }
}

impl Transaction<'_> {
    /// Active, and as they were read; marks that have served are swept.
    fn at_the_door(self, person: &Person, bite: Bite) -> Self {
        let terms = Terms::new("#status = :active AND epoch = :epoch")
            .name("#status", "status")
            .value(":active", s("active"))
            .value(":epoch", n(person.epoch));
        let key = keys::gate(person.account.id);
        if person.marks.is_empty() && bite == Bite::Nothing {
            return self.check(Guard::Gate, &key, &terms);
        }
        let (terms, mut update) = with_bite(terms, bite, "");
        let marks: Vec<String> = (0..person.marks.len()).map(|place| format!("#m{place}")).collect();
        let named = marks.iter().zip(&person.marks);
        let terms = named.fold(terms, |terms, (alias, mark)| terms.name(alias, mark));
        if !marks.is_empty() {
            update = format!("{update} REMOVE {}", marks.join(", "));
        }
        self.update(Guard::Gate, &key, update.trim_start(), &terms)
    }

    /// A session begins.
    pub(crate) fn starting(self, session: Option<&Session>) -> Self {
        match session {
            Some(session) => {
                let key = keys::session(session.user, session.id);
                self.put(Guard::Fresh, &key, session, sweep(session), Terms::absent())
            }
            None => self,
        }
    }

    /// Open connections end with their sessions.
    pub(crate) fn shutting_out(self, user: UserId, now: Now) -> Self {
        self.telling(Some(Happened::SessionsEnded { user }), now)
    }

    fn ending(self, user: UserId, id: SessionId, now: Now) -> Self {
        let terms =
            Terms::new("attribute_exists(pk) AND attribute_not_exists(ended)").value(":now", s(now.0.to_string()));
        self.update(SESSION, &keys::session(user, id), "SET ended = :now", &terms)
    }
}

fn sweep(session: &Session) -> Item {
    Item::from([("ttl".to_owned(), n(session.expires.as_second()))])
}

#[cfg(test)]
mod tests {
    use domain::Entropy;
    use domain::account::Surface;

    use super::*;
    use crate::row::number;

    #[test]
    fn a_session_is_swept_when_it_is_over() {
        let (now, entropy) = (Now::at("2026-11-20T10:00:00Z"), Entropy::seeded(1));
        let session = Session::begin(UserId::fresh(now, &entropy), 0, Surface::Main, "a browser", now, &entropy);
        assert_eq!(number(&sweep(&session), "ttl"), Some(session.expires.as_second()));
    }
}
