//! Looking notices up: by page, unread, of a type, while they are kept.

use jiff::SignedDuration;
use serde_json::json;
use testkit::TestCloud;

use super::{asked, ids, list, titles, unread};

#[tokio::test]
async fn each_filter_shows_its_own_page_by_page() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 5).await;
    let all = ids(&list(&grace, "").await);
    grace.put(&format!("/v1/notifications/{}/read", all[1]), json!({})).await.expect(200);
    cloud.wait_for_indexes();
    let unread = [&all[..1], &all[2..]].concat();
    for (filter, wanted) in [
        ("", &all),
        ("&type=meeting", &all),
        ("&type=meetings", &all),
        ("&unreadOnly=true", &unread),
        ("&unreadOnly=true&type=meeting", &unread),
        ("&type=system", &Vec::new()),
        ("&unreadOnly=true&type=payments", &Vec::new()),
    ] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = list(&grace, &format!("?limit=2{filter}{cursor}")).await;
            found.extend(ids(&page));
            match page.json["pagination"]["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(&found, wanted, "{filter}");
        let by_number = list(&grace, &format!("?limit=2&page=2{filter}")).await;
        assert_eq!(ids(&by_number), wanted.iter().skip(2).take(2).cloned().collect::<Vec<_>>(), "{filter}");
    }
}

#[tokio::test]
async fn a_notice_is_kept_for_ninety_days_and_then_neither_shown_nor_counted() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    asked(&cloud, &grace, 1).await;
    let id = ids(&list(&grace, "").await)[0].clone();
    cloud.move_to("2027-02-21T23:59:59Z");
    assert_eq!((titles(&list(&grace, "").await).len(), unread(&grace).await), (1, 1));
    cloud.advance(SignedDuration::from_secs(1));
    for query in ["", "?unreadOnly=true", "?type=meeting", "?unreadOnly=true&type=meeting"] {
        assert_eq!(titles(&list(&grace, query).await), [""; 0], "{query}");
    }
    assert_eq!(unread(&grace).await, 0);
    grace.put(&format!("/v1/notifications/{id}/read"), json!({})).await.expect(404);
}

#[tokio::test]
async fn what_is_no_filter_is_refused_by_name() {
    let cloud = TestCloud::start().await;
    let grace = cloud.mentor("grace").await;
    for (query, field) in [("?type=gossip", "type"), ("?unreadOnly=perhaps", "unreadOnly"), ("?limit=0", "limit")] {
        let reply = grace.get(&format!("/v1/notifications{query}")).await.expect(400);
        assert_eq!(reply.json["error"]["details"]["field"], field, "{query}");
    }
    cloud.get("/v1/notifications").send().await.expect(401);
}
