//! Whatever is taken out of the template is missed by name.

use super::{
    code::Code,
    deployed, indexes, none, policies, routes,
    template::{Template, entries, items},
    variables,
};
use serde_json::Value as Json;
use testkit::resource_name;

/// Something in the template that the code leans on: where it stands, and the words by which
/// it should be missed.
struct Piece {
    pointer: String,
    words: Vec<String>,
}

#[test]
fn a_route_a_verb_a_variable_or_an_index_taken_out_is_missed_by_name() {
    let (template, code) = (Template::read(), Code::read());
    let pieces = [routes_of(&template), variables_of(&template), verbs_of(&template), indexes_of(&template)];
    for (kind, pieces) in ["route", "variable", "verb", "index"].iter().zip(&pieces) {
        assert!(pieces.len() >= 4, "the test looks for each {kind} in the wrong place");
    }
    none(&pieces.iter().flatten().filter_map(|piece| unmissed(&template, &code, piece)).collect::<Vec<_>>());
}

/// Takes the piece out and listens for a complaint that was not there before.
fn unmissed(template: &Template, code: &Code, piece: &Piece) -> Option<String> {
    let (before, after) = (complaints(template, code), complaints(&without(template, &piece.pointer), code));
    let mut new = after.iter().filter(|complaint| !before.contains(complaint));
    let named = new.any(|complaint| piece.words.iter().all(|word| says(complaint, word)));
    (!named).then(|| format!("{} was not missed", piece.pointer))
}

fn complaints(template: &Template, code: &Code) -> Vec<String> {
    [
        routes::complaints(template, code),
        variables::complaints(template, code),
        policies::complaints(template),
        indexes::complaints(template, code),
        deployed::complaints(template, code),
    ]
    .concat()
}

/// As a word of its own: `/v1/auth` is not said by `/v1/auth/login`.
fn says(complaint: &str, word: &str) -> bool {
    complaint.split_whitespace().any(|said| said == word)
}

fn without(template: &Template, pointer: &str) -> Template {
    let mut cut = template.clone();
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer has a parent");
    match cut.0.pointer_mut(parent).expect("the parent is there") {
        Json::Object(map) => drop(map.remove(last).expect("the piece is there")),
        Json::Array(list) => drop(list.remove(last.parse().expect("a place in a list"))),
        other => panic!("{parent} holds {other}"),
    }
    cut
}

fn routes_of(template: &Template) -> Vec<Piece> {
    let of_function = |(function, logical, resource): (String, &String, &Json)| {
        let events = &resource["Properties"]["Events"];
        let http = entries(events).filter(|(_, event)| event["Type"] == "HttpApi");
        let piece = |(event, content): (&String, &Json)| Piece {
            pointer: format!("/Resources/{logical}/Properties/Events/{event}"),
            words: vec![function.clone(), content["Properties"]["Path"].as_str().unwrap_or("$default").to_owned()],
        };
        http.map(piece).collect::<Vec<_>>()
    };
    template.functions().flat_map(of_function).collect()
}

fn variables_of(template: &Template) -> Vec<Piece> {
    let of_function = |(function, logical, resource): (String, &String, &Json)| {
        let piece = |(name, _): (&String, &Json)| Piece {
            pointer: format!("/Resources/{logical}/Properties/Environment/Variables/{name}"),
            words: vec![function.clone(), name.clone()],
        };
        entries(&resource["Properties"]["Environment"]["Variables"]).map(piece).collect::<Vec<_>>()
    };
    template.functions().flat_map(of_function).collect()
}

/// Every action of every statement, and every index that a statement names.
fn verbs_of(template: &Template) -> Vec<Piece> {
    let of_function = |(function, logical, resource): (String, &String, &Json)| {
        let statements = items(&resource["Properties"]["Policies"][0]["Statement"]).enumerate();
        let pieces = statements.flat_map(|(at, statement)| {
            verbs_in(&function, &format!("/Resources/{logical}/Properties/Policies/0/Statement/{at}"), statement)
        });
        pieces.collect::<Vec<_>>()
    };
    template.functions().flat_map(of_function).collect()
}

fn verbs_in(function: &str, here: &str, statement: &Json) -> Vec<Piece> {
    let piece = |pointer: String, word: &str| Piece { pointer, words: vec![function.to_owned(), word.to_owned()] };
    let of = |key: &'static str| statement[key].as_array().into_iter().flatten().enumerate();
    let actions =
        of("Action").map(|(n, action)| piece(format!("{here}/Action/{n}"), action.as_str().unwrap_or_default()));
    let resources = of("Resource").map(|(n, arn)| piece(format!("{here}/Resource/{n}"), &resource_name(arn)));
    actions.chain(resources).collect()
}

fn indexes_of(template: &Template) -> Vec<Piece> {
    let of_table = |(logical, table): (&String, &Json)| {
        let indexes = items(&table["Properties"]["GlobalSecondaryIndexes"]).enumerate();
        let piece = |(at, index): (usize, &Json)| Piece {
            pointer: format!("/Resources/{logical}/Properties/GlobalSecondaryIndexes/{at}"),
            words: vec!["index".to_owned(), index["IndexName"].as_str().unwrap_or_default().to_owned()],
        };
        indexes.map(piece).collect::<Vec<_>>()
    };
    template.of_type("AWS::DynamoDB::Table").flat_map(of_table).collect()
}
