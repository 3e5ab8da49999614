use std::collections::BTreeMap;

use domain::event::{Event, Happened};
use domain::id::EventId;
use domain::{Email, Entropy};
use jiff::SignedDuration;
use local::Trouble;
use testkit::TestCloud;

use super::stuck;

/// Events of one storm. The full size is 10,000.
fn size() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the size of a test is chosen by who runs it")]
    std::env::var("STORM_EVENTS").ok().and_then(|size| size.parse().ok()).unwrap_or(150)
}

#[tokio::test]
async fn events_doubled_shuffled_and_lost_each_send_their_letter_once() {
    let cloud = TestCloud::start().await;
    cloud.local().trouble(Trouble { double: true, shuffle: true, drop: 0.1, seed: 7, ..Trouble::default() });
    let entropy = Entropy::seeded(7);
    for number in 0..size() {
        let id = EventId::fresh(cloud.now(), &entropy);
        let email = Email::parse(&format!("reader{number}@example.com")).unwrap();
        let event = Event { id, at: cloud.now().0, what: Happened::PasswordChanged { email } };
        cloud.write(&store::keys::event(id), &event).await;
    }
    let lost = cloud.local().drain().await.unwrap();
    assert!(lost > 0, "the stream lost some");
    // What is sent again may be lost again, and is sent again.
    for _ in 0..20 {
        cloud.advance(SignedDuration::from_mins(2));
        cloud.run_timer().await;
    }
    let mut letters: BTreeMap<String, usize> = BTreeMap::new();
    for mail in cloud.mail().await {
        *letters.entry(mail.to).or_default() += 1;
    }
    assert_eq!(letters.len(), size());
    assert!(letters.values().all(|count| *count == 1), "{letters:?}");
    assert!(stuck(&cloud).await.is_empty());
}
