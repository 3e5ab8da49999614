//! Document 0's session: the same tokens in HTTP-only cookies, on the main API only (ruling 8).

use http::HeaderValue;
use http::request::Parts;

/// The access token's cookie: this host only, https only, no script.
pub(crate) const ACCESS: &str = "__Host-access";
/// The refresh token's, on the path of the refresh endpoint.
const REFRESH: &str = "__Secure-refresh";

/// The `Set-Cookie` lines of a sign-in, a refresh or a sign-out.
#[derive(Clone, Debug, Default)]
pub struct Cookies(pub Vec<HeaderValue>);

impl Cookies {
    /// `prefix` is the one the caller came by: `/v1` or `/api/v1`.
    pub fn signed_in(prefix: &str, access: &str, access_seconds: i64, refresh: &str, refresh_seconds: i64) -> Self {
        Self(lines([
            format!("{ACCESS}={access}; Path=/; Max-Age={access_seconds}; HttpOnly; Secure; SameSite=Lax"),
            format!(
                "{REFRESH}={refresh}; Path={prefix}/auth; Max-Age={refresh_seconds}; HttpOnly; Secure; SameSite=Strict"
            ),
        ]))
    }

    pub fn signed_out(prefix: &str) -> Self {
        Self::signed_in(prefix, "", 0, "", 0)
    }

    /// The access token that came in its cookie.
    pub fn access_of(headers: &http::HeaderMap) -> Option<&str> {
        find(headers, ACCESS)
    }

    /// The refresh token that came in its cookie.
    pub fn refresh_of(headers: &http::HeaderMap) -> Option<&str> {
        find(headers, REFRESH)
    }
}

fn lines<const N: usize>(texts: [String; N]) -> Vec<HeaderValue> {
    texts.into_iter().filter_map(|text| HeaderValue::try_from(text).ok()).collect()
}

pub(crate) fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    find(&parts.headers, name)
}

fn find<'a>(headers: &'a http::HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(http::header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    pairs.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
