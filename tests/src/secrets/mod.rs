//! What must not leak: who is known here, what people keep to themselves, and who they are to us.

mod alike;
mod attacks;
mod canaries;
mod cards;
mod classes;
mod forged;
mod frames;
mod logs;
mod operations;
mod planted;
mod ranks;
mod real;
