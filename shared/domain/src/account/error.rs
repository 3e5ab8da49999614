//! What can go wrong between a person and their account. The sentences are those of document 4
//! where it has one; none of them says whether an account exists (promise 19).

use super::Status;
use crate::problem::{Invalid, Kind, Kinds, Problem};

/// Why somebody is not let in, or a change of an account is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AccountError {
    #[error("Invalid credentials.")]
    WrongCredentials,
    #[error("This account is {0}.")]
    NotActive(Status),
    #[error("Invalid or expired token.")]
    BadToken,
    #[error("Invalid or expired code.")]
    BadCode,
    #[error("The session has ended. Sign in again.")]
    Ended,
    #[error("Passwords do not match.")]
    PasswordsDiffer,
    #[error("Email already registered.")]
    EmailTaken,
    #[error("Email not found in database")]
    EmailUnknown,
    #[error("Confirm your address first: we have written to it.")]
    Unproved,
    #[error("This account is linked to another Google account.")]
    LinkedElsewhere,
    #[error("No such user.")]
    NoSuchAccount,
    #[error("No such session.")]
    NoSuchSession,
    #[error("The last administrator cannot be removed, suspended or demoted.")]
    LastAdmin,
    #[error("This person has sessions ahead: cancel them first.")]
    Awaited,
    #[error("The account was changed in the meantime: it is now version {0}.")]
    Stale(u32),
    /// Seconds until the next attempt counts afresh.
    #[error("Too many attempts. Try again in {0} seconds.")]
    TooOften(u32),
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Kinds for AccountError {
    const KINDS: &'static [Kind] =
        &[Kind::Invalid, Kind::Unauthenticated, Kind::Forbidden, Kind::Missing, Kind::Conflict, Kind::Limited];
}

impl Problem for AccountError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongCredentials | Self::BadCode | Self::Ended => Kind::Unauthenticated,
            Self::NotActive(_) => Kind::Forbidden,
            Self::BadToken | Self::PasswordsDiffer | Self::Invalid(_) => Kind::Invalid,
            Self::EmailUnknown | Self::NoSuchAccount | Self::NoSuchSession => Kind::Missing,
            Self::EmailTaken
            | Self::Unproved
            | Self::LinkedElsewhere
            | Self::LastAdmin
            | Self::Awaited
            | Self::Stale(_) => Kind::Conflict,
            Self::TooOften(_) => Kind::Limited,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::WrongCredentials | Self::BadCode => "INVALID_CREDENTIALS",
            Self::BadToken => "INVALID_TOKEN",
            Self::EmailTaken => "EMAIL_TAKEN",
            Self::Unproved => "EMAIL_NOT_CONFIRMED",
            Self::LinkedElsewhere => "GOOGLE_LINKED",
            Self::LastAdmin => "LAST_ADMIN",
            Self::Awaited => "SESSIONS_AHEAD",
            Self::Stale(_) => "STALE_VERSION",
            other => other.kind().code(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::BadToken => Some("token"),
            Self::PasswordsDiffer => Some("confirm_password"),
            Self::EmailTaken => Some("email"),
            Self::Invalid(invalid) => invalid.field(),
            _ => None,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        if let Self::TooOften(seconds) = self { Some(*seconds) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_its_kind_code_and_field() {
        use AccountError as E;
        let table = [
            (E::WrongCredentials, Kind::Unauthenticated, "INVALID_CREDENTIALS", None),
            (E::BadCode, Kind::Unauthenticated, "INVALID_CREDENTIALS", None),
            (E::Ended, Kind::Unauthenticated, Kind::Unauthenticated.code(), None),
            (E::NotActive(Status::Suspended), Kind::Forbidden, Kind::Forbidden.code(), None),
            (E::BadToken, Kind::Invalid, "INVALID_TOKEN", Some("token")),
            (E::PasswordsDiffer, Kind::Invalid, Kind::Invalid.code(), Some("confirm_password")),
            (E::Invalid(Invalid::new("email", "no")), Kind::Invalid, Kind::Invalid.code(), Some("email")),
            (E::EmailUnknown, Kind::Missing, Kind::Missing.code(), None),
            (E::NoSuchAccount, Kind::Missing, Kind::Missing.code(), None),
            (E::NoSuchSession, Kind::Missing, Kind::Missing.code(), None),
            (E::EmailTaken, Kind::Conflict, "EMAIL_TAKEN", Some("email")),
            (E::Unproved, Kind::Conflict, "EMAIL_NOT_CONFIRMED", None),
            (E::LinkedElsewhere, Kind::Conflict, "GOOGLE_LINKED", None),
            (E::LastAdmin, Kind::Conflict, "LAST_ADMIN", None),
            (E::Awaited, Kind::Conflict, "SESSIONS_AHEAD", None),
            (E::Stale(3), Kind::Conflict, "STALE_VERSION", None),
            (E::TooOften(9), Kind::Limited, Kind::Limited.code(), None),
        ];
        for (error, kind, code, field) in table {
            assert_eq!((error.kind(), error.code(), error.field()), (kind, code, field), "{error:?}");
            let wait = if kind == Kind::Limited { Some(9) } else { None };
            assert_eq!(error.retry_after(), wait, "{error:?}");
        }
    }
}
