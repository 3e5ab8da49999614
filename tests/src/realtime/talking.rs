//! What a client says over its connection is answered there.

use serde_json::json;
use testkit::TestCloud;

#[tokio::test]
async fn an_answer_has_the_id_of_its_question() {
    let cloud = TestCloud::start().await;
    let mut socket = cloud.mentee("ada").await.socket().await;
    let pong = socket.ask(&json!({"action": "ping", "id": "first"})).await;
    assert_eq!((&pong["event"], &pong["id"]), (&json!("pong"), &json!("first")));
    let resumed = socket.ask(&json!({"action": "resume", "after": 0, "id": "second"})).await;
    assert_eq!((&resumed["event"], &resumed["id"]), (&json!("resumed"), &json!("second")));
    let wrong = socket.ask(&json!({"action": "dance", "id": "third"})).await;
    assert_eq!((&wrong["event"], &wrong["id"]), (&json!("error"), &json!("third")));
    socket.say(&json!({"action": "ping"})).await;
    assert!(socket.told("pong").await.get("id").is_none());
}

#[tokio::test]
async fn what_nobody_understands_is_answered_with_what_is_wrong_and_the_connection_goes_on() {
    let cloud = TestCloud::start().await;
    let mut socket = cloud.mentee("ada").await.socket().await;
    for said in
        [json!({"action": "dance"}), json!({"action": "resume"}), json!({"action": "resume", "after": -1}), json!(7)]
    {
        socket.say(&said).await;
        let answer = socket.next().await.unwrap();
        assert_eq!(
            (&answer["event"], &answer["data"]["code"]),
            (&json!("error"), &json!("VALIDATION_ERROR")),
            "{said}"
        );
    }
    assert_eq!(socket.ask(&json!({"action": "ping"})).await["event"], "pong");
}
