//! Every test that comes through the front door: real HTTP, real events, real SDKs against a local
//! cloud of its own. Folders mirror `functions/`.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod bookings;
#[cfg(test)]
mod chat;
#[cfg(test)]
mod dispatch;
#[cfg(test)]
mod events;
#[cfg(test)]
mod flows;
#[cfg(test)]
mod invariants;
#[cfg(test)]
mod mentors;
#[cfg(test)]
mod models;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod races;
#[cfg(test)]
mod realtime;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod table;
#[cfg(test)]
mod timer;
