//! What is written all or nothing. The builder lists exactly what is promised; `commit` says which
//! condition lost. One action per item, so what concerns one day row is gathered first.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure as OnFailure, TransactWriteItem, Update,
};
use domain::UserId;
use domain::due::Due;
use domain::event::Event;
use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::DayChange;
use crate::commit::Guard;
use crate::keys::{self, Key};
use crate::row::{Item, key_of, n, s, to_row};
use crate::{ReadError, Store};

/// A transaction in the making.
#[must_use = "nothing is written before commit"]
pub struct Transaction<'a> {
    pub(crate) store: &'a Store,
    pub(crate) steps: Vec<Step>,
    pub(crate) days: BTreeMap<(UserId, Date), DayChange>,
    /// The first thing that could not be put in words; `commit` returns it.
    pub(crate) flaw: Option<ReadError>,
}

/// One action, and what it means if its condition does not hold.
#[derive(Clone)]
pub(crate) struct Step {
    pub action: TransactWriteItem,
    pub guard: Guard,
}

/// A condition in DynamoDB's words, with its values.
#[derive(Default)]
pub(crate) struct Terms {
    pub condition: String,
    pub names: Vec<(String, String)>,
    pub values: Item,
}

impl Terms {
    pub fn new(condition: impl Into<String>) -> Self {
        Self { condition: condition.into(), ..Self::default() }
    }

    pub fn name(mut self, alias: &str, name: impl Into<String>) -> Self {
        self.names.push((alias.to_owned(), name.into()));
        self
    }

    pub fn value(mut self, alias: &str, value: aws_sdk_dynamodb::types::AttributeValue) -> Self {
        self.values.insert(alias.to_owned(), value);
        self
    }

    /// The row is there, at this version.
    pub fn version(version: u32) -> Self {
        Self::new("#version = :version").name("#version", "version").value(":version", n(version))
    }

    /// There is no such row.
    pub fn absent() -> Self {
        Self::new("attribute_not_exists(pk)")
    }

    /// Whether or not there is such a row.
    pub fn anyway() -> Self {
        Self::new("attribute_not_exists(pk) OR attribute_exists(pk)")
    }

    fn names(&self) -> Option<std::collections::HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.iter().cloned().collect())
    }

    fn values(&self) -> Option<Item> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}

impl Store {
    /// An empty transaction.
    pub fn transaction(&self) -> Transaction<'_> {
        Transaction { store: self, steps: Vec::new(), days: BTreeMap::new(), flaw: None }
    }
}

impl Transaction<'_> {
    /// Writes a row that must not exist yet.
    pub(crate) fn put_new<T: Serialize>(self, guard: Guard, key: &Key, value: &T) -> Self {
        self.put(guard, key, value, Item::new(), Terms::absent())
    }

    /// Writes a row over the one of `version`, or a new one where `version` is zero.
    pub(crate) fn put_version<T: Serialize>(
        self,
        guard: Guard,
        key: &Key,
        value: &T,
        extra: Item,
        version: u32,
    ) -> Self {
        let terms = if version == 0 { Terms::absent() } else { Terms::version(version) };
        self.put(guard, key, value, extra, terms)
    }

    /// Writes a whole row under `terms`; `extra` are index keys and the like.
    pub(crate) fn put<T: Serialize>(mut self, guard: Guard, key: &Key, value: &T, extra: Item, terms: Terms) -> Self {
        match to_row(key, value) {
            Ok(mut row) => {
                row.extend(extra);
                let put = Put::builder()
                    .table_name(self.store.table())
                    .set_item(Some(row))
                    .condition_expression(&terms.condition)
                    .set_expression_attribute_names(terms.names())
                    .set_expression_attribute_values(terms.values())
                    .return_values_on_condition_check_failure(OnFailure::AllOld)
                    .build();
                self.step(guard, put.map(|put| TransactWriteItem::builder().put(put).build()))
            }
            Err(flaw) => {
                self.flaw.get_or_insert(flaw);
                self
            }
        }
    }

    /// Changes a row in place. `update` and the terms share names and values.
    pub(crate) fn update(self, guard: Guard, key: &Key, update: impl Into<String>, terms: &Terms) -> Self {
        let condition = (!terms.condition.is_empty()).then(|| terms.condition.clone());
        let update = Update::builder()
            .table_name(self.store.table())
            .set_key(Some(key_of(key)))
            .update_expression(update)
            .set_condition_expression(condition)
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .return_values_on_condition_check_failure(OnFailure::AllOld)
            .build();
        self.step(guard, update.map(|update| TransactWriteItem::builder().update(update).build()))
    }

    /// Deletes a row under `terms`; without a condition, whether or not it is there.
    pub(crate) fn delete(self, guard: Guard, key: &Key, terms: &Terms) -> Self {
        let condition = (!terms.condition.is_empty()).then(|| terms.condition.clone());
        let delete = Delete::builder()
            .table_name(self.store.table())
            .set_key(Some(key_of(key)))
            .set_condition_expression(condition)
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .return_values_on_condition_check_failure(OnFailure::AllOld)
            .build();
        self.step(guard, delete.map(|delete| TransactWriteItem::builder().delete(delete).build()))
    }

    /// Only holds a row to `terms`.
    pub(crate) fn check(self, guard: Guard, key: &Key, terms: &Terms) -> Self {
        let check = ConditionCheck::builder()
            .table_name(self.store.table())
            .set_key(Some(key_of(key)))
            .condition_expression(&terms.condition)
            .set_expression_attribute_names(terms.names())
            .set_expression_attribute_values(terms.values())
            .return_values_on_condition_check_failure(OnFailure::AllOld)
            .build();
        self.step(guard, check.map(|check| TransactWriteItem::builder().condition_check(check).build()))
    }

    /// Tells those who must be told: a row of the outbox, on the stream.
    pub(crate) fn event(self, event: &Event) -> Self {
        self.put_new(Guard::Fresh, &keys::event(event.id), event)
    }

    /// Moves a thing's due row: the old one goes, the new one comes; nothing where they are the same.
    pub(crate) fn due(self, old: Option<&Due>, new: Option<&Due>) -> Self {
        if old == new {
            return self;
        }
        let gone = match old {
            // Of one second they are one row, and no transaction says two things of a row.
            Some(old) if new.is_none_or(|new| keys::due(new) != keys::due(old)) => {
                self.delete(Guard::Fresh, &keys::due(old), &Terms::default())
            }
            _ => self,
        };
        match new {
            Some(new) => gone.put(Guard::Fresh, &keys::due(new), new, Item::new(), Terms::anyway()),
            None => gone,
        }
    }

    fn step<E: std::fmt::Display>(mut self, guard: Guard, action: Result<TransactWriteItem, E>) -> Self {
        match action {
            Ok(action) => self.steps.push(Step { action, guard }),
            Err(flaw) => {
                self.flaw.get_or_insert(ReadError::shape(flaw));
            }
        }
        self
    }
}

/// The two attributes that place a row in an index.
pub(crate) fn indexed(
    index: &'static str,
    pk: impl Into<String>,
    sk: impl Into<String>,
) -> [(String, aws_sdk_dynamodb::types::AttributeValue); 2] {
    [(format!("{index}pk"), s(pk)), (format!("{index}sk"), s(sk))]
}
