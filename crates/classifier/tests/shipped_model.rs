//! The committed model is the result of training on the committed corpus.

use std::path::Path;

use classifier::Classifier;
use classifier::training::{Vectors, compare_with_trained, read_corpus, without_near_duplicates};

#[test]
fn training_on_the_committed_corpus_gives_the_committed_model() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (texts, _) = without_near_duplicates(read_corpus(&folder.join("corpus")).unwrap());
    let vectors = Vectors::read(&folder.join("vectors/words.vec")).unwrap();
    let difference = compare_with_trained(&Classifier::shipped(), &texts, &vectors).unwrap();
    assert!(
        difference.largest_weight < 1e-3 && difference.same_category >= 0.999,
        "the corpus or the training has changed ({difference:?}); run `cargo xtask train` and commit the model"
    );
}
