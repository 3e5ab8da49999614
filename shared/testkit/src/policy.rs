//! IAM at the table's door: what template.yaml does not let a function do is refused here as AWS
//! would refuse it, so that a verb missing from a policy fails the test that needs it.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::sync::{LazyLock, Mutex};

use serde_json::{Map, Value as Json, json};

/// One thing that a function may do to one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct May {
    pub function: String,
    /// `Table`, `Table/index/gsi1`: the template's own names.
    pub resource: String,
    pub action: String,
}

/// Who may do what.
#[derive(Clone, Debug)]
pub struct Policy(BTreeSet<May>);

static OURS: LazyLock<Policy> = LazyLock::new(|| {
    let template = serde_yaml_ng::from_str(include_str!("../../../template.yaml")).expect("template.yaml is YAML");
    Policy::of(&local::long_form(template))
});

impl Policy {
    /// All that the functions' inline policies in a template (in long form) allow.
    pub fn of(template: &Json) -> Self {
        let resources = entries(&template["Resources"]).map(|(_, resource)| resource);
        let functions = resources.filter(|resource| resource["Type"] == "AWS::Serverless::Function");
        Self(functions.flat_map(granted).collect())
    }

    /// Every line of it.
    pub fn lines(&self) -> impl Iterator<Item = &May> {
        self.0.iter()
    }
}

/// What of a call to the table template.yaml does not let the caller do.
pub(crate) fn refused(caller: &str, operation: &str, body: &[u8]) -> Option<May> {
    let asked = asked(caller, operation, &serde_json::from_slice(body).unwrap_or_default());
    asked.iter().for_each(note);
    ungranted(asked)
}

fn ungranted(asked: Vec<May>) -> Option<May> {
    asked.into_iter().find(|may| !OURS.0.contains(may))
}

/// The file, and what it says already.
type Notes = (File, BTreeSet<May>);

/// Where a whole run writes down what was asked for, so that CI can name the grants that nothing uses.
static NOTES: LazyLock<Option<Mutex<Notes>>> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "an option of the test run, not of a function")]
    let path = std::env::var_os("ITHACA_VERBS")?;
    let file = File::options().create(true).append(true).open(path).expect("a file for the verbs");
    Some(Mutex::new((file, BTreeSet::new())))
});

fn note(may: &May) {
    let Some(notes) = NOTES.as_ref() else { return };
    let (file, seen) = &mut *notes.lock().expect("the notes");
    if seen.insert(may.clone()) {
        let line = format!("{} {} {}\n", may.function, may.resource, may.action);
        file.write_all(line.as_bytes()).expect("room for the verbs");
    }
}

/// DynamoDB's words for it.
pub(crate) fn refusal(may: &May) -> String {
    let May { function, resource, action } = may;
    let words = json!({
        "__type": "com.amazon.coral.service#AccessDeniedException",
        "Message": format!("{function} is not authorized to perform: {action} on resource: {resource}"),
    });
    words.to_string()
}

/// The verbs that a call needs, and on what. A transaction needs those of its parts.
fn asked(caller: &str, operation: &str, request: &Json) -> Vec<May> {
    let (resource, verbs) = match (operation, request["IndexName"].as_str()) {
        ("TransactWriteItems", _) => ("Table".to_owned(), parts(request).map(verb).collect()),
        ("TransactGetItems", _) => ("Table".to_owned(), vec!["GetItem"]),
        (_, Some(index)) => (format!("Table/index/{index}"), vec![operation]),
        _ => ("Table".to_owned(), vec![operation]),
    };
    let may = |verb: &str| May {
        function: caller.to_owned(),
        resource: resource.clone(),
        action: format!("dynamodb:{verb}"),
    };
    verbs.into_iter().map(may).collect()
}

fn parts(request: &Json) -> impl Iterator<Item = &str> {
    items(&request["TransactItems"]).flat_map(|item| entries(item).map(|(part, _)| part.as_str()))
}

fn verb(part: &str) -> &str {
    match part {
        "Put" => "PutItem",
        "Update" => "UpdateItem",
        "Delete" => "DeleteItem",
        "ConditionCheck" => "ConditionCheckItem",
        unknown => unknown,
    }
}

fn granted(function: &Json) -> Vec<May> {
    let folder = function["Properties"]["CodeUri"].as_str().unwrap_or_default().trim_start_matches("target/lambda/");
    let statements = items(&function["Properties"]["Policies"]).flat_map(|policy| items(&policy["Statement"]));
    let lines = statements.filter(|statement| statement["Effect"] == "Allow").flat_map(|statement| {
        let pairs = items(&statement["Resource"]).flat_map(|to| items(&statement["Action"]).map(move |act| (to, act)));
        pairs.map(|(to, action)| May {
            function: folder.to_owned(),
            resource: resource_name(to),
            action: action.as_str().unwrap_or_default().to_owned(),
        })
    });
    lines.collect()
}

/// `!GetAtt Table.Arn` reads `Table`, `!Sub ${Table.Arn}/index/gsi1` reads `Table/index/gsi1`.
pub fn resource_name(arn: &Json) -> String {
    let attribute = arn["Fn::GetAtt"][0].as_str();
    let written = arn["Fn::Sub"].as_str().or(arn.as_str());
    attribute.or(written).unwrap_or_default().replace("${", "").replace(".Arn}", "").replace('}', "")
}

fn entries(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// The items of a list; what is not a list is a list of itself.
fn items(value: &Json) -> impl Iterator<Item = &Json> {
    let (list, one) = match value {
        Json::Array(list) => (list.as_slice(), None),
        Json::Null => ([].as_slice(), None),
        one => ([].as_slice(), Some(one)),
    };
    list.iter().chain(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal_of(caller: &str, operation: &str, request: &Json) -> Option<String> {
        refused(caller, operation, request.to_string().as_bytes())
            .map(|may| format!("{} on {}", may.action, may.resource))
    }

    #[test]
    fn a_transaction_needs_the_verbs_of_its_parts() {
        let request = json!({"TransactItems": [{"Put": {}}, {"ConditionCheck": {}}, {"Delete": {}}]});
        let verbs: Vec<_> = asked("timer", "TransactWriteItems", &request).into_iter().map(|may| may.action).collect();
        assert_eq!(verbs, ["dynamodb:PutItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"]);
    }

    #[test]
    fn an_index_is_a_thing_of_its_own() {
        let request = json!({"IndexName": "gsi1"});
        assert_eq!(refusal_of("bookings", "Query", &request), None);
        assert_eq!(refusal_of("timer", "Query", &request).unwrap(), "dynamodb:Query on Table/index/gsi1");
    }

    #[test]
    fn nobody_may_scan() {
        assert_eq!(refusal_of("bookings", "Scan", &json!({})).unwrap(), "dynamodb:Scan on Table");
    }

    #[test]
    fn a_stranger_may_nothing() {
        assert!(refusal_of("", "GetItem", &json!({})).is_some());
    }
}
