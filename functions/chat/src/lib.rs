//! People write to each other: two who know each other, a student and support. What is said is stored before it
//! is acknowledged; who is told, and where it is listed, follows from the event.

use api::{BootError, Collect, House, Housed, Routes, Vars};

mod change;
mod list;
mod messages;
mod open;
mod read;
mod say;
mod view;

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
    Routes::new()
        .main_get("/chats", list::main)
        .main_post("/chats", open::main)
        .main_get("/chats/{id}", open::one)
        .main_get("/chats/{id}/messages", messages::main)
        .main_post("/chats/{id}/messages", say::main)
        .main_put("/messages/{id}", change::edit)
        .main_delete("/messages/{id}", change::delete)
        .main_get("/messages/{id}/history", change::history)
        .main_post("/messages/{id}/read", read::main)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
