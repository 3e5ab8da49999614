//! Events as AWS hands them over. None may take the function down with it.

use aws_lambda_events::event::dynamodb::Event as Batch;
use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::stage::{signed, wait};
use crate::table;

/// API Gateway's event, to every function that answers HTTP; `{{token}}` in it is somebody's.
pub fn gateway(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    is_of_aws(text) && wait(table::answers(&text.replace("{{token}}", signed())))
}

/// A body that is no base64 though the event says so makes `aws_lambda_events` panic. Nobody but the gateway
/// writes that field, and it does not lie.
fn is_of_aws(text: &str) -> bool {
    let event: Value = serde_json::from_str(text).unwrap_or_default();
    event["isBase64Encoded"] != true || event["body"].as_str().is_none_or(|body| STANDARD.decode(body).is_ok())
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
