//! What can go wrong, in words that know no HTTP. `api::Error` maps a kind to a status, in one place.

/// The family an error belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The input breaks a rule; `field` says where.
    Invalid,
    /// Nobody is signed in, or the proof of who is has lapsed.
    Unauthenticated,
    /// Signed in, and not allowed.
    Forbidden,
    /// There is no such thing, or not for this caller.
    Missing,
    /// The thing is there, and this cannot be done with it.
    Unsupported,
    /// The state of things forbids it now.
    Conflict,
    /// Too much, too often.
    Limited,
    /// More bytes than are taken.
    TooLarge,
    /// The same idempotency key came with another body.
    Mismatch,
    /// Try again: nothing was done.
    Unavailable,
    /// Ours to mend.
    Internal,
}

/// What something can come to. A handler's signature names it, and so the document does.
pub trait Kinds {
    const KINDS: &'static [Kind];
}

/// An error of the domain or of a store write. `Display` is the sentence for people.
pub trait Problem: std::error::Error {
    /// One of its [`Kinds`].
    fn kind(&self) -> Kind;

    /// A stable word for programs; the kind's own unless there is a better one (`SLOT_TAKEN`).
    fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// The input field at fault, as the caller spells it.
    fn field(&self) -> Option<&str> {
        None
    }

    /// Seconds after which it may work.
    fn retry_after(&self) -> Option<u32> {
        None
    }
}

impl Kind {
    /// The codes of document 3 where it has one (403 is called `UNAUTHORIZED` there, ruling 13).
    pub fn code(self) -> &'static str {
        match self {
            Self::Invalid => "VALIDATION_ERROR",
            Self::Unauthenticated => "AUTHENTICATION_REQUIRED",
            Self::Forbidden => "UNAUTHORIZED",
            Self::Missing => "NOT_FOUND",
            Self::Unsupported => "METHOD_NOT_ALLOWED",
            Self::Conflict => "CONFLICT",
            Self::Limited => "RATE_LIMIT_EXCEEDED",
            Self::TooLarge => "PAYLOAD_TOO_LARGE",
            Self::Mismatch => "IDEMPOTENCY_KEY_REUSED",
            Self::Unavailable => "SERVICE_UNAVAILABLE",
            Self::Internal => "INTERNAL_SERVER_ERROR",
        }
    }
}

/// A value that breaks the rules of its newtype.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{issue}")]
pub struct Invalid {
    pub field: &'static str,
    pub issue: String,
}

impl Invalid {
    pub fn new(field: &'static str, issue: impl Into<String>) -> Self {
        Self { field, issue: issue.into() }
    }
}

impl Kinds for Invalid {
    const KINDS: &'static [Kind] = &[Kind::Invalid];
}

impl Problem for Invalid {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }
    fn field(&self) -> Option<&str> {
        (!self.field.is_empty()).then_some(self.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("plain")]
    struct Plain(Kind);

    impl Problem for Plain {
        fn kind(&self) -> Kind {
            self.0
        }
    }

    #[test]
    fn an_error_that_says_no_more_has_its_kinds_code() {
        let codes = [
            (Kind::Invalid, "VALIDATION_ERROR"),
            (Kind::Unauthenticated, "AUTHENTICATION_REQUIRED"),
            (Kind::Forbidden, "UNAUTHORIZED"),
            (Kind::Missing, "NOT_FOUND"),
            (Kind::Unsupported, "METHOD_NOT_ALLOWED"),
            (Kind::Conflict, "CONFLICT"),
            (Kind::Limited, "RATE_LIMIT_EXCEEDED"),
            (Kind::TooLarge, "PAYLOAD_TOO_LARGE"),
            (Kind::Mismatch, "IDEMPOTENCY_KEY_REUSED"),
            (Kind::Unavailable, "SERVICE_UNAVAILABLE"),
            (Kind::Internal, "INTERNAL_SERVER_ERROR"),
        ];
        for (kind, code) in codes {
            let plain = Plain(kind);
            assert_eq!((plain.code(), plain.field(), plain.retry_after()), (code, None, None));
        }
    }

    #[test]
    fn invalid_input_names_its_field() {
        assert_eq!(Problem::field(&Invalid::new("email", "is no address")), Some("email"));
    }
}
