//! A cloud's state, to begin from as often as one likes: its rows, its files, its keys and its time.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use local::{Options, Secrets};
use serde_json::Value;

use crate::cloud::TestCloud;

/// What a cloud was at one moment. Tokens and links that it signed are good in every copy.
#[derive(Clone)]
pub struct Snapshot {
    rows: Vec<Value>,
    files: Vec<(PathBuf, Vec<u8>)>,
    secrets: Secrets,
    now: Timestamp,
}

impl TestCloud {
    /// This cloud as it stands, once no event is waiting.
    pub async fn snapshot(&self) -> Snapshot {
        self.settle().await;
        self.snapshot_now()
    }

    /// The same, with the events that are still waiting.
    pub fn snapshot_now(&self) -> Snapshot {
        Snapshot {
            rows: self.local().rows().expect("the rows"),
            files: files(&self.local().files()),
            secrets: self.local().secrets().expect("its keys"),
            now: self.now().0,
        }
    }
}

impl Snapshot {
    /// A new cloud that begins here.
    pub async fn open(&self) -> TestCloud {
        self.open_with(|options| options).await
    }

    /// With other options than a test's own.
    pub async fn open_with(&self, change: impl FnOnce(Options) -> Options) -> TestCloud {
        let cloud = TestCloud::start_with(|options| {
            change(Options { secrets: Some(self.secrets.clone()), ..options.at(self.now) })
        })
        .await;
        self.pour(&cloud);
        cloud
    }

    /// Brings everything of it into a cloud that has the same keys, and sets the clock.
    pub fn pour(&self, cloud: &TestCloud) {
        cloud.local().clock().set(self.now);
        cloud.wait_for_indexes();
        cloud.local().load(self.rows.clone()).expect("the rows");
        let folder = cloud.local().files();
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(name), Ok(bytes)) = (path.strip_prefix(folder), fs::read(&path)) {
                found.push((name.to_owned(), bytes));
            }
        }
    }
    found
}
