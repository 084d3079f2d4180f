use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::Category;

const ROME: Tz = chrono_tz::Europe::Rome;

fn filter_of(text: &str) -> Filter {
    let (filter, hints) = parse(text, &ROME);
    assert_eq!(hints, [], "{text}");
    filter
}

fn hints_of(text: &str) -> Vec<Hint> {
    parse(text, &ROME).1
}

fn word(text: &str) -> Term {
    Term::Word(text.to_owned())
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().expect("the text is a time"))
}

#[test]
fn words_prefixes_and_phrases_become_terms() {
    let terms = filter_of("  lift heat*  \"room 12\" wi-fi").terms;
    let heat = Term::Prefix("heat".to_owned());
    let room = Term::Phrase("room 12".to_owned());
    assert_eq!(terms, [word("lift"), heat, room, word("wi-fi")]);
    assert_eq!(
        filter_of("\"not closed yet").terms,
        [Term::Phrase("not closed yet".to_owned())]
    );
    assert_eq!(filter_of(""), Filter::default());
}

#[test]
fn keys_become_filters() {
    let filter = filter_of("status:active is:unsure Category:technical-it place:\"Hall B\" noise #123");
    let expected = Filter {
        status: Some(Status::Active),
        sure: Some(false),
        category: Some(Category::TechnicalIt),
        place: None,
        number: Some(123),
        terms: vec![Term::Place("Hall B".to_owned()), word("noise")],
        ..Filter::default()
    };
    assert_eq!(filter, expected);
    assert!(filter_of("is:unclosed").unclosed);
    assert_eq!(filter_of("category:it").category, Some(Category::TechnicalIt));
    assert_eq!(
        filter_of("category:\"Facility management\"").category,
        Some(Category::FacilityManagement)
    );
    assert_eq!(
        filter_of("classified:technical-it").classified,
        Some(Category::TechnicalIt)
    );
    assert_eq!(
        filter_of("sorted:technical-it").classified,
        Some(Category::TechnicalIt)
    );
    assert_eq!(
        hints_of("classified:somewhere"),
        [Hint::UnknownClassified("somewhere".to_owned())]
    );
}

#[test]
fn a_place_is_words_of_it_or_behind_an_equals_sign_the_whole_place() {
    let place = |text: &str| Term::Place(text.to_owned());
    assert_eq!(filter_of("place:library").terms, [place("library")]);
    assert_eq!(
        filter_of("place:“Hall B” place:2").terms,
        [place("Hall B"), place("2")]
    );
    assert_eq!(filter_of("place:=library").place.as_deref(), Some("library"));
    assert_eq!(
        filter_of("place:\"=the 19\"\" rack\"").place.as_deref(),
        Some("the 19\" rack")
    );
    assert_eq!(hints_of("place:=a place:=b"), [Hint::Repeated("place:")]);
}

#[test]
fn a_minus_leaves_tickets_out_and_or_joins_alternatives() {
    let not = |term| Term::Not(Box::new(term));
    let phrase = |text: &str| Term::Phrase(text.to_owned());
    for (text, terms) in [
        ("printer -paper", vec![word("printer"), not(word("paper"))]),
        ("printer NOT paper", vec![word("printer"), not(word("paper"))]),
        (
            "printer –\"paper jam\"",
            vec![word("printer"), not(phrase("paper jam"))],
        ),
        ("printer AND paper", vec![word("printer"), word("paper")]),
        (
            "wifi OR eduroam",
            vec![Term::Any(vec![word("wifi"), word("eduroam")])],
        ),
        (
            "slow wifi OR “edu roam” OR vpn* lab",
            vec![
                word("slow"),
                Term::Any(vec![
                    word("wifi"),
                    phrase("edu roam"),
                    Term::Prefix("vpn".to_owned()),
                ]),
                word("lab"),
            ],
        ),
        (
            "status:open OR category:it",
            vec![Term::Any(vec![
                Term::Status(Status::Open),
                Term::Category(Category::TechnicalIt),
            ])],
        ),
        (
            "lift -place:\"Hall B\"",
            vec![word("lift"), not(Term::Place("Hall B".to_owned()))],
        ),
        ("lift -is:unsure", vec![word("lift"), not(Term::Sure(false))]),
        (
            "or and not wi-fi x-ray",
            ["or", "and", "not", "wi-fi", "x-ray"].map(word).to_vec(),
        ),
    ] {
        assert_eq!(filter_of(text).terms, terms, "{text}");
    }
    let filter = filter_of("wifi OR eduroam status:open -paper opened:2026-03");
    assert_eq!((filter.status, filter.terms.len()), (Some(Status::Open), 2));
    assert!(filter.opened.from.is_some());
}

#[test]
fn operators_that_make_no_sense_get_a_hint() {
    let only = Hint::OnlyExcluded("-paper -jam".to_owned());
    assert_eq!(hints_of("-paper -jam"), [only]);
    assert_eq!(hints_of("-paper status:open"), []);
    for text in ["OR wifi", "wifi OR", "OR wifi OR"] {
        let (filter, hints) = parse(text, &ROME);
        assert_eq!(
            (filter.terms, hints),
            (vec![word("wifi")], vec![Hint::LoneOr]),
            "{text}"
        );
    }
    let (filter, hints) = parse("wifi OR -paper", &ROME);
    assert_eq!(filter.terms, [word("wifi"), Term::Not(Box::new(word("paper")))]);
    assert_eq!(hints, [Hint::ExcludedAlternative("-paper".to_owned())]);
    for (text, part) in [
        ("wifi -#7", "-#7"),
        ("wifi -opened:2026", "-opened:2026"),
        ("wifi OR closed:2026", "closed:2026"),
        ("wifi -status:done", "-status:done"),
        ("wifi -place:=Hall", "-place:=Hall"),
    ] {
        let (filter, hints) = parse(text, &ROME);
        assert_eq!(
            (filter.terms, hints),
            (vec![word("wifi")], vec![Hint::NotCombinable(part.to_owned())]),
            "{text}"
        );
    }
}

#[test]
fn curly_quotes_are_quotes_and_invisible_characters_are_none() {
    for text in ["“paper jam”", "„paper jam“", "«paper jam»", "\"paper jam"] {
        assert_eq!(
            filter_of(text).terms,
            [Term::Phrase("paper jam".to_owned())],
            "{text}"
        );
    }
    assert_eq!(filter_of("prin\u{AD}ter").terms, [word("printer")]);
}

#[test]
fn a_number_is_its_ticket_whatever_is_around_it() {
    for text in ["#7", "#7.", "(#7)", "Ticket #7", "ticket 7:"] {
        let expected = Filter {
            number: Some(7),
            ..Filter::default()
        };
        assert_eq!(filter_of(text), expected, "{text}");
    }
    let filter = filter_of("lift (#7),");
    assert_eq!((filter.number, filter.terms), (Some(7), vec![word("lift")]));
}

#[test]
fn dates_are_days_in_the_time_zone_of_the_campus() {
    let march = filter_of("opened:2026-03-01..2026-03-31").opened;
    // Rome is one hour ahead in winter, two in summer.
    assert_eq!(march.from, time("2026-02-28T23:00:00Z"));
    assert_eq!(march.until, time("2026-03-31T22:00:00Z"));
    assert_eq!(filter_of("opened:2026-03").opened, march);
    assert_eq!(filter_of("closed:2026-03-01..").closed.from, march.from);
    assert_eq!(filter_of("closed:2026-03-01..").closed.until, None);
    assert_eq!(filter_of("closed:..2026-03-31").closed.until, march.until);
    assert_eq!(filter_of("closed:2026-03..2026-03").closed, march);
    let autumn = filter_of("opened:2026-10..2026-11").opened;
    assert_eq!(autumn.from, time("2026-09-30T22:00:00Z"));
    assert_eq!(autumn.until, time("2026-11-30T23:00:00Z"), "both months");
    assert_eq!(filter_of("opened:2026-10-01..2026-11").opened, autumn);
    assert_eq!(
        filter_of("opened:2025..2026").opened.until,
        time("2026-12-31T23:00:00Z")
    );
    let exact = filter_of("opened:2026-03-01T12:00:00+01:00..2026-03-01T13:30:00Z").opened;
    assert_eq!(exact.from, time("2026-03-01T11:00:00Z"));
    assert_eq!(exact.until, time("2026-03-01T13:30:00Z"));
    let day = filter_of("opened:2026-03-01").opened;
    assert_eq!((day.from, day.until), (march.from, time("2026-03-01T23:00:00Z")));
    assert_eq!(
        filter_of("opened:2025").opened.until,
        time("2025-12-31T23:00:00Z")
    );
}

#[test]
fn a_day_begins_at_one_if_clocks_go_forward_at_midnight() {
    // In Beirut the clocks are put forward at midnight.
    let (filter, hints) = parse("opened:2025-03-30..", &chrono_tz::Asia::Beirut);
    assert_eq!(hints, []);
    assert_eq!(filter.opened.from, time("2025-03-29T22:00:00Z"));
}

#[test]
fn a_part_without_a_meaning_gets_a_hint() {
    for (text, hint) in [
        ("status:done", Hint::UnknownStatus("done".to_owned())),
        ("is:late", Hint::UnknownProperty("late".to_owned())),
        ("category:food", Hint::UnknownCategory("food".to_owned())),
        ("category:", Hint::UnknownCategory(String::new())),
        ("place:", Hint::MissingPlace),
        ("#12x", Hint::InvalidNumber("#12x".to_owned())),
        (
            "#99999999999999999999999",
            Hint::InvalidNumber("#99999999999999999999999".to_owned()),
        ),
        ("🔥", Hint::NoLetters("🔥".to_owned())),
        ("*", Hint::NoLetters("*".to_owned())),
        ("a*", Hint::PrefixTooShort("a*".to_owned())),
        ("status:open status:closed", Hint::Repeated("status:")),
        ("status:closed is:unclosed", Hint::ClosedAndUnclosed),
        ("status:open closed:2026-03", Hint::ClosedAndUnclosed),
        ("stauts:open", Hint::UnknownKey("stauts".to_owned())),
    ] {
        assert_eq!(hints_of(text), [hint], "{text}");
    }
    for value in [
        "..",
        "yesterday",
        "2026-13-01..",
        "2026-02-30",
        "26-1-1",
        "2026-03-01...",
        "0000-00-00..",
    ] {
        let hint = Hint::InvalidDates {
            key: "opened",
            value: value.to_owned(),
        };
        assert_eq!(hints_of(&format!("opened:{value}")), [hint], "{value}");
    }
    let reversed = "opened:2026-04-01..2026-03-01";
    assert!(matches!(hints_of(reversed)[..], [Hint::EmptySpan { .. }]));
}

#[test]
fn text_with_a_colon_that_is_no_filter_is_searched_for() {
    assert_eq!(filter_of("10:30").terms, [Term::Phrase("10:30".to_owned())]);
    assert_eq!(filter_of("https://example.org").terms.len(), 1);
    assert_eq!(
        parse("room:12", &ROME).0.terms,
        [Term::Phrase("room:12".to_owned())]
    );
    assert_eq!(parse("#abc", &ROME).0.terms, [word("abc")]);
}

#[test]
fn a_search_that_is_too_long_is_cut_with_a_hint() {
    let many = "word ".repeat(40);
    let (filter, hints) = parse(&many, &ROME);
    assert_eq!((filter.terms.len(), hints), (MAX_TERMS, vec![Hint::TooManyWords]));
    let (filter, hints) = parse(&"é".repeat(5_000_000), &ROME);
    assert_eq!((filter.terms.len(), hints), (1, vec![Hint::TooLong]));
}

#[test]
fn the_last_word_is_a_prefix_while_typing() {
    let typing = |text| parse_while_typing(text, &ROME).0.terms;
    let unfinished = Term::Unfinished("sto".to_owned());
    assert_eq!(typing("lift sto"), [word("lift"), unfinished.clone()]);
    assert_eq!(typing("lift OR sto"), [Term::Any(vec![word("lift"), unfinished])]);
    assert_eq!(
        typing("lift -sto"),
        [word("lift"), Term::Not(Box::new(word("sto")))]
    );
    assert_eq!(typing("lift stop "), [word("lift"), word("stop")]);
    assert_eq!(typing("pc"), [word("pc")]);
    assert_eq!(typing("lift status:open"), [word("lift")]);
}

proptest! {
    #[test]
    fn any_text_is_parsed(text in "\\PC{0,60}") {
        let (filter, hints) = parse(&text, &ROME);
        // A search without any condition has a hint.
        if filter == Filter::default() && !text.trim().is_empty() {
            prop_assert!(!hints.is_empty(), "{text:?}");
        }
        parse_while_typing(&text, &ROME);
    }

    #[test]
    fn any_mix_of_filter_syntax_is_parsed(
        text in "((status|is|category|place|opened|closed|#|x)(:|\"|\\.\\.|#|\\*| |-|2026|03|T|Z|open){0,6} ?){0,6}",
    ) {
        let (filter, _) = parse(&text, &ROME);
        prop_assert!(filter.terms.len() <= MAX_TERMS);
    }

    #[test]
    fn written_filters_are_parsed_to_the_same_filters(
        status in proptest::sample::select(&Status::ALL[..]),
        number in any::<u64>(),
        place in "[a-zA-Zé\"][a-zA-Z0-9é\" ]{0,20}[a-z\"]",
        words in prop::collection::vec("[a-zé]{1,8}", 0..5),
    ) {
        let text = format!("{} status:{status} place:\"={}\" #{number}", words.join(" "), place.replace('"', "\"\""));
        let filter = filter_of(&text);
        prop_assert_eq!(filter.status, Some(status));
        prop_assert_eq!(filter.number, Some(number));
        prop_assert_eq!(filter.place, Some(place));
        let terms: Vec<_> = words.iter().map(|text| word(text)).collect();
        prop_assert_eq!(filter.terms, terms);
    }
}
