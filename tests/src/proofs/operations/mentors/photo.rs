//! A mentor's picture.

use testkit::Person;

use crate::mentors::photos::jpeg;
use crate::mentors::{applicant, mansa};
use crate::proofs::operation::{Again, Operation, Request};

pub fn all() -> Vec<Operation> {
    vec![
        Operation::new("POST /v1/mentors/me/photo", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            upload(&grace, "/v1/mentors/me/photo").act()
        })
        .again(Again::Another),
        Operation::new("POST /v1/mentors/me/photo, in place of another", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            upload(&grace, "/v1/mentors/me/photo").ask(&cloud).send().await.expect(201);
            upload(&grace, "/v1/mentors/me/photo").act()
        })
        .again(Again::Another),
        Operation::new("POST /api/v1/mentorship/mentors/{id}/upload_photo", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            upload(&grace, mansa(&grace, "upload_photo/")).act()
        })
        .again(Again::Another),
        Operation::new("DELETE /v1/mentors/me/photo", async |cloud| {
            let grace = applicant(&cloud, "grace").await;
            upload(&grace, "/v1/mentors/me/photo").ask(&cloud).send().await.expect(201);
            Request::by(&grace, "DELETE", "/v1/mentors/me/photo").act()
        }),
        Operation::new("GET /v1/mentors/{id}/photo", async |cloud| {
            let grace = cloud.mentor("grace").await;
            upload(&grace, "/v1/mentors/me/photo").ask(&cloud).send().await.expect(201);
            Request::new("GET", format!("/v1/mentors/{}/photo", grace.id)).act()
        }),
    ]
}

/// A form with one file.
fn upload(person: &Person, path: impl Into<String>) -> Request {
    let head = "--edge\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"me.jpg\"\r\n\r\n";
    let body = [head.as_bytes(), &jpeg(), b"\r\n--edge--\r\n"].concat();
    Request::by(person, "POST", path).bytes("multipart/form-data; boundary=edge", body)
}
