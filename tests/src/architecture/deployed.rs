//! Every function is deployed, as itself, and what is deployed keeps what it promises.

use super::{
    code::Code,
    none,
    template::{Template, entries, items},
};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

#[test]
fn every_folder_under_functions_is_deployed_and_nothing_else() {
    none(&complaints(&Template::read(), &Code::read()));
}

#[test]
fn the_table_can_be_restored_forgets_and_tells() {
    let template = Template::read();
    let tables: Vec<_> = template.of_type("AWS::DynamoDB::Table").collect();
    let [(_, table)] = tables.as_slice() else { panic!("one table, not {}", tables.len()) };
    let properties = &table["Properties"];
    assert_eq!(properties["PointInTimeRecoverySpecification"], json!({"PointInTimeRecoveryEnabled": true}));
    assert_eq!(properties["TimeToLiveSpecification"], json!({"AttributeName": "ttl", "Enabled": true}));
    assert_eq!(properties["StreamSpecification"], json!({"StreamViewType": "NEW_IMAGE"}));
    assert_eq!(properties["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["DeletionPolicy"], "Retain");
}

#[test]
fn dispatch_wakes_for_outbox_rows_alone_and_keeps_what_it_could_not_do() {
    let template = Template::read();
    let event = one_event(&template, "dispatch", "DynamoDB");
    let pattern = event["FilterCriteria"]["Filters"][0]["Pattern"].as_str().expect("a filter");
    let pattern: Json = serde_json::from_str(pattern).expect("the filter is JSON");
    let outbox = json!({"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "outbox#"}]}}}});
    assert_eq!(pattern, outbox);
    assert_eq!(event["BisectBatchOnFunctionError"], true);
    let (_, _, resource) = template.functions().find(|(folder, ..)| folder == "dispatch").expect("the function");
    let (timeout, hold) = (&resource["Properties"]["Timeout"], dispatch::deliver::HOLD.as_secs());
    assert_eq!(timeout.as_i64(), Some(hold), "so long before its deadline an invocation began");
    assert!(event["MaximumRetryAttempts"].as_u64().is_some(), "else one bad record is tried for a day");
    assert_eq!(queue(&template, &event["DestinationConfig"]["OnFailure"]["Destination"]), "AWS::SQS::Queue");
}

#[test]
fn the_clock_strikes_each_minute_and_a_missed_one_is_seen() {
    let template = Template::read();
    let event = one_event(&template, "timer", "ScheduleV2");
    assert_eq!(event["ScheduleExpression"], "rate(1 minute)");
    assert_eq!(queue(&template, &event["DeadLetterConfig"]["Arn"]), "AWS::SQS::Queue");
}

#[test]
fn somebody_is_told_when_a_function_fails_or_a_queue_fills() {
    let template = Template::read();
    let alarms: Vec<_> = template.of_type("AWS::CloudWatch::Alarm").map(|(_, alarm)| &alarm["Properties"]).collect();
    let told = |metric: &str, of: &Json| {
        let about =
            |alarm: &&&Json| alarm["MetricName"] == metric && items(&alarm["Dimensions"]).any(|d| d["Value"] == *of);
        alarms.iter().find(about).is_some_and(|alarm| items(&alarm["AlarmActions"]).count() > 0)
    };
    let functions = template
        .functions()
        .flat_map(|(_, logical, _)| ["Errors", "Throttles"].map(|metric| (metric, json!({"Ref": logical}))));
    let queues = template
        .of_type("AWS::SQS::Queue")
        .map(|(logical, _)| ("ApproximateNumberOfMessagesVisible", json!({"Fn::GetAtt": [logical, "QueueName"]})));
    let untold = functions.chain(queues).filter(|(metric, of)| !told(metric, of));
    none(&untold.map(|(metric, of)| format!("no alarm on {metric} of {of}")).collect::<Vec<_>>());
}

pub fn complaints(template: &Template, code: &Code) -> Vec<String> {
    let deployed: BTreeSet<String> = template.functions().map(|(folder, ..)| folder).collect();
    let missing = code.folders.difference(&deployed).map(|folder| format!("{folder} is not deployed"));
    let strange = deployed.difference(&code.folders).map(|folder| format!("{folder} is deployed and is no folder"));
    let odd = template.functions().filter(|(folder, logical, resource)| {
        logical.to_lowercase() != folder.replace('_', "") || resource["Metadata"]["SkipBuild"] != true
    });
    let unlisted = code.folders.symmetric_difference(&code.built);
    missing
        .chain(strange)
        .chain(unlisted.map(|folder| {
            format!("{folder} is under functions/ or in Cargo.toml's workspace.metadata.lambda.build, not both")
        }))
        .chain(odd.map(|(folder, logical, _)| format!("{logical} is not built from {folder}")))
        .collect()
}

fn one_event<'a>(template: &'a Template, function: &str, kind: &str) -> &'a Json {
    let (_, _, resource) = template.functions().find(|(folder, ..)| folder == function).expect("the function");
    let mut of_kind = entries(&resource["Properties"]["Events"]).filter(|(_, event)| event["Type"] == kind);
    &of_kind.next().expect("an event of that kind").1["Properties"]
}

/// The type of what an `Arn` belongs to.
fn queue<'a>(template: &'a Template, arn: &Json) -> &'a Json {
    &template.0["Resources"][arn["Fn::GetAtt"][0].as_str().expect("an Arn")]["Type"]
}
