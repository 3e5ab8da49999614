//! DynamoDB: dynoxide, with the tables of the template.

use crate::{error::StartError, home::Home, template::Table};
use dynoxide::{Database, ImportOptions, types::Item};
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// The embedded tables.
#[derive(Clone)]
pub struct Tables(Database);

impl Tables {
    /// Opens the file, or the memory, and makes the tables that are not there yet.
    pub fn open(home: &Home, tables: &[Table]) -> Result<Self, StartError> {
        let address = if home.kept() {
            home.path("table.sqlite").display().to_string()
        } else {
            // Shared by name, because the stream's index is made on a second connection.
            format!("file:ithaca-{}?mode=memory&cache=shared", crate::ids::request())
        };
        let database = Self(Database::new(&address)?);
        prepare_stream(&address)?;
        for table in tables {
            database.ensure(table)?;
        }
        Ok(database)
    }

    /// The engine, for its server.
    pub fn database(&self) -> Database {
        self.0.clone()
    }

    fn ensure(&self, table: &Table) -> Result<(), StartError> {
        let Ok(found) = self.0.describe_table(request(json!({"TableName": table.name}))?) else {
            self.0.create_table(request(table.create.clone())?)?;
            return Ok(());
        };
        let description = serde_json::to_value(&found).unwrap_or_default();
        if index_names(&description["Table"]) == index_names(&table.create) {
            Ok(())
        } else {
            Err(StartError::OtherTable(table.name.clone()))
        }
    }

    /// Where reading a table's stream begins: at the oldest record that is kept.
    pub fn stream_start(&self, table: &str) -> Result<String, StartError> {
        let described = self.0.describe_table(request(json!({"TableName": table}))?)?;
        let iterator = self.0.get_shard_iterator(request(json!({
            "StreamArn": described.table.latest_stream_arn,
            "ShardId": dynoxide::streams::shard_id(table),
            "ShardIteratorType": "TRIM_HORIZON",
        }))?)?;
        Ok(iterator.shard_iterator.unwrap_or_default())
    }

    /// The stream's next records, at most 1,000, and where to read on.
    pub fn stream_records(&self, iterator: &str) -> Result<(Vec<Json>, String), StartError> {
        let found = self.0.get_records(request(json!({"ShardIterator": iterator}))?)?;
        let records = found.records.iter().filter_map(|record| serde_json::to_value(record).ok()).collect();
        Ok((records, found.next_shard_iterator.unwrap_or_else(|| iterator.to_owned())))
    }

    /// How many rows a partition holds.
    pub fn count(&self, table: &str, partition: &str) -> Result<usize, StartError> {
        let counted = self.0.query(request(json!({
            "TableName": table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
            "Select": "COUNT",
        }))?)?;
        Ok(counted.count)
    }

    /// Every row, in DynamoDB's JSON: for tests, which look at all of them. More than a page is read at more than one
    /// moment, so it is read again until nothing has moved meanwhile.
    pub fn rows(&self, table: &str) -> Result<Vec<Json>, StartError> {
        let (mut rows, mut pages) = self.scan(table)?;
        for _ in 0..MOST_READINGS {
            if pages == 1 {
                break;
            }
            let before = rows;
            (rows, pages) = self.scan(table)?;
            if rows == before {
                break;
            }
        }
        Ok(rows)
    }

    /// Every row, and on how many pages they were.
    fn scan(&self, table: &str) -> Result<(Vec<Json>, usize), StartError> {
        let (mut rows, mut pages, mut after) = (Vec::new(), 0, Json::Null);
        loop {
            let mut ask = json!({"TableName": table, "ConsistentRead": true});
            if !after.is_null() {
                ask["ExclusiveStartKey"] = after;
            }
            let page = self.0.scan(request(ask)?)?;
            let page = serde_json::to_value(&page).map_err(|error| StartError::Table(error.to_string()))?;
            rows.extend(page["Items"].as_array().into_iter().flatten().cloned());
            after = page["LastEvaluatedKey"].clone();
            pages += 1;
            if after.is_null() {
                return Ok((rows, pages));
            }
        }
    }

    /// Puts many rows at once, past the stream: for tests of a table that has long been in use.
    pub fn load(&self, table: &str, rows: Vec<Json>) -> Result<usize, StartError> {
        let items = rows.into_iter().map(request::<Item>).collect::<Result<_, _>>()?;
        Ok(self.0.import_items(table, items, ImportOptions::default())?.items_imported)
    }
}

/// Who never stands still is looked at all the same.
const MOST_READINGS: usize = 20;

/// dynoxide numbers and reads stream records by an expression that it has no index for, so each
/// write would read the whole stream. The index makes it a look-up; and as on AWS, a day is kept.
fn prepare_stream(address: &str) -> Result<(), StartError> {
    let connection = Connection::open(address)?;
    connection.execute_batch(
        "CREATE INDEX IF NOT EXISTS _stream_by_number
           ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
         DELETE FROM _stream_records WHERE created_at < unixepoch() - 86400;",
    )?;
    Ok(())
}

fn request<T: DeserializeOwned>(request: Json) -> Result<T, StartError> {
    serde_json::from_value(request).map_err(|error| StartError::Table(error.to_string()))
}

fn index_names(table: &Json) -> Vec<&str> {
    let indexes = table["GlobalSecondaryIndexes"].as_array().into_iter().flatten();
    let mut names: Vec<&str> = indexes.filter_map(|index| index["IndexName"].as_str()).collect();
    names.sort_unstable();
    names
}
