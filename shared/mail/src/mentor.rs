//! The answer to somebody who applied to be a mentor.

use domain::Email;
use domain::text::Reason;

use crate::house::House;
use crate::letter::{Letter, Words};
use crate::mailer::MailError;

/// Approved or not, with the reason that was given.
pub fn answered(
    house: &House,
    email: &Email,
    name: &str,
    approved: bool,
    reason: &Reason,
) -> Result<Letter, MailError> {
    let words = if approved {
        Words::about("You are now a mentor")
            .say("Good news: your profile as a mentor is approved.")
            .say("Mentees can find and book you from now on. If you have not yet said when you are free, this is the moment.")
    } else {
        Words::about("Your application as a mentor")
            .say("Thank you for offering your time. We cannot approve your profile as it is now.")
            .say("You are welcome to change it and to ask us again.")
    };
    words.fact("Reason", reason.as_str()).to(house, email, Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::tests::house;

    #[test]
    fn a_rejection_says_why_and_escapes_it() {
        let email = Email::parse("ada@example.org").unwrap();
        let reason = Reason::parse("Please add <b>a photo</b>").unwrap();
        let letter = answered(&house(), &email, "Ada", false, &reason).unwrap();
        assert!(letter.text.contains("Reason: Please add <b>a photo</b>"));
        assert!(!letter.html.contains("<b>") && letter.html.contains("Please add &#60;b&#62;"), "{}", letter.html);
        assert!(answered(&house(), &email, "Ada", true, &Reason::default()).unwrap().text.starts_with("Hello Ada,"));
    }
}
