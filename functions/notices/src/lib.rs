//! What people are told: notifications to look up, the way in to the WebSocket API, and what they missed
//! while they were away.

use std::sync::Arc;

use api::{BootError, Collect, House, Housed, Routes, Vars};
use domain::Entropy;
use domain::signed::Secret;

mod alert;
mod announce;
mod list;
mod mark;
mod missed;
mod preferences;
mod ticket;
mod unsubscribe;

/// What this function may touch: the table, and the secret that signs links.
#[derive(Clone)]
pub struct App {
    house: House,
    secret: Arc<Secret>,
}

impl App {
    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let secret = Secret::parse(vars.text("LINK_SECRET")?);
        Ok(Self {
            house: House::from(vars, entropy)?,
            secret: Arc::new(secret.map_err(|error| BootError::malformed("LINK_SECRET", error))?),
        })
    }
}

impl Housed for App {
    fn house(&self) -> &House {
        &self.house
    }
}

/// Every route of this function.
pub fn routes<C: Collect<App>>() -> Routes<App, C> {
    Routes::new()
        .main_get("/notifications", list::main)
        .main_get("/notifications/unread-count", list::unread)
        .main_put("/notifications/{id}/read", mark::read)
        .main_put("/notifications/read-all", mark::read_all)
        .main_delete("/notifications/{id}", mark::remove)
        // how
        .main_get("/notifications/preferences", preferences::show)
        .main_post("/notifications/preferences", preferences::change)
        .main_put("/notifications/preferences", preferences::replace)
        .main_get("/notifications/unsubscribe/{token}", unsubscribe::page)
        .main_post("/notifications/unsubscribe/{token}", unsubscribe::press)
        // told to many
        .main_get("/announcements", announce::list)
        .main_post("/announcements", announce::to_mentees)
        .main_post("/admin/announcements", announce::to_all)
        .main_delete("/announcements/{id}", announce::withdraw)
        // to be known at once
        .main_post("/admin/alerts", alert::send)
        .main_get("/admin/alerts/{id}", alert::file)
        .main_get("/alerts/{id}", alert::show)
        .main_post("/alerts/{id}/acknowledge", alert::acknowledge)
        // the socket
        .main_post("/realtime/tickets", ticket::main)
        .main_get("/realtime/events", missed::main)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
