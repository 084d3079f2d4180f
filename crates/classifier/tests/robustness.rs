//! Unusual texts, damaged model files and speed.

mod limits;

use std::time::{Duration, Instant};

use classifier::{BadModel, Classifier};
use limits::within_limits;

#[test]
fn unusual_texts_get_a_valid_answer() {
    let classifier = Classifier::shipped();
    let base64 = "TG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdA==".repeat(40);
    let long = "the projector is dead ".repeat(500);
    for text in [
        "",
        " \u{a0}\n",
        "a",
        "'''",
        "t t t",
        "🧯🔥",
        "النافذة مكسورة",
        "\0\u{200f}",
        &base64,
        &long,
    ] {
        within_limits(&classifier.classify(text));
    }
    assert!(!classifier.classify(&base64).sure);
    assert!(classifier.classify(&long).sure);
}

#[test]
fn a_damaged_or_foreign_model_file_is_reported_and_the_shipped_model_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("campus.model");
    let mut bytes = Classifier::shipped().to_bytes();
    let (whole, problem) = {
        std::fs::write(&file, &bytes).unwrap();
        Classifier::open(&file)
    };
    assert_eq!(
        (whole.version(), problem),
        (Classifier::shipped().version(), None)
    );
    bytes[9_000] ^= 1;
    for (content, expected) in [
        (bytes.clone(), BadModel::Damaged),
        (bytes[..5_000].to_vec(), BadModel::Damaged),
        (b"PK\x03\x04 a zip".to_vec(), BadModel::Foreign),
        (Vec::new(), BadModel::Foreign),
    ] {
        std::fs::write(&file, content).unwrap();
        let (used, problem) = Classifier::open(&file);
        assert_eq!(problem, Some(expected));
        assert_eq!(used.version(), Classifier::shipped().version());
    }
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(Classifier::open(&file).1, Some(BadModel::Unreadable(_))));
}

/// Detects a slowdown by a factor of ten; `cargo xtask bench` measures.
#[test]
fn thousands_of_texts_are_classified_in_a_second() {
    let classifier = Classifier::shipped();
    let text = "Since Monday the projector in the big lecture hall shows only a blue screen when I connect my \
                laptop, the remote has no batteries, and nobody at the desk knows whom to call, so I taught \
                two hours without any slides again";
    let began = Instant::now();
    for _ in 0..2_000 {
        within_limits(&classifier.classify(text));
    }
    let each = began.elapsed() / 2_000;
    println!("{each:?} a text of 40 words");
    assert!(each < Duration::from_millis(1), "{each:?}");
    let began = Instant::now();
    assert_eq!(Classifier::shipped().version(), classifier.version());
    assert!(
        began.elapsed() < Duration::from_millis(200),
        "loading took {:?}",
        began.elapsed()
    );
}
