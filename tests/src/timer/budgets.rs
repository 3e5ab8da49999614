//! What a minute costs in which nothing is due: there are 43,000 of them in a month.

use jiff::SignedDuration;
use testkit::{Cost, TestCloud};

async fn minute(cloud: &TestCloud) -> Cost {
    cloud.advance(SignedDuration::from_mins(1));
    cloud.metered(cloud.run_timer()).await.0
}

#[tokio::test]
async fn an_idle_minute_asks_five_things_in_turn_and_writes_every_tenth_time() {
    let cloud = TestCloud::start().await;
    cloud.run_timer().await;
    for number in 1..=20 {
        let cost = minute(&cloud).await;
        let writes = usize::from(number % 10 == 0);
        // How far it came, this hour and the last one, both shards of the outbox.
        assert_eq!((cost.calls.len(), cost.round_trips), (5 + writes, 5 + writes), "{number}: {:?}", cost.calls);
        assert!(cost.rcu <= 3.0 && (number % 10 == 0 || cost.wcu == 0.0), "{} RCU, {} WCU", cost.rcu, cost.wcu);
    }
}
