//! Events of the WebSocket API: whoever knocks is let in or not, and whatever is said is answered there. A
//! stranger's words are never a failure of ours.

use aws_lambda_events::event::apigw::ApiGatewayWebsocketProxyRequest as Event;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Map, Value, json};

use crate::stage::{now, signed, wait};
use crate::table;

/// More than a frame of the gateway carries.
const LONG: usize = 40 * 1024;

/// True when somebody was let in, or what they said was understood. `{{token}}` is somebody's, `{{long}}` long.
pub fn holds(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(event) = of_aws(text) else { return false };
    let route = event["requestContext"]["routeKey"].as_str().unwrap_or_default().to_owned();
    let question = event["body"].as_str().and_then(|body| serde_json::from_str::<Value>(body).ok());
    // What does not read never comes to the function.
    let Ok(payload) = serde_json::from_value::<Event>(event) else { return false };
    let answer = wait(async {
        let app = table::realtime().await;
        realtime::handle(app, LambdaEvent { payload, context: Context::default() }).await
    });
    let answer = answer.expect("a stranger is answered");
    let status = answer["statusCode"].as_u64().expect("a status");
    match &*route {
        "$connect" => {
            assert!(matches!(status, 200 | 401), "{answer}");
            status == 200
        }
        "$disconnect" => {
            assert_eq!(status, 200);
            true
        }
        _ => {
            assert_eq!(status, 200);
            understood(answer["body"].as_str().expect("an answer"), question.as_ref())
        }
    }
}

/// What is said is answered, or refused for what is wrong with it, never for what is wrong with us; and the answer
/// names its question, where that is named by a text.
fn understood(answer: &str, question: Option<&Value>) -> bool {
    let answer: Value = serde_json::from_str(answer).expect("JSON");
    assert_eq!(answer["type"], answer["event"]);
    let asked = question.and_then(|question| question.get("id")).filter(|id| id.is_string());
    assert_eq!(answer["id"], *asked.unwrap_or(&Value::Null));
    match answer["event"].as_str() {
        Some("error") => {
            let code = answer["data"]["code"].as_str().expect("a code");
            assert!(["VALIDATION_ERROR", "NOT_FOUND"].contains(&code), "{answer}");
            false
        }
        Some("pong" | "resumed" | "subscribed" | "sent" | "heard" | "marked") => true,
        _ => panic!("{answer} is no answer"),
    }
}

/// The event with what only the gateway writes as it writes it: the connection's name, the time, and headers
/// that HTTP lets through.
fn of_aws(text: &str) -> Option<Value> {
    let text = text.replace("{{token}}", signed()).replace("{{long}}", &"a".repeat(LONG));
    let mut event: Value = serde_json::from_str(&text).ok()?;
    let context = event.get_mut("requestContext")?.as_object_mut()?;
    context.insert("connectionId".into(), "JKJaXcYxLPECHqg=".into());
    context.insert("requestTimeEpoch".into(), json!(now().0.as_millisecond()));
    if let Some(headers) = event.get_mut("headers").and_then(Value::as_object_mut) {
        headers.retain(|name, value| is_header(name, value));
    }
    event.as_object_mut()?.insert("multiValueHeaders".into(), Map::new().into());
    Some(event)
}

fn is_header(name: &str, value: &Value) -> bool {
    let value = value.as_str().is_some_and(|value| http::HeaderValue::from_str(value).is_ok());
    http::HeaderName::from_bytes(name.as_bytes()).is_ok() && value
}
