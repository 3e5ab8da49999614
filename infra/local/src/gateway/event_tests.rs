use super::{Match, of};
use serde_json::{Value as Json, json};

fn event(request: http::request::Builder, body: &[u8]) -> Json {
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let parameters = [("proxy".to_owned(), "7".to_owned())].into();
    let route = Match { function: "users", route_key: "ANY /users/{proxy+}", parameters };
    let now = "2026-03-12T19:03:58.390Z".parse().unwrap();
    serde_json::from_str(&of(&parts, body, &route, "127.0.0.1:5000".parse().unwrap(), now)).unwrap()
}

fn get(uri: &str) -> http::request::Builder {
    http::Request::get(uri).header("host", "localhost:3001")
}

#[test]
fn time_is_the_local_clocks() {
    let context = &event(get("/users/7/"), b"")["requestContext"];
    assert_eq!(context["time"], "12/Mar/2026:19:03:58 +0000");
    assert_eq!(context["timeEpoch"], 1_773_342_238_390_i64);
}

#[test]
fn the_path_keeps_its_slash_and_the_query_its_order() {
    let event = event(get("/users/7/?b=2&a=x%20y&a=z+w&flag"), b"");
    assert_eq!((&event["rawPath"], &event["rawQueryString"]), (&json!("/users/7/"), &json!("b=2&a=x%20y&a=z+w&flag")));
    assert_eq!(event["queryStringParameters"], json!({"b": "2", "a": "x y,z w", "flag": ""}));
    assert_eq!(event["pathParameters"], json!({"proxy": "7"}));
}

#[test]
fn headers_are_joined_and_cookies_stand_apart() {
    let request = get("/users").header("X-Tag", "one").header("x-tag", "two").header("cookie", "a=1; b=2");
    let event = event(request, b"");
    assert_eq!(event["headers"]["x-tag"], "one,two");
    assert_eq!((event["headers"].get("cookie"), &event["cookies"]), (None, &json!(["a=1", "b=2"])));
    assert!(event.get("body").is_none());
}

#[test]
fn what_is_not_text_travels_in_base64() {
    let json = event(get("/users").header("content-type", "application/json; charset=utf-8"), b"{}");
    assert_eq!((&json["body"], &json["isBase64Encoded"]), (&json!("{}"), &json!(false)));
    let form = event(get("/users").header("content-type", "multipart/form-data; boundary=x"), b"\xff\x00");
    assert_eq!((&form["body"], &form["isBase64Encoded"]), (&json!("/wA="), &json!(true)));
}

#[test]
fn what_is_no_escape_stays() {
    let decoded = ["%41%c3%a9", "100%", "%+1%zz", "a+b"].map(|text| super::percent_decoded(text, false));
    assert_eq!(decoded, ["Aé", "100%", "%+1%zz", "a+b"]);
}

#[tokio::test]
async fn functions_read_what_we_write() {
    let echo = async |request: axum::extract::Request| {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 9).await.unwrap();
        format!("{} {} {:?} {body:?}", parts.method, parts.uri, parts.headers["cookie"])
    };
    let written = event(get("/users/7?x=1&x=2").header("cookie", "a=1; b=2"), b"\xff").to_string();
    let router = axum::Router::new().fallback(echo);
    let answer = api::answer(router, serde_json::from_str(&written).unwrap()).await.unwrap();
    let read = serde_json::to_value(answer).unwrap();
    assert_eq!(read["body"], r#"GET /users/7?x=1&x=2 "a=1; b=2" b"\xff""#);
}
