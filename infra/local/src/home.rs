//! The data directory: everything that outlives the process, each in a file of its own.

use crate::error::StartError;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A directory, kept or thrown away with the process.
pub struct Home {
    folder: PathBuf,
    passing: Option<TempDir>,
}

impl Home {
    /// A directory that stays; `fresh` empties it first.
    pub fn kept_in(folder: &Path, fresh: bool) -> Result<Self, StartError> {
        if fresh && folder.exists() {
            emptied(folder)?;
        }
        fs::create_dir_all(folder)?;
        if fs::read_dir(folder)?.next().is_none() {
            fs::write(folder.join(MARK), "*\n")?;
        }
        Ok(Self { folder: folder.to_owned(), passing: None })
    }

    /// A directory for files that must be somewhere; the table stays in memory.
    pub fn passing() -> Result<Self, StartError> {
        let passing = TempDir::with_prefix("ithaca-")?;
        Ok(Self { folder: passing.path().to_owned(), passing: Some(passing) })
    }

    pub fn kept(&self) -> bool {
        self.passing.is_none()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What was last written under this name, if it is there and readable.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.path(name)).ok()?).ok()
    }

    /// Replaces the file whole: a process killed here leaves the old one or the new one.
    pub fn write<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        let passing = self.path(&format!("{name}.new"));
        fs::write(&passing, serde_json::to_vec(value)?)?;
        fs::rename(passing, self.path(name))
    }
}

/// Written into a directory that was empty, hence ours. It also keeps the data out of git.
const MARK: &str = ".gitignore";

/// Deletes a directory that is ours, and refuses one that holds anything else.
fn emptied(folder: &Path) -> Result<(), StartError> {
    let ours = folder.join(MARK).exists() || fs::read_dir(folder)?.next().is_none();
    if !ours {
        return Err(StartError::NotOurs(folder.to_owned()));
    }
    Ok(fs::remove_dir_all(folder)?)
}

#[cfg(test)]
mod tests {
    use super::Home;

    #[test]
    fn fresh_empties_our_directory_and_no_other() {
        let base = tempfile::tempdir().unwrap();
        let ours = base.path().join("ours");
        Home::kept_in(&ours, false).unwrap().write("a.json", &1).unwrap();
        assert_eq!(Home::kept_in(&ours, false).unwrap().read::<u8>("a.json"), Some(1));
        assert_eq!(Home::kept_in(&ours, true).unwrap().read::<u8>("a.json"), None);

        let theirs = base.path().join("theirs");
        std::fs::create_dir(&theirs).unwrap();
        std::fs::write(theirs.join("thesis.txt"), "years of work").unwrap();
        assert!(Home::kept_in(&theirs, true).is_err());
        assert!(theirs.join("thesis.txt").exists());
    }
}
