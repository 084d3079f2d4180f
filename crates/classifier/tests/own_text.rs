//! Signatures, quoted replies and footers do not change a category, words with two meanings are understood, and
//! reasons are words that matter.

use classifier::Classifier;
use tickets::Category::{self, FacilityManagement, ServicesComplaints, TechnicalIt};

/// Ten problems of each category. Most have one clause, so that a few words more would outweigh them.
const PROBLEMS: [(Category, [&str; 10]); 3] = [
    (
        FacilityManagement,
        [
            "toilet is blocked",
            "There is no heating in room 204.",
            "The roof drips onto the shelves",
            "Mice in the kitchen of house 3!",
            "the lamp over my bed does not work",
            "The lift is stuck between two floors.",
            "Our window cannot be closed and it rains in.",
            "The shower has only cold water since Sunday",
            "A socket in the corridor is burnt black.",
            "It smells of gas in the lab",
        ],
    ),
    (
        TechnicalIt,
        [
            "I forgot my password",
            "The wifi drops every few minutes in the library.",
            "My account is locked and I cannot log in",
            "Outlook does not send my mails.",
            "the projector does not find my laptop",
            "The printer queue is stuck, nothing prints",
            "VPN refuses my token.",
            "The learning platform loses my uploads!",
            "My laptop shows a blue screen after the update",
            "I need access to the shared drive of my group.",
        ],
    ),
    (
        ServicesComplaints,
        [
            "The food was cold again",
            "The shuttle driver was rude to my mother.",
            "I was charged the fee twice and nobody answers.",
            "the queue at the registrar takes two hours",
            "My landlord office ignores every letter.",
            "Parking fine although I have a permit",
            "My professor never answers questions.",
            "The canteen has no vegan meal on Fridays!",
            "Scholarship was paid three months late",
            "The nurse laughed at me.",
        ],
    ),
];

/// What mail programs and servers put below a report.
const BOILERPLATE: [&str; 8] = [
    "\n\n-- \nSam Okafor\nService Desk Analyst | IT Services\nVPN, Wi-Fi, passwords and e-mail",
    "\n\nKind regards,\n\nSam Okafor\nHead Chef\nCatering and Canteen Services\nTel: +44 151 496 0000",
    "\n\nSam Okafor\nHeating Engineer | Estates and Facilities Management\nLifts, plumbing, lighting",
    "\n\nThis email and any attachments are confidential and intended solely for the addressee. If you have received \
     this email in error, please notify the IT service desk and delete it from your computer.\nThe university's \
     servers scan emails for viruses.",
    "\n\nOn Tue, 3 Nov 2026 at 09:12, IT Service Desk <desk@uni.example> wrote:\n> Your password expires today.\n> \
     Log in to the portal to reset your account.",
    "\r\n\r\n-----Original Message-----\r\nFrom: Housing\r\nSent: Tuesday\r\nTo: Sam\r\nSubject: Rent\r\n\r\nThe fee for \
     your meal plan was charged to your bank account.",
    "\n\nMit freundlichen Grüßen\nSam Okafor\nRechenzentrum, Abteilung Netzwerk und WLAN",
    "\nSent from my iPhone",
];

#[test]
fn a_signature_a_quote_or_a_footer_does_not_change_the_category() {
    let classifier = Classifier::shipped();
    for (category, problems) in PROBLEMS {
        for problem in problems {
            let plain = classifier.classify(problem);
            assert_eq!(plain.category, category, "{problem}");
            for boilerplate in BOILERPLATE {
                let text = format!("{problem}{boilerplate}");
                let signed = classifier.classify(&text);
                assert_eq!(signed.category, category, "{text}");
                assert!((signed.confidence - plain.confidence).abs() < 0.05, "{text}");
                assert_eq!(
                    (signed.sure, signed.because),
                    (plain.sure, plain.because.clone()),
                    "{text}"
                );
                for word in classifier.explain(&text).words {
                    assert!(
                        word.places.iter().all(|place| place.end <= problem.len()),
                        "{text}: {word:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_sentence_of_a_signature_in_one_line_says_nothing() {
    let assignment =
        Classifier::shipped().classify("toilet is blocked Service Desk Analyst | IT Services | VPN, Wi-Fi");
    assert_eq!(assignment.category, FacilityManagement);
}

#[test]
fn a_text_that_is_only_a_signature_or_a_footer_is_not_sure() {
    let classifier = Classifier::shipped();
    for boilerplate in BOILERPLATE.iter().take(4) {
        let assignment = classifier.classify(boilerplate.trim());
        assert!(!assignment.sure, "{boilerplate}: {assignment:?}");
        assert!(assignment.because.is_empty(), "{boilerplate}: {assignment:?}");
    }
}

#[test]
fn words_with_two_meanings_are_understood() {
    let classifier = Classifier::shipped();
    for (text, category) in [
        ("The server in the cafeteria was rude", ServicesComplaints),
        ("Our server at dinner was unfriendly and slow", ServicesComplaints),
        ("The bus driver was rude and drove past us", ServicesComplaints),
        ("I got a parking ticket although I paid", ServicesComplaints),
        ("They charge too much for the main course", ServicesComplaints),
        ("The bus left the terminal too early", ServicesComplaints),
        ("The lift display shows an error", FacilityManagement),
        (
            "The screen in the lift is dark and it does not move",
            FacilityManagement,
        ),
        ("A mouse ran through the kitchen", FacilityManagement),
        ("There are bugs in my bed", FacilityManagement),
        ("The ceiling of the printer room leaks", FacilityManagement),
        ("The window in my room won't close", FacilityManagement),
        ("The mail server is down", TechnicalIt),
        ("My mouse and keyboard are not recognised", TechnicalIt),
        ("The printer driver cannot be installed", TechnicalIt),
        ("I found a virus on my laptop", TechnicalIt),
        ("There is a bug in the timetable app", TechnicalIt),
        ("The display of my laptop flickers", TechnicalIt),
    ] {
        let assignment = classifier.classify(text);
        assert_eq!(assignment.category, category, "{text}: {assignment:?}");
    }
}

#[test]
fn reasons_are_words_that_matter() {
    let classifier = Classifier::shipped();
    let because = |text: &str| -> Vec<String> {
        let reasons = classifier.classify(text).because;
        reasons.into_iter().map(|reason| reason.word).collect()
    };
    let wifi = because("The wifi keeps dropping every few minutes, I cannot work since yesterday");
    assert!(wifi.contains(&"wifi".to_owned()), "{wifi:?}");
    for weak in ["keeps", "minutes", "work", "yesterday", "every"] {
        assert!(!wifi.contains(&weak.to_owned()), "{wifi:?}");
    }
    for (_, problems) in PROBLEMS {
        for problem in problems {
            let explanation = classifier.explain(problem);
            let total: f64 = explanation.words.iter().map(|word| word.weight.max(0.0)).sum();
            for reason in classifier.classify(problem).because {
                assert!(reason.weight >= total / 10.0 - 0.01, "{problem}: {reason:?}");
            }
        }
    }
}

#[test]
fn no_reasons_are_shown_below_four_known_words() {
    let classifier = Classifier::shipped();
    for text in [
        "wifi broken",
        "xqzt vvkpl wifi grmblx",
        "no heating wifi",
        "wifi wifi wifi wifi wifi",
    ] {
        let assignment = classifier.classify(text);
        assert!(assignment.because.is_empty(), "{text}: {assignment:?}");
    }
    assert!(!classifier.classify("no heating in hall").because.is_empty());
}
