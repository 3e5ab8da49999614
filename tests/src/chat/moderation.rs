//! Somebody says something against a message; an admin takes its words away, or leaves them.

use serde_json::{Value, json};
use testkit::{Person, Reply, TestCloud};

use super::{id, pair, rows, say, seen};

pub async fn report(who: &Person, message: &str, reason: &str) -> Reply {
    who.post(&format!("/v1/messages/{message}/report"), json!({"reason": reason})).await
}

async fn decide(who: &Person, report: &str, decision: &str) -> Reply {
    who.put(&format!("/v1/admin/reports/{report}"), json!({"decision": decision})).await
}

/// What an admin sees of the reports that stand so.
async fn listed(root: &Person, query: &str) -> Vec<Value> {
    rows(&root.get(&format!("/v1/admin/reports{query}")).await.expect(200)).to_vec()
}

/// What is written down: the deed, whose it was, and the note.
pub async fn deeds(cloud: &TestCloud) -> Vec<[String; 3]> {
    let dump = cloud.dump().await;
    let audits = dump.of_kind("aud_").map(|row| serde_dynamo::from_item(row.clone()).expect("an audit"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    audits.map(|audit: Value| [&audit["deed"], &audit["by"], &audit["note"]].map(text)).collect()
}

#[tokio::test]
async fn a_message_is_reported_and_an_admin_sees_by_whom_and_why_and_what_it_says() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let root = cloud.admin("root").await;
    let message = id(&say(&ada, &chat, "You fool").await);
    let own = report(&grace, &message, " Rude ").await.expect(201);
    assert_eq!((&own.json["data"]["status"], &own.json["data"]["reason"]), (&json!("open"), &json!("Rude")));
    cloud.wait_for_indexes();
    let [one]: [Value; 1] = listed(&root, "?status=open").await.try_into().expect("one report");
    assert_eq!((&one["id"], &one["messageId"], &one["chatId"]), (&json!(id(&own)), &json!(message), &json!(chat)));
    assert_eq!((&one["authorId"], &one["reporterId"]), (&json!(ada.id), &json!(grace.id)));
    assert_eq!((&one["content"], &one["deleted"]), (&json!("You fool"), &json!(false)));
    assert_eq!((&one["decidedBy"], &one["decidedAt"]), (&json!(null), &json!(null)));
    let row = ["message_reported".to_owned(), grace.id.to_string(), id(&own)];
    assert!(deeds(&cloud).await.contains(&row));
    ada.put(&format!("/v1/messages/{message}"), json!({"content": "You friend"})).await.expect(200);
    assert_eq!(listed(&root, "").await[0]["content"], "You friend");
}

#[tokio::test]
async fn a_person_reports_a_message_once_and_another_for_themselves() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let (root, iris) = (cloud.admin("root").await, cloud.admin("iris").await);
    let support = rows(&ada.get("/v1/chats?type=support").await.expect(200))[0]["id"].as_str().unwrap().to_owned();
    let message = id(&say(&ada, &support, "Nonsense").await);
    let first = report(&root, &message, "Spam").await.expect(201);
    let again = report(&root, &message, "Something else").await.expect(201);
    assert_eq!(again.json, first.json);
    let other = report(&iris, &message, "Spam").await.expect(201);
    assert_ne!(id(&other), id(&first));
    cloud.wait_for_indexes();
    assert_eq!(listed(&root, "").await.len(), 2);
}

#[tokio::test]
async fn who_is_not_of_the_chat_or_said_it_reports_nothing() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (eve, root) = (cloud.mentee("eve").await, cloud.admin("root").await);
    let message = id(&say(&ada, &chat, "You fool").await);
    for stranger in [&eve, &root] {
        report(stranger, &message, "Rude").await.expect(404);
    }
    report(&grace, "msg_01h455vb4pex5vsknk084sn02q", "Rude").await.expect(404);
    assert_eq!(report(&ada, &message, "Rude").await.expect(403).code(), "UNAUTHORIZED");
    for bad in ["", "   ", &"x".repeat(501)] {
        assert_eq!(report(&grace, &message, bad).await.expect(400).field(), "reason");
    }
    cloud.wait_for_indexes();
    assert_eq!(listed(&root, "").await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_deleted_message_is_not_reported_but_a_report_of_it_stays_what_it_was() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (reported, other) = (id(&say(&ada, &chat, "One").await), id(&say(&ada, &chat, "Two").await));
    let first = report(&grace, &reported, "Rude").await.expect(201);
    for message in [&reported, &other] {
        ada.delete(&format!("/v1/messages/{message}")).await.expect(200);
    }
    assert_eq!(report(&grace, &other, "Rude").await.expect(409).code(), "MESSAGE_DELETED");
    assert_eq!(report(&grace, &reported, "Rude").await.expect(201).json, first.json);
    cloud.wait_for_indexes();
    let [one]: [Value; 1] = listed(&cloud.admin("root").await, "").await.try_into().expect("one report");
    assert_eq!((&one["content"], &one["deleted"]), (&json!(""), &json!(true)));
}

#[tokio::test]
async fn a_hidden_message_is_gone_as_if_it_were_deleted() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let root = cloud.admin("root").await;
    let message = id(&say(&ada, &chat, "plumbago").await);
    let own = id(&report(&grace, &message, "Rude").await.expect(201));
    let hidden = decide(&root, &own, "hide").await.expect(200).json["data"].clone();
    assert_eq!((&hidden["status"], &hidden["decidedBy"]), (&json!("hidden"), &json!(root.id)));
    assert_eq!((&hidden["content"], &hidden["deleted"]), (&json!(""), &json!(true)));
    cloud.settle().await;
    assert_eq!(seen(&ada, &chat, "").await, [""]);
    let shown = grace.get(&format!("/v1/chats/{chat}")).await.expect(200);
    assert_eq!(shown.json["data"]["lastMessage"]["content"], "");
    let missed = ada.get("/v1/realtime/events?after=0").await.expect(200);
    assert!(missed.text.contains("chat.deleted"));
    let history = root.get(&format!("/v1/messages/{message}/history")).await.expect(200);
    assert_eq!(
        (&history.json["data"][0]["content"], &history.json["data"][0]["changedBy"]),
        (&json!("plumbago"), &json!(root.id))
    );
    assert!(deeds(&cloud).await.contains(&["report_hidden".to_owned(), root.id.to_string(), own]));
}

#[tokio::test]
async fn a_dismissed_report_leaves_the_words_and_is_in_another_list() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let root = cloud.admin("root").await;
    let message = id(&say(&ada, &chat, "Hello").await);
    let own = id(&report(&grace, &message, "Rude").await.expect(201));
    decide(&root, &own, "dismiss").await.expect(200);
    cloud.wait_for_indexes();
    assert_eq!(seen(&grace, &chat, "").await, ["Hello"]);
    for (query, count) in [("?status=open", 0), ("?status=hidden", 0), ("?status=dismissed", 1), ("", 1)] {
        assert_eq!(listed(&root, query).await.len(), count, "{query}");
    }
    assert!(deeds(&cloud).await.contains(&["report_dismissed".to_owned(), root.id.to_string(), own]));
}

#[tokio::test]
async fn a_report_is_decided_once() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let (root, iris) = (cloud.admin("root").await, cloud.admin("iris").await);
    let message = id(&say(&ada, &chat, "Hello").await);
    let own = id(&report(&grace, &message, "Rude").await.expect(201));
    let first = decide(&root, &own, "dismiss").await.expect(200);
    cloud.advance(jiff::SignedDuration::from_secs(5));
    assert_eq!(decide(&iris, &own, "dismiss").await.expect(200).json, first.json);
    assert_eq!(decide(&iris, &own, "hide").await.expect(409).code(), "REPORT_DECIDED");
    assert_eq!(seen(&grace, &chat, "").await, ["Hello"]);
    assert_eq!(decide(&iris, &own, "forget").await.expect(400).field(), "decision");
    decide(&iris, "rpt_01h455vb4pex5vsknk084sn02q", "hide").await.expect(404);
    decide(&grace, &own, "hide").await.expect(403);
    assert!(!deeds(&cloud).await.iter().any(|[_, by, _]| *by == iris.id.to_string()), "she has decided nothing");
}

/// The others' reports of a message that is gone are open until somebody closes them.
#[tokio::test]
async fn what_else_is_said_against_a_hidden_message_is_closed_by_itself() {
    let cloud = TestCloud::start().await;
    let ada = cloud.mentee("ada").await;
    let admins = [cloud.admin("root").await, cloud.admin("iris").await, cloud.admin("ruth").await];
    let support = rows(&ada.get("/v1/chats?type=support").await.expect(200))[0]["id"].as_str().unwrap().to_owned();
    let message = id(&say(&ada, &support, "Nonsense").await);
    let mut own = Vec::new();
    for admin in &admins {
        own.push(id(&report(admin, &message, "Spam").await.expect(201)));
    }
    decide(&admins[0], &own[0], "hide").await.expect(200);
    cloud.wait_for_indexes();
    let open = listed(&admins[0], "?status=open").await;
    assert_eq!((open.len(), &open[0]["deleted"], &open[1]["content"]), (2, &json!(true), &json!("")));
    assert_eq!(decide(&admins[0], &own[1], "hide").await.expect(200).json["data"]["status"], "hidden");
    assert_eq!(decide(&admins[0], &own[2], "dismiss").await.expect(200).json["data"]["status"], "dismissed");
    let history = admins[0].get(&format!("/v1/messages/{message}/history")).await.expect(200);
    assert_eq!(history.json["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn reports_come_the_latest_first_and_go_on_with_a_cursor() {
    let cloud = TestCloud::start().await;
    let (ada, grace, chat) = pair(&cloud).await;
    let root = cloud.admin("root").await;
    let mut wanted = Vec::new();
    for content in ["one", "two", "three", "four", "five"] {
        let message = id(&say(&ada, &chat, content).await);
        wanted.insert(0, id(&report(&grace, &message, "Rude").await.expect(201)));
        cloud.advance(jiff::SignedDuration::from_secs(1));
    }
    decide(&root, &wanted[1], "dismiss").await.expect(200);
    cloud.wait_for_indexes();
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = root.get(&format!("/v1/admin/reports?limit=2{next}")).await.expect(200);
        seen.extend(rows(&page).iter().map(|report| report["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.json["pagination"]["nextCursor"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(seen, wanted);
    let second = listed(&root, "?limit=2&page=2").await;
    assert_eq!(second.iter().map(|report| report["id"].as_str().unwrap()).collect::<Vec<_>>(), wanted[2..4]);
    for who in [&ada, &grace] {
        who.get("/v1/admin/reports").await.expect(403);
    }
}
