use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::*;
use crate::keys::Key;
use crate::row::{Row, from_row, to_row};

/// One of each thing that a row may hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Thing {
    text: String,
    small: u8,
    below: i64,
    share: f64,
    whole: f64,
    truth: bool,
    none: Option<String>,
    some: Option<u32>,
    #[serde(default)]
    absent: Option<u32>,
    list: Vec<Inner>,
    map: BTreeMap<String, Vec<u16>>,
    kind: Kind,
    other: Kind,
    #[serde(flatten)]
    told: Told,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Inner(String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Plain,
    With { hours: u8 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Told {
    Happened { at: u64, who: String },
}

fn thing() -> Thing {
    Thing {
        text: "a \"quoted\" \\ back\nline, é 😀 {\"S\":1}".into(),
        small: 255,
        below: -7,
        share: 4.25,
        whole: 3.0,
        truth: true,
        none: None,
        some: Some(5),
        absent: None,
        list: vec![Inner("x".into()), Inner(String::new())],
        map: [("k\t".to_owned(), vec![1, 65535]), (String::new(), vec![])].into(),
        kind: Kind::Plain,
        other: Kind::With { hours: 3 },
        told: Told::Happened { at: 12, who: "me".into() },
    }
}

/// As the table would write it.
fn json(value: &AttributeValue) -> serde_json::Value {
    use serde_json::json;
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(text) => json!({ "N": text }),
        AttributeValue::B(blob) => json!({ "B": STANDARD.encode(blob) }),
        AttributeValue::Bool(truth) => json!({ "BOOL": truth }),
        AttributeValue::Null(truth) => json!({ "NULL": truth }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(json).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": whole(map) }),
        AttributeValue::Ss(set) => json!({ "SS": set }),
        AttributeValue::Ns(set) => json!({ "NS": set }),
        AttributeValue::Bs(set) => json!({ "BS": set.iter().map(|blob| STANDARD.encode(blob)).collect::<Vec<_>>() }),
        other => panic!("{other:?}"),
    }
}

fn whole(item: &Item) -> serde_json::Value {
    item.iter().map(|(name, value)| (name.clone(), json(value))).collect::<serde_json::Map<_, _>>().into()
}

/// The row of `thing`, with sets and bytes beside it that its type does not know.
fn item() -> Item {
    let mut item = to_row(&Key::new("p\"k", "sk"), &thing()).unwrap();
    item.insert("told".into(), AttributeValue::Ss(vec!["mail#\"x\"".into(), "y".into()]));
    item.insert("s38".into(), AttributeValue::B(Blob::new([0, 255, 7])));
    item
}

fn row(text: &str) -> Row {
    Row(text.into(), 0..text.len())
}

#[test]
fn a_row_is_read_as_the_sdk_reads_it() {
    let item = item();
    for text in [whole(&item).to_string(), serde_json::to_string_pretty(&whole(&item)).unwrap()] {
        let row = row(&text);
        assert_eq!(row.item().unwrap(), item);
        assert_eq!(Reader::new(&text).placed().unwrap(), (Key::new("p\"k", "sk"), 0..text.len()));
        let ours: Thing = row.read().unwrap();
        assert_eq!(ours, thing());
        assert_eq!(ours, from_row::<Thing>(item.clone()).unwrap());
    }
}

#[test]
fn every_type_of_attribute_comes_back_as_it_is() {
    let sets = Item::from([
        ("ns".to_owned(), AttributeValue::Ns(vec!["1".into(), "2.5".into()])),
        ("bs".to_owned(), AttributeValue::Bs(vec![Blob::new([1]), Blob::new([])])),
        ("null".to_owned(), AttributeValue::Null(true)),
        ("hidden".to_owned(), AttributeValue::Bool(false)),
    ]);
    assert_eq!(row(&whole(&sets).to_string()).item().unwrap(), sets);
}

#[test]
fn what_is_no_row_is_an_error_and_never_a_panic() {
    let whole = whole(&item()).to_string();
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let row = row(&whole[..end]);
        assert!(row.item().is_err(), "{end}");
        assert!(row.read::<Thing>().is_err(), "{end}");
    }
    for odd in
        ["", "[]", "{\"a\":1}", "{\"a\":{\"X\":\"y\"}}", "{\"a\":{\"S\":\"\\", "{\"a\":{\"S\":\"y\"}", "{\"a\" {}}"]
    {
        assert!(row(odd).item().is_err(), "{odd}");
    }
}

#[test]
fn a_value_ends_where_it_ends_and_what_is_none_is_an_error() {
    for (text, end) in [("1,", 1), ("[[1],{}]}", 8), ("true]", 4), ("\"]\"", 3)] {
        assert_eq!(Reader::new(text).value().unwrap(), 0..end, "{text}");
    }
    for odd in ["", "}", "]", ",", "!", "[!]", "[1"] {
        assert!(Reader::new(odd).value().is_err(), "{odd}");
    }
}

#[test]
fn a_number_that_does_not_fit_is_an_error() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Small {
        small: u8,
    }
    assert!(row(r#"{"small":{"N":"255"}}"#).read::<Small>().is_ok());
    for odd in ["256", "-1", "1.5", "x", ""] {
        assert!(row(&format!(r#"{{"small":{{"N":"{odd}"}}}}"#)).read::<Small>().is_err(), "{odd}");
    }
}
