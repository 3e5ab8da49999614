//! The functions of this build, by the names that template.yaml gives them.

use crate::{
    error::StartError,
    lambda::{self, Handler},
};
use api::{BootError, Vars};
use domain::Entropy;
use std::{collections::BTreeMap, sync::Arc};

/// Boots a function with these variables and no others, and this randomness.
pub fn handler(name: &str, environment: BTreeMap<String, String>, entropy: Entropy) -> Result<Handler, StartError> {
    let vars = environment.into_iter().collect();
    let booted = match name {
        "accounts" => accounts(&vars, entropy),
        "mentors" => mentors(&vars, entropy),
        "bookings" => bookings(&vars, entropy),
        "chat" => chat(&vars, entropy),
        "dispatch" => dispatch(&vars, entropy),
        "timer" => timer(&vars, entropy),
        "realtime" => realtime(&vars, entropy),
        "notices" => notices(&vars, entropy),
        _ => return Err(StartError::NoSuchFunction(name.to_owned())),
    };
    booted.map_err(|error| StartError::Boot(name.to_owned(), error.to_string()))
}

fn accounts(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    Ok(lambda::http(accounts::router(accounts::App::from(vars, entropy)?)))
}

fn mentors(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    Ok(lambda::http(mentors::router(mentors::App::from(vars, entropy)?)))
}

fn bookings(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    Ok(lambda::http(bookings::router(bookings::App::from(vars, entropy)?)))
}

fn notices(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    Ok(lambda::http(notices::router(notices::App::from(vars, entropy)?)))
}

fn chat(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    Ok(lambda::http(chat::router(chat::App::from(vars, entropy)?)))
}

fn dispatch(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    let app = Arc::new(dispatch::App::from(vars, entropy)?);
    Ok(lambda::event(move |event| {
        let app = Arc::clone(&app);
        async move { dispatch::handle(&app, event).await }
    }))
}

fn timer(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    let app = Arc::new(timer::App::from(vars, entropy)?);
    Ok(lambda::event(move |event| {
        let app = Arc::clone(&app);
        async move { timer::handle(&app, event).await }
    }))
}

fn realtime(vars: &Vars, entropy: Entropy) -> Result<Handler, BootError> {
    let app = Arc::new(realtime::App::from(vars, entropy)?);
    Ok(lambda::event(move |event| {
        let app = Arc::clone(&app);
        async move { realtime::handle(&app, event).await }
    }))
}
