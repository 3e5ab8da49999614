use serde_json::{Value, json};
use testkit::Reply;

use super::{Client, admin, house, joined};

const HEADER: &str = "email,first_name,last_name,membershiptype\n";

async fn import(admin: &Client, dry: bool, lines: &str) -> Reply {
    let path = format!("/v1/admin/members/import?dryRun={dry}");
    admin.ask("POST", &path).text("text/csv", format!("{HEADER}{lines}")).send().await
}

#[tokio::test]
async fn a_dry_run_lists_each_bad_row_and_writes_nothing() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let lines = "ada@example.org,Ada,King,mentor\nnobody,,,mentee\nada@example.org,A,B,x\n,Eve,E,mentee,more\n";
    let report = import(&admin, true, lines).await.expect(200).json["data"].clone();
    assert_eq!((&report["dryRun"], &report["rows"], &report["imported"]), (&json!(true), &json!(4), &json!(0)));
    let errors: Vec<(u64, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["field"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [(3, "email"), (3, "first_name"), (4, "email"), (5, "")]);
    assert!(report["errors"].as_array().unwrap().iter().all(|error| error["reason"].is_string()));
    assert_eq!(cloud.dump().await.of_kind("member").count(), 0);
}

#[tokio::test]
async fn a_file_with_a_bad_row_changes_nothing() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let reply = import(&admin, false, "ada@example.org,Ada,King,mentor\nnobody,N,N,mentee\n").await.expect(400);
    assert_eq!(reply.field(), "email");
    assert!(reply.json["error"]["message"].as_str().unwrap().contains("line 3"));
    assert_eq!(cloud.dump().await.of_kind("member").count(), 0);
}

#[tokio::test]
async fn ten_thousand_members_are_imported_in_time() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    let lines: String =
        (0..10_000).fold(String::new(), |file, n| file + &format!("member{n}@example.org,First{n},Last{n},mentee\n"));
    let started = std::time::Instant::now();
    let report = import(&admin, false, &lines).await.expect(200).json["data"].clone();
    assert!(started.elapsed().as_secs() < 28, "{:?}", started.elapsed());
    assert_eq!((&report["rows"], &report["imported"]), (&json!(10_000), &json!(10_000)));
    let dump = cloud.dump().await;
    assert_eq!(dump.of_kind("member").count(), 10_000);
    let traces: Vec<Value> = dump.of_kind("aud_").map(|row| serde_dynamo::from_item(row.clone()).unwrap()).collect();
    assert_eq!(traces.iter().filter(|row| row["deed"] == "members_imported").count(), 10_000_usize.div_ceil(98));
}

#[tokio::test]
async fn a_file_sent_again_says_what_it_says_now() {
    let cloud = house().await;
    let admin = admin(&cloud).await;
    import(&admin, false, "ada@example.org,Ada,King,mentor\neve@example.org,Eve,E,mentee\n").await.expect(200);
    import(&admin, false, "ada@example.org,Ada,King,student\neve@example.org,Eve,E,mentee\n").await.expect(200);
    let dump = cloud.dump().await;
    let kinds: Vec<&String> = dump.of_kind("member").map(|row| row["membershiptype"].as_s().unwrap()).collect();
    assert_eq!(kinds, ["student", "mentee"]);
}

#[tokio::test]
async fn only_an_admin_imports_and_only_the_right_header() {
    let cloud = house().await;
    let (ada, admin) = (joined(&cloud, "ada").await, admin(&cloud).await);
    import(&ada, true, "").await.expect(403);
    let path = "/v1/admin/members/import?dryRun=true";
    admin.ask("POST", path).text("text/csv", "mail,name\nada@example.org,Ada\n").send().await.expect(400);
    let empty = import(&admin, false, "").await.expect(200);
    assert_eq!(empty.json["data"]["imported"], 0);
    admin.ask("POST", "/v1/admin/members/import?dryRun=maybe").text("text/csv", HEADER).send().await.expect(400);
}
