//! The functions of this build, by the names that template.yaml gives them.

use crate::{
    error::StartError,
    lambda::{self, Handler},
};
use api::{BootError, Vars};
use std::{collections::BTreeMap, sync::Arc};

/// Boots a function with these variables and no others.
pub fn handler(name: &str, environment: BTreeMap<String, String>) -> Result<Handler, StartError> {
    let vars = environment.into_iter().collect();
    let booted = match name {
        "accounts" => accounts(&vars),
        "mentors" => mentors(&vars),
        "bookings" => bookings(&vars),
        "chat" => chat(&vars),
        "dispatch" => dispatch(&vars),
        "timer" => timer(&vars),
        "realtime" => realtime(&vars),
        "notices" => notices(&vars),
        _ => return Err(StartError::NoSuchFunction(name.to_owned())),
    };
    booted.map_err(|error| StartError::Boot(name.to_owned(), error.to_string()))
}

fn accounts(vars: &Vars) -> Result<Handler, BootError> {
    Ok(lambda::http(accounts::router(accounts::App::from(vars)?)))
}

fn mentors(vars: &Vars) -> Result<Handler, BootError> {
    Ok(lambda::http(mentors::router(mentors::App::from(vars)?)))
}

fn bookings(vars: &Vars) -> Result<Handler, BootError> {
    Ok(lambda::http(bookings::router(bookings::App::from(vars)?)))
}

fn notices(vars: &Vars) -> Result<Handler, BootError> {
    Ok(lambda::http(notices::router(notices::App::from(vars)?)))
}

fn chat(vars: &Vars) -> Result<Handler, BootError> {
    Ok(lambda::http(chat::router(chat::App::from(vars)?)))
}

fn dispatch(vars: &Vars) -> Result<Handler, BootError> {
    let app = Arc::new(dispatch::App::from(vars)?);
    Ok(lambda::event(move |event| {
        let app = Arc::clone(&app);
        async move { dispatch::handle(&app, event).await }
    }))
}

fn timer(vars: &Vars) -> Result<Handler, BootError> {
    let app = Arc::new(timer::App::from(vars)?);
    Ok(lambda::event(move |event| {
        let app = Arc::clone(&app);
        async move { timer::handle(&app, event).await }
    }))
}

fn realtime(vars: &Vars) -> Result<Handler, BootError> {
    let app = Arc::new(realtime::App::from(vars)?);
    Ok(lambda::event(move |event| {
        let app = Arc::clone(&app);
        async move { realtime::handle(&app, event).await }
    }))
}
