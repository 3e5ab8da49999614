//! The admins' desk: everybody's accounts. Each write holds the admin's own gate and leaves a trace.

pub mod create;
pub mod delete;
pub mod edit;
pub mod list;
pub mod roles;
pub mod status;
