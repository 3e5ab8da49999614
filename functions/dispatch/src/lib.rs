//! What was committed is announced: the table's stream brings the rows of the outbox, and each
//! becomes letters or search rows. Exactly once where the table decides, and for mail never not at
//! all: a letter leaves twice only when the process dies between SES and the note that it left.
//!
//! A batch is always acknowledged. What failed waits under a due time for `timer`; what was never
//! touched is still in the outbox, where `timer` finds it.

use aws_lambda_events::event::dynamodb::Event as Batch;
use domain::{Entropy, Zone};
use futures::StreamExt;
use lambda_runtime::LambdaEvent;
use mail::{House, Links, Mailbox, Mailer};
use push::Push;
use serde_json::{Value, json};
use store::Store;

mod announce;
mod chats;
pub mod deliver;
mod effect;
mod erase;
mod frames;
mod letters;
mod presence;
pub mod records;
mod sides;
mod words;

/// What `dispatch` may touch: the table, the ways out for mail and to open screens, and what letters need
/// to know.
#[derive(Clone)]
pub struct App {
    store: Store,
    mailer: Mailer,
    push: Push,
    house: House,
}

impl App {
    pub fn from(vars: &api::Vars, entropy: Entropy) -> Result<Self, api::BootError> {
        let bad = |name| move |flaw| api::BootError::malformed(name, flaw);
        let house = House {
            sender: Mailbox::parse(vars.text("SENDER")?).map_err(bad("SENDER"))?,
            zone: Zone::parse(vars.text("ORGANISATION_ZONE")?).map_err(bad("ORGANISATION_ZONE"))?,
            base_url: vars.text("BASE_URL")?.trim_end_matches('/').to_owned(),
            links: Links::parse(vars.optional("LINKS").unwrap_or_default()).map_err(bad("LINKS"))?,
            secret: domain::signed::Secret::parse(vars.text("LINK_SECRET")?).map_err(bad("LINK_SECRET"))?,
        };
        let table = api::aws(vars, "AWS_ENDPOINT_URL_DYNAMODB")?;
        Ok(Self {
            store: Store::connect(&table, vars.text("TABLE")?, entropy),
            push: Push::new(&api::aws(vars, push::ENDPOINT)?, vars.text(push::STAGE)?),
            mailer: Mailer::new(&api::aws(vars, "AWS_ENDPOINT_URL_SES")?, house.sender.clone()),
            house,
        })
    }
}

/// So many events at once: most of their time is waiting for SES.
const AT_ONCE: usize = 8;

/// Does what the batch asks for, and acknowledges it.
pub async fn handle(app: &App, batch: LambdaEvent<Batch>) -> Result<Value, lambda_runtime::Error> {
    let deadline = batch.context.deadline;
    let news = records::news(&batch.payload);
    let brought = news.len();
    futures::stream::iter(news)
        .for_each_concurrent(AT_ONCE, |news| async move { deliver::deliver(app, &news, deadline).await })
        .await;
    Ok(json!({ "events": brought }))
}
