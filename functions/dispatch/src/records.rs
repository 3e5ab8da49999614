//! The records of a batch that are news: new rows of the outbox. Only their keys are read, since
//! the row itself is read strongly when it is held.

use aws_lambda_events::event::dynamodb::{Event as Batch, EventRecord};
use jiff::Timestamp;
use store::keys::Key;

/// A new row, and when it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    pub key: Key,
    pub at: Timestamp,
}

/// The stream's filter says the same; a mapping without it must do no harm.
pub fn news(batch: &Batch) -> Vec<News> {
    batch.records.iter().filter(|record| record.event_name == "INSERT").filter_map(row).collect()
}

fn row(record: &EventRecord) -> Option<News> {
    let text = |name| match record.change.keys.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text.as_str()),
        _ => None,
    };
    let pk = text("pk").filter(|pk| pk.starts_with("outbox#"))?;
    let millis = record.change.approximate_creation_date_time.timestamp_millis();
    Some(News { key: Key::new(pk, text("sk")?), at: Timestamp::from_millisecond(millis).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(event: &str, pk: &str) -> serde_json::Value {
        json!({
            "eventID": "1", "eventName": event, "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "eu-west-1", "eventSourceARN": "arn:aws:dynamodb:eu-west-1:1:table/t/stream/s",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_763_632_800.0,
                "Keys": {"pk": {"S": pk}, "sk": {"S": "evt_1"}},
                "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
            },
        })
    }

    #[test]
    fn only_new_rows_of_the_outbox_are_news() {
        let records = [record("INSERT", "outbox#3"), record("REMOVE", "outbox#3"), record("INSERT", "bkg_1")];
        let batch: Batch = serde_json::from_value(json!({ "Records": records })).unwrap();
        let at = "2025-11-20T10:00:00Z".parse().unwrap();
        assert_eq!(news(&batch), [News { key: Key::new("outbox#3", "evt_1"), at }]);
    }
}
