//! The crates of the house and what they name, from `cargo metadata`.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// A crate of ours.
#[derive(Debug, Clone)]
pub struct Member {
    pub name: String,
    /// The folder that it stands in: `functions`, `shared`, `infra` or `tests`.
    pub room: String,
    pub names: Vec<Named>,
}

/// A line under a crate's `[dependencies]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    /// Under `[dev-dependencies]`: for tests only.
    pub dev: bool,
    pub default_features: bool,
    pub features: Vec<String>,
}

/// The folder that holds the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("tests/ stands in the workspace")
}

/// Every crate of the workspace.
pub fn members() -> Vec<Member> {
    let root = root();
    let metadata = MetadataCommand::new().current_dir(&root).no_deps().exec().expect("cargo describes the workspace");
    metadata.workspace_packages().into_iter().map(|package| member(package, &root)).collect()
}

/// The crates that `cargo lambda build` makes for AWS.
pub fn built() -> BTreeSet<String> {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec().expect("cargo describes the workspace");
    let packages = &metadata.workspace_metadata["lambda"]["build"]["packages"];
    packages.as_array().into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect()
}

fn member(package: &cargo_metadata::Package, root: &Path) -> Member {
    let folder = package.manifest_path.parent().expect("a manifest is in a folder").as_std_path();
    let room = folder.strip_prefix(root).ok().and_then(|inner| inner.iter().next());
    Member {
        name: package.name.to_string(),
        room: room.map(|first| first.to_string_lossy().into_owned()).unwrap_or_default(),
        names: package.dependencies.iter().map(named).collect(),
    }
}

fn named(dependency: &cargo_metadata::Dependency) -> Named {
    let mut features = dependency.features.clone();
    features.sort();
    Named {
        name: dependency.name.clone(),
        dev: dependency.kind == DependencyKind::Development,
        default_features: dependency.uses_default_features,
        features,
    }
}
