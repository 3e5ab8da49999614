//! Who calls: the handler's argument type is the authorisation. If it compiles with `Mentor`, the
//! caller is one; with nothing, anybody may.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use domain::{Role, Roles, UserId};
use http::Method;
use http::request::Parts;
use store::{Pass, let_in_unseen};

use crate::cookie::{ACCESS, cookie};
use crate::error::Error;
use crate::house::{House, Housed};
use crate::openapi::{Describe, Operation};
use crate::request::{header, now};
use crate::token::Claims;

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub id: UserId,
    pub roles: Roles,
    /// For the gate condition of writes that matter.
    pub pass: Pass,
}

/// What a role's extractor makes of a caller.
pub trait Rank: Sized + Deref<Target = Caller> {
    /// The role it asks for; none for anybody signed in.
    const ROLE: Option<Role>;

    fn of(caller: Caller) -> Self;
}

macro_rules! ranks {
    ($($(#[$doc:meta])* $name:ident $role:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Caller);
        impl Deref for $name {
            type Target = Caller;
            fn deref(&self) -> &Caller { &self.0 }
        }
        impl Rank for $name {
            const ROLE: Option<Role> = Some($role);
            fn of(caller: Caller) -> Self { Self(caller) }
        }
        impl<S: Housed + Sync> FromRequestParts<S> for $name {
            type Rejection = Error;
            async fn from_request_parts(parts: &mut Parts, app: &S) -> Result<Self, Error> {
                AtWrite::<Self>::checked(parts, app.house()).await
            }
        }
        impl Describe for $name {
            fn describe(operation: &mut Operation) { operation.signed_in(Self::ROLE); }
        }
    )*};
}

ranks! {
    /// An administrator.
    Admin Role::Admin;
    /// Somebody with the mentor's role.
    Mentor Role::Mentor;
    /// Somebody with the mentee's role.
    Mentee Role::Mentee;
}

impl Deref for Caller {
    type Target = Self;
    fn deref(&self) -> &Self {
        self
    }
}

impl Rank for Caller {
    const ROLE: Option<Role> = None;
    fn of(caller: Caller) -> Self {
        caller
    }
}

impl<S: Housed + Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &S) -> Result<Self, Error> {
        AtWrite::<Self>::checked(parts, app.house()).await
    }
}

/// A caller by the token alone: for handlers whose write holds the gate to `caller.pass` in its own
/// transaction, or that read it with the rest. Where it came to neither, the edge looks at the gate
/// before it answers (`serve`).
#[derive(Clone, Debug)]
pub struct AtWrite<R>(pub R);

impl<R: Rank> AtWrite<R> {
    fn by_token(parts: &Parts, house: &House) -> Result<R, Error> {
        let claims = claims(parts, house)?.ok_or_else(Error::unauthenticated)?;
        let caller = Caller { id: claims.sub, roles: claims.roles, pass: claims.pass() };
        match R::ROLE {
            Some(role) if !caller.roles.has(role) => Err(Error::forbidden(&format!("Only a {role} may do this."))),
            _ => Ok(R::of(caller)),
        }
    }

    async fn checked(parts: &Parts, house: &House) -> Result<R, Error> {
        let rank = Self::by_token(parts, house)?;
        let open = house.gates.admit(&house.store, &rank.pass, now(&parts.extensions)).await?;
        if open { Ok(rank) } else { Err(Error::unauthenticated()) }
    }
}

impl<S: Housed + Sync, R: Rank> FromRequestParts<S> for AtWrite<R> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &S) -> Result<Self, Error> {
        let rank = Self::by_token(parts, app.house())?;
        let_in_unseen(rank.pass);
        Ok(Self(rank))
    }
}

/// The claims of the bearer token, or of the cookie on the main API; none where neither came.
fn claims(parts: &Parts, house: &House) -> Result<Option<Claims>, Error> {
    let verify = |token: &str| house.verifier.verify(token, now(&parts.extensions)).ok_or_else(Error::unauthenticated);
    if let Some(value) = parts.headers.get("authorization") {
        // One that is no text is a bad token, not none: the cookie must not speak in its place.
        let value = value.to_str().map_err(|_| Error::unauthenticated())?;
        let token = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        return verify(token.ok_or_else(Error::unauthenticated)?.1.trim()).map(Some);
    }
    let Some(token) = cookie(parts, ACCESS) else { return Ok(None) };
    let claims = verify(token)?;
    if parts.method != Method::GET && parts.method != Method::HEAD {
        same_site(parts, house, &claims)?;
    }
    Ok(Some(claims))
}

/// A write with a cookie comes from a page of ours: its Origin is listed and it knows the token's secret.
fn same_site(parts: &Parts, house: &House, claims: &Claims) -> Result<(), Error> {
    let known = house.is_of_ours(header(parts, "origin"));
    let sent = header(parts, "x-csrf-token").unwrap_or_default();
    let right = claims.csrf.as_deref().is_some_and(|csrf| {
        aws_lc_rs::constant_time::verify_slices_are_equal(csrf.as_bytes(), sent.as_bytes()).is_ok()
    });
    if known && right { Ok(()) } else { Err(Error::forbidden("The X-CSRF-Token header or the Origin is wrong.")) }
}

impl Describe for Caller {
    fn describe(operation: &mut Operation) {
        operation.signed_in(None);
    }
}

impl<R: Rank + Describe> Describe for AtWrite<R> {
    fn describe(operation: &mut Operation) {
        R::describe(operation);
    }
}
