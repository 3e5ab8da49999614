//! Who may name whom.

use super::{
    none,
    workspace::{Member, Named, members},
};
use std::collections::BTreeMap;

/// What a shared crate may name of ours. One that is missing here may name nothing.
const SHARED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("store", &["domain"]),
    ("mail", &["domain"]),
    ("calls", &[]),
    ("blobs", &["domain", "calls"]),
    ("push", &["domain", "calls"]),
    ("api", &["domain", "store"]),
];

/// The one crate that speaks to each service. What runs beside the functions may look at them all.
const SPEAKERS: &[(&str, &str)] = &[
    ("aws-sdk-dynamodb", "store"),
    ("aws-sdk-sesv2", "mail"),
    ("async-stripe", "payments"),
    // What is signed by hand, for blobs and push.
    ("aws-sigv4", "calls"),
];
const BESIDE: &[&str] = &["local", "testkit", "tests"];

#[test]
fn every_crate_names_only_what_the_design_lets_it() {
    none(&ours(&members()));
}

#[test]
fn each_service_is_spoken_to_by_one_crate() {
    none(&services(&members()));
}

#[test]
fn the_testkit_is_named_by_tests_only() {
    none(&testkit(&members()));
}

#[test]
fn the_sdks_have_one_set_of_features_and_never_their_defaults() {
    none(&features(&members()));
}

#[test]
fn a_forbidden_arrow_is_named() {
    let drawn = |from: &str, to: &str, dev: bool| {
        let mut members = members();
        let member = members.iter_mut().find(|member| member.name == from).expect("a crate of that name");
        member.names.push(Named { name: to.into(), dev, default_features: true, features: vec!["extra".into()] });
        [ours(&members), services(&members), testkit(&members), features(&members)].concat().join("; ")
    };
    assert_eq!(drawn("domain", "store", false), "domain names store");
    assert_eq!(drawn("mail", "store", false), "mail names store");
    assert_eq!(drawn("store", "api", false), "store names api");
    assert_eq!(drawn("accounts", "bookings", false), "accounts names bookings");
    assert!(drawn("bookings", "aws-sdk-dynamodb", false).contains("bookings names aws-sdk-dynamodb"));
    assert_eq!(drawn("mentors", "aws-sigv4", false), "mentors names aws-sigv4");
    // It was a megabyte of `mentors` and minutes of a build, for four calls (shared/calls).
    assert!(drawn("blobs", "aws-sdk-s3", false).contains("blobs names aws-sdk-s3"));
    assert!(drawn("store", "aws-sdk-sqs", false).contains("aws-sdk-sqs with its default features"));
    assert_eq!(drawn("local", "testkit", false), "local names testkit outside its tests");
    assert_eq!(drawn("accounts", "testkit", true), "");
    // A tool of an operator's reads what the store gives it.
    assert!(drawn("invariants", "aws-sdk-dynamodb", false).contains("invariants names aws-sdk-dynamodb"));
    assert_eq!(drawn("bookings", "invariants", false), "bookings names invariants");
    assert_eq!(drawn("api", "invariants", false), "api names invariants");
}

fn ours(members: &[Member]) -> Vec<String> {
    let of_ours = |name: &str| members.iter().find(|member| member.name == name);
    arrows(members)
        .filter_map(|(member, named)| of_ours(&named.name).map(|target| (member, named, target)))
        .filter(|(member, named, target)| !named.dev && target.name != "testkit" && !allowed(member, target))
        .map(|(member, _, target)| format!("{} names {}", member.name, target.name))
        .collect()
}

fn allowed(member: &Member, target: &Member) -> bool {
    match member.room.as_str() {
        // Stands beside the house, not in it.
        "shared" if member.name == "testkit" => true,
        "shared" => SHARED.iter().any(|(name, may)| *name == member.name && may.contains(&target.name.as_str())),
        "functions" => target.room == "shared",
        room => room == "infra" || room == "tests",
    }
}

fn services(members: &[Member]) -> Vec<String> {
    let speaker = |sdk: &str| SPEAKERS.iter().find(|(prefix, _)| sdk.starts_with(prefix)).map(|(_, speaker)| *speaker);
    arrows(members)
        .filter(|(_, named)| named.name.starts_with("aws-sdk-") || speaker(&named.name).is_some())
        .filter(|(member, named)| speaker(&named.name) != Some(member.name.as_str()))
        .filter(|(member, _)| !BESIDE.contains(&member.name.as_str()))
        .map(|(member, named)| format!("{} names {}", member.name, named.name))
        .collect()
}

fn testkit(members: &[Member]) -> Vec<String> {
    arrows(members)
        .filter(|(_, named)| named.name == "testkit" && !named.dev)
        .map(|(member, _)| format!("{} names testkit outside its tests", member.name))
        .collect()
}

/// One binary is linked from one build of an SDK: two sets would compile it twice, and its
/// defaults bring a second TLS stack.
fn features(members: &[Member]) -> Vec<String> {
    let sdks = || arrows(members).filter(|(_, named)| named.name.starts_with("aws-sdk-") || named.name == "aws-config");
    let mut sets: BTreeMap<&str, Vec<&Named>> = BTreeMap::new();
    sdks().for_each(|(_, named)| sets.entry(&named.name).or_default().push(named));
    let differing = sets.iter().filter(|(_, all)| all.iter().any(|named| named.features != all[0].features));
    sdks()
        .filter(|(_, named)| named.default_features)
        .map(|(member, named)| format!("{} names {} with its default features", member.name, named.name))
        .chain(differing.map(|(sdk, _)| format!("{sdk} has other features in one crate than in another")))
        .collect()
}

fn arrows(members: &[Member]) -> impl Iterator<Item = (&Member, &Named)> {
    members.iter().flat_map(|member| member.names.iter().map(move |named| (member, named)))
}
