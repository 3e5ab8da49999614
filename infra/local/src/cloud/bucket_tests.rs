//! The bucket as functions ask it, over the wire: S3 here checks every signature.

use super::service;
use crate::template::{Bucket, Cors};
use axum::{Router, extract::Request, middleware, response::IntoResponse};
use blobs::Blobs;
use http::StatusCode;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const KEY: &str = "photos/a b/é+1.jpg";
const LIFE: Duration = Duration::from_mins(1);

fn photos() -> Bucket {
    let origins = vec!["http://good.example".to_owned()];
    let cors = Cors { origins, methods: vec!["GET".into()], ..Cors::default() };
    Bucket { name: "photos".into(), cors: Some(cors) }
}

/// S3 on a port of its own, behind `before`; its folder goes with the first value.
async fn s3(before: impl FnOnce(Router) -> Router) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = before(service(folder.path(), &[photos()]).unwrap());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    (folder, url)
}

/// As a function is given it, with these credentials.
fn blobs(url: &str, id: &str, secret: &str) -> Blobs {
    let vars = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_ENDPOINT_URL_S3", url),
    ];
    let vars: api::Vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Blobs::new(&api::aws(&vars, "AWS_ENDPOINT_URL_S3").unwrap(), "photos")
}

async fn status(url: &str) -> u16 {
    reqwest::get(url).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_blob_is_put_read_shown_and_taken_away() {
    let (_folder, url) = s3(|s3| s3).await;
    let blobs = blobs(&url, "local", "local");
    blobs.put(KEY, "image/jpeg", &b"\xff\xd8"[..]).await.unwrap();
    assert_eq!(&blobs.get(KEY).await.unwrap()[..], b"\xff\xd8");
    let address = blobs.presign(KEY, LIFE).await.unwrap();
    let shown = reqwest::get(&address).await.unwrap();
    assert_eq!((shown.status().as_u16(), &shown.headers()["content-type"]), (200, &"image/jpeg".parse().unwrap()));
    assert_eq!(&shown.bytes().await.unwrap()[..], b"\xff\xd8");
    blobs.delete(KEY).await.unwrap();
    blobs.delete(KEY).await.unwrap();
    let gone = blobs.get(KEY).await.unwrap_err().to_string();
    assert!(gone.contains("404 NoSuchKey"), "{gone}");
    assert_eq!(status(&address).await, 404);
}

#[tokio::test]
async fn an_address_is_good_for_one_blob_one_verb_and_its_time() {
    let (_folder, url) = s3(|s3| s3).await;
    let blobs = blobs(&url, "local", "local");
    for key in ["one", "two"] {
        blobs.put(key, "image/jpeg", &b"\xff\xd8"[..]).await.unwrap();
    }
    let address = blobs.presign("one", LIFE).await.unwrap();
    assert_eq!(status(&address).await, 200);
    let tampered = [
        address.replace("/one?", "/two?"),
        address.replace("X-Amz-Expires=60", "X-Amz-Expires=61"),
        address[..address.len() - 1].to_owned() + if address.ends_with('0') { "1" } else { "0" },
        address.split_once('?').unwrap().0.to_owned(),
    ];
    for tampered in tampered {
        assert_eq!(status(&tampered).await, 403, "{tampered}");
    }
    let deleted = reqwest::Client::new().delete(&address).send().await.unwrap();
    assert_eq!(deleted.status(), 403);
    let brief = blobs.presign("one", Duration::from_secs(1)).await.unwrap();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(status(&brief).await, 403, "its time is over");
}

#[tokio::test]
async fn another_secret_opens_nothing_and_the_error_says_so() {
    let (_folder, url) = s3(|s3| s3).await;
    let stranger = blobs(&url, "local", "not the secret");
    let refused = stranger.put(KEY, "image/jpeg", &b"\xff\xd8"[..]).await.unwrap_err().to_string();
    assert!(refused.contains("403 SignatureDoesNotMatch"), "{refused}");
    assert_eq!(status(&stranger.presign(KEY, LIFE).await.unwrap()).await, 403);
}

/// Bodies are signed as well: what is changed on the way is refused.
#[tokio::test]
async fn a_body_that_was_changed_on_the_way_is_not_kept() {
    let (_folder, url) = s3(|s3| {
        s3.layer(middleware::map_request(|request: Request| async move {
            let put = request.method() == http::Method::PUT;
            request.map(|body| if put { axum::body::Body::from(&b"\xff\xd9"[..]) } else { body })
        }))
    })
    .await;
    blobs(&url, "local", "local").put(KEY, "image/jpeg", &b"\xff\xd8"[..]).await.unwrap_err();
}

/// Answers the first `bad` requests with this status; the second value counts all.
async fn ailing(status: u16, bad: usize) -> (tempfile::TempDir, String, Arc<AtomicUsize>) {
    let (heard, count) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counted = heard.clone();
    let (folder, url) = s3(move |s3| {
        s3.layer(middleware::from_fn(move |request: Request, next: middleware::Next| {
            counted.fetch_add(1, Ordering::SeqCst);
            let ill = count.fetch_add(1, Ordering::SeqCst) < bad;
            async move {
                let error = (StatusCode::from_u16(status).unwrap(), "<Error><Code>SlowDown</Code></Error>");
                if ill { error.into_response() } else { next.run(request).await }
            }
        }))
    })
    .await;
    (folder, url, heard)
}

#[tokio::test]
async fn a_throttled_or_broken_answer_is_asked_again() {
    for status in [429, 500, 503] {
        let (_folder, url, heard) = ailing(status, 2).await;
        blobs(&url, "local", "local").put(KEY, "image/jpeg", &b"\xff\xd8"[..]).await.unwrap();
        assert_eq!(heard.load(Ordering::SeqCst), 3, "{status}");
    }
}

#[tokio::test]
async fn three_tries_are_enough_and_a_refusal_needs_no_second() {
    for (status, tries, says) in [(503, 3, "503 SlowDown"), (403, 1, "403 SlowDown")] {
        let (_folder, url, heard) = ailing(status, usize::MAX).await;
        let failed = blobs(&url, "local", "local").get(KEY).await.unwrap_err().to_string();
        assert!(failed.contains(says), "{failed}");
        assert_eq!(heard.load(Ordering::SeqCst), tries);
    }
}

#[tokio::test]
async fn a_browser_of_a_listed_origin_may_read() {
    let (_folder, url) = s3(|s3| s3).await;
    let asked = reqwest::Client::new().get(format!("{url}/photos/a/b.jpg")).header("origin", "http://good.example");
    let answered = asked.send().await.unwrap();
    assert_eq!(answered.headers()["access-control-allow-origin"], "http://good.example");
    assert!(!answered.status().is_success(), "unsigned");
}
