//! From the resolved template to its model.

use super::{
    Bucket, Cors, Function, Pattern, Route, Schedule, SocketApi, SocketRoute, StreamSource, Table, Template,
    TemplateError, resolve::Resolver, value::text,
};
use serde_json::{Map, Value as Json, json};
use std::{collections::BTreeMap, time::Duration};

pub fn template(resolver: &Resolver) -> Result<Template, TemplateError> {
    Ok(Template {
        functions: of_type(resolver, "AWS::Serverless::Function", function)?,
        tables: of_type(resolver, "AWS::DynamoDB::Table", table)?,
        buckets: of_type(resolver, "AWS::S3::Bucket", bucket)?,
        cors: api_cors(resolver)?,
        socket: of_type(resolver, "AWS::Serverless::WebSocketApi", socket)?.pop(),
    })
}

fn of_type<T>(
    resolver: &Resolver,
    kind: &str,
    read: impl Fn(&Resolver, &str, &Json) -> Result<T, TemplateError>,
) -> Result<Vec<T>, TemplateError> {
    let resources = resolver.template["Resources"].as_object().cloned().unwrap_or_default();
    resources
        .iter()
        .filter(|(_, resource)| resource["Type"] == kind)
        .map(|(logical, resource)| read(resolver, logical, resource))
        .collect()
}

fn function(resolver: &Resolver, logical: &str, resource: &Json) -> Result<Function, TemplateError> {
    let globals = &resolver.template["Globals"]["Function"];
    let properties = &resource["Properties"];
    let events = resolver.resolve(&properties["Events"])?;
    let events: Vec<&Json> = events.as_object().into_iter().flat_map(Map::values).collect();
    let timeout = properties["Timeout"].as_u64().or_else(|| globals["Timeout"].as_u64()).unwrap_or(3);
    Ok(Function {
        name: binary(logical, resource),
        environment: environment(resolver, globals, properties)?,
        timeout: Duration::from_secs(timeout),
        routes: events.iter().filter(|event| event["Type"] == "HttpApi").map(|event| route(event)).collect(),
        streams: events
            .iter()
            .filter(|event| event["Type"] == "DynamoDB")
            .map(|e| stream(e))
            .collect::<Result<_, _>>()?,
        schedules: events.iter().filter_map(|event| schedule(event).transpose()).collect::<Result<_, _>>()?,
    })
}

/// The crate that a function is built from: `Binary` where one is named, else its folder.
fn binary(logical: &str, resource: &Json) -> String {
    let metadata = &resource["Metadata"];
    let named = [&metadata["BuildProperties"]["Binary"], &metadata["Binary"]].into_iter().find_map(Json::as_str);
    let folder = || {
        let path = resource["Properties"]["CodeUri"].as_str()?.trim_end_matches('/');
        path.rsplit('/').next().filter(|last| !last.is_empty() && *last != ".")
    };
    let fallback = || logical.trim_end_matches("Function").to_lowercase();
    named.or_else(folder).map_or_else(fallback, str::to_owned)
}

fn environment(
    resolver: &Resolver,
    globals: &Json,
    properties: &Json,
) -> Result<BTreeMap<String, String>, TemplateError> {
    let mut all = BTreeMap::new();
    for level in [globals, properties] {
        let variables = resolver.resolve(&level["Environment"]["Variables"])?;
        for (name, value) in variables.as_object().into_iter().flatten() {
            let given = resolver.local.environment.get(name).cloned();
            let value = given.map_or_else(|| revealed(text(value), &resolver.local.secrets), Ok)?;
            all.insert(name.clone(), value);
        }
    }
    Ok(all)
}

/// CloudFormation's dynamic reference to one key of a JSON secret, answered from the local one.
fn revealed(value: String, secrets: &BTreeMap<String, String>) -> Result<String, TemplateError> {
    let reference = value.strip_prefix("{{resolve:secretsmanager:").and_then(|rest| rest.strip_suffix("}}"));
    let Some(key) = reference.and_then(|rest| rest.split(':').nth(2)) else { return Ok(value) };
    secrets.get(key).cloned().ok_or_else(|| TemplateError::NoSecret(key.to_owned()))
}

fn route(event: &Json) -> Route {
    let properties = &event["Properties"];
    let path = properties["Path"].as_str().unwrap_or("$default");
    let method = properties["Method"].as_str().unwrap_or("ANY").to_uppercase();
    Route { method: if method == "X-AMAZON-APIGATEWAY-ANY-METHOD" { "ANY".into() } else { method }, path: path.into() }
}

fn stream(event: &Json) -> Result<StreamSource, TemplateError> {
    let properties = &event["Properties"];
    let arn = text(&properties["Stream"]);
    let table = arn.split('/').nth(1).ok_or_else(|| TemplateError::Shape(format!("{arn} is not a table's stream")))?;
    let filters = properties["FilterCriteria"]["Filters"].as_array().cloned().unwrap_or_default();
    Ok(StreamSource {
        table: table.to_owned(),
        batch: properties["BatchSize"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(100),
        attempts: properties["MaximumRetryAttempts"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(3),
        patterns: filters.iter().map(|filter| pattern(&filter["Pattern"])).collect::<Result<_, _>>()?,
    })
}

fn pattern(written: &Json) -> Result<Pattern, TemplateError> {
    let pattern = serde_json::from_str(&text(written))
        .map_err(|error| TemplateError::Shape(format!("the stream filter {written} is not JSON: {error}")))?;
    Ok(Pattern(pattern))
}

fn schedule(event: &Json) -> Result<Option<Schedule>, TemplateError> {
    let expression = match event["Type"].as_str() {
        Some("Schedule") => text(&event["Properties"]["Schedule"]),
        Some("ScheduleV2") => text(&event["Properties"]["ScheduleExpression"]),
        _ => return Ok(None),
    };
    let every = rate(&expression).ok_or(TemplateError::Unknown(expression))?;
    Ok(Some(Schedule { every }))
}

fn rate(expression: &str) -> Option<Duration> {
    let (count, unit) = expression.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let seconds = match unit.trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(count.parse::<u64>().ok()? * seconds))
}

/// What `CreateTable` takes of the template's properties; the rest (recovery, encryption) has no meaning here.
fn table(resolver: &Resolver, logical: &str, resource: &Json) -> Result<Table, TemplateError> {
    let name = resolver.physical_name(logical)?;
    let properties = resolver.resolve(&resource["Properties"])?;
    let mut create = json!({"TableName": name});
    for key in ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode"] {
        if let Some(value) = properties.get(key) {
            create[key] = value.clone();
        }
    }
    let view = &properties["StreamSpecification"]["StreamViewType"];
    if view.is_string() {
        create["StreamSpecification"] = json!({"StreamEnabled": true, "StreamViewType": view});
    }
    Ok(Table { name, create })
}

fn bucket(resolver: &Resolver, logical: &str, resource: &Json) -> Result<Bucket, TemplateError> {
    let name = resolver.physical_name(logical)?;
    let rules = resolver.resolve(&resource["Properties"]["CorsConfiguration"]["CorsRules"])?;
    let names = ["AllowedOrigins", "AllowedMethods", "AllowedHeaders", "ExposedHeaders"];
    Ok(Bucket { name, cors: rules.get(0).map(|rule| cors(rule, names)) })
}

/// `$request.body.action` is the one kind of selection that is known here.
fn socket(resolver: &Resolver, _: &str, resource: &Json) -> Result<SocketApi, TemplateError> {
    let properties = resolver.resolve(&resource["Properties"])?;
    let expression = text(&properties["RouteSelectionExpression"]);
    let fields = expression.strip_prefix("$request.body.").ok_or_else(|| TemplateError::Unknown(expression.clone()))?;
    let routes = properties["Routes"].as_object().into_iter().flatten();
    let routes = routes.map(|(key, route)| {
        let arn = text(&route["FunctionArn"]);
        let logical = arn.rsplit(':').next().unwrap_or_default();
        let function = &resolver.template["Resources"][logical];
        if function.is_null() {
            return Err(TemplateError::Dangling(arn));
        }
        let answers = route["RouteResponseSelectionExpression"] == "$default";
        Ok((key.clone(), SocketRoute { function: binary(logical, function), answers }))
    });
    Ok(SocketApi { selection: format!("/{}", fields.replace('.', "/")), routes: routes.collect::<Result<_, _>>()? })
}

fn api_cors(resolver: &Resolver) -> Result<Option<Cors>, TemplateError> {
    let global = &resolver.template["Globals"]["HttpApi"]["CorsConfiguration"];
    let configured = |_: &Resolver, _: &str, api: &Json| Ok(api["Properties"]["CorsConfiguration"].clone());
    let own = of_type(resolver, "AWS::Serverless::HttpApi", configured)?;
    let written = own.into_iter().find(|cors| !cors.is_null()).unwrap_or_else(|| global.clone());
    let names = ["AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders"];
    Ok(if written.is_null() { None } else { Some(cors(&resolver.resolve(&written)?, names)) })
}

/// The two services name the same four lists differently.
fn cors(written: &Json, names: [&str; 4]) -> Cors {
    let listed = |key: &str| match &written[key] {
        Json::Array(items) => items.iter().map(text).collect(),
        Json::Null => Vec::new(),
        one => text(one).split(',').map(|part| part.trim().to_owned()).collect(),
    };
    let [origins, methods, headers, expose] = names.map(listed);
    let max_age = text(&written["MaxAge"]).parse().ok();
    Cors { origins, methods, headers, expose, max_age, credentials: text(&written["AllowCredentials"]) == "true" }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
