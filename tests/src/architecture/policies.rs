//! What each function may do. A new verb is written here as well as in template.yaml, so that
//! nobody gains one in passing.

use super::{
    none,
    template::{Template, items},
};
use std::collections::BTreeSet;
use testkit::{May, Policy};

/// Function, resource, verbs. A transaction needs the verbs of its parts.
const MAY: &str = "
accounts  Table                dynamodb: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem
accounts  Table/index/gsi3     dynamodb: Query
mentors   Table                dynamodb: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem
mentors   Table/index/gsi3     dynamodb: Query
mentors   Photos/*             s3: DeleteObject GetObject PutObject
bookings  Table                dynamodb: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem UpdateItem
bookings  Table/index/gsi1     dynamodb: Query
bookings  Table/index/gsi2     dynamodb: Query
chat      Table                dynamodb: BatchGetItem ConditionCheckItem GetItem PutItem Query UpdateItem
chat      Table/index/gsi3     dynamodb: Query
chat      Table/index/gsi4     dynamodb: Query
chat      Socket/connections   execute-api: ManageConnections
dispatch  Table                dynamodb: BatchGetItem BatchWriteItem DeleteItem GetItem PutItem Query UpdateItem
dispatch  Table/index/gsi1     dynamodb: Query
dispatch  Table/index/gsi3     dynamodb: Query
dispatch  Table/index/gsi4     dynamodb: Query
dispatch  Socket/connections   execute-api: ManageConnections
dispatch  identity             ses: SendEmail SendRawEmail
notices   Table                dynamodb: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query
notices   Table/index/gsi1     dynamodb: Query
notices   Table/index/gsi2     dynamodb: Query
notices   Table/index/gsi3     dynamodb: Query
realtime  Table                dynamodb: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem
realtime  Socket/connections   execute-api: ManageConnections
timer     Table                dynamodb: ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem
";

/// The only resources that end in a star: object keys are made as people upload.
const STARRED: &[&str] = &["Photos/*"];

#[test]
fn each_function_may_do_what_its_line_says_and_no_more() {
    none(&complaints(&Template::read()));
}

#[test]
fn a_star_and_a_grant_too_many_are_named() {
    let mut template = Template::read();
    let statement = "/Resources/Timer/Properties/Policies/0/Statement/0";
    template.0.pointer_mut(statement).expect("timer's policy")["Action"] = serde_json::json!("dynamodb:*");
    let all = complaints(&template).join("\n");
    assert!(all.contains("timer may dynamodb:* on Table, a star"), "{all}");
    assert!(all.contains("timer lacks dynamodb:Query on Table"), "{all}");
}

pub fn complaints(template: &Template) -> Vec<String> {
    let granted: BTreeSet<May> = Policy::of(&template.0).lines().cloned().map(short).collect();
    let listed = listed();
    let say =
        |May { function, resource, action }: &May, verb: &str| format!("{function} {verb} {action} on {resource}");
    let lacking = listed.difference(&granted).map(|may| say(may, "lacks"));
    let extra = granted.difference(&listed).map(|may| say(may, "may, unlisted,"));
    let starred = granted.iter().filter(|may| {
        may.action.contains('*') || (may.resource.contains('*') && !STARRED.contains(&may.resource.as_str()))
    });
    lacking.chain(extra).chain(starred.map(|may| say(may, "may") + ", a star")).chain(managed(template)).collect()
}

/// SAM's policy templates and AWS's managed policies name resources by star.
fn managed(template: &Template) -> Vec<String> {
    let inline = |policy: &serde_json::Value| policy["Statement"].is_array();
    let others = template.functions().filter(|(_, _, resource)| {
        let policies = items(&resource["Properties"]["Policies"]);
        policies.filter(|policy| !inline(policy)).count() > 0 || resource["Properties"]["Role"].is_string()
    });
    others.map(|(function, ..)| format!("{function} has a policy that is not written here")).collect()
}

fn listed() -> BTreeSet<May> {
    MAY.lines().filter(|line| !line.is_empty()).flat_map(line).collect()
}

/// `function resource service: verb verb …`
fn line(line: &str) -> Vec<May> {
    let (subject, verbs) = line.split_once(": ").expect("a colon before the verbs");
    let [function, resource, service] = subject.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("not a function, a resource and a service: {subject}")
    };
    let may = |verb: &str| May {
        function: function.to_owned(),
        resource: resource.to_owned(),
        action: format!("{service}:{verb}"),
    };
    verbs.split_whitespace().map(may).collect()
}

/// The ARNs of an identity and of a stage's connections are long, and have no resource of ours in them.
fn short(may: May) -> May {
    let resource = match may.resource {
        arn if arn.contains(":ses:") && arn.ends_with(":identity/SenderIdentity") => "identity".to_owned(),
        // Whoever is there, on this one stage: API Gateway names them as they come.
        arn if arn.ends_with(":Socket/ws/*/@connections/*") => "Socket/connections".to_owned(),
        other => other,
    };
    May { resource, ..may }
}
