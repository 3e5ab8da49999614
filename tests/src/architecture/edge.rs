//! `CloudFront`'s function, run as the small program that it is.

use super::template::Template;
use rquickjs::{Context, Runtime};
use serde_json::{Value as Json, json};

/// What the function makes of a request.
fn edged(request: &Json) -> Json {
    let template = Template::read();
    let (_, edge) = template.of_type("AWS::CloudFront::Function").next().expect("a function of CloudFront's");
    let code = edge["Properties"]["FunctionCode"].as_str().expect("its code");
    let event = json!({"version": "1.0", "viewer": {"ip": "198.51.100.11"}, "request": request});
    let context = Context::full(&Runtime::new().expect("a runtime")).expect("a context");
    let made = context.with(|context| {
        context.eval::<String, _>(format!("{code}\nJSON.stringify(handler({event}))")).expect("a request")
    });
    serde_json::from_str(&made).expect("JSON")
}

fn asked(uri: &str) -> Json {
    let token = json!({"token": {"value": "abc"}});
    edged(&json!({"method": "GET", "uri": uri, "querystring": token, "headers": {}, "cookies": {}}))
}

#[test]
fn a_chats_socket_is_the_stage_with_the_chat_as_a_query() {
    for uri in ["/ws/chat/cht_01/", "/ws/chat/cht_01"] {
        let made = asked(uri);
        assert_eq!(made["uri"], "/ws");
        assert_eq!(made["querystring"], json!({"token": {"value": "abc"}, "chat": {"value": "cht_01"}}));
    }
}

#[test]
fn any_other_path_stays_as_it_is() {
    for (uri, there) in [("/ws", "/ws"), ("/ws/", "/ws"), ("/v1/chats/", "/v1/chats/"), ("/ws/chat/", "/ws/chat/")] {
        let made = asked(uri);
        assert_eq!((made["uri"].as_str(), &made["querystring"]), (Some(there), &json!({"token": {"value": "abc"}})));
    }
}

#[test]
fn the_callers_address_is_the_viewers_whatever_they_say() {
    let forged = json!({"x-viewer-address": {"value": "192.0.2.1"}});
    let made = edged(&json!({"method": "GET", "uri": "/v1/mentors", "querystring": {}, "headers": forged}));
    assert_eq!(made["headers"]["x-viewer-address"]["value"], "198.51.100.11");
}

/// Both origins are told the secret, and both ways run the function; neither is cached or logged.
#[test]
fn both_apis_stand_behind_one_host() {
    let template = Template::read();
    let (_, front) = template.of_type("AWS::CloudFront::Distribution").next().expect("a distribution");
    let config = &front["Properties"]["DistributionConfig"];
    for origin in config["Origins"].as_array().expect("origins") {
        assert_eq!(origin["OriginCustomHeaders"][0]["HeaderName"], "X-Origin-Secret");
    }
    let socket = &config["CacheBehaviors"][0];
    assert_eq!((socket["PathPattern"].as_str(), socket["TargetOriginId"].as_str()), (Some("/ws*"), Some("socket")));
    for way in [&config["DefaultCacheBehavior"], socket] {
        assert_eq!(way["FunctionAssociations"][0]["EventType"], "viewer-request");
        assert_eq!(way["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
    }
    assert!(config["Logging"].is_null());
}
