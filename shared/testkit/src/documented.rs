//! Every reply is held against the reference: a status that its route does not name fails the test
//! that met it, so that what a handler can refuse is written down where callers look.

use std::sync::OnceLock;

use reqwest::Method;
use serde_json::Value;

/// A path of the reference, piece by piece, and what is said of its methods.
struct Path {
    pieces: Vec<String>,
    methods: Value,
}

/// Panics where the reference does not know this status of this route. What no route serves is not in it.
pub fn assert_documented(method: &Method, path: &str, status: u16) {
    let Some(known) = find(path) else { return };
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let replies = &known.methods[method.as_str().to_lowercase()]["responses"];
    let written = match replies {
        Value::Null => status == 405 || method == Method::OPTIONS,
        replies => replies.get(status.to_string()).is_some(),
    };
    let place = known.pieces.join("/");
    assert!(
        written,
        "{method} {path} answered {status}, which the reference of /{place} does not name: see api::Refused"
    );
}

/// The path that the router would take: a word goes before a parameter.
fn find(path: &str) -> Option<&'static Path> {
    static PATHS: OnceLock<Vec<Path>> = OnceLock::new();
    let asked: Vec<&str> = path.trim_matches('/').split('/').collect();
    let fits = |known: &&Path| known.pieces.len() == asked.len() && known.pieces.iter().zip(&asked).all(fits);
    PATHS
        .get_or_init(read)
        .iter()
        .filter(fits)
        .min_by_key(|known| known.pieces.iter().map(|piece| is_parameter(piece)).collect::<Vec<_>>())
}

fn fits((piece, asked): (&String, &&str)) -> bool {
    is_parameter(piece) || piece == asked
}

fn is_parameter(piece: &str) -> bool {
    piece.starts_with('{')
}

fn read() -> Vec<Path> {
    let reference: Value = serde_json::from_str(&local::openapi::text()).expect("the reference");
    let paths = reference["paths"].as_object().expect("paths").iter();
    paths
        .map(|(path, methods)| Path {
            pieces: path.trim_matches('/').split('/').map(str::to_owned).collect(),
            methods: methods.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_passes() {
        assert_documented(&Method::POST, "/v1/auth/login", 401);
        assert_documented(&Method::GET, "/v1/mentors/me", 401); // not {id}, which anybody may see
        assert_documented(&Method::DELETE, "/v1/auth/login/", 405);
        assert_documented(&Method::GET, "/nowhere", 418);
    }

    #[test]
    #[should_panic(expected = "POST /v1/auth/login answered 409")]
    fn what_is_not_written_down_fails() {
        assert_documented(&Method::POST, "/v1/auth/login", 409);
    }

    #[test]
    #[should_panic(expected = "which the reference of /v1/mentors/{id} does not name")]
    fn a_status_of_another_method_is_not_written_down() {
        assert_documented(&Method::GET, "/v1/mentors/mtr", 401);
    }
}
