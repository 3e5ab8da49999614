//! Which admin sees to a support chat: from then on it is told to them alone.

use domain::account::audit::Deed;
use domain::account::{Account, Status};
use domain::chat::{Chat, ChatError, ChatKind};
use domain::id::ChatId;
use domain::{Now, Role, UserId};

use super::{ChatWriteError, Desk, desk_keys, with};
use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::transact::Terms;
use crate::{Pass, Store};

impl Store {
    /// Gives a support chat to an active admin, or to nobody.
    pub async fn assign_chat(
        &self,
        id: ChatId,
        admin: Option<UserId>,
        pass: &Pass,
        now: Now,
    ) -> Result<Chat, ChatWriteError> {
        let mut wanted = desk_keys(id, pass.user);
        wanted.extend(admin.filter(|admin| *admin != pass.user).map(keys::account));
        wanted.sort();
        wanted.dedup();
        let found = self.find(&wanted).await?;
        let support = |chat: &Chat, me: &Account| chat.kind == ChatKind::Support && me.roles.has(Role::Admin);
        let desk = self.chat_desk_where(&found, id, pass, support).await?;
        if let Some(admin) = admin {
            let account: Option<Account> = found.get(&keys::account(admin))?;
            let acts = account.is_some_and(|one| one.roles.has(Role::Admin) && one.status == Status::Active);
            if !acts {
                return Err(ChatError::NotAnAdmin.into());
            }
        }
        self.write_assignee(desk, admin, pass, now).await
    }

    async fn write_assignee(
        &self,
        desk: Desk,
        admin: Option<UserId>,
        pass: &Pass,
        now: Now,
    ) -> Result<Chat, ChatWriteError> {
        let after = Chat { assignee: admin, ..desk.chat };
        let note = admin.map(|admin| admin.to_string()).unwrap_or_default();
        let doing = Doing { by: Some(pass.user), deed: Deed::ChatAssigned, on: after.student(), note: &note };
        let transaction = self.transaction().gate(pass).audited(&doing, now);
        let transaction = if desk.begins {
            let opened = self.chat_event(domain::event::ChatNews::Opened, after.id, 0, pass.user, now);
            transaction.begin_chat(&after).event(&opened)
        } else {
            let there = Terms::new("attribute_exists(pk)");
            match admin {
                Some(admin) => {
                    let terms = with(there, ":admin", &admin);
                    transaction.update(Guard::Version, &keys::chat(after.id), "SET assignee = :admin", &terms)
                }
                None => transaction.update(Guard::Version, &keys::chat(after.id), "REMOVE assignee", &there),
            }
        };
        match transaction.commit().await {
            Ok(()) => Ok(after),
            Err(CommitError::Lost { guard: Guard::Gate, .. }) => Err(ChatWriteError::Ended),
            // The student has begun it in this very moment.
            Err(CommitError::Lost { guard: Guard::Version, .. }) => Err(ChatWriteError::Commit(CommitError::Busy)),
            Err(lost) => Err(ChatWriteError::Commit(lost)),
        }
    }
}
