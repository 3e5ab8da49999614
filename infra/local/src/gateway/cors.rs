//! Cross-origin answers, by the template's `CorsConfiguration` and nothing else: the gateway answers
//! preflights itself and drops what a function says on the matter.

use crate::template::Cors;
use axum::{body::Body, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};

/// The answer to a preflight, if this is one.
pub fn preflight(cors: Option<&Cors>, parts: &Parts) -> Option<Response> {
    let cors = cors?;
    let asks = parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if parts.method != Method::OPTIONS || !asks || !parts.headers.contains_key(header::ORIGIN) {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Some(origin) = allowed(cors, &parts.headers) {
        let headers = response.headers_mut();
        stamp(cors, origin, headers);
        put(headers, header::ACCESS_CONTROL_ALLOW_METHODS, &cors.methods.join(","));
        put(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, &cors.headers.join(","));
        if let Some(seconds) = cors.max_age {
            put(headers, header::ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
        }
    }
    Some(response)
}

/// Puts the gateway's headers on a function's reply, in place of the function's.
pub fn apply(cors: Option<&Cors>, request: &HeaderMap, reply: &mut HeaderMap) {
    let Some(cors) = cors else { return };
    let own: Vec<HeaderName> =
        reply.keys().filter(|name| name.as_str().starts_with("access-control-")).cloned().collect();
    for name in own {
        reply.remove(name);
    }
    if let Some(origin) = allowed(cors, request) {
        stamp(cors, origin, reply);
        put(reply, header::ACCESS_CONTROL_EXPOSE_HEADERS, &cors.expose.join(","));
    }
}

fn allowed(cors: &Cors, request: &HeaderMap) -> Option<HeaderValue> {
    let origin = request.get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    if cors.origins.iter().any(|allowed| allowed == text) {
        return Some(origin.clone());
    }
    let any = cors.origins.iter().any(|allowed| match allowed.strip_suffix('*') {
        Some("") => true,
        Some(scheme) => text.starts_with(scheme),
        None => false,
    });
    any.then(|| if cors.credentials { origin.clone() } else { HeaderValue::from_static("*") })
}

fn stamp(cors: &Cors, origin: HeaderValue, headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if cors.credentials {
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Some(value) = HeaderValue::try_from(value).ok().filter(|value| !value.is_empty()) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{apply, preflight};
    use crate::template::Cors;
    use http::{HeaderMap, Request, StatusCode};

    fn cors() -> Cors {
        let one = |text: &str| vec![text.to_owned()];
        let (origins, methods, headers) = (one("http://good.example"), one("GET"), one("authorization"));
        Cors { origins, methods, headers, expose: one("etag"), max_age: Some(5), credentials: true }
    }

    fn preflight_from(origin: &str) -> HeaderMap {
        let request = Request::options("/x").header("origin", origin).header("access-control-request-method", "GET");
        let response = preflight(Some(&cors()), &request.body(()).unwrap().into_parts().0).unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        response.into_parts().0.headers
    }

    #[test]
    fn a_listed_origin_is_let_in_with_credentials() {
        let headers = preflight_from("http://good.example");
        assert_eq!(headers["access-control-allow-origin"], "http://good.example");
        assert_eq!(headers["access-control-allow-credentials"], "true");
    }

    #[test]
    fn another_origin_gets_no_headers() {
        assert!(preflight_from("http://evil.example").is_empty());
    }

    #[test]
    fn what_a_function_says_about_origins_is_dropped() {
        let mut reply = HeaderMap::new();
        reply.insert("access-control-allow-origin", "*".parse().unwrap());
        apply(Some(&cors()), &HeaderMap::new(), &mut reply);
        assert!(reply.is_empty());
    }
}
