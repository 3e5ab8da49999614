//! A function's variables in template.yaml are those that it reads.

use super::{code::Code, none, template::Template};

#[test]
fn each_function_is_given_the_variables_that_it_reads_and_no_others() {
    none(&complaints(&Template::read(), &Code::read()));
}

pub fn complaints(template: &Template, code: &Code) -> Vec<String> {
    let of_function = |(function, read): (&String, &std::collections::BTreeSet<String>)| {
        let given = template.variables(function);
        let missing = read.difference(&given).map(|name| format!("{function} reads {name} and is not given it"));
        let idle = given.difference(read).map(|name| format!("{function} is given {name} and does not read it"));
        missing.chain(idle).collect::<Vec<_>>()
    };
    code.read.iter().flat_map(of_function).collect()
}
