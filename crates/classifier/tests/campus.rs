//! A campus layer learns words that the shipped model does not know.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

use classifier::Classifier;
use classifier::campus::{Correction, Learned, learn};
use classifier::training::{Text, read_corpus};
use tickets::Category::{self, FacilityManagement, ServicesComplaints, TechnicalIt};

/// Names that only this campus uses, with the right category.
const OWN_WORDS: [(&str, Category); 9] = [
    ("Ankh portal", TechnicalIt),
    ("Grimoire", TechnicalIt),
    ("Abacus", TechnicalIt),
    ("Fish Bowl", FacilityManagement),
    ("Old Bess", FacilityManagement),
    ("Undercroft", FacilityManagement),
    ("Trough", ServicesComplaints),
    ("Beadle", ServicesComplaints),
    ("Nellie", ServicesComplaints),
];

/// Complaints that would suit any category.
const COMPLAINTS: [&str; 30] = [
    "The {} is terrible again",
    "Is anyone else having problems with the {}?",
    "{} has been awful since Monday, please do something",
    "why is the {} like this",
    "third time this week that the {} let me down",
    "I am fed up with {}",
    "Could somebody please look at the {}",
    "{}: same story as last week",
    "nobody answers about the {}",
    "honestly the {} makes me cry",
    "Dear team, the {} gives us trouble. Thank you",
    "when will the {} be sorted out",
    "the {} is useless",
    "{}!!! again!!!",
    "still waiting for news about the {}",
    "My friends and I have complained about the {} many times",
    "Visitors laugh at the {}",
    "what happened to the {} today",
    "The {} was fine last term and is a nightmare now",
    "help with {} please",
    "I give up on the {}",
    "who is responsible for the {}",
    "Good morning, again a remark about the {}",
    "yet another day, yet another disaster with the {}",
    "the {} makes everyone angry",
    "Reported the {} twice already",
    "does anyone even care about the {}",
    "Something is wrong with the {} since this morning",
    "the {} is worse than ever",
    "Sorry to bother you, it's the {} again",
];

/// Reports with own words, in an order that mixes words and complaints; the last third is held out.
fn reports() -> (Vec<Correction>, Vec<Correction>) {
    let mut reports = Vec::new();
    for (number, complaint) in COMPLAINTS.iter().enumerate() {
        for shift in 0..OWN_WORDS.len() {
            let (word, category) = OWN_WORDS[(shift * 4 + number) % OWN_WORDS.len()];
            reports.push(Correction {
                text: complaint.replace("{}", word),
                category,
            });
        }
    }
    let held_out = reports.split_off(reports.len() * 2 / 3);
    (reports, held_out)
}

fn accuracy<'a>(classifier: &Classifier, texts: impl IntoIterator<Item = (&'a str, Category)>) -> f64 {
    let right: Vec<bool> = texts
        .into_iter()
        .map(|(text, category)| classifier.classify(text).category == category)
        .collect();
    right.iter().filter(|right| **right).count() as f64 / right.len() as f64
}

fn adopted(learned: Learned) -> Classifier {
    match learned {
        Learned::Adopted(classifier, _) => *classifier,
        other => panic!("the layer should have been adopted: {other:?}"),
    }
}

fn themes() -> Vec<Text> {
    read_corpus(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus").as_ref()).unwrap()
}

#[test]
fn accuracy_on_own_words_rises_from_ten_corrections_on_and_does_not_fall_on_the_corpus() {
    let shipped = Classifier::shipped();
    let (reports, held_out) = reports();
    // The helpdesk corrects the reports with a wrong category, in the order of arrival.
    let corrections: Vec<Correction> = reports
        .into_iter()
        .filter(|report| shipped.classify(&report.text).category != report.category)
        .collect();
    let themes = themes();
    let elsewhere = || themes.iter().map(|text| (text.text.as_str(), text.category));
    let own = || held_out.iter().map(|text| (text.text.as_str(), text.category));
    let (first, base) = (accuracy(&shipped, own()), accuracy(&shipped, elsewhere()));
    println!("corrections  own words  elsewhere");
    println!("{:>11}  {first:>9.3}  {base:>9.3}", 0);
    let mut before = first;
    for count in [10, 30, 100] {
        let count = count.min(corrections.len());
        let classifier = adopted(learn(&shipped, &corrections[..count], |_| {}));
        let (now, rest) = (accuracy(&classifier, own()), accuracy(&classifier, elsewhere()));
        println!("{count:>11}  {now:>9.3}  {rest:>9.3}");
        assert!(
            now > before || now > 0.98,
            "{count} corrections: {before} -> {now}"
        );
        assert!(
            rest > base - 0.005,
            "{count} corrections cost {base} -> {rest} elsewhere"
        );
        before = now;
    }
    assert!(
        before > 0.9,
        "accuracy on own words after all corrections: {before}"
    );
}

#[test]
fn one_wrong_correction_changes_no_known_word_but_ten_right_ones_teach_a_new_word() {
    let shipped = Classifier::shipped();
    let known = "The heating in my room is broken and it is freezing cold";
    let mut corrections = vec![Correction {
        text: known.to_owned(),
        category: ServicesComplaints,
    }];
    corrections.extend(COMPLAINTS.iter().take(10).map(|complaint| Correction {
        text: complaint.replace("{}", "Grimoire"),
        category: TechnicalIt,
    }));
    let classifier = adopted(learn(&shipped, &corrections, |_| {}));
    let other = "no heating in the seminar room, radiator stays cold";
    assert_eq!(classifier.classify(other).category, FacilityManagement);
    let explanation = classifier.explain("Grimoire was rather strange today");
    assert_eq!(explanation.category, TechnicalIt, "{explanation:?}");
    assert_eq!(explanation.words[0].word, "grimoire", "{explanation:?}");
}

#[test]
fn a_layer_that_contradicts_the_corpus_is_rejected_or_costs_one_answer_at_most() {
    let shipped = Classifier::shipped();
    let themes = themes();
    // Someone corrects every ticket to services complaints.
    let corrections: Vec<Correction> = themes
        .iter()
        .filter(|text| text.category != ServicesComplaints)
        .step_by(20)
        .map(|text| Correction {
            text: text.text.clone(),
            category: ServicesComplaints,
        })
        .collect();
    match learn(&shipped, &corrections, |_| {}) {
        Learned::Rejected(trial) => assert!(trial.themes.after < trial.themes.before, "{trial:?}"),
        Learned::Adopted(_, trial) => assert!(trial.themes.after + 1 >= trial.themes.before, "{trial:?}"),
        Learned::TooFew => panic!("there are hundreds"),
    }
}

#[test]
fn the_same_corrections_give_the_same_layer_and_it_survives_saving() {
    let shipped = Classifier::shipped();
    let (corrections, _) = reports();
    let [one, two] = [0, 1].map(|_| adopted(learn(&shipped, &corrections[..30], |_| {})));
    assert_eq!(one.version(), two.version());
    assert_ne!(one.version(), shipped.version());
    assert_eq!(one.to_bytes(), two.to_bytes());
    let whole = Classifier::from_bytes(&one.to_bytes()).unwrap();
    let layer = shipped.with_layer(&one.layer(&shipped)).unwrap();
    for read in [whole, layer] {
        assert_eq!(read.version(), one.version());
        assert_eq!(
            read.explain("the Fish Bowl again"),
            one.explain("the Fish Bowl again")
        );
    }
    assert!(
        one.layer(&shipped).len() < 20_000,
        "{}",
        one.layer(&shipped).len()
    );
    assert!(matches!(
        learn(&shipped, &corrections[..2], |_| {}),
        Learned::TooFew
    ));
}
