//! Letters about accounts: how somebody proves who they are, and what they should know.

use domain::Email;
use domain::account::{Purpose, Surface};
use domain::id::ChallengeId;
use domain::signed;

use crate::house::House;
use crate::letter::{Letter, Words};
use crate::mailer::MailError;

/// A code and a link, both derived from the challenge.
pub fn challenge(
    house: &House,
    email: &Email,
    challenge: ChallengeId,
    purpose: Purpose,
    surface: Surface,
) -> Result<Letter, MailError> {
    let page = house.challenge_page(surface, purpose, &signed::link(&house.secret, challenge, purpose));
    let words = Words { code: Some(signed::code(&house.secret, challenge, purpose)), ..opening(purpose) };
    let button = match purpose {
        Purpose::SignIn => "Sign in",
        Purpose::ConfirmEmail => "Confirm this address",
        Purpose::ResetPassword => "Choose a new password",
    };
    let words = words
        .button(button, page)
        .close("The code and the link work once, and for 10 minutes.")
        .close("If this was not you, somebody typed your address by mistake and you need do nothing. Never tell anyone the code.");
    words.to(house, email, None)
}

fn opening(purpose: Purpose) -> Words {
    match purpose {
        Purpose::SignIn => Words::about("Your sign-in code").say("Here is the code that signs you in. Or follow the link."),
        Purpose::ConfirmEmail => Words::about("Please confirm your address")
            .say("Welcome! Please confirm that this address is yours, with this code or with the link. Then you can sign in."),
        Purpose::ResetPassword => Words::about("Choose a new password")
            .say("Somebody, we hope you, asked for a new password. Use this code, or follow the link to choose one."),
    }
}

/// Somebody registered an address that has an account; only its owner learns so.
pub fn already_registered(house: &House, email: &Email, surface: Surface) -> Result<Letter, MailError> {
    let mut words = Words::about("You already have an account")
        .say("Somebody, probably you, has just tried to register with this address. It has an account already, so nothing was changed.")
        .say("Simply sign in. If you no longer know the password, ask for a new one on the sign-in page.");
    if let Some(page) = house.login_page(surface) {
        words = words.button("Sign in", page);
    }
    words.close("If this was not you, you need do nothing.").to(house, email, None)
}

pub fn password_changed(house: &House, email: &Email) -> Result<Letter, MailError> {
    Words::about("Your password was changed")
        .say("The password of your account has just been changed.")
        .say("If this was not you, ask for a new password on the sign-in page at once, and tell us.")
        .to(house, email, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::tests::house;
    use domain::{Entropy, Now};

    fn ada() -> Email {
        Email::parse("ada@example.org").unwrap()
    }

    #[test]
    fn a_challenge_carries_its_code_and_its_link() {
        let house = house();
        let id = ChallengeId::fresh(Now::at("2026-11-20T10:00:00Z"), &Entropy::seeded(1));
        let letter = challenge(&house, &ada(), id, Purpose::SignIn, Surface::Mansa).unwrap();
        let code = signed::code(&house.secret, id, Purpose::SignIn);
        let link = format!("https://app.example.org/in?token={}", signed::link(&house.secret, id, Purpose::SignIn));
        assert!(letter.text.contains(&format!("    {code}\n")) && letter.html.contains(&format!(">{code}<")));
        assert!(letter.text.contains(&link) && letter.html.contains(&link), "{}", letter.text);
        assert!(!letter.subject.contains(&code), "a code has no place on a locked screen");
    }

    #[test]
    fn a_page_that_nobody_named_is_ours() {
        let id = ChallengeId::fresh(Now::at("2026-11-20T10:00:00Z"), &Entropy::seeded(1));
        let letter = challenge(&house(), &ada(), id, Purpose::ResetPassword, Surface::Nclex).unwrap();
        assert!(letter.text.contains("https://api.example.org/v1/auth/reset-password?token="), "{}", letter.text);
    }

    #[test]
    fn a_second_registration_and_a_changed_password_are_told() {
        let again = already_registered(&house(), &ada(), Surface::Main).unwrap();
        assert!(again.text.contains("nothing was changed"));
        assert!(password_changed(&house(), &ada()).unwrap().html.contains("tell us"));
    }
}
