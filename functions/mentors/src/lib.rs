//! Who mentors, what they say of themselves, when they can be asked, and who keeps them in mind.

use std::sync::Arc;

use api::{BootError, Collect, House, Housed, Routes, Vars};
use blobs::Blobs;
use domain::{Entropy, Zone};

mod again;
mod apply;
mod approval;
mod edit;
mod favourites;
mod find;
mod hours;
mod list;
mod mansa;
mod photo;
mod profile;
mod slots;
mod view;

/// What this function may touch: the table and the photos.
#[derive(Clone)]
pub struct App {
    house: House,
    blobs: Blobs,
    base_url: Arc<str>,
    /// For whoever names no zone.
    zone: Zone,
}

impl App {
    pub fn from(vars: &Vars, entropy: Entropy) -> Result<Self, BootError> {
        let zone = Zone::parse(vars.text("ORGANISATION_ZONE")?);
        Ok(Self {
            house: House::from(vars, entropy)?,
            blobs: Blobs::new(&api::aws(vars, "AWS_ENDPOINT_URL_S3")?, vars.text("BUCKET")?),
            base_url: vars.text("BASE_URL")?.trim_end_matches('/').into(),
            zone: zone.map_err(|error| BootError::malformed("ORGANISATION_ZONE", error))?,
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
        .main_get("/mentors", list::main)
        .main_post("/mentors", apply::main)
        .main_get("/mentors/{id}", profile::main)
        .main_get("/mentors/{id}/photo", photo::show)
        .main_get("/mentors/{id}/availability", hours::read::of_mentor)
        .main_get("/mentors/{id}/slots", slots::main)
        // one's own
        .main_get("/mentors/me", profile::me)
        .main_put("/mentors/me", edit::main)
        .main_patch("/mentors/me", edit::main)
        .main_post("/mentors/me/photo", photo::main)
        .main_delete("/mentors/me/photo", photo::remove)
        .main_get("/availability/me", hours::read::me)
        .main_put("/availability/me", hours::week::main)
        .main_put("/availability/me/rules", hours::rules::main)
        .main_post("/availability/me/exceptions/{date}", hours::exceptions::set)
        .main_delete("/availability/me/exceptions/{date}", hours::exceptions::remove)
        .main_post("/availability/me/away", hours::away::add)
        .main_delete("/availability/me/away", hours::away::remove)
        // kept in mind
        .main_get("/favourites", favourites::list)
        .main_put("/favourites/{mentorId}", favourites::add)
        .main_delete("/favourites/{mentorId}", favourites::remove)
        // administration
        .main_get("/admin/mentors", approval::list)
        .main_put("/admin/mentors/{id}/approval", approval::answer)
        // document 1
        .get("/api/v1/mentorship/mentors/", list::mansa)
        .get("/api/v1/mentorship/mentors/my_profile/", profile::mansa_own)
        .post("/api/v1/mentorship/mentors/create_profile/", apply::mansa)
        .get("/api/v1/mentorship/mentors/{id}/", profile::mansa)
        .patch("/api/v1/mentorship/mentors/{id}/update_profile/", edit::mansa)
        .post("/api/v1/mentorship/mentors/{id}/upload_photo/", photo::mansa)
        .get("/api/v1/mentorship/mentors/{id}/availability/", hours::mansa::of_mentor)
        .get("/api/v1/mentorship/availability/me/", hours::mansa::me)
        .post("/api/v1/mentorship/availability/me/", hours::mansa::set)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
