//! The same in document 1's words.

use serde_json::json;

use crate::mentors::mansa::{CREATE, OWN, profile};
use crate::mentors::mansa_hours::{OWN as HOURS, weekly};
use crate::mentors::{applicant, approved, mansa};
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("GET /api/v1/mentorship/mentors", async |cloud| {
            approved(&cloud, "grace").await;
            Request::new("GET", "/api/v1/mentorship/mentors/").act()
        }),
        Operation::new("GET /api/v1/mentorship/mentors/my_profile", async |cloud| {
            let grace = approved(&cloud, "grace").await;
            Request::by(&grace, "GET", OWN).act()
        }),
        Operation::new("POST /api/v1/mentorship/mentors/create_profile", async |cloud| {
            let grace = cloud.mentee("grace").await;
            Request::by(&grace, "POST", CREATE).json(&profile()).act()
        })
        .again(Again::Refused(409)),
        Operation::new("GET /api/v1/mentorship/mentors/{id}", async |cloud| {
            let grace = approved(&cloud, "grace").await;
            Request::new("GET", mansa(&grace, "")).act()
        }),
        Operation::new("PATCH /api/v1/mentorship/mentors/{id}/update_profile", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            let said = json!({"bio": "New.", "timezone": "Asia/Kolkata", "version": 1});
            Request::by(&grace, "PATCH", mansa(&grace, "update_profile/")).json(&said).act()
        })
        .again(Again::Refused(409)),
        Operation::new("GET /api/v1/mentorship/mentors/{id}/availability", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::new("GET", mansa(&grace, "availability/")).act()
        }),
        Operation::new("GET /api/v1/mentorship/availability/me", async |cloud| {
            let grace = cloud.mentor("grace").await;
            Request::by(&grace, "GET", HOURS).act()
        }),
        Operation::new("POST /api/v1/mentorship/availability/me", async |cloud| {
            let grace = cloud.mentor("grace").await;
            let week = json!([weekly(1, "09:00", "12:00"), weekly(3, "09:00", "12:00")]);
            Request::by(&grace, "POST", HOURS).json(&week).act()
        })
        .again(Again::Another),
    ]
}
