use super::service;
use crate::template::{Bucket, Cors};
use aws_sdk_s3::{
    config::{BehaviorVersion, Credentials, Region},
    primitives::ByteStream,
};

fn photos() -> Bucket {
    let origins = vec!["http://good.example".to_owned()];
    let cors = Cors { origins, methods: vec!["GET".into()], ..Cors::default() };
    Bucket { name: "photos".into(), cors: Some(cors) }
}

#[tokio::test]
async fn the_sdk_puts_and_gets_and_a_browser_of_a_listed_origin_may_read() {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = service(folder.path(), &[photos()]).unwrap();
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "test"))
        .endpoint_url(&url)
        .force_path_style(true)
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    let s3 = aws_sdk_s3::Client::from_conf(config.build());
    let put = s3.put_object().bucket("photos").key("a/b.jpg").content_type("image/jpeg");
    put.body(ByteStream::from_static(b"\xff\xd8")).send().await.unwrap();
    let got = s3.get_object().bucket("photos").key("a/b.jpg").send().await.unwrap();
    assert_eq!(got.content_type(), Some("image/jpeg"));
    assert_eq!(&got.body.collect().await.unwrap().into_bytes()[..], b"\xff\xd8");

    let asked = reqwest::Client::new().get(format!("{url}/photos/a/b.jpg")).header("origin", "http://good.example");
    let answered = asked.send().await.unwrap();
    assert_eq!(answered.headers()["access-control-allow-origin"], "http://good.example");
    assert!(!answered.status().is_success(), "unsigned");
}
