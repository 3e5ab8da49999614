//! Somebody wrote, and the reader was away.

use domain::account::Account;
use domain::chat::Message;
use domain::preference::Kind;

use crate::house::House;
use crate::letter::{Letter, Words};
use crate::mailer::MailError;

/// Not what was said: it may be taken back.
pub fn unread(house: &House, reader: &Account, message: &Message) -> Result<Letter, MailError> {
    let letter = Words::about(format!("{} wrote to you", message.author_name))
        .say(format!("There is a message from {} for you.", message.author_name))
        .button("Open the chat", house.absolute(&format!("/chats/{}", message.chat)))
        .close("You get one such letter for all that is said until you have read it.")
        .to(house, &reader.email, Some(reader.name.as_str()))?;
    Ok(letter.of_kind(Kind::Messages, reader.id, house))
}
