//! The operations, a file per function and subject. An entry brings a cloud to a start state and says
//! what the act is: everything else is asked of it elsewhere.

pub mod accounts;
pub mod bookings;
pub mod chat;
pub mod events;
pub mod mentors;
pub mod notices;
pub mod realtime;

use super::operation::Operation;

pub fn all() -> Vec<Operation> {
    let asked = [accounts::all(), mentors::all(), bookings::all(), chat::all(), notices::all()];
    let told = [events::all(), realtime::all()];
    asked.into_iter().chain(told).flatten().collect()
}
