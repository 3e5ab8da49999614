//! A mentor in document 1's words: `snake_case`, bare UUIDs, the names of its mentors table.

use domain::Zone;
use domain::mentor::{Approval, Mentor};
use domain::text::{Bio, HttpsUrl, Line, PersonName, Reason, Skill};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::App;

/// A mentor of document 1.
#[derive(Debug, Serialize, ToSchema)]
pub struct MansaMentor {
    id: Uuid,
    /// The integer by which `user.id` of the login knows the same person (ruling 6).
    user_id: u64,
    name: PersonName,
    first_name: String,
    last_name: String,
    bio: Bio,
    photo_url: Option<String>,
    expertise: Vec<Skill>,
    company: Line,
    job_title: Line,
    years_of_experience: Option<u8>,
    linkedin: Option<HttpsUrl>,
    github: Option<HttpsUrl>,
    twitter: Option<HttpsUrl>,
    rating: f64,
    total_sessions: u32,
    is_approved: bool,
    availability_timezone: Zone,
    version: u32,
    /// To the mentor alone: what became of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_status: Option<Approval>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_reason: Option<Reason>,
}

impl MansaMentor {
    pub fn of(app: &App, mentor: Mentor) -> Self {
        let (first, last) = mentor.name.split();
        Self {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            photo_url: app.photo_url(&mentor),
            rating: mentor.rating(),
            is_approved: mentor.is_approved(),
            id: mentor.id.uuid(),
            user_id: mentor.number,
            name: mentor.name,
            bio: mentor.about.bio,
            expertise: mentor.about.expertise,
            company: mentor.about.company,
            job_title: mentor.about.job_title,
            years_of_experience: mentor.about.years_of_experience,
            linkedin: mentor.about.linkedin,
            github: mentor.about.github,
            twitter: mentor.about.twitter,
            total_sessions: mentor.sessions,
            availability_timezone: mentor.zone,
            version: mentor.version,
            approval_status: None,
            approval_reason: None,
        }
    }

    pub fn own(app: &App, mentor: Mentor) -> Self {
        let (approval_status, approval_reason) = (Some(mentor.approval), Some(mentor.approval_reason.clone()));
        Self { approval_status, approval_reason, ..Self::of(app, mentor) }
    }
}
