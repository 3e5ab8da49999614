//! What happens by itself when its time comes.

mod budgets;
mod lapses;
mod reminders;
