//! The careless changes: the operation, what is changed, of which rows, and what catches it. Those of one operation
//! stand together, for they have one start.

use super::Case;
use super::Change::{Apart, Dropped, Kept, OneDropped, Tokenless, Unconditional};
use super::Check::{First, Gone, Lost, Run};
use crate::proofs::rivals::Rival::{Cancellation, Oneself, SameHour, Suspension, Thief};

pub(super) const TWINS: &[Case] = &[
    ("POST /v1/bookings", Unconditional, "day#", First(SameHour)),
    ("POST /v1/bookings", Unconditional, "gate", First(Suspension)),
    ("POST /v1/bookings", OneDropped, "day#", Run),
    ("POST /v1/bookings", Dropped, "due#", Run),
    ("POST /v1/bookings", Dropped, "outbox#", Run),
    ("POST /v1/bookings", Dropped, "key", Run),
    ("POST /v1/bookings", Apart, "outbox#", Gone),
    ("POST /v1/bookings", Apart, "day#", Gone),
    ("POST /v1/bookings", Apart, "key", Gone),
    ("POST /v1/bookings, without a key", Tokenless, "booking", Lost),
    ("POST /v1/bookings/{id}/confirm", Unconditional, "booking", First(Cancellation)),
    ("POST /v1/bookings/{id}/confirm", Unconditional, "gate", First(Suspension)),
    ("POST /v1/bookings/{id}/confirm", Dropped, "outbox#", Run),
    ("POST /v1/bookings/{id}/confirm", OneDropped, "due#", Run),
    ("POST /v1/bookings/{id}/confirm", Apart, "outbox#", Gone),
    ("POST /v1/bookings/{id}/cancel", Dropped, "day#", Run),
    ("POST /v1/bookings/{id}/cancel", Dropped, "due#", Run),
    ("POST /v1/bookings/{id}/reschedule", OneDropped, "day#", Run),
    ("POST /v1/bookings/{id}/reschedule", Apart, "day#", Gone),
    ("PUT /v1/bookings/{id}/meeting-link", Unconditional, "booking", First(Cancellation)),
    ("POST /v1/bookings/{id}/complete", Dropped, "mentor", Run),
    ("POST /v1/bookings/{id}/complete", Unconditional, "gate", First(Suspension)),
    ("POST /v1/bookings/{id}/feedback", Dropped, "mentor", Run),
    ("POST /v1/bookings/{id}/feedback", Apart, "mentor", Gone),
    ("POST /v1/bookings/{id}/answer", Unconditional, "booking", First(Oneself)),
    // Who somebody is.
    ("POST /v1/auth/login", Unconditional, "gate", First(Suspension)),
    ("POST /v1/auth/refresh", Unconditional, "session#", First(Thief)),
    ("POST /v1/auth/register", Apart, "outbox#", Gone),
    ("POST /v1/auth/reset-password", Apart, "gate", Gone),
    ("POST /api/users/email-login, by the code", Unconditional, "challenge", First(Oneself)),
    ("POST /v1/admin/users", Unconditional, "email", First(Oneself)),
    ("PUT /v1/users/{userId}/status", Apart, "gate", Gone),
    // What people say and are told, and when they can be asked.
    ("POST /v1/chats/{id}/messages", Unconditional, "place", First(Oneself)),
    ("POST /v1/messages/{id}/read", Apart, "outbox#", Gone),
    ("PUT /v1/notifications/{id}/read", Apart, "last", Gone),
    ("PUT /v1/availability/me", Unconditional, "availability", First(Oneself)),
    // What follows from it.
    ("dispatch, a booking was asked for", Dropped, "ntc_", Run),
    ("dispatch, a booking was confirmed", Dropped, "met", Run),
    ("dispatch, an address is to be confirmed", Kept, "outbox#", Run),
    ("dispatch, an admin announced something", Unconditional, "ntc_", Gone),
    ("timer, a session is tomorrow", Apart, "outbox#", Gone),
];
