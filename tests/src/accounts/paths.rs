//! What a path does not have.

use super::house;
use reqwest::Method;
use std::collections::BTreeSet;

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_405_and_those_that_it_has_are_named() {
    let cloud = house().await;
    for (method, path, has) in [
        (Method::DELETE, "/v1/auth/login", "POST"),
        (Method::PATCH, "/v1/mentors/", "GET,HEAD,POST"),
        (Method::POST, "/v1/users/profile", "GET,HEAD,PUT"),
        (Method::TRACE, "/v1/bookings", "GET,HEAD,POST"),
    ] {
        let reply = cloud.ask(method, path).send().await.expect(405);
        let allowed: BTreeSet<&str> = reply.header("allow").split(',').collect();
        assert_eq!((allowed, reply.code()), (has.split(',').collect(), "METHOD_NOT_ALLOWED"), "{path}");
    }
}

#[tokio::test]
async fn a_path_that_is_not_there_is_404_whatever_the_method() {
    let cloud = house().await;
    for method in [Method::GET, Method::DELETE, Method::POST] {
        assert_eq!(cloud.ask(method, "/v1/auth/nonsense").send().await.expect(404).code(), "NOT_FOUND");
    }
}

#[tokio::test]
async fn what_only_reads_answers_head_like_get_without_a_body() {
    let cloud = house().await;
    let reply = cloud.ask(Method::HEAD, "/v1/mentors").send().await.expect(200);
    assert_eq!((reply.header("content-type"), reply.text.as_str()), ("application/json", ""));
}

#[tokio::test]
async fn a_version_that_is_no_etag_of_ours_is_400_wherever_one_is_looked_at() {
    let cloud = house().await;
    let (admin, mentor) = (cloud.admin("ada").await, cloud.mentor("mina").await);
    let account = format!("/v1/admin/users/{}", mentor.id);
    for (who, method, path) in [
        (&admin, Method::DELETE, account.as_str()),
        (&mentor, Method::DELETE, "/v1/availability/me/exceptions/2026-12-24"),
        (&mentor, Method::DELETE, "/v1/availability/me/away?from=2026-12-24"),
    ] {
        for tag in ["", "\"new\"", "-1", "99999999999999999999"] {
            let reply = who.ask(method.clone(), path).header("if-match", tag).send().await.expect(400);
            assert_eq!(reply.field(), "If-Match", "{path} {tag}");
        }
    }
}
