use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::*;

fn secret() -> Secret {
    Secret::parse(&STANDARD.encode([7; 32])).unwrap()
}

fn at(second: i64) -> Now {
    Now::from_millis((1_795_000_000 + second) * 1000)
}

fn begun() -> Session {
    let entropy = Entropy::seeded(3);
    Session::begin(UserId::fresh(at(0), &entropy), 0, Surface::Main, "a browser", at(0), &entropy)
}

fn judge(session: &Session, text: &str, second: i64) -> Standing {
    session.judge(&RefreshToken::parse(text).unwrap(), 0, &secret(), at(second))
}

#[test]
fn a_token_is_good_once_and_its_lost_answer_for_thirty_seconds() {
    let first = begun();
    let token = first.token(&secret());
    assert_eq!(judge(&first, &token, 5), Standing::Current);
    let second = first.rotated(at(5));
    assert_eq!(judge(&second, &token, 35), Standing::Repeated);
    assert_eq!(judge(&second, &token, 36), Standing::Stolen);
    let third = second.rotated(at(6));
    assert_eq!(judge(&third, &token, 7), Standing::Stolen, "its successor was used");
    assert_eq!((third.created, third.rotated, third.expires), (at(0).0, at(6).0, at(6).plus(LIFE)));
}

#[test]
fn no_flipped_bit_other_family_or_past_era_is_worth_anything() {
    let session = begun();
    let token = session.token(&secret());
    let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut forged = bytes.clone();
        forged[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(judge(&session, &URL_SAFE_NO_PAD.encode(forged), 1), Standing::Worthless, "bit {bit}");
    }
    let parsed = RefreshToken::parse(&token).unwrap();
    assert_eq!(session.judge(&parsed, 1, &secret(), at(1)), Standing::Worthless);
    let ended = Session { ended: Some(at(0).0), ..session.clone() };
    assert_eq!(judge(&ended, &token, 1), Standing::Worthless);
    assert_eq!(judge(&session, &token, 30 * 24 * 3600 - 1), Standing::Current);
    assert_eq!(judge(&session, &token, 30 * 24 * 3600), Standing::Worthless);
}

#[test]
fn what_is_stored_makes_no_token() {
    let session = begun();
    let token = session.token(&secret());
    let row = serde_json::to_string(&session).unwrap();
    let mac = &URL_SAFE_NO_PAD.decode(&token).unwrap()[36..];
    assert!(!row.contains(&URL_SAFE_NO_PAD.encode(mac)));
    let other = Secret::parse(&STANDARD.encode([8; 32])).unwrap();
    assert_ne!(session.token(&other), token);
}

#[test]
fn a_browser_calls_itself_what_it_likes_in_200_characters_without_controls() {
    let entropy = Entropy::seeded(3);
    let user = UserId::fresh(at(0), &entropy);
    let agent = |text: &str| Session::begin(user, 0, Surface::Main, text, at(0), &entropy).agent;
    assert_eq!(agent("a\nbrowser\u{7}"), "abrowser");
    assert_eq!(agent(&"é".repeat(201)), "é".repeat(200));
}

#[test]
fn a_refresh_token_shows_its_family_and_not_its_proof() {
    let session = begun();
    let token = RefreshToken::parse(&session.token(&secret())).unwrap();
    assert_eq!(format!("{token:?}"), format!("RefreshToken({}, 1)", session.id));
}

/// One move of the game: who refreshes, how long after the last move, is the answer lost?
#[derive(Clone, Copy, Debug)]
struct Move {
    thief: bool,
    wait: i64,
    lost: bool,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (any::<bool>(), 31i64..4000, prop::bool::weighted(0.1));
    prop::collection::vec(one.prop_map(|(thief, wait, lost)| Move { thief, wait, lost }), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    /// Both hold the same token. Past the half minute, whoever comes second ends it for both.
    #[test]
    fn a_thief_and_a_victim_are_never_both_served(moves in moves()) {
        let (mut family, mut dead, mut second) = (begun(), false, 0);
        let stolen = family.token(&secret());
        let mut held = [stolen.clone(), stolen];
        let mut served = [false, false];
        for step in moves {
            second += step.wait;
            let who = usize::from(step.thief);
            let standing = if dead { Standing::Worthless } else { judge(&family, &held[who], second) };
            match standing {
                Standing::Current => {
                    family = family.rotated(at(second));
                    served[who] = true;
                    if !step.lost { held[who] = family.token(&secret()); }
                }
                Standing::Repeated => held[who] = family.token(&secret()),
                Standing::Stolen => dead = true,
                Standing::Worthless => prop_assert!(dead),
            }
            prop_assert!(dead || !(served[0] && served[1]), "both were served");
        }
    }

    /// Nobody else has the token: an answer lost and asked for again at once logs nobody out.
    #[test]
    fn lost_answers_log_nobody_out(losses in prop::collection::vec(0u8..3, 1..40)) {
        let (mut family, mut second) = (begun(), 0);
        let mut held = family.token(&secret());
        for lost in losses {
            second += 600;
            for retry in 0..=lost {
                match judge(&family, &held, second + i64::from(retry) * 9) {
                    Standing::Current => family = family.rotated(at(second)),
                    Standing::Repeated => {}
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            held = family.token(&secret());
        }
    }
}
