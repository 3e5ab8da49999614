//! People write to each other: two who know each other, a student and support. What is said is stored before it
//! is acknowledged; who is told, and where it is listed, follows from the event.

use std::sync::Arc;

use api::{BootError, Collect, House, Housed, Routes, Vars};
use domain::Entropy;
use push::Push;

mod appendix;
mod assign;
mod change;
mod find;
mod list;
mod messages;
mod open;
mod read;
mod report;
mod reports;
mod say;
mod school;
mod search;
mod typing;
mod view;

/// What this function may touch: the table, and open screens, for what is of the moment only.
#[derive(Clone)]
pub struct App {
    house: House,
    push: Arc<Push>,
}

impl App {
    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let push = Push::new(&api::aws(vars, push::ENDPOINT)?, vars.text(push::STAGE)?);
        Ok(Self { house: House::from(vars, entropy)?, push: Arc::new(push) })
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
        .main_get("/chats/{id}/typing", typing::who)
        .main_post("/chats/{id}/typing", typing::main)
        .main_put("/chats/{id}/assignee", assign::main)
        .main_get("/messages", find::main)
        .main_put("/messages/{id}", change::edit)
        .main_delete("/messages/{id}", change::delete)
        .main_get("/messages/{id}/history", change::history)
        .main_post("/messages/{id}/read", read::main)
        .main_post("/messages/{id}/report", report::main)
        .main_get("/admin/reports", reports::list)
        .main_put("/admin/reports/{id}", reports::decide)
        // the appendix of document 3
        .get("/api/chats/", appendix::list)
        .get("/api/chats/{id}/messages/", appendix::messages)
        .post("/api/chats/{id}/messages/", appendix::say)
        .post("/api/chats/{id}/typing/", typing::appendix)
        // document 4
        .get("/api/messages/conversations/", school::conversations)
        .get("/api/messages/conversation/{id}/", school::messages)
        .post("/api/messages/send/", school::say)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
