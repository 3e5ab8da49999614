//! What we sign, so that it need not be stored: one-click links, the private calendar feed, and the
//! code and link of a challenge. HMAC-SHA256 over a purpose and fixed-width fields, compared in
//! constant time. Whoever has a token has what it is good for, so a token is never logged.

use aws_lc_rs::{constant_time, hmac};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use strum::IntoEnumIterator;
use uuid::Uuid;

use crate::account::Purpose;
use crate::id::{BookingId, ChallengeId, UserId};
use crate::preference::Kind;
use crate::problem::Invalid;
use crate::time::Now;

/// `LINK_SECRET`: the key of every signature here.
#[derive(Clone)]
pub struct Secret(hmac::Key);

/// The fewest bytes of a secret: those of the digest.
const LEAST: usize = 32;
const MAC: usize = 32;

impl Secret {
    /// From base64 text, padded or not, of at least 32 bytes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let bytes = STANDARD.decode(text.trim()).or_else(|_| URL_SAFE_NO_PAD.decode(text.trim()));
        match bytes {
            Ok(bytes) if bytes.len() >= LEAST => Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes))),
            _ => Err(Invalid::new("LINK_SECRET", "must be base64 of at least 32 bytes")),
        }
    }

    pub(crate) fn mac(&self, purpose: &str, fields: &[u8]) -> [u8; MAC] {
        let mut signing = hmac::Context::with_key(&self.0);
        signing.update(purpose.as_bytes());
        // The purpose ends here, whatever bytes follow.
        signing.update(&[0]);
        signing.update(fields);
        let mut mac = [0; MAC];
        mac.copy_from_slice(signing.sign().as_ref());
        mac
    }

    /// The fields and their signature, as text that fits a URL.
    fn seal(&self, purpose: &str, fields: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode([fields, &self.mac(purpose, fields)].concat())
    }

    /// The fields of a token that was sealed for this purpose.
    fn open<const N: usize>(&self, purpose: &str, token: &str) -> Option<[u8; N]> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (fields, mac) = bytes.split_at_checked(N)?;
        constant_time::verify_slices_are_equal(&self.mac(purpose, fields), mac).ok()?;
        fields.try_into().ok()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

const ANSWER: &str = "answer";
const FEED: &str = "feed";
const UNSUBSCRIBE: &str = "unsubscribe";

/// The token of a mentor's one-click links: it answers this version of this request until then.
pub fn answer(secret: &Secret, booking: BookingId, version: u32, expires: Timestamp) -> String {
    let expires = expires.as_second().to_be_bytes();
    secret.seal(ANSWER, &[booking.uuid().as_bytes(), version.to_be_bytes().as_slice(), &expires].concat())
}

/// The version that a one-click token answers, if it is for this booking and still good.
pub fn answers(secret: &Secret, token: &str, booking: BookingId, now: Now) -> Option<u32> {
    let fields: [u8; 28] = secret.open(ANSWER, token)?;
    let (id, rest) = fields.split_first_chunk::<16>()?;
    let (version, expires) = rest.split_first_chunk::<4>()?;
    let expires = i64::from_be_bytes(expires.try_into().ok()?);
    let good = Uuid::from_bytes(*id) == booking.uuid() && now.second() < expires;
    good.then(|| u32::from_be_bytes(*version))
}

/// The token of a person's private calendar feed. It does not expire: calendars keep asking.
pub fn feed(secret: &Secret, user: UserId) -> String {
    secret.seal(FEED, user.uuid().as_bytes())
}

/// Whose calendar a feed token opens.
pub fn feeds(secret: &Secret, token: &str) -> Option<UserId> {
    secret.open::<16>(FEED, token).map(|id| Uuid::from_bytes(id).into())
}

/// The token that ends the letters of one kind. It does not expire: a letter may be old when it annoys.
pub fn unsubscribe(secret: &Secret, user: UserId, kind: Kind) -> String {
    let mut fields = user.uuid().as_bytes().to_vec();
    fields.push(kind.byte());
    secret.seal(UNSUBSCRIBE, &fields)
}

/// Whose letters of which kind such a token ends.
pub fn unsubscribes(secret: &Secret, token: &str) -> Option<(UserId, Kind)> {
    let fields: [u8; 17] = secret.open(UNSUBSCRIBE, token)?;
    let (user, kind) = fields.split_first_chunk::<16>()?;
    let kind = Kind::iter().find(|one| kind == [one.byte()])?;
    Some((Uuid::from_bytes(*user).into(), kind))
}

/// What stands for a body that has a secret in it: who reads it cannot try passwords against it.
pub fn seal_body(secret: &Secret, body: &[u8]) -> [u8; 32] {
    secret.mac("body", body)
}

/// The six digits of a challenge. Derived, so neither the event nor the row needs to hold them.
pub fn code(secret: &Secret, challenge: ChallengeId, purpose: Purpose) -> String {
    let mac = secret.mac(&format!("code {purpose}"), challenge.uuid().as_bytes());
    // 128 bits over a million: the bias is below 2^-108.
    let number = u128::from_be_bytes(std::array::from_fn(|place| mac[place]));
    format!("{:06}", number % 1_000_000)
}

/// Is `given` the challenge's code? Takes as long for a wrong digit as for a right one.
pub fn is_code(secret: &Secret, challenge: ChallengeId, purpose: Purpose, given: &str) -> bool {
    let code = code(secret, challenge, purpose);
    constant_time::verify_slices_are_equal(code.as_bytes(), given.trim().as_bytes()).is_ok()
}

/// The token of a challenge's link; it names the challenge itself.
pub fn link(secret: &Secret, challenge: ChallengeId, purpose: Purpose) -> String {
    secret.seal(&format!("link {purpose}"), challenge.uuid().as_bytes())
}

/// Which challenge a link's token is for.
pub fn links(secret: &Secret, token: &str, purpose: Purpose) -> Option<ChallengeId> {
    secret.open::<16>(&format!("link {purpose}"), token.trim()).map(|id| Uuid::from_bytes(id).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Entropy;

    const NOW: &str = "2026-11-20T10:00:00Z";

    fn secret(fill: u8) -> Secret {
        Secret::parse(&STANDARD.encode([fill; 32])).unwrap()
    }

    fn ids() -> (BookingId, BookingId) {
        let entropy = Entropy::seeded(5);
        (BookingId::fresh(Now::at(NOW), &entropy), BookingId::fresh(Now::at(NOW), &entropy))
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(Secret::parse(&STANDARD.encode([7; 31])).is_err());
        assert!(Secret::parse("not base64 at all!").is_err());
    }

    #[test]
    fn a_one_click_token_is_good_for_its_booking_until_it_expires() {
        let (one, other) = ids();
        let token = answer(&secret(1), one, 3, "2026-11-20T11:00:00Z".parse().unwrap());
        assert_eq!(answers(&secret(1), &token, one, Now::at(NOW)), Some(3));
        assert_eq!(answers(&secret(1), &token, other, Now::at(NOW)), None);
        assert_eq!(answers(&secret(2), &token, one, Now::at(NOW)), None);
        assert_eq!(answers(&secret(1), &token, one, Now::at("2026-11-20T11:00:00Z")), None);
    }

    #[test]
    fn every_flipped_bit_spoils_a_token() {
        let (one, _) = ids();
        let token = answer(&secret(1), one, 3, "2026-11-20T11:00:00Z".parse().unwrap());
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut forged = bytes.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(answers(&secret(1), &URL_SAFE_NO_PAD.encode(forged), one, Now::at(NOW)), None, "bit {bit}");
        }
    }

    #[test]
    fn a_feed_token_names_its_person_and_is_no_link() {
        let user = UserId::fresh(Now::at(NOW), &Entropy::seeded(9));
        let token = feed(&secret(1), user);
        assert_eq!(feeds(&secret(1), &token), Some(user));
        assert_eq!(links(&secret(1), &token, Purpose::SignIn), None);
        assert_eq!(feeds(&secret(1), ""), None);
    }

    #[test]
    fn an_unsubscribing_token_names_person_and_kind_and_is_no_feed() {
        let user = UserId::fresh(Now::at(NOW), &Entropy::seeded(9));
        for kind in Kind::iter() {
            let token = unsubscribe(&secret(1), user, kind);
            assert_eq!(unsubscribes(&secret(1), &token), Some((user, kind)));
            assert_eq!(unsubscribes(&secret(2), &token), None);
            assert_eq!(feeds(&secret(1), &token), None);
        }
        assert_eq!(unsubscribes(&secret(1), &feed(&secret(1), user)), None);
    }

    #[test]
    fn a_challenge_has_another_code_and_link_for_each_purpose() {
        let challenge = ChallengeId::fresh(Now::at(NOW), &Entropy::seeded(9));
        let (sign_in, reset) = (Purpose::SignIn, Purpose::ResetPassword);
        assert!(is_code(&secret(1), challenge, sign_in, &code(&secret(1), challenge, sign_in)));
        assert!(!is_code(&secret(2), challenge, sign_in, &code(&secret(1), challenge, sign_in)));
        assert!(!is_code(&secret(1), challenge, reset, &code(&secret(1), challenge, sign_in)));
        let token = link(&secret(1), challenge, sign_in);
        assert_eq!(links(&secret(1), &token, sign_in), Some(challenge));
        assert_eq!(links(&secret(1), &token, reset), None);
    }

    #[test]
    fn codes_are_six_digits_spread_evenly() {
        let entropy = Entropy::seeded(1);
        let mut tens = [0u32; 10];
        for _ in 0..10_000 {
            let code = code(&secret(1), ChallengeId::fresh(Now::at(NOW), &entropy), Purpose::SignIn);
            assert_eq!(code.len(), 6);
            tens[usize::from(code.as_bytes()[0] - b'0')] += 1;
        }
        // 1,000 each; 150 is five standard deviations.
        assert!(tens.iter().all(|count| count.abs_diff(1000) < 150), "{tens:?}");
    }

    #[test]
    fn a_sealed_body_is_another_for_another_body_or_secret() {
        let sealed = seal_body(&secret(1), b"body");
        assert_eq!(sealed, seal_body(&secret(1), b"body"));
        assert_ne!(sealed, seal_body(&secret(1), b"bodz"));
        assert_ne!(sealed, seal_body(&secret(2), b"body"));
    }

    #[test]
    fn nothing_of_a_secret_is_shown() {
        assert_eq!(format!("{:?}", secret(1)), "Secret");
    }
}
