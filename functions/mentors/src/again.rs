//! Reading, deciding and writing once more, when a row moved between the reading and the writing.

use api::Error;
use domain::mentor::MentorError;
use store::MentorWriteError;

/// How often at most.
const TRIES: usize = 5;

/// `once` reads, decides and writes. Who holds us to a version is told that it is stale; for anybody
/// else the decision is made again on what is there now.
pub async fn again<T, Once>(held: Option<u32>, once: impl Fn() -> Once) -> Result<T, Error>
where
    Once: Future<Output = Result<T, MentorWriteError>>,
{
    for _ in 1..TRIES {
        match once().await {
            Err(MentorWriteError::Raced) => {}
            Err(MentorWriteError::Mentor(MentorError::Stale(_))) if held.is_none() => {}
            done => return Ok(done?),
        }
    }
    Ok(once().await?)
}
