//! Events as AWS hands them over. None may take the function down with it.

use aws_lambda_events::event::dynamodb::Event as Batch;
use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use serde_json::Value;

use crate::stage::{signed, wait};
use crate::table;

/// API Gateway's event, to every function that answers HTTP; `{{token}}` in it is somebody's.
pub fn gateway(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    wait(table::answers(&text.replace("{{token}}", signed())))
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
