//! Events as AWS hands them over. None may take the function down with it.

use aws_lambda_events::event::dynamodb::Event as Batch;
use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::requests::is_address;
use crate::stage::{signed, wait};
use crate::table;

/// API Gateway's event, to every function that answers HTTP; `{{token}}` in it is somebody's.
pub fn gateway(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(event) = of_aws(text) else { return false };
    wait(table::answers(&event.to_string().replace("{{token}}", signed())))
}

/// The event with what only the gateway writes as it writes it: an address that is one, and base64 that is.
fn of_aws(text: &str) -> Option<Value> {
    let event: Value = serde_json::from_str(text).ok()?;
    let address = format!("{}?{}", event["rawPath"].as_str()?, event["rawQueryString"].as_str()?);
    let base64 = event["isBase64Encoded"] == true;
    if !is_address(&address) || base64 && event["body"].as_str().is_some_and(|body| STANDARD.decode(body).is_err()) {
        return None;
    }
    Some(event)
}

/// A batch of the table's stream: only rows of the outbox are news.
pub fn stream(bytes: &[u8]) -> bool {
    let Ok(batch) = serde_json::from_slice::<Batch>(bytes) else { return false };
    let news = dispatch::records::news(&batch);
    assert!(news.len() <= batch.records.len());
    assert!(news.iter().all(|news| news.key.pk.starts_with("outbox#")));
    !news.is_empty()
}

/// The schedule's tick.
pub fn schedule(bytes: &[u8]) -> bool {
    let Ok(tick) = serde_json::from_slice::<EventBridgeEvent<Value>>(bytes) else { return false };
    timer::instant(&tick).is_ok()
}
