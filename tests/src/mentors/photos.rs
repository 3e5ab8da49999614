use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::{applicant, approved, mansa};

/// A JPEG whose EXIF has a place in it.
pub fn jpeg() -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 30.0444 31.2357");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut plain = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(60, 40).write_to(&mut plain, image::ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
}

async fn upload(person: &Person, path: &str, part: &'static str, bytes: Vec<u8>) -> Reply {
    let form = Form::new().text("title", "me").part(part, Part::bytes(bytes).file_name("me.exe"));
    person.ask(reqwest::Method::POST, path).form(form).send().await
}

/// What a browser that follows the address gets.
async fn picture(cloud: &TestCloud, url: &str) -> Vec<u8> {
    let path = url.strip_prefix(cloud.url()).expect("an address of ours");
    let sent_on = cloud.get(path).send().await.expect(302);
    let reply = reqwest::get(sent_on.header("location")).await.unwrap();
    assert_eq!(reply.status(), 200);
    assert_eq!(reply.headers()["content-type"], "image/jpeg");
    reply.bytes().await.unwrap().to_vec()
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[tokio::test]
async fn an_uploaded_photo_is_shown_without_the_cameras_notes() {
    let cloud = TestCloud::start().await;
    let grace = approved(&cloud, "grace").await;
    for (path, part, status) in
        [(mansa(&grace, "upload_photo/"), "photo", 200), ("/v1/mentors/me/photo".to_owned(), "whatever", 201)]
    {
        assert!(holds(&jpeg(), b"GPS"));
        let reply = upload(&grace, &path, part, jpeg()).await.expect(status);
        let url = reply.json["photo_url"].as_str().or(reply.json["data"]["photoUrl"].as_str()).expect("an address");
        let shown = picture(&cloud, url).await;
        assert!(shown.starts_with(&[0xFF, 0xD8]) && !holds(&shown, b"GPS") && !holds(&shown, b"Exif"));
        let page = cloud.get(&mansa(&grace, "")).send().await.expect(200);
        assert_eq!(page.json["photo_url"], url);
    }
}

#[tokio::test]
async fn another_photo_has_another_address_and_one_can_be_taken_away() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let url = |reply: &Reply| reply.json["photo_url"].as_str().expect("an address").to_owned();
    let path = mansa(&grace, "upload_photo/");
    let first = upload(&grace, &path, "photo", jpeg()).await.expect(200);
    let second = upload(&grace, &path, "photo", jpeg()).await.expect(200);
    assert_ne!(url(&first), url(&second));
    let kept = grace.patch(&mansa(&grace, "update_profile/"), json!({"photo_url": url(&second)})).await.expect(200);
    assert_eq!(url(&kept), url(&second), "a form that sends the address back changes nothing");
    let gone = grace.delete("/v1/mentors/me/photo").await.expect(200);
    assert_eq!(gone.json["data"]["photoUrl"], Value::Null);
    cloud.get(&format!("/v1/mentors/{}/photo", grace.id)).send().await.expect(404);
}

#[tokio::test]
async fn what_is_no_photo_is_refused() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    let path = mansa(&grace, "upload_photo/");
    for bytes in [b"<svg onload='alert(1)'/>".to_vec(), b"\xFF\xD8\xFF\xE0 not really".to_vec(), b"MZ program".to_vec()]
    {
        assert_eq!(upload(&grace, &path, "photo", bytes).await.expect(400).field(), "file");
    }
    let big = [&jpeg()[..2], &vec![0; 5 * 1024 * 1024]].concat();
    let reply = upload(&grace, &path, "photo", big).await;
    assert_eq!(reply.status, 413, "{}", reply.text);
    let none = grace.ask(reqwest::Method::POST, &path).form(Form::new().text("photo", "me")).send().await.expect(400);
    assert_eq!(none.field(), "file");
    grace.post(&path, json!({})).await.expect(400);
    assert_eq!(grace.get("/v1/mentors/me").await.json["data"]["photoUrl"], Value::Null);
}

#[tokio::test]
async fn nobody_hangs_a_photo_on_another() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, approved(&cloud, "grace").await);
    upload(&ada, &mansa(&grace, "upload_photo/"), "photo", jpeg()).await.expect(403);
    upload(&ada, "/v1/mentors/me/photo", "photo", jpeg()).await.expect(403);
    cloud.post(&mansa(&grace, "upload_photo/")).send().await.expect(401);
    ada.delete("/v1/mentors/me/photo").await.expect(403);
}

#[tokio::test]
async fn ten_uploads_a_minute_are_enough() {
    let cloud = TestCloud::start().await;
    let grace = applicant(&cloud, "grace").await;
    for _ in 0..10 {
        upload(&grace, "/v1/mentors/me/photo", "photo", b"MZ program".to_vec()).await.expect(400);
    }
    let refused = upload(&grace, "/v1/mentors/me/photo", "photo", jpeg()).await.expect(429);
    assert_eq!((refused.code(), refused.header("retry-after")), ("RATE_LIMIT_EXCEEDED", "60"));
    cloud.advance(jiff::SignedDuration::from_mins(1));
    upload(&grace, "/v1/mentors/me/photo", "photo", jpeg()).await.expect(201);
}
