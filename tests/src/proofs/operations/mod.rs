//! The operations, a file per function and subject. An entry brings a cloud to a start state and says
//! what the act is: everything else is asked of it elsewhere.

pub mod bookings;
pub mod events;

use super::operation::Operation;

pub fn all() -> Vec<Operation> {
    [bookings::all(), events::all()].into_iter().flatten().collect()
}
