//! Which function answers a path: the template's routes, the most specific first.

use crate::template::{Function, Route};
use http::Method;
use std::collections::BTreeMap;

/// All routes of the HTTP API.
#[derive(Debug, Clone, Default)]
pub struct Routes(Vec<Entry>);

#[derive(Debug, Clone)]
struct Entry {
    key: String,
    method: String,
    segments: Option<Vec<Segment>>,
    function: String,
}

/// Ordered from the least to the most specific.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Greedy(String),
    Parameter(String),
    Literal(String),
}

/// A route that fits, with what its path parameters stand for.
#[derive(Debug, PartialEq, Eq)]
pub struct Match<'a> {
    pub function: &'a str,
    pub route_key: &'a str,
    pub parameters: BTreeMap<String, String>,
}

impl Routes {
    pub fn of(functions: &[Function]) -> Self {
        let routes = functions.iter().flat_map(|f| f.routes.iter().map(|route| Entry::of(route, &f.name)));
        let mut entries: Vec<Entry> = routes.collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.rank()));
        Self(entries)
    }

    /// The first fit, and the `$default` route if nothing else fits.
    pub fn find(&self, method: &Method, path: &str) -> Option<Match<'_>> {
        let decoded: Vec<String> = path.trim_matches('/').split('/').map(decode).collect();
        self.0.iter().filter(|entry| entry.takes(method)).find_map(|entry| {
            let parameters = entry.fit(&decoded)?;
            Some(Match { function: &entry.function, route_key: &entry.key, parameters })
        })
    }
}

impl Entry {
    fn of(route: &Route, function: &str) -> Self {
        let default = route.path == "$default";
        let key = if default { "$default".to_owned() } else { format!("{} {}", route.method, route.path) };
        let segments = (!default).then(|| route.path.trim_matches('/').split('/').map(Segment::of).collect());
        Self { key, method: route.method.clone(), segments, function: function.to_owned() }
    }

    /// Compared segment by segment; among equals a named method goes before `ANY`.
    fn rank(&self) -> (Option<Vec<u8>>, bool) {
        let weight = |segment: &Segment| match segment {
            Segment::Literal(_) => 3,
            Segment::Parameter(_) => 2,
            Segment::Greedy(_) => 1,
        };
        (self.segments.as_ref().map(|all| all.iter().map(weight).collect()), self.method != "ANY")
    }

    fn takes(&self, method: &Method) -> bool {
        self.method == "ANY" || self.method == method.as_str()
    }

    /// A trailing slash is dropped before: `/x` and `/x/` are one.
    fn fit(&self, path: &[String]) -> Option<BTreeMap<String, String>> {
        let mut found = BTreeMap::new();
        let Some(segments) = &self.segments else { return Some(found) };
        let mut rest = path;
        for segment in segments {
            let (first, tail) = rest.split_first()?;
            match segment {
                Segment::Literal(literal) if literal == first => {}
                Segment::Literal(_) => return None,
                Segment::Parameter(name) => drop(found.insert(name.clone(), first.clone())),
                Segment::Greedy(name) => {
                    found.insert(name.clone(), rest.join("/"));
                    return Some(found);
                }
            }
            rest = tail;
        }
        rest.is_empty().then_some(found)
    }
}

impl Segment {
    fn of(written: &str) -> Self {
        match written.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')) {
            Some(name) => {
                name.strip_suffix('+').map_or_else(|| Self::Parameter(name.into()), |n| Self::Greedy(n.into()))
            }
            None => Self::Literal(written.to_owned()),
        }
    }
}

fn decode(segment: &str) -> String {
    super::event::percent_decoded(segment, false)
}

#[cfg(test)]
mod tests {
    use super::Routes;
    use crate::template::{Function, Route};
    use http::Method;
    use std::time::Duration;

    fn function(name: &str, paths: &[&str]) -> Function {
        let route = |path: &&str| match path.split_once(' ') {
            Some((method, path)) => Route { method: method.into(), path: path.into() },
            None => Route { method: "ANY".into(), path: (*path).into() },
        };
        let routes = paths.iter().map(route).collect();
        let (environment, timeout) = (std::collections::BTreeMap::default(), Duration::from_secs(1));
        Function { name: name.into(), environment, timeout, routes, streams: vec![], schedules: vec![] }
    }

    fn routes() -> Routes {
        Routes::of(&[
            function("users", &["/api/users", "/api/users/{proxy+}", "$default"]),
            function("login", &["/api/users/email-login", "GET /api/users/{id}/photo"]),
        ])
    }

    fn found(path: &str) -> (String, String) {
        let routes = routes();
        let found = routes.find(&Method::GET, path).unwrap();
        (found.function.to_owned(), found.route_key.to_owned())
    }

    #[test]
    fn the_most_specific_route_wins() {
        assert_eq!(found("/api/users/email-login").0, "login");
        assert_eq!(found("/api/users/7/photo"), ("login".into(), "GET /api/users/{id}/photo".into()));
        assert_eq!(found("/api/users/7"), ("users".into(), "ANY /api/users/{proxy+}".into()));
        assert_eq!(found("/nowhere"), ("users".into(), "$default".into()));
    }

    #[test]
    fn a_trailing_slash_is_the_same_route() {
        assert_eq!(found("/api/users/").1, "ANY /api/users");
        assert_eq!(found("/api/users/email-login/").0, "login");
    }

    #[test]
    fn a_greedy_parameter_holds_the_rest_of_the_path() {
        let routes = routes();
        let found = routes.find(&Method::POST, "/api/users/7/photo%20x/").unwrap();
        assert_eq!(found.parameters["proxy"], "7/photo x");
    }
}
