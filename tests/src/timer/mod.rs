//! What happens by itself when its time comes.

mod lapses;
mod reminders;
