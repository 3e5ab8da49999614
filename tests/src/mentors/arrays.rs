//! Ruling 10: a bare array holds a thousand, and a `Link` leads to the rest.

use domain::id::UserId;
use domain::mentor::{About, Mentor};
use domain::text::{PersonName, Reason};
use domain::{Entropy, Zone};
use serde_json::{Value, json};
use store::keys;
use testkit::TestCloud;

/// A row in DynamoDB's own JSON.
fn typed(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({"S": text}),
        Value::Number(number) => json!({"N": number.to_string()}),
        Value::Array(list) => json!({"L": list.iter().map(typed).collect::<Vec<_>>()}),
        Value::Object(map) => json!({"M": row(map)}),
        other => json!({"BOOL": other}),
    }
}

fn row(map: &serde_json::Map<String, Value>) -> Value {
    map.iter().map(|(name, value)| (name.clone(), typed(value))).collect::<serde_json::Map<_, _>>().into()
}

fn mentor(cloud: &TestCloud, entropy: &Entropy, number: usize) -> Value {
    let (now, name) = (cloud.now(), PersonName::parse(&format!("Mentor {number:04}")).unwrap());
    let applying = Mentor::applying(UserId::fresh(now, entropy), name, Zone::utc(), About::default(), now.0);
    let mentor = applying.unwrap().answered(true, Reason::default(), now.0).unwrap();
    let mut fields = serde_json::to_value(&mentor).unwrap();
    let key = keys::mentor(mentor.id);
    for (name, value) in [
        ("pk", key.pk),
        ("sk", key.sk),
        ("gsi3pk", keys::mentors_with(mentor.approval)),
        ("gsi3sk", keys::mentor_place(&mentor)),
    ] {
        fields[name] = json!(value);
    }
    row(fields.as_object().unwrap())
}

#[tokio::test]
async fn a_list_of_more_than_a_thousand_links_to_the_rest() {
    let cloud = TestCloud::start().await;
    let entropy = Entropy::seeded(5);
    cloud.broken_on_purpose("a thousand mentors without accounts");
    cloud.local().load((0..1003).map(|number| mentor(&cloud, &entropy, number)).collect()).unwrap();
    let first = cloud.get("/api/v1/mentorship/mentors/").send().await.expect(200);
    assert_eq!(first.json.as_array().unwrap().len(), 1000);
    let link = first.header("link");
    let next = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).expect("a link");
    let rest = cloud.get(next).send().await.expect(200);
    let names: Vec<&str> = rest.json.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Mentor 1000", "Mentor 1001", "Mentor 1002"]);
    assert_eq!(rest.header("link"), "");
    let refused = cloud.get("/api/v1/mentorship/mentors/?cursor=elsewhere").send().await.expect(400);
    assert_eq!(refused.field(), "cursor");
}
