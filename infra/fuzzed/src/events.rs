//! Events as AWS hands them over. None may take the function down with it.

use aws_lambda_events::event::dynamodb::Event as Batch;
use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use serde_json::Value;

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
