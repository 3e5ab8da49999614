//! Open connections, tickets, and what people were told.

use domain::connection::MOST;
use store::keys;

use crate::house::{House, unless};
use crate::{Broken, Rule};

pub fn check(house: &House) -> Vec<Broken> {
    let listed = house.each.iter().filter_map(|one| {
        let holds = house.connections.get(&one.user).is_some_and(|all| all.open.contains(one));
        unless(holds, Rule::ConnectionNotListed, [keys::connection(&one.id)])
    });
    let few = house
        .connections
        .iter()
        .filter_map(|(user, all)| unless(all.open.len() <= MOST, Rule::TooManyConnections, [keys::connections(*user)]));
    let tickets = house
        .tickets
        .iter()
        .filter_map(|(key, ticket)| unless(house.is_or_was(ticket.user), Rule::TicketOfNobody, [key.clone()]));
    let told = house.frames.iter().filter_map(|(user, place)| {
        let holds = house.told.get(user).is_some_and(|last| place <= last);
        unless(holds, Rule::PastTheEnd, [keys::frame(*user, *place)])
    });
    listed.chain(few).chain(tickets).chain(told).collect()
}
