//! What parses bytes from strangers, over the corpora that the fuzzer starts from (`fuzz/corpus`): the same
//! code, on every change.

use fuzzed::{TARGETS, Target, seeds};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

#[test]
fn what_must_hold_of_any_bytes_holds_of_every_corpus() {
    for target in TARGETS {
        let taken: BTreeSet<bool> = corpus(target).iter().map(|file| holds(target, file)).collect();
        assert!(taken.contains(&true), "nothing in fuzz/corpus/{} is taken any more", target.name);
        assert!(taken.contains(&false), "nothing in fuzz/corpus/{} is refused", target.name);
    }
}

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let known: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(names("fuzz/corpus"), known, "fuzz/corpus against infra/fuzzed");
    let files: BTreeSet<String> = names("fuzz/fuzz_targets").iter().map(|file| file.replace(".rs", "")).collect();
    assert_eq!(files, known, "fuzz/fuzz_targets against infra/fuzzed");
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for name in known {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "fuzz/Cargo.toml has no {name}");
    }
}

/// One that is not there is written, so that who changes what is signed deletes the old ones and runs this twice.
#[test]
fn the_seeds_that_are_signed_are_what_the_code_signs_today() {
    let mut written = Vec::new();
    for seed in seeds() {
        let path = root().join("fuzz/corpus").join(seed.target).join(seed.name);
        if let Ok(kept) = fs::read_to_string(&path) {
            assert_eq!(kept, seed.text, "fuzz/corpus/{}/{}: delete it and run this again", seed.target, seed.name);
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, seed.text).unwrap();
            written.push(seed.name);
        }
    }
    assert!(written.is_empty(), "not there, and written to fuzz/corpus: {written:?}");
}

/// Says which file it was when a property does not hold.
fn holds(target: &Target, file: &Path) -> bool {
    let bytes = fs::read(file).unwrap();
    let held = std::panic::catch_unwind(|| (target.holds)(&bytes));
    held.unwrap_or_else(|_| panic!("{} does not hold of {}", target.name, file.display()))
}

fn corpus(target: &Target) -> Vec<PathBuf> {
    let folder = root().join("fuzz/corpus").join(target.name);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("fuzz/corpus/{}: {error}", target.name));
    files.map(|file| file.unwrap().path()).collect()
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
