//! What the code says of itself: the routes that it serves, the variables that it reads, the
//! indexes that it asks.

use super::workspace::{built, members};
use api::{BootError, Route, Vars};
use domain::Entropy;
use local::Secrets;
use std::collections::{BTreeMap, BTreeSet};

/// Facts to hold template.yaml against.
pub struct Code {
    /// The folders under functions/.
    pub folders: BTreeSet<String>,
    /// What a build for AWS makes.
    pub built: BTreeSet<String>,
    /// Every route that a router answers.
    pub served: Vec<Served>,
    /// The names that each function asks its environment for.
    pub read: BTreeMap<String, BTreeSet<String>>,
    /// The indexes that the store knows.
    pub indexes: BTreeSet<String>,
}

pub struct Served {
    pub function: String,
    pub method: String,
    pub path: String,
}

impl Code {
    pub fn read() -> Self {
        Self {
            folders: folders(),
            built: built(),
            served: served(),
            read: read(),
            indexes: store::keys::INDEXES.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

fn folders() -> BTreeSet<String> {
    members().into_iter().filter(|member| member.room == "functions").map(|member| member.name).collect()
}

fn served() -> Vec<Served> {
    let of_function = |(function, table): (&str, Vec<Route>)| {
        let served = move |route: Route| Served {
            function: function.to_owned(),
            method: route.method.to_string(),
            path: route.path,
        };
        table.into_iter().map(served).collect::<Vec<_>>()
    };
    let functions = [
        ("accounts", accounts::routes().table().to_vec()),
        ("mentors", mentors::routes().table().to_vec()),
        ("bookings", bookings::routes().table().to_vec()),
        ("chat", chat::routes().table().to_vec()),
        ("notices", notices::routes().table().to_vec()),
    ];
    functions.into_iter().flat_map(of_function).collect()
}

fn read() -> BTreeMap<String, BTreeSet<String>> {
    let functions = [
        ("accounts", asked(|vars| accounts::App::from(vars, Entropy::system()).map(drop))),
        ("mentors", asked(|vars| mentors::App::from(vars, Entropy::system()).map(drop))),
        ("bookings", asked(|vars| bookings::App::from(vars, Entropy::system()).map(drop))),
        ("chat", asked(|vars| chat::App::from(vars, Entropy::system()).map(drop))),
        ("dispatch", asked(|vars| dispatch::App::from(vars, Entropy::system()).map(drop))),
        ("notices", asked(|vars| notices::App::from(vars, Entropy::system()).map(drop))),
        ("realtime", asked(|vars| realtime::App::from(vars, Entropy::system()).map(drop))),
        ("timer", asked(|vars| timer::App::from(vars, Entropy::system()).map(drop))),
    ];
    functions.into_iter().map(|(function, names)| (function.to_owned(), names)).collect()
}

/// The names that a start asks for when it finds everything, but for those that Lambda sets.
fn asked(start: impl Fn(&Vars) -> Result<(), BootError>) -> BTreeSet<String> {
    let vars = everything();
    start(&vars).expect("a start with every variable there");
    vars.asked().into_iter().filter(|name| !name.starts_with("AWS_")).collect()
}

/// A value for whatever any function reads.
fn everything() -> Vars {
    let secrets = Secrets::make().expect("a set of keys");
    let values = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("TABLE", "table"),
        ("BUCKET", "bucket"),
        ("TOKEN_PUBLIC_KEYS", &secrets.token_public_keys),
        ("TOKEN_PRIVATE_KEY", &secrets.token_private_key),
        ("TOKEN_KEY_ID", &secrets.token_key_id),
        ("SOCKET_STAGE", "https://socket.execute-api.eu-west-1.amazonaws.com/ws"),
        ("LINK_SECRET", &secrets.link_secret),
        ("BASE_URL", "https://api.example.org"),
        ("LINKS", "{}"),
        ("ORIGINS", "https://app.example.org"),
        ("SENDER", "Ithaca <no-reply@example.org>"),
        ("ORGANISATION_ZONE", "Africa/Cairo"),
        ("EMAIL_LOGIN", "proved"),
        ("REGISTRATION", "confirmed"),
        ("AUTH_RATE", "5"),
        ("EDGE_SECRET", "seven lamps on a long pier"),
        ("ADMIN_EMAIL", "admin@example.org"),
        ("ADMIN_PASSWORD", "seven quiet harbours at dusk"),
        ("GOOGLE_CLIENT_ID", "client.apps.googleusercontent.com"),
        ("GOOGLE_KEYS_URL", "https://www.googleapis.com/oauth2/v3/certs"),
        ("GOOGLE_ISSUER", "https://accounts.google.com"),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
