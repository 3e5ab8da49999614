//! `POST /v1/admin/members/import`: the registry out of a CSV file. A file with a flaw changes
//! nothing; a good one is written a hundred lines at a time, and may be sent again after a failure.

use api::{Admin, Data, Describe, Error, Now, Operation, Query};
use axum::extract::{FromRequest, Request, State};
use csv::{Position, ReaderBuilder, StringRecord, Trim};
use domain::account::registry::{Flaw, HEADER, MOST, Member, doubled};
use domain::{Kind, card};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::MEMBERS_AT_ONCE;
use utoipa::{IntoParams, ToSchema};

use crate::App;

/// Only look, or do it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct How {
    /// True lists what is wrong and writes nothing.
    dry_run: bool,
}

/// What became of the file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    dry_run: bool,
    /// Lines after the header.
    rows: usize,
    imported: usize,
    /// The first thousand.
    errors: Vec<Flaw>,
}

/// A body of `text/csv`.
pub struct Csv(String);

/// How many transactions are under way at once.
const AT_ONCE: usize = 8;
const SHOWN: usize = 1000;

pub async fn main(
    State(app): State<App>,
    admin: Admin,
    Now(now): Now,
    Query(How { dry_run }): Query<How>,
    Csv(text): Csv,
) -> Result<Data<Report>, Error> {
    let (members, mut errors) = read(&text, now.0)?;
    let rows = members.len() + wrong_lines(&errors);
    if dry_run {
        errors.truncate(SHOWN);
        return Ok(Data(Report { dry_run, rows, imported: 0, errors }));
    }
    if let Some(first) = errors.first() {
        let sentence = format!(
            "{} of {rows} rows are wrong, nothing was imported; the first: line {}, {}: {}. \
            Send dryRun=true for all.",
            wrong_lines(&errors),
            first.line,
            first.field,
            first.reason
        );
        return Err(Error::invalid("", sentence).at(first.field));
    }
    put(&app, &admin, &members, now).await?;
    Ok(Data(Report { dry_run, rows, imported: members.len(), errors }))
}

/// The first hundred show that the caller may, the last that they still might; those between run side by side.
async fn put(app: &App, admin: &Admin, members: &[Member], now: domain::Now) -> Result<(), Error> {
    let put = |chunk, held| app.store().put_members(chunk, &admin.pass, held, now);
    let mut chunks = members.chunks(MEMBERS_AT_ONCE);
    let (first, last) = (chunks.next(), chunks.next_back());
    if let Some(first) = first {
        put(first, true).await?;
    }
    let between: Vec<_> = chunks.map(|chunk| put(chunk, false)).collect();
    stream::iter(between).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    if let Some(last) = last {
        put(last, true).await?;
    }
    Ok(())
}

/// The members of a file, and everything that is wrong with it.
pub fn read(text: &str, now: Timestamp) -> Result<(Vec<Member>, Vec<Flaw>), Error> {
    // The reader takes every line end, and counts one kind of them.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut file = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let header = file.headers().map_err(|error| Error::invalid("", error.to_string()))?;
    if !header.iter().map(str::to_lowercase).eq(HEADER) {
        return Err(Error::invalid("", format!("The first line must be {}", HEADER.join(","))));
    }
    let (mut members, mut flaws, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    for record in file.records() {
        let record = record.map_err(|error| Error::invalid("", error.to_string()))?;
        let line = record.position().map_or(0, |position| line_of(&text, position));
        if members.len() >= MOST {
            return Err(Error::new(Kind::TooLarge, format!("At most {MOST} members in one file.")));
        }
        match member(line, &record, now, &mut seen) {
            Ok(member) => members.push(member),
            Err(more) => flaws.extend(more),
        }
    }
    Ok((members, flaws))
}

/// The reader says where it went on; empty lines from there to the record are nobody's.
fn line_of(text: &str, from: &Position) -> u64 {
    let rest = usize::try_from(from.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    from.line() + rest.iter().take_while(|byte| **byte == b'\n').map(|_| 1).sum::<u64>()
}

fn member(
    line: u64,
    record: &StringRecord,
    now: Timestamp,
    seen: &mut HashMap<String, u64>,
) -> Result<Member, Vec<Flaw>> {
    let member = Member::read(line, &record.iter().collect::<Vec<_>>(), now)?;
    match seen.insert(member.email.to_string(), line) {
        Some(first) => Err(vec![doubled(line, first)]),
        None => Ok(member),
    }
}

fn wrong_lines(flaws: &[Flaw]) -> usize {
    let lines: std::collections::BTreeSet<u64> = flaws.iter().map(|flaw| flaw.line).collect();
    lines.len()
}

impl<S: Send + Sync> FromRequest<S> for Csv {
    type Rejection = Error;
    async fn from_request(request: Request, app: &S) -> Result<Self, Error> {
        let text = String::from_request(request, app).await;
        let text = text.map_err(|_| Error::invalid("", "The body must be text/csv in UTF-8."))?;
        match text.lines().position(card::is_in) {
            Some(line) => Err(Error::invalid("", format!("Line {} {}.", line + 1, card::REFUSED))),
            None => Ok(Self(text)),
        }
    }
}

impl Describe for Csv {
    fn describe(operation: &mut Operation) {
        operation.text_body("text/csv");
        operation.fails(413);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(text: &str) -> Vec<(u64, &'static str)> {
        let (_, flaws) = read(text, Timestamp::UNIX_EPOCH).unwrap();
        flaws.iter().map(|flaw| (flaw.line, flaw.field)).collect()
    }

    #[test]
    fn a_file_is_read_with_its_quotes_and_its_byte_order_mark() {
        let text = "\u{feff}Email,first_name,last_name,membershiptype\r\n\"ada@example.org\",\"Ada, Countess\",King,mentor\r\n";
        let (members, flaws) = read(text, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((members.len(), flaws.len()), (1, 0));
        assert_eq!(members[0].name.as_str(), "Ada, Countess King");
    }

    #[test]
    fn each_bad_line_is_named_with_its_field() {
        let text = "email,first_name,last_name,membershiptype\na@b.org,A,B,mentor\nnope,C,D,mentee\na@b.org,E,F,\nA@B.org,G,H,x\n";
        assert_eq!(flaws(text), [(3, "email"), (4, "membershiptype"), (5, "email")]);
    }

    #[test]
    fn a_bad_line_has_its_number_whatever_the_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["email,first_name,last_name,membershiptype", "a@b.org,A,B,mentor", "nope,C,D,mentee", ""];
            assert_eq!(flaws(&lines.join(end)), [(3, "email")], "{end:?}");
        }
    }

    #[test]
    fn a_bad_line_has_its_number_below_empty_lines_too() {
        let text = "\n\nemail,first_name,last_name,membershiptype\n\na@b.org,A,B,mentor\n\n\nnope,C,D,mentee\n,,,\n";
        assert_eq!(flaws(text), [(8, "email"), (9, "email"), (9, "first_name"), (9, "membershiptype")]);
    }

    #[test]
    fn another_header_is_refused() {
        assert!(read("mail,name\na@b.org,A\n", Timestamp::UNIX_EPOCH).is_err());
    }
}
