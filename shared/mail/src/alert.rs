//! What somebody must know at once.

use domain::account::Account;
use domain::alert::Alert;

use crate::house::House;
use crate::letter::{Letter, Words, one_line};
use crate::mailer::MailError;

/// Goes whatever its reader prefers, so there is no end to such letters.
pub fn alert(house: &House, alert: &Alert, reader: &Account) -> Result<Letter, MailError> {
    Words::about(format!("Urgent: {}", one_line(alert.title.as_str())))
        .say(alert.message.as_str())
        .close("Please open the app and confirm there that you have read this.")
        .to(house, &reader.email, Some(reader.name.as_str()))
}
