//! Which admin sees to a support chat: from then on it is told to them alone.

use domain::account::audit::Deed;
use domain::account::{Account, Status};
use domain::chat::{Chat, ChatError, ChatKind};
use domain::event::ChatNews;
use domain::id::ChatId;
use domain::{Now, Role, UserId};

use super::{ChatWriteError, Desk, desk_keys, with};
use crate::audit::Doing;
use crate::commit::{CommitError, Guard};
use crate::keys;
use crate::transact::Terms;
use crate::{Pass, Store};

impl Store {
    /// Gives a support chat to an active admin, or to nobody; to whom it was given already, that is all.
    pub async fn assign_chat(
        &self,
        id: ChatId,
        admin: Option<UserId>,
        pass: &Pass,
        now: Now,
    ) -> Result<Chat, ChatWriteError> {
        self.anew(|| async {
            let desk = self.support_desk(id, admin, pass).await?;
            if desk.chat.assignee == admin {
                return Ok(desk.chat);
            }
            Ok(self.write_assignee(desk, admin, pass, now).await?)
        })
        .await
    }

    /// The chat, for an admin; whoever is named can act as one.
    async fn support_desk(&self, id: ChatId, admin: Option<UserId>, pass: &Pass) -> Result<Desk, ChatWriteError> {
        let mut wanted = desk_keys(id, pass.user);
        wanted.extend(admin.map(keys::account));
        wanted.sort();
        wanted.dedup();
        let found = self.find(&wanted).await?;
        let support = |chat: &Chat, me: &Account| chat.kind == ChatKind::Support && me.roles.has(Role::Admin);
        let desk = self.chat_desk_where(&found, id, pass, support).await?;
        if let Some(admin) = admin {
            let account: Option<Account> = found.get(&keys::account(admin))?;
            account.filter(can_act).ok_or(ChatError::NotAnAdmin)?;
        }
        Ok(desk)
    }

    async fn write_assignee(
        &self,
        desk: Desk,
        admin: Option<UserId>,
        pass: &Pass,
        now: Now,
    ) -> Result<Chat, CommitError> {
        let before = desk.chat.assignee;
        let after = Chat { assignee: admin, ..desk.chat };
        let note = admin.map(|admin| admin.to_string()).unwrap_or_default();
        let doing = Doing { by: Some(pass.user), deed: Deed::ChatAssigned, on: after.student(), note: &note };
        let transaction = self.transaction().gate(pass).audited(&doing, now);
        let transaction = if desk.begins {
            transaction.begin_chat(&after).event(&self.chat_event(ChatNews::Opened, &after, 0, pass.user, now))
        } else {
            let key = keys::chat(after.id);
            match admin {
                Some(admin) => {
                    let terms = with(as_assigned(before), ":admin", &admin);
                    transaction.update(Guard::Version, &key, "SET assignee = :admin", &terms)
                }
                None => transaction.update(Guard::Version, &key, "REMOVE assignee", &as_assigned(before)),
            }
        };
        transaction.commit().await.map(|()| after)
    }
}

fn can_act(account: &Account) -> bool {
    account.roles.has(Role::Admin) && account.status == Status::Active
}

/// It is there, and whoever saw to it still does.
fn as_assigned(before: Option<UserId>) -> Terms {
    match before {
        Some(before) => with(Terms::new("assignee = :before"), ":before", &before),
        None => Terms::new("attribute_exists(pk) AND attribute_not_exists(assignee)"),
    }
}
