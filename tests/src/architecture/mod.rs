//! The house as it was drawn: who may name whom, how long a thing may be, and template.yaml
//! against the code that it deploys.
//!
//! Each rule is a function from facts to complaints, so that the same rule is asked twice: of the
//! house, where it must find nothing, and of a house with something taken out, where it must name it.

mod arrows;
mod code;
mod deletions;
mod deployed;
mod edge;
mod frozen;
mod indexes;
mod listed;
mod policies;
mod reference;
mod routes;
mod shape;
pub mod template;
mod variables;
mod walks;
pub mod workspace;

/// Fails with every complaint on a line of its own.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}
