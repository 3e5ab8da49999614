//! The operations, a file per function and subject. An entry brings a cloud to a start state and says
//! what the act is: everything else is asked of it elsewhere.

pub mod accounts;
pub mod bookings;
pub mod events;
pub mod mentors;

use super::operation::Operation;

pub fn all() -> Vec<Operation> {
    [accounts::all(), mentors::all(), bookings::all(), events::all()].into_iter().flatten().collect()
}
