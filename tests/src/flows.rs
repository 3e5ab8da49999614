//! Document 1 from login to rating: its three flows, as its frontend walks them, mails included.

use local::Mail;
use serde_json::{Value, json};
use testkit::{Ask, Reply, TestCloud};

const LOGIN: &str = "/api/users/email-login/";
const MENTORS: &str = "/api/v1/mentorship/mentors/";
const HOURS: &str = "/api/v1/mentorship/availability/me/";
const BOOKINGS: &str = "/api/v1/mentorship/bookings/";

/// Somebody signed in by document 1's frontend.
struct Member {
    cloud: TestCloud,
    token: String,
    user: Value,
}

impl Member {
    fn ask(&self, method: &str, path: &str) -> Ask {
        let ask = self.cloud.ask(method.parse().expect("a method"), path);
        ask.header("authorization", format!("Bearer {}", self.token))
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path).send().await.expect(200)
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path).json(&body).send().await
    }

    async fn patch(&self, path: &str, body: Value) -> Reply {
        self.ask("PATCH", path).json(&body).send().await
    }
}

/// The cloud of an organisation: an admin, and a registry of its members.
async fn organisation() -> (TestCloud, Member) {
    let cloud = TestCloud::start_with(|options| options.with("AUTH_RATE", "1000")).await;
    let login = json!({"email": "admin@example.com", "password": local::PASSWORD});
    let reply = cloud.post("/v1/auth/login").json(&login).send().await.expect(200);
    let token = reply.json["data"]["token"].as_str().expect("a token").to_owned();
    let admin = Member { cloud: cloud.clone(), token, user: reply.json["data"]["user"].clone() };
    let registry = "email,first_name,last_name,membershiptype\n\
        grace@example.org,Grace,Hopper,Mentor\nada@example.org,Ada,Lovelace,student\nlin@example.org,Lin,Both,mentor/mentee\n";
    admin.ask("POST", "/v1/admin/members/import").text("text/csv", registry).send().await.expect(200);
    (cloud, admin)
}

/// Enters by a code in a mail; nothing but the address is known before.
async fn enter(cloud: &TestCloud, email: &str) -> Member {
    cloud.post(LOGIN).json(&json!({"email": email})).send().await.expect(202);
    let mail = mail_to(cloud, email).await;
    let code =
        mail.text.lines().map(str::trim).find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
    let proof = json!({"email": email, "code": code.expect("a code")});
    let reply = cloud.post(LOGIN).json(&proof).send().await.expect(200);
    let token = reply.json["access"].as_str().expect("a token").to_owned();
    Member { cloud: cloud.clone(), token, user: reply.json["user"].clone() }
}

async fn mail_to(cloud: &TestCloud, email: &str) -> Mail {
    cloud.mail().await.into_iter().find(|mail| mail.to.contains(email)).expect("a mail")
}

/// The mentor's part: a profile that an admin approves, and hours. Returns the mentor's id.
async fn open_for_business(mentor: &Member, admin: &Member) -> String {
    let profile = json!({
        "bio": "Compilers.", "expertise": ["COBOL", "Navy"], "company": "Remington Rand", "job_title": "Rear admiral",
        "years_of_experience": 40, "availability_timezone": "America/New_York",
    });
    let made = mentor.post(&format!("{MENTORS}create_profile/"), profile).await.expect(201);
    assert_eq!(made.json["is_approved"], false);
    let id = made.json["id"].as_str().expect("an id").to_owned();
    let approval = admin.ask("PUT", &format!("/v1/admin/mentors/{id}/approval")).json(&json!({"approved": true}));
    approval.send().await.expect(200);
    let tuesday = json!([{"day_of_week": 2, "start_time": "09:00", "end_time": "12:00", "is_recurring": true}]);
    mentor.post(HOURS, tuesday).await;
    id
}

#[tokio::test]
async fn a_mentee_finds_a_mentor_books_meets_and_rates_and_both_are_told() {
    let (cloud, admin) = organisation().await;
    let grace = enter(&cloud, "grace@example.org").await;
    assert_eq!([&grace.user["role"], &grace.user["is_mentor"]], [&json!("mentor"), &json!(true)]);
    let mentor = open_for_business(&grace, &admin).await;

    let ada = enter(&cloud, "ada@example.org").await;
    assert_eq!([&ada.user["role"], &ada.user["is_mentee"]], [&json!("mentee"), &json!(true)]);
    cloud.settle().await;
    cloud.wait_for_indexes();
    for search in ["?search=hopper", "?expertise=cobol", "?search=remington", ""] {
        let found = ada.get(&format!("{MENTORS}{search}")).await;
        assert_eq!(found.json[0]["id"], json!(mentor), "{search}");
    }
    let page = ada.get(&format!("{MENTORS}{mentor}/")).await;
    assert_eq!([&page.json["is_approved"], &page.json["rating"]], [&json!(true), &json!(0.0)]);
    let slots = ada.get(&format!("{MENTORS}{mentor}/availability/")).await;
    assert_eq!([&slots.json[0]["day_of_week"], &slots.json[0]["start_time"]], [&json!(2), &json!("09:00:00")]);

    let wish = json!({
        "mentor_id": mentor, "session_date": "2026-11-24", "start_time": "10:00", "end_time": "11:00",
        "topic": "Nanoseconds", "description": "How long is one?",
    });
    let asked = ada.post(BOOKINGS, wish).await.expect(201);
    assert_eq!(asked.json["session_date"], "2026-11-24T15:00:00Z");
    let booking = format!("{BOOKINGS}{}", asked.json["id"].as_str().expect("an id"));
    let to_grace = mail_to(&cloud, "grace@example.org").await;
    assert!(to_grace.text.contains("Nanoseconds") && to_grace.text.contains("10:00"), "{}", to_grace.text);

    grace.patch(&format!("{booking}/update_status/"), json!({"status": "confirmed"})).await.expect(200);
    let link = json!({"meeting_link": "https://zoom.us/j/1234567890", "meeting_platform": "zoom"});
    grace.patch(&format!("{booking}/add_meeting_link/"), link).await.expect(200);
    cloud.wait_for_indexes();
    let mine = ada.get(&format!("{BOOKINGS}?role=mentee&status=confirmed")).await;
    assert_eq!(mine.json[0]["meeting_url"], "https://zoom.us/j/1234567890");
    let invitation =
        mail_to(&cloud, "ada@example.org").await.attachments.into_iter().find(|part| part.kind.contains("calendar"));
    assert!(invitation.is_some_and(|part| part.content.contains("DTSTART:20261124T150000Z")));

    cloud.local().empty_mail().expect("an empty mailbox");
    cloud.move_to("2026-11-24T14:00:00Z");
    cloud.run_timer().await;
    cloud.run_timer().await;
    let mut reminded: Vec<String> = cloud.mail().await.into_iter().map(|mail| mail.to).collect();
    reminded.sort();
    assert_eq!(reminded, ["ada@example.org", "grace@example.org"], "each once, however often the timer fires");

    cloud.move_to("2026-11-24T16:00:00Z");
    let grace = enter(&cloud, "grace@example.org").await;
    grace.patch(&format!("{booking}/update_status/"), json!({"status": "completed"})).await.expect(200);
    let ada = enter(&cloud, "ada@example.org").await;
    let rated = ada.post(&format!("{booking}/add_feedback/"), json!({"rating": 5, "feedback": "11.8 inches"})).await;
    assert_eq!(rated.expect(200).json["mentor_feedback"], "11.8 inches");
    let page = ada.get(&format!("{MENTORS}{mentor}/")).await;
    assert_eq!([&page.json["rating"], &page.json["total_sessions"]], [&json!(5.0), &json!(1)]);
    cloud.settled().await.assert_invariants();
}

#[tokio::test]
async fn a_mentor_cancels_with_a_reason_and_the_hour_is_free_again() {
    let (cloud, admin) = organisation().await;
    let grace = enter(&cloud, "grace@example.org").await;
    let mentor = open_for_business(&grace, &admin).await;
    let ada = enter(&cloud, "ada@example.org").await;
    let wish = json!({
        "mentor_id": mentor, "session_date": "2026-11-24", "start_time": "10:00", "end_time": "11:00", "topic": "Bugs",
    });
    let asked = ada.post(BOOKINGS, wish.clone()).await.expect(201);
    let status = format!("{BOOKINGS}{}/update_status/", asked.json["id"].as_str().expect("an id"));
    grace.patch(&status, json!({"status": "confirmed"})).await.expect(200);
    let told = grace.patch(&status, json!({"status": "cancelled", "reason": "A moth in the relay."})).await.expect(200);
    assert_eq!(told.json["status"], "cancelled_by_mentor");
    let mail = mail_to(&cloud, "ada@example.org").await;
    assert!(mail.text.contains("A moth in the relay."), "{}", mail.text);
    assert!(mail.attachments.iter().any(|part| part.content.contains("METHOD:CANCEL")));
    ada.post(BOOKINGS, wish).await.expect(201);
}

#[tokio::test]
async fn who_is_both_books_as_mentee_and_answers_as_mentor() {
    let (cloud, admin) = organisation().await;
    let (grace, lin) = (enter(&cloud, "grace@example.org").await, enter(&cloud, "lin@example.org").await);
    assert_eq!(lin.user["role"], "mentor_mentee");
    let (graces, lins) = (open_for_business(&grace, &admin).await, open_for_business(&lin, &admin).await);
    let wish = |mentor: &str, hour: u8| {
        let (start, end) = (format!("{hour:02}:00"), format!("{:02}:00", hour + 1));
        json!({"mentor_id": mentor, "session_date": "2026-11-24", "start_time": start, "end_time": end, "topic": "x"})
    };
    lin.post(BOOKINGS, wish(&graces, 9)).await.expect(201);
    let ada = enter(&cloud, "ada@example.org").await;
    let asked = ada.post(BOOKINGS, wish(&lins, 10)).await.expect(201);
    let clash = ada.post(BOOKINGS, wish(&lins, 9)).await.expect(409);
    assert_eq!(clash.json["detail"], "This time is already taken.", "lin is grace's mentee then");
    let status = format!("{BOOKINGS}{}/update_status/", asked.json["id"].as_str().expect("an id"));
    lin.patch(&status, json!({"status": "confirmed"})).await.expect(200);
    cloud.wait_for_indexes();
    let as_mentor = lin.get(&format!("{BOOKINGS}?role=mentor")).await;
    let as_mentee = lin.get(&format!("{BOOKINGS}?role=mentee")).await;
    assert_eq!([&as_mentor.json[0]["status"], &as_mentee.json[0]["status"]], [&json!("confirmed"), &json!("pending")]);
    cloud.settled().await.assert_invariants();
}
