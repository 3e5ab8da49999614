use serde_json::json;
use testkit::TestCloud;

use super::{letters, subjects};
use crate::bookings::{ask, path};

#[tokio::test]
async fn both_sides_are_told_of_each_step_with_an_invitation_that_grows() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    cloud.settle().await;
    grace.post(&path(&asked, "/confirm"), json!({})).await.expect(200);
    cloud.settle().await;
    let link = json!({"meetingLink": "https://meet.example.com/1"});
    grace.put(&path(&asked, "/meeting-link"), link).await;
    // What happens at one instant is told side by side.
    cloud.settle().await;
    grace.post(&path(&asked, "/cancel"), json!({"reason": "I am ill."})).await.expect(200);

    let to_ada = letters(&cloud, &ada).await;
    let to_grace = letters(&cloud, &grace).await;
    assert_eq!(to_ada.first().unwrap().subject, "Your request to grace Example");
    assert_eq!(to_grace.first().unwrap().subject, "ada Example asks for a session");
    let last = to_ada.last().unwrap();
    assert!(
        last.text.contains("grace Example has cancelled") && last.text.contains("Reason: I am ill."),
        "{}",
        last.text
    );
    for mails in [to_ada, to_grace] {
        let line = |start: &str| -> Vec<String> {
            let ics = mails
                .iter()
                .map(|mail| &mail.attachments.iter().find(|part| part.name == "invite.ics").unwrap().content);
            ics.map(|ics| ics.lines().find(|line| line.starts_with(start)).unwrap().trim().to_owned()).collect()
        };
        let (uids, sequences, methods) = (line("UID:"), line("SEQUENCE:"), line("METHOD:"));
        assert!(uids.iter().all(|uid| *uid == uids[0]));
        assert!(sequences.is_sorted() && sequences.first() < sequences.last(), "{sequences:?}");
        assert_eq!(
            (methods.first().unwrap().as_str(), methods.last().unwrap().as_str()),
            ("METHOD:REQUEST", "METHOD:CANCEL")
        );
    }
}

#[tokio::test]
async fn the_mentor_answers_from_the_mail_and_only_by_pressing() {
    let cloud = TestCloud::start().await;
    let (ada, grace) = (cloud.mentee("ada").await, cloud.mentor("grace").await);
    let asked = ada.post("/v1/bookings", ask(&grace, "10:00")).await.expect(201);
    let mail = letters(&cloud, &grace).await.remove(0);
    let link = mail.text.lines().find(|line| line.ends_with("&answer=confirm")).expect("a link").to_owned();
    let link = link.strip_prefix(cloud.url()).expect("an address of ours").to_owned();
    let page = cloud.get(&link).send().await.expect(200);
    assert!(page.text.contains("<button"), "{}", page.text);
    assert_eq!(ada.get(&path(&asked, "")).await.json["data"]["status"], "pending");

    let (place, query) = link.split_once('?').unwrap();
    let token = query.split('&').find_map(|pair| pair.strip_prefix("token=")).unwrap();
    let press = json!({"token": token, "answer": "confirm"});
    cloud.post(place).json(&press).send().await.expect(200);
    assert_eq!(ada.get(&path(&asked, "")).await.json["data"]["status"], "confirmed");
    assert!(subjects(&cloud, &ada).await.contains(&"Confirmed: your session with grace Example".to_owned()));
    cloud.post(place).json(&press).send().await.expect(409);
}
