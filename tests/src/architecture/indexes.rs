//! The indexes that the store asks are the table's.

use super::{code::Code, none, template::Template};

#[test]
fn every_index_of_the_store_is_in_the_template_and_no_other() {
    none(&complaints(&Template::read(), &Code::read()));
}

pub fn complaints(template: &Template, code: &Code) -> Vec<String> {
    let there = template.indexes();
    let missing = code.indexes.difference(&there).map(|name| format!("the table has no index {name}"));
    let idle = there.difference(&code.indexes).map(|name| format!("nothing in keys.rs is an index {name}"));
    missing.chain(idle).collect()
}
