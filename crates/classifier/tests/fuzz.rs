//! Randomly damaged texts and model files: a valid answer or a named error, never a panic.
//!
//! `cargo test` runs the seeds (`seeds/`) and some hundred mutations of them. For a long run:
//! `PROPTEST_CASES=200000 cargo test --package classifier --test fuzz`. Failing cases are saved in
//! `fuzz.regressions` and run first from then on.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod limits;

use std::fs;
use std::path::Path;

use classifier::{BadModel, Classifier};
use limits::answers;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;

/// One mutation of a byte string.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, Vec<u8>),
    Cut(Index, Index),
    Repeat(Index, Index, u8),
    Splice(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (at(), prop::collection::vec(any::<u8>(), 1..12)).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (at(), at()).prop_map(|(from, to)| Change::Cut(from, to)),
        (at(), at(), 2..40_u8).prop_map(|(from, to, times)| Change::Repeat(from, to, times)),
        (at(), at()).prop_map(|(other, at)| Change::Splice(other, at)),
    ]
}

impl Change {
    fn apply(&self, mut bytes: Vec<u8>, seeds: &[Vec<u8>]) -> Vec<u8> {
        let place = |index: &Index| index.index(bytes.len() + 1);
        let stretch = |one: &Index, other: &Index| {
            let (one, other) = (place(one), place(other));
            one.min(other)..one.max(other)
        };
        match self {
            Self::Set(at, byte) => {
                let at = place(at);
                if let Some(here) = bytes.get_mut(at) {
                    *here = *byte;
                }
            }
            Self::Insert(at, new) => {
                let at = place(at);
                bytes.splice(at..at, new.iter().copied());
            }
            Self::Cut(from, to) => {
                let stretch = stretch(from, to);
                bytes.drain(stretch);
            }
            Self::Repeat(from, to, times) => {
                let stretch = stretch(from, to);
                let repeated = bytes[stretch.clone()].repeat(usize::from(*times));
                bytes.splice(stretch, repeated);
            }
            Self::Splice(other, at) => {
                let at = place(at);
                bytes.truncate(at);
                bytes.extend(&seeds[other.index(seeds.len())]);
            }
        }
        bytes.truncate(40_000);
        bytes
    }
}

/// A seed and its mutations.
fn damage() -> impl Strategy<Value = (Index, Vec<Change>)> {
    (any::<Index>(), prop::collection::vec(change(), 1..6))
}

fn damaged((seed, changes): &(Index, Vec<Change>), seeds: &[Vec<u8>]) -> Vec<u8> {
    let seed = seeds[seed.index(seeds.len())].clone();
    changes
        .iter()
        .fold(seed, |bytes, change| change.apply(bytes, seeds))
}

fn text_seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds/texts");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// A model file of a few words, as `src/model/file.rs` describes it.
fn small_model() -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(6_u32.to_le_bytes());
    body.extend(b"fuzz-1");
    body.extend(0.7_f64.to_le_bytes());
    body.extend(0.8_f64.to_le_bytes());
    for rows in [6_u32, 4, 0] {
        body.extend(0.001_f32.to_le_bytes());
        body.extend(rows.to_le_bytes());
        for row in 0..rows {
            body.extend((row * 700_000_000).to_le_bytes());
            body.extend([0, 16, 1, 2, 3, 4, 5, 6]);
        }
    }
    [&b"CDESKMDL"[..], &1_u32.to_le_bytes(), &[0; 8], &body].concat()
}

/// Sets the right checksum, so that the file's values are validated as well.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some((head, body)) = bytes.split_at_mut_checked(20) {
        let checksum = body.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        head[12..].copy_from_slice(&checksum.to_le_bytes());
    }
    bytes
}

fn long_run() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    }
}

fn shipped_answers(text: &str) {
    thread_local!(static SHIPPED: Classifier = Classifier::shipped());
    SHIPPED.with(|classifier| answers(classifier, text));
}

#[test]
fn every_seed_is_answered() {
    let seeds = text_seeds();
    assert!(seeds.len() >= 12, "the seeds are missing");
    for seed in seeds {
        shipped_answers(&String::from_utf8_lossy(&seed));
    }
}

proptest! {
    #![proptest_config(long_run())]

    #[test]
    fn a_damaged_text_gets_an_answer(damage in damage()) {
        thread_local!(static SEEDS: Vec<Vec<u8>> = text_seeds());
        SEEDS.with(|seeds| shipped_answers(&String::from_utf8_lossy(&damaged(&damage, seeds))));
    }

    #[test]
    fn any_text_gets_an_answer(text in any::<String>()) {
        shipped_answers(&text);
    }

    #[test]
    fn any_mix_of_words_and_marks_gets_an_answer(text in "([a-z]{1,12}|[A-Z]{2}|wi|fi|t|'s|’|@|-|\\d|[ .,!?/:_\n]){0,80}") {
        shipped_answers(&text);
    }

    #[test]
    fn a_damaged_model_file_is_refused_or_gives_answers(damage in damage(), seal in any::<bool>()) {
        let bytes = damaged(&damage, &[small_model(), Vec::new(), b"PK\x03\x04".to_vec()]);
        if let Ok(classifier) = Classifier::from_bytes(&if seal { sealed(bytes) } else { bytes }) {
            answers(&classifier, "the wifi is down and my room is cold, wi-fi WIFI die Tür");
            answers(&classifier, "");
        }
    }
}

#[test]
fn the_small_model_of_these_tests_is_valid() {
    let whole = sealed(small_model());
    assert_eq!(Classifier::from_bytes(&whole).unwrap().version(), "fuzz-1");
    assert_eq!(Classifier::from_bytes(&whole).unwrap().to_bytes(), whole);
}

/// Each case: the offset of a number in the small model's file, and an invalid value for it.
#[test]
fn a_file_with_a_right_checksum_and_invalid_values_is_refused() {
    let nonsense: [(&str, usize, &[u8]); 7] = [
        ("a version of 4 GB", 20, &u32::MAX.to_le_bytes()),
        ("a temperature of 0", 30, &0.0_f64.to_le_bytes()),
        ("no temperature", 30, &f64::NAN.to_le_bytes()),
        ("sure from 7", 38, &7.0_f64.to_le_bytes()),
        ("an endless scale", 46, &f32::INFINITY.to_le_bytes()),
        ("a table of 51 GB", 50, &u32::MAX.to_le_bytes()),
        ("rows out of order", 54, &u32::MAX.to_le_bytes()),
    ];
    for (what, at, bytes) in nonsense {
        let mut file = small_model();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        let refused = Classifier::from_bytes(&sealed(file)).err();
        assert_eq!(refused, Some(BadModel::Damaged), "{what}");
    }
    let more = [&small_model()[..], b"and more"].concat();
    assert_eq!(
        Classifier::from_bytes(&sealed(more)).err(),
        Some(BadModel::Damaged)
    );
}

/// The file is sparse: 8 GB, none of it on the disk.
#[test]
fn a_huge_file_is_refused_without_being_read_into_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.model");
    fs::File::create(&path).unwrap().set_len(8 << 30).unwrap();
    let before = peak_memory();
    assert_eq!(Classifier::open(&path).1, Some(BadModel::Foreign));
    assert!(
        peak_memory() - before < 128 << 10,
        "{before} kB, then {} kB",
        peak_memory()
    );
}

/// The peak memory of this process in kB; 0 if the system does not report it.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
