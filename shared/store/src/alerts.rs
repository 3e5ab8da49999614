//! What named people must know at once: the alert, a row for each of them and an event for each of them,
//! all or nothing.

use domain::Now;
use domain::account::Account;
use domain::account::audit::Deed;
use domain::alert::{Alert, AlertError, Alerted, Named};
use domain::event::Happened;
use domain::id::AlertId;

use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::keys::Key;
use crate::read::{LAST, Stretch};
use crate::row::Item;
use crate::transact::Terms;
use crate::written::{WriteError, once};
use crate::{IdempotencyKey, Pass, ReadError, Store, keys};

/// Why nobody was alerted, or nothing acknowledged.
pub type AlertWriteError = WriteError<AlertError>;

const UNKNOWN: Guard = Guard::Named("not acknowledged");

impl Store {
    /// Alerts everybody who is named; whoever sends the same key again has the first alert.
    pub async fn alert(
        &self,
        alert: Alert,
        named: &Named,
        (pass, key): (&Pass, Option<&IdempotencyKey>),
        now: Now,
    ) -> Result<Alert, AlertWriteError> {
        let people = self.named(&alert, named).await?;
        let note = alert.id.to_string();
        let doing = Doing { by: Some(pass.user), deed: Deed::Alerted, on: None, note: &note };
        let mut transaction = self.transaction().gate(pass).audited(&doing, now);
        transaction = transaction.put_new(Guard::Fresh, &keys::alert(alert.id), &alert);
        for one in people {
            let what = Happened::Alerted { alert: Box::new(alert.clone()), to: one.user };
            let key = keys::alerted(alert.id, one.user);
            transaction = transaction.put_new(Guard::Fresh, &key, &one).telling(Some(what), now);
        }
        let written = transaction.idempotent(key, &alert, now).commit().await;
        once(written, alert, key, now)
    }

    /// A row for each of those who are named; all of them must be there.
    async fn named(&self, alert: &Alert, named: &Named) -> Result<Vec<Alerted>, AlertWriteError> {
        let wanted: Vec<Key> = named.people().iter().map(|user| keys::account(*user)).collect();
        let mut rows = self.get_rows(&wanted, true).await?;
        let people = named.people().iter().map(|user| {
            let row = rows.remove(&keys::account(*user)).ok_or(AlertError::Nobody(*user))?;
            let Account { id, name, .. } = row.read()?;
            Ok(Alerted { alert: alert.id, user: id, name, acknowledged: None })
        });
        people.collect()
    }

    /// The alert, and the caller's part in it; none where they are not named.
    pub async fn alerted(&self, id: AlertId, pass: &Pass) -> Result<Option<(Alert, Alerted)>, ReadError> {
        let (alert, alerted) = (keys::alert(id), keys::alerted(id, pass.user));
        let mut rows = self.get_rows(&[alert.clone(), alerted.clone()], true).await?;
        let (alert, alerted) = (rows.remove(&alert), rows.remove(&alerted));
        alert.zip(alerted).map(|(alert, alerted)| Ok((alert.read()?, alerted.read()?))).transpose()
    }

    /// Everybody whom an alert names.
    pub async fn alerted_by(&self, id: AlertId) -> Result<Option<(Alert, Vec<Alerted>)>, ReadError> {
        let Some(alert) = self.get(&keys::alert(id)).await? else { return Ok(None) };
        let stretch = Stretch {
            index: None,
            pk: id.to_string(),
            between: ("usr_".to_owned(), format!("usr_{LAST}")),
            after: None,
            descending: false,
            limit: i32::try_from(domain::alert::MOST).unwrap_or(i32::MAX),
        };
        Ok(Some((alert, self.list(&stretch).await?)))
    }

    /// The caller knows; twice is once.
    pub async fn acknowledge(&self, id: AlertId, pass: &Pass, now: Now) -> Result<(Alert, Alerted), AlertWriteError> {
        let (alert, before) = self.alerted(id, pass).await?.ok_or(AlertError::NoSuchAlert)?;
        let after = before.clone().acknowledged(now);
        let mut transaction = self.transaction().gate(pass);
        if after != before {
            let first = Terms::new("attribute_exists(pk) AND attribute_not_exists(acknowledged)");
            transaction = transaction.put(UNKNOWN, &keys::alerted(id, pass.user), &after, Item::new(), first);
        }
        match transaction.commit().await {
            Ok(()) => Ok((alert, after)),
            // They said so on another screen, in this very moment.
            Err(CommitError::Lost { guard: UNKNOWN, .. }) => {
                Ok(self.alerted(id, pass).await?.ok_or(AlertError::NoSuchAlert)?)
            }
            Err(error) => Err(error.into()),
        }
    }
}
