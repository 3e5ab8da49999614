//! `/_local/`: where everything is, on one page.

use super::Here;
use crate::{cloud::Endpoints, demo};
use askama::Template;
use axum::{
    extract::State,
    response::{Html, IntoResponse, Response},
};
use http::StatusCode;

#[derive(Template)]
#[template(path = "index.html")]
struct Page<'a> {
    url: &'a str,
    endpoints: &'a Endpoints,
    now: String,
    mails: usize,
    people: &'a [demo::Person],
    password: &'a str,
    table: &'a str,
    functions: Vec<Row<'a>>,
}

struct Row<'a> {
    name: &'a str,
    wakes: String,
}

pub async fn page(State(inside): Here) -> Response {
    let functions = inside.template.functions.iter().map(|function| {
        let greedy = function.routes.iter().filter_map(|route| route.path.strip_suffix("/{proxy+}"));
        let streams = function.streams.iter().map(|_| "the table's stream");
        let schedules = function.schedules.iter().map(|_| "the schedule");
        let wakes = greedy.chain(streams).chain(schedules).collect::<Vec<_>>().join(", ");
        Row { name: &function.name, wakes }
    });
    let page = Page {
        url: &inside.url,
        endpoints: &inside.cloud.endpoints,
        now: inside.clock.now().to_string(),
        mails: inside.mail().len(),
        people: if demo::moved_in(&inside.home) { &demo::PEOPLE } else { &[] },
        password: demo::PASSWORD,
        table: inside.template.tables.first().map_or("", |table| &table.name),
        functions: functions.collect(),
    };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
