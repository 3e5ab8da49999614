//! What a deployment would give the functions: parameters, secrets, variables.

use crate::{
    cloud::{Endpoints, KEY},
    demo,
    error::StartError,
    functions, gateway,
    home::Home,
    lambda::{self, Lambda},
    options::{Options, Service},
    secrets::Secrets,
    template::{Function, LocalValues, REGION, Template},
};
use std::{collections::BTreeMap, io, sync::Arc, time::Duration};

/// What a deployment's parameters and secret would say.
pub fn local_values(options: &Options, secrets: &Secrets, port: u16) -> LocalValues {
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let mut environment = BTreeMap::from([("BASE_URL".to_owned(), format!("http://127.0.0.1:{port}"))]);
    environment.extend(options.environment.clone());
    LocalValues {
        parameters: owned(&[
            ("DomainName", "127.0.0.1"),
            ("Origins", &origins(port)),
            ("AdminEmail", demo::ADMIN),
            ("TokenKeyId", &secrets.token_key_id),
            ("TokenPublicKeys", &secrets.token_public_keys),
            ("Sender", "Ithaca <no-reply@example.com>"),
            ("SenderIdentity", "example.com"),
        ]),
        secrets: owned(&[
            ("TOKEN_PRIVATE_KEY", &secrets.token_private_key),
            ("LINK_SECRET", &secrets.link_secret),
            ("ADMIN_PASSWORD", demo::PASSWORD),
        ]),
        environment,
    }
}

/// Our own pages, and the ports at which frontends are developed.
fn origins(port: u16) -> String {
    let ports = [port, 3000, 4200, 5173, 8080];
    let both = |port: u16| ["localhost", "127.0.0.1"].map(|host| format!("http://{host}:{port}"));
    ports.into_iter().flat_map(both).collect::<Vec<_>>().join(",")
}

pub fn lambdas(
    options: &Options,
    template: &Template,
    told: &Endpoints,
) -> Result<BTreeMap<String, Lambda>, StartError> {
    let made = template.functions.iter().map(|function| {
        let name = function.name.clone();
        let environment = environment(function, told);
        let handler = match (options.handlers.get(&name), &options.functions) {
            (Some(given), _) => Arc::clone(given),
            (None, Some(base)) => lambda::remote(base, &name),
            (None, None) => functions::handler(&name, environment, options.entropy.clone())?,
        };
        let timeout = options.functions.as_ref().map_or(function.timeout, |_| COMPILING);
        let (clock, cut) = (options.clock.clone(), Arc::clone(&options.cut));
        Ok((name.clone(), Lambda { name, timeout, handler, clock, cut }))
    });
    made.collect()
}

/// `cargo lambda watch` builds a function at its first call.
const COMPILING: Duration = Duration::from_mins(15);

pub fn patience(options: &Options) -> Duration {
    options.functions.as_ref().map_or(gateway::PATIENCE, |_| COMPILING)
}

/// The endpoints that functions are told: a test's proxy, or the services themselves.
pub fn told(options: &Options, real: &Endpoints) -> Endpoints {
    let front = |service, url: &String| options.front.as_ref().map_or_else(|| url.clone(), |f| f(service, url.clone()));
    Endpoints {
        dynamodb: front(Service::DynamoDb, &real.dynamodb),
        s3: front(Service::S3, &real.s3),
        ses: front(Service::Ses, &real.ses),
        connections: front(Service::Connections, &real.connections),
    }
}

/// The template's variables, and those that Lambda sets itself.
fn environment(function: &Function, told: &Endpoints) -> BTreeMap<String, String> {
    let mut environment = function.environment.clone();
    let lambdas_own = [
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", KEY),
        ("AWS_SESSION_TOKEN", &function.name), // tells a proxy who calls
        ("AWS_ENDPOINT_URL_DYNAMODB", &told.dynamodb),
        ("AWS_ENDPOINT_URL_S3", &told.s3),
        ("AWS_ENDPOINT_URL_SES", &told.ses),
        ("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", &told.connections),
    ];
    environment.extend(lambdas_own.map(|(name, value)| (name.to_owned(), value.to_owned())));
    environment
}

/// All functions' variables in one file, for `cargo lambda watch --env-file`: it runs them in other
/// processes. Each on one line, since that is how the file is read.
pub fn write_env_file(home: &Home, template: &Template, told: &Endpoints) -> io::Result<()> {
    let all: BTreeMap<String, String> = template.functions.iter().flat_map(|f| environment(f, told)).collect();
    let lines = all.iter().map(|(name, value)| format!("{name}='{}'\n", value.trim().replace('\n', " ")));
    std::fs::write(home.path("functions.env"), lines.collect::<String>())
}
