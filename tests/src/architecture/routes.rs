//! Every route of a router is reached by the function that serves it.

use super::{
    code::{Code, Served},
    none,
    template::{Template, Way},
};

/// What answers where no route does, with a 404 in the shape of its surface.
const FALLBACK: (&str, &str) = ("accounts", "$default");

#[test]
fn every_route_reaches_the_function_that_serves_it() {
    none(&complaints(&Template::read(), &Code::read()));
}

#[test]
fn the_most_specific_route_wins() {
    let ways = ["/api/users", "/api/users/{proxy+}", "/api/{proxy+}", "$default"];
    let ways: Vec<_> =
        ways.iter().map(|path| ((*path).to_owned(), (String::from("ANY"), (*path).to_owned()))).collect();
    let reached = |path: &str| reached(&ways, path).expect("$default takes anything").0.clone();
    assert_eq!(reached("/api/users"), "/api/users");
    assert_eq!(reached("/api/users/"), "/api/users");
    assert_eq!(reached("/api/users/me/"), "/api/users/{proxy+}");
    assert_eq!(reached("/api/usersme"), "/api/{proxy+}");
    assert_eq!(reached("/favicon.ico"), "$default");
}

pub fn complaints(template: &Template, code: &Code) -> Vec<String> {
    let ways = template.ways();
    let unreached = code.served.iter().filter_map(|served| unreached(&ways, served));
    let badly_written = ways.iter().filter_map(|(function, way)| badly_written(function, way));
    let halves = ways.iter().filter_map(|(function, (_, path))| half(&ways, function, path));
    let idle = ways.iter().filter_map(|(function, (_, path))| idle(code, function, path));
    unreached.chain(badly_written).chain(halves).chain(idle).chain(fallback(&ways)).collect()
}

/// A route of the router that the gateway takes elsewhere.
fn unreached(ways: &[(String, Way)], served: &Served) -> Option<String> {
    let Served { function, method, path } = served;
    match reached(ways, &sample(path)) {
        Some((by, (_, way))) if by == function && way != "$default" => None,
        Some((by, (_, way))) if way != "$default" => {
            Some(format!("{method} {path} of {function} is taken to {by} by {way}"))
        }
        _ => Some(format!("{method} {path} of {function} has no route")),
    }
}

/// API Gateway's choice: the path itself, else the longest prefix, else `$default`.
fn reached<'a>(ways: &'a [(String, Way)], path: &str) -> Option<&'a (String, Way)> {
    let path = path.trim_end_matches('/');
    let weight = |way: &str| match way.strip_suffix("{proxy+}") {
        Some(prefix) if path.starts_with(prefix) => Some(prefix.len()),
        None if way == path => Some(usize::MAX),
        None if way == "$default" => Some(0),
        _ => None,
    };
    let matching = ways.iter().filter_map(|way| weight(&way.1.1).map(|weight| (weight, way)));
    matching.max_by_key(|(weight, _)| *weight).map(|(_, way)| way)
}

/// A path that the pattern matches.
fn sample(path: &str) -> String {
    let filled = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
    filled.collect::<Vec<_>>().join("/")
}

fn badly_written(function: &str, (method, path): &Way) -> Option<String> {
    let any = path == "$default" || method == "ANY";
    (path.ends_with('/') || !any).then(|| format!("{function}: {method} {path} should be ANY and end in no slash"))
}

/// `/x` without `/x/{proxy+}`, or the other way about.
fn half(ways: &[(String, Way)], function: &str, path: &str) -> Option<String> {
    let other = match path.strip_suffix("/{proxy+}") {
        Some(prefix) => prefix.to_owned(),
        None if path == "$default" => return None,
        None => format!("{path}/{{proxy+}}"),
    };
    let there = ways.iter().any(|(by, (_, way))| by == function && *way == other);
    (!there).then(|| format!("{function} has {path} and not {other}"))
}

/// A route under which the function serves nothing.
fn idle(code: &Code, function: &str, path: &str) -> Option<String> {
    let prefix = path.trim_end_matches("/{proxy+}");
    let below =
        |served: &str| served == prefix || served.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    let used = code.served.iter().any(|served| served.function == function && below(&served.path));
    (path != "$default" && !used).then(|| format!("{function} has {path} and serves nothing there"))
}

fn fallback(ways: &[(String, Way)]) -> Option<String> {
    let all: Vec<_> = ways.iter().filter(|(_, (_, path))| path == FALLBACK.1).map(|(by, _)| by.as_str()).collect();
    (all != [FALLBACK.0]).then(|| format!("$default leads to {all:?} and not to {}", FALLBACK.0))
}
