//! What people are told: the way in to the WebSocket API, and what they missed while they were away.

use api::{BootError, Collect, House, Housed, Routes, Vars};

mod missed;
mod ticket;

/// What this function may touch: the table.
#[derive(Clone)]
pub struct App {
    house: House,
}

impl App {
    pub fn from(vars: &Vars) -> Result<Self, BootError> {
        Ok(Self { house: House::from(vars)? })
    }
}

impl Housed for App {
    fn house(&self) -> &House {
        &self.house
    }
}

/// Every route of this function.
pub fn routes<C: Collect<App>>() -> Routes<App, C> {
    Routes::new().main_post("/realtime/tickets", ticket::main).main_get("/realtime/events", missed::main)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
