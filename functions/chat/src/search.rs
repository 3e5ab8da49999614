//! Admins find a student's support chat by the student's name, whether or not anything was said in it.

use api::{Error, Turn};
use domain::account::Account;
use domain::chat::Chat;
use domain::search::words;
use store::{ListAccounts, Page};

use crate::App;

/// The longest word is looked up; of those found, who has the others too is shown.
pub async fn support(app: &App, text: &str, turn: &Turn) -> Result<Page<Chat>, Error> {
    let wanted: Vec<String> = words(text).collect();
    let Some(longest) = wanted.iter().max_by_key(|word| word.len()) else {
        return Ok(Page { rows: Vec::new(), next: None });
    };
    let (after, skip, limit) = (turn.after.clone(), turn.skip, turn.read);
    let list = ListAccounts { admins: Some(false), status: None, after, skip, limit };
    let Page { mut rows, next } = app.house.store.find_accounts(&list, longest).await?;
    rows.retain(|account| wanted.iter().all(|word| has(account, word)));
    Ok(Page { rows: app.house.store.support_chats(&rows).await?, next })
}

/// Has somebody a word that begins so?
fn has(account: &Account, word: &str) -> bool {
    words(&format!("{} {}", account.name, account.email)).any(|their| their.starts_with(word))
}
