//! What the store takes for granted of DynamoDB, a sentence each. `cargo test` holds the embedded table to
//! them; `aws.rs` holds DynamoDB itself to the same ones. Nothing is claimed that its documentation does not
//! say; where the embedded table is otherwise, the sentence stays DynamoDB's and says so (`differs`).

use futures::future::BoxFuture;

use wire::Table;

/// Each name is a test of the embedded table and a line of the run against AWS.
macro_rules! sentences {
    ($($(#[differs = $why:literal])? $name:ident),+ $(,)?) => {
        pub(super) const ALL: &[super::Sentence] = &[$(super::Sentence {
            name: stringify!($name),
            differs: &[$($why)?],
            hold: |table| Box::pin($name(table)),
        }),+];

        mod embedded {
            $(#[tokio::test]
            async fn $name() {
                crate::table::hold_embedded(super::ALL, stringify!($name)).await;
            })+
        }
    };
}

mod aws;
mod batches;
mod capacity;
mod conditions;
mod indexes;
mod keys;
mod limits;
mod pages;
mod transactions;
mod updates;
mod values;
mod wire;

/// One thing that DynamoDB does.
pub struct Sentence {
    name: &'static str,
    /// Why the embedded table does otherwise, if it does.
    differs: &'static [&'static str],
    hold: fn(Table) -> BoxFuture<'static, ()>,
}

/// All of them, by what they are about.
const SUITE: &[(&str, &[Sentence])] = &[
    ("batches", batches::ALL),
    ("capacity", capacity::ALL),
    ("conditions", conditions::ALL),
    ("indexes", indexes::ALL),
    ("keys", keys::ALL),
    ("limits", limits::ALL),
    ("pages", pages::ALL),
    ("transactions", transactions::ALL),
    ("updates", updates::ALL),
    ("values", values::ALL),
];

/// The embedded table keeps this sentence; one that is marked it breaks, or the mark must go.
async fn hold_embedded(all: &[Sentence], name: &str) {
    let sentence = all.iter().find(|sentence| sentence.name == name).expect("a sentence of this file");
    let held = tokio::spawn((sentence.hold)(Table::embedded().await)).await;
    match (held, sentence.differs) {
        (Ok(()), []) => {}
        (Err(broken), []) => std::panic::resume_unwind(broken.into_panic()),
        (Err(_), [why, ..]) => println!("differs from DynamoDB: {name}: {why}"),
        (Ok(()), _) => panic!("{name}: the embedded table does as DynamoDB does now: take the mark off"),
    }
}
