//! Open connections: a row of a person's, which fan-out reads, and a row of each connection's own, which
//! says whose it is. Both change in one transaction, and go by themselves when no connection can be left.

use domain::connection::{Connection, ConnectionId, Connections, LIFE, TICKET_LIFE, Ticket, ticket_name};
use domain::event::Happened;
use domain::problem::{Kind, Kinds, Problem};
use domain::{Now, UserId};
use futures::future::try_join_all;

use crate::challenges::ttl;
use crate::commit::{CommitError, Guard};
use crate::gate::admits;
use crate::keys::Key;
use crate::patience::Overtaken;
use crate::row::Row;
use crate::transact::Terms;
use crate::{Pass, ReadError, Store, keys};

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("Sign in first.")]
    NotYou,
    #[error(transparent)]
    Commit(#[from] CommitError),
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Kinds for ConnectError {
    const KINDS: &'static [Kind] = &[Kind::Unauthenticated, Kind::Unavailable, Kind::Internal];
}

impl Problem for ConnectError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotYou => Kind::Unauthenticated,
            Self::Commit(error) => error.kind(),
            Self::Read(error) => error.kind(),
        }
    }
}

impl Overtaken for ConnectError {
    fn is_overtaken(&self) -> bool {
        matches!(self, Self::Commit(error) if error.is_overtaken())
    }
}

const TICKET: Guard = Guard::Named("ticket");

impl Store {
    /// Writes a ticket down, for a session that is open.
    pub async fn add_ticket(&self, pass: &Pass, text: &str, now: Now) -> Result<(), ConnectError> {
        let Pass { user, session, epoch } = *pass;
        let ticket = Ticket { user, session, epoch, expires: now.plus(TICKET_LIFE) };
        let key = keys::ticket(&ticket_name(text));
        let written =
            self.transaction().gate(pass).put(Guard::Fresh, &key, &ticket, ttl(now, TICKET_LIFE), Terms::absent());
        refused(written.commit().await)
    }

    /// The ticket, whether or not it is still good.
    pub async fn ticket(&self, text: &str) -> Result<Option<Ticket>, ReadError> {
        self.get(&keys::ticket(&ticket_name(text))).await
    }

    /// Lets somebody in: their gate is open, the ticket (where they came by one) is used up, and of more
    /// than five connections the oldest leave. Returns those, for the gateway to close.
    pub async fn let_in(
        &self,
        connection: &Connection,
        ticket: Option<&str>,
        now: Now,
    ) -> Result<Vec<ConnectionId>, ConnectError> {
        let pass = Pass::of(connection);
        // Another tab may come in this very moment.
        self.anew(|| async {
            let before = self.connections(connection.user).await?;
            let (after, out) = before.with(connection.clone(), now);
            let mut transaction = self
                .transaction()
                .gate(&pass)
                .put_version(Guard::Version, &keys::connections(pass.user), &after, ttl(now, LIFE), before.version)
                .put(Guard::Fresh, &keys::connection(&connection.id), connection, ttl(now, LIFE), Terms::anyway());
            for old in &out {
                transaction = transaction.delete(Guard::Fresh, &keys::connection(old), &Terms::default());
            }
            if !before.is_online(now) {
                transaction = transaction.event(&self.news(Happened::Presence { user: pass.user }, now));
            }
            if let Some(text) = ticket {
                let good = Terms::new("attribute_exists(pk)");
                transaction = transaction.delete(TICKET, &keys::ticket(&ticket_name(text)), &good);
            }
            refused(transaction.commit().await).map(|()| out)
        })
        .await
    }

    /// Whose connection it is, as it was a moment ago.
    pub async fn connection(&self, id: &ConnectionId) -> Result<Option<Connection>, ReadError> {
        self.glance(&keys::connection(id)).await
    }

    /// All that a person has open, as it is now.
    pub async fn connections(&self, user: UserId) -> Result<Connections, ReadError> {
        Ok(self.get(&keys::connections(user)).await?.unwrap_or_default())
    }

    /// What each of them has open in sessions that have not ended, in their order and as it is now.
    pub async fn open_of(&self, people: &[UserId]) -> Result<Vec<Connections>, ReadError> {
        let parts = try_join_all(people.chunks(HALF).map(|some| self.parted(some))).await?;
        Ok(parts.into_iter().flatten().map(|(open, _)| open).collect())
    }

    /// Those of somebody's connections whose session has ended, as of now.
    pub async fn shut_out(&self, user: UserId) -> Result<Vec<ConnectionId>, ReadError> {
        let parts = self.parted(&[user]).await?;
        Ok(parts.into_iter().flat_map(|(_, shut)| shut).map(|one| one.id).collect())
    }

    /// What each of them has open: in sessions that have not ended, and in those that have.
    async fn parted(&self, people: &[UserId]) -> Result<Vec<(Connections, Vec<Connection>)>, ReadError> {
        let wanted = people.iter().flat_map(|user| [keys::connections(*user), keys::gate(*user)]);
        let rows = self.get_rows(&wanted.collect::<Vec<Key>>(), true).await?;
        let parted = |user: &UserId| {
            let all: Option<Connections> = rows.get(&keys::connections(*user)).map(Row::read).transpose()?;
            let gate = rows.get(&keys::gate(*user)).map(Row::item).transpose()?.unwrap_or_default();
            let Connections { open, version } = all.unwrap_or_default();
            let (open, shut) = open.into_iter().partition(|one| admits(&gate, &Pass::of(one)));
            Ok((Connections { open, version }, shut))
        };
        people.iter().map(parted).collect()
    }

    /// Forgets connections that could not be reached, if they are not on their way in.
    pub async fn lose(&self, user: UserId, unreached: &[ConnectionId], now: Now) -> Result<(), CommitError> {
        let gone = self.connections(user).await?.lost(unreached, now);
        if gone.is_empty() { Ok(()) } else { self.let_go(user, &gone, now).await }
    }

    /// Forgets connections that are no more; twice is once.
    pub async fn let_go(&self, user: UserId, gone: &[ConnectionId], now: Now) -> Result<(), CommitError> {
        self.anew(|| async {
            let before = self.connections(user).await?;
            let mut transaction = self.transaction();
            for id in gone {
                transaction = transaction.delete(Guard::Fresh, &keys::connection(id), &Terms::default());
            }
            if let Some(after) = before.without(gone) {
                let key = keys::connections(user);
                transaction = transaction.put_version(Guard::Version, &key, &after, ttl(now, LIFE), before.version);
                if !after.is_online(now) {
                    transaction = transaction.event(&self.news(Happened::Presence { user }, now));
                }
            }
            transaction.commit().await
        })
        .await
    }
}

/// A `BatchGetItem` takes 100 rows, and these are two of each.
const HALF: usize = 50;

/// A gate that is shut, and a ticket that is used up, are the same to a stranger.
fn refused(written: Result<(), CommitError>) -> Result<(), ConnectError> {
    written.map_err(|error| match error {
        CommitError::Lost { guard: Guard::Gate | TICKET, .. } => ConnectError::NotYou,
        other => other.into(),
    })
}
