//! Who mentors, when they can be asked, and who keeps them in mind.

mod approval;
mod favourites;
mod hours;
mod mansa;
mod photo;
mod profile;

pub use profile::weaves;

use crate::proofs::operation::Operation;

pub fn all() -> Vec<Operation> {
    [profile::all(), photo::all(), hours::all(), favourites::all(), approval::all(), mansa::all()]
        .into_iter()
        .flatten()
        .collect()
}
