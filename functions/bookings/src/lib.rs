//! A mentee asks for an hour; the mentor answers; the hour happens; it is rated.

use std::sync::Arc;

use api::{BootError, Collect, House, Housed, Routes, Vars};
use domain::Entropy;
use domain::event::{Event, Happened};
use domain::id::EventId;
use domain::signed::Secret;

mod answer;
mod calendar;
mod change;
mod feedback;
mod link;
mod list;
mod mansa;
mod one_click;
mod request;
mod reschedule;
mod view;

/// What this function may touch: the table, and the secret that signs links.
#[derive(Clone)]
pub struct App {
    house: House,
    secret: Arc<Secret>,
    base_url: Arc<str>,
}

impl App {
    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let secret = Secret::parse(vars.text("LINK_SECRET")?);
        Ok(Self {
            house: House::from(vars, entropy)?,
            secret: Arc::new(secret.map_err(|error| BootError::malformed("LINK_SECRET", error))?),
            base_url: vars.text("BASE_URL")?.trim_end_matches('/').into(),
        })
    }

    fn event(&self, at: domain::Now, what: Happened) -> Event {
        Event { id: EventId::fresh(at, &self.house.entropy), at: at.0, what }
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
        .main_post("/bookings", request::main)
        .main_get("/bookings", list::main)
        .main_get("/bookings/{id}", list::one)
        .main_post("/bookings/{id}/confirm", answer::confirm)
        .main_post("/bookings/{id}/decline", answer::decline)
        .main_post("/bookings/{id}/cancel", answer::cancel)
        .main_post("/bookings/{id}/complete", answer::complete)
        .main_post("/bookings/{id}/no-show", answer::no_show)
        .main_post("/bookings/{id}/reschedule", reschedule::main)
        .main_put("/bookings/{id}/meeting-link", link::main)
        .main_post("/bookings/{id}/feedback", feedback::main)
        // the mentor's mail
        .main_get("/bookings/{id}/answer", one_click::page)
        .main_post("/bookings/{id}/answer", one_click::act)
        // calendars
        .main_get("/calendar/feed", calendar::address)
        .main_get("/calendar/{file}", calendar::feed)
        // document 1
        .get("/api/v1/mentorship/bookings/", list::mansa)
        .post("/api/v1/mentorship/bookings/", request::mansa)
        .patch("/api/v1/mentorship/bookings/{id}/update_status/", answer::mansa)
        .patch("/api/v1/mentorship/bookings/{id}/add_meeting_link/", link::mansa)
        .post("/api/v1/mentorship/bookings/{id}/add_feedback/", feedback::mansa)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
