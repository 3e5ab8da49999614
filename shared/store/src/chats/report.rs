//! What is said against messages. Hiding one is deleting it: the same rows and the same news, in the transaction
//! that closes the report.

use domain::account::Account;
use domain::account::audit::Deed;
use domain::chat::{Chat, ChatError, Message, Report, Standing, Verdict};
use domain::event::ChatNews;
use domain::id::{MessageId, ReportId};
use domain::text::Complaint;
use domain::{Now, Role};

use super::read::no_such_message;
use super::{ChatWriteError, Desk, desk_keys};
use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::row::{Item, from_row};
use crate::transact::{Transaction, indexed};
use crate::{Pass, Store, keys};

/// A report, and the message as it is now.
#[derive(Clone, Debug)]
pub struct Reported {
    pub report: Report,
    pub message: Message,
}

impl Store {
    /// Says something against a message of a chat of theirs; whoever has done so has their first report.
    pub async fn report_message(
        &self,
        id: MessageId,
        reason: Complaint,
        pass: &Pass,
        now: Now,
    ) -> Result<Reported, ChatWriteError> {
        let place = self.place(id).await?;
        let (key, own) = (keys::message(place.chat, place.sequence), keys::report(Report::id_of(id, pass.user)));
        let mut wanted = desk_keys(place.chat, pass.user);
        wanted.extend([key.clone(), own.clone()]);
        let found = self.find(&wanted).await?;
        self.chat_desk(&found, place.chat, pass).await.map_err(no_such_message)?;
        let message: Message = found.get(&key)?.ok_or(ChatError::NoSuchMessage)?;
        if let Some(report) = found.get(&own)? {
            return Ok(Reported { report, message });
        }
        let report = message.report(pass.user, reason, now)?;
        let note = report.id.to_string();
        let doing = Doing { by: Some(pass.user), deed: Deed::MessageReported, on: Some(report.author), note: &note };
        match self.transaction().gate(pass).put_report(None, &report).audited(&doing, now).commit().await {
            Ok(()) => Ok(Reported { report, message }),
            // They said so on another screen, in this very moment.
            Err(CommitError::Lost { guard: Guard::Version, current: Some(row) }) => {
                Ok(Reported { report: from_row(row)?, message })
            }
            Err(lost) => Err(lost.into()),
        }
    }

    /// Closes a report, with the message's words gone or as they are.
    pub async fn decide_report(
        &self,
        id: ReportId,
        verdict: Verdict,
        pass: &Pass,
        now: Now,
    ) -> Result<Reported, ChatWriteError> {
        self.anew(|| async {
            let before: Report = self.get(&keys::report(id)).await?.ok_or(ChatError::NoSuchReport)?;
            let (Desk { chat, me, .. }, message) = self.reported(&before, pass).await?;
            let report = before.decide(verdict, me.id, now)?;
            if report == before {
                return Ok(Reported { report, message });
            }
            let after = match verdict {
                Verdict::Hide => message.delete(me.id, me.roles, now)?,
                Verdict::Dismiss => message.clone(),
            };
            self.write_verdict((&before, &report), &chat, (&message, &after), (pass, now)).await?;
            Ok(Reported { report, message: after })
        })
        .await
    }

    /// What a report is about, for an admin.
    async fn reported(&self, report: &Report, pass: &Pass) -> Result<(Desk, Message), ChatWriteError> {
        let key = keys::message(report.chat, report.sequence);
        let mut wanted = desk_keys(report.chat, pass.user);
        wanted.push(key.clone());
        let found = self.find(&wanted).await?;
        let admin = |_: &Chat, me: &Account| me.roles.has(Role::Admin);
        let desk = self.chat_desk_where(&found, report.chat, pass, admin).await?;
        Ok((desk, found.get(&key)?.ok_or(ChatError::NoSuchMessage)?))
    }

    async fn write_verdict(
        &self,
        (open, closed): (&Report, &Report),
        chat: &Chat,
        (before, after): (&Message, &Message),
        (pass, now): (&Pass, Now),
    ) -> Result<(), CommitError> {
        let deed = match closed.status {
            Standing::Hidden => Deed::ReportHidden,
            _ => Deed::ReportDismissed,
        };
        let note = closed.id.to_string();
        let doing = Doing { by: Some(pass.user), deed, on: Some(closed.author), note: &note };
        let transaction = self.transaction().gate(pass).put_report(Some(open), closed).audited(&doing, now);
        // One that is deleted already has nothing to lose.
        let transaction = match before.former(pass.user, now).filter(|_| before != after) {
            Some(former) => {
                let event = self.chat_event(ChatNews::Deleted, chat, after.sequence, pass.user, now);
                transaction.reword(chat, (after, &former), &event)
            }
            None => transaction,
        };
        transaction.commit().await
    }
}

impl Transaction<'_> {
    /// The report in its list: a new one, or over the one that it was.
    fn put_report(self, before: Option<&Report>, report: &Report) -> Self {
        let list = indexed("gsi3", keys::report_list(report.status), keys::report_place(report));
        let version = before.map_or(0, |before| before.version);
        self.put_version(Guard::Version, &keys::report(report.id), report, Item::from(list), version)
    }
}
