use crate::template::{EMBEDDED, LocalValues, Route, Template, TemplateError};
use std::time::Duration;

const SMALL: &str = r#"
Parameters:
  Origins: {Type: CommaDelimitedList, Default: "https://a.example, https://b.example"}
  Stage: {Type: String, Default: dev}
Conditions:
  Live: !Equals [!Ref Stage, live]
Globals:
  Function:
    Timeout: 20
    Environment: {Variables: {TABLE: !Ref People, ONLY_LIVE: !If [Live, "yes", !Ref AWS::NoValue]}}
  HttpApi:
    CorsConfiguration: {AllowOrigins: !Ref Origins, AllowMethods: ["*"], AllowCredentials: true, MaxAge: 600}
Resources:
  People:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${AWS::StackName}-people"
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {StreamViewType: NEW_IMAGE}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
  Photos: {Type: AWS::S3::Bucket, Properties: {}}
  Accounts:
    Type: AWS::Serverless::Function
    Metadata: {SkipBuild: true}
    Properties:
      CodeUri: target/lambda/accounts
      Environment: {Variables: {ORIGINS: !Join [",", !Ref Origins], NAME: plain, LONG: !Sub ["${x}-${Stage}", {x: hi}], BUCKET: !Ref Photos, SECRET: "{{resolve:secretsmanager:ithaca:SecretString:KEY}}"}}
      Events:
        Exact: {Type: HttpApi, Properties: {Path: /v1/auth, Method: ANY}}
        Rest: {Type: HttpApi}
  Dispatch:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/dispatch/
      Events:
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt People.StreamArn
            BatchSize: 25
            FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
        Tick: {Type: Schedule, Properties: {Schedule: rate(5 minutes)}}
"#;

fn owned(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn local() -> LocalValues {
    LocalValues {
        secrets: owned(&[("KEY", "hush")]),
        environment: owned(&[("NAME", "given"), ("UNLISTED", "never")]),
        ..LocalValues::default()
    }
}

fn small(parameters: &[(&str, &str)]) -> Template {
    Template::parse(SMALL, &LocalValues { parameters: owned(parameters), ..local() }).unwrap()
}

#[test]
fn a_function_gets_its_own_variables_and_those_of_globals_and_no_others() {
    let template = small(&[]);
    let accounts = &template.functions[0];
    assert_eq!(accounts.name, "accounts");
    let names: Vec<_> = accounts.environment.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(
        names,
        [
            "BUCKET=local-photos",
            "LONG=hi-dev",
            "NAME=given",
            "ORIGINS=https://a.example,https://b.example",
            "SECRET=hush",
            "TABLE=ithaca-people"
        ]
    );
    assert_eq!(accounts.timeout, Duration::from_secs(20));
    assert_eq!(accounts.routes[1], Route { method: "ANY".into(), path: "$default".into() });
}

#[test]
fn parameters_and_conditions_are_answered_with_local_values() {
    let template = small(&[("Stage", "live"), ("Origins", "http://localhost:3001")]);
    assert_eq!(template.functions[0].environment["ONLY_LIVE"], "yes");
    let cors = template.cors.unwrap();
    assert_eq!(
        (cors.origins, cors.credentials, cors.max_age),
        (vec!["http://localhost:3001".to_owned()], true, Some(600))
    );
}

#[test]
fn the_table_is_created_from_what_create_table_knows() {
    let table = &small(&[]).tables[0];
    assert!(table.create.get("PointInTimeRecoverySpecification").is_none());
    assert_eq!(table.create["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
}

#[test]
fn streams_and_schedules_are_read_with_their_sizes() {
    let dispatch = &small(&[]).functions[1];
    assert_eq!((dispatch.streams[0].table.as_str(), dispatch.streams[0].batch), ("ithaca-people", 25));
    assert_eq!(dispatch.schedules[0].every, Duration::from_mins(5));
}

#[test]
fn a_reference_to_nothing_is_an_error() {
    let text =
        "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {A: !Ref Gone}}}}}";
    let error = Template::parse(text, &LocalValues::default()).unwrap_err();
    assert!(matches!(error, TemplateError::Dangling(name) if name == "Gone"));
}

#[test]
fn the_embedded_template_names_what_it_lacks_instead_of_guessing() {
    let error = Template::parse(EMBEDDED, &LocalValues::default()).unwrap_err();
    assert!(matches!(error, TemplateError::NoValue(_) | TemplateError::NoSecret(_)), "{error}");
}
