use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;

const ROME: Tz = chrono_tz::Europe::Rome;

fn read(text: &str) -> Filter {
    let (filter, hints) = parse(text, &ROME);
    assert_eq!(hints, [], "{text}");
    filter
}

fn hints(text: &str) -> Vec<Hint> {
    parse(text, &ROME).1
}

fn word(text: &str) -> Term {
    Term::Word(text.to_owned())
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().expect("a time"))
}

#[test]
fn words_prefixes_and_phrases() {
    let terms = read("  lift heat*  \"room 12\" wi-fi").terms;
    let heat = Term::Prefix("heat".to_owned());
    let room = Term::Phrase("room 12".to_owned());
    assert_eq!(terms, [word("lift"), heat, room, word("wi-fi")]);
    assert_eq!(
        read("\"not closed yet").terms,
        [Term::Phrase("not closed yet".to_owned())]
    );
    assert_eq!(read(""), Filter::default());
}

#[test]
fn filters() {
    let filter = read("status:active is:unsure Category:technical-it place:\"Hall B\" noise #123");
    let expected = Filter {
        status: Some(Status::Active),
        sure: Some(false),
        category: Some(Category::TechnicalIt),
        place: Some("Hall B".to_owned()),
        number: Some(123),
        terms: vec![word("noise")],
        ..Filter::default()
    };
    assert_eq!(filter, expected);
    assert!(read("is:unclosed").unclosed);
    assert_eq!(read("category:it").category, Some(Category::TechnicalIt));
    assert_eq!(
        read("category:\"Facility management\"").category,
        Some(Category::FacilityManagement)
    );
    assert_eq!(
        read("classified:technical-it").classified,
        Some(Category::TechnicalIt)
    );
    assert_eq!(
        read("sorted:technical-it").classified,
        Some(Category::TechnicalIt)
    );
    assert_eq!(
        hints("classified:somewhere"),
        [Hint::NoClassified("somewhere".to_owned())]
    );
    assert_eq!(read("place:library").place.as_deref(), Some("library"));
}

#[test]
fn dates_are_days_of_the_campus() {
    let march = read("opened:2026-03-01..2026-04-01").opened;
    // Rome is one hour ahead in winter, two in summer.
    assert_eq!(march.from, time("2026-02-28T23:00:00Z"));
    assert_eq!(march.until, time("2026-03-31T22:00:00Z"));
    assert_eq!(read("opened:2026-03").opened, march);
    assert_eq!(read("closed:2026-03-01..").closed.from, march.from);
    assert_eq!(read("closed:2026-03-01..").closed.until, None);
    assert_eq!(read("closed:..2026-04-01").closed.until, march.until);
    let exact = read("opened:2026-03-01T12:00:00+01:00..2026-03-01T13:30:00Z").opened;
    assert_eq!(exact.from, time("2026-03-01T11:00:00Z"));
    assert_eq!(exact.until, time("2026-03-01T13:30:00Z"));
    let day = read("opened:2026-03-01").opened;
    assert_eq!((day.from, day.until), (march.from, time("2026-03-01T23:00:00Z")));
    assert_eq!(read("opened:2025").opened.until, time("2025-12-31T23:00:00Z"));
}

#[test]
fn a_day_may_begin_at_one() {
    // In Beirut the clocks are put forward at midnight.
    let (filter, hints) = parse("opened:2025-03-30..", &chrono_tz::Asia::Beirut);
    assert_eq!(hints, []);
    assert_eq!(filter.opened.from, time("2025-03-29T22:00:00Z"));
}

#[test]
fn a_wrong_query_gets_a_hint() {
    for (text, hint) in [
        ("status:done", Hint::NoStatus("done".to_owned())),
        ("is:late", Hint::NotIs("late".to_owned())),
        ("category:food", Hint::NoCategory("food".to_owned())),
        ("category:", Hint::NoCategory(String::new())),
        ("place:", Hint::NoPlace),
        ("#12x", Hint::NoNumber("#12x".to_owned())),
        (
            "#99999999999999999999999",
            Hint::NoNumber("#99999999999999999999999".to_owned()),
        ),
        ("🔥", Hint::NoLetters("🔥".to_owned())),
        ("*", Hint::NoLetters("*".to_owned())),
        ("a*", Hint::PrefixTooShort("a*".to_owned())),
        ("status:open status:closed", Hint::Twice("status:")),
        ("status:closed is:unclosed", Hint::ClosedAndUnclosed),
        ("status:open closed:2026-03", Hint::ClosedAndUnclosed),
        ("stauts:open", Hint::UnknownKey("stauts".to_owned())),
    ] {
        assert_eq!(hints(text), [hint], "{text}");
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
        let hint = Hint::NoDates {
            key: "opened",
            value: value.to_owned(),
        };
        assert_eq!(hints(&format!("opened:{value}")), [hint], "{value}");
    }
    let reversed = "opened:2026-04-01..2026-03-01";
    assert!(matches!(hints(reversed)[..], [Hint::EmptySpan { .. }]));
}

#[test]
fn what_looks_like_a_filter_but_is_none_is_looked_for() {
    assert_eq!(read("10:30").terms, [Term::Phrase("10:30".to_owned())]);
    assert_eq!(read("https://example.org").terms.len(), 1);
    assert_eq!(
        parse("room:12", &ROME).0.terms,
        [Term::Phrase("room:12".to_owned())]
    );
    assert_eq!(parse("#abc", &ROME).0.terms, [word("abc")]);
}

#[test]
fn too_much_is_cut_and_said() {
    let many = "word ".repeat(40);
    let (filter, hints) = parse(&many, &ROME);
    assert_eq!(
        (filter.terms.len(), hints),
        (MOST_TERMS, vec![Hint::TooManyWords])
    );
    let (filter, hints) = parse(&"é".repeat(5_000_000), &ROME);
    assert_eq!((filter.terms.len(), hints), (1, vec![Hint::TooLong]));
}

#[test]
fn the_word_being_typed_is_not_finished() {
    let typing = |text| parse_while_typing(text, &ROME).0.terms;
    assert_eq!(typing("lift sto"), [word("lift"), Term::Prefix("sto".to_owned())]);
    assert_eq!(typing("lift stop "), [word("lift"), word("stop")]);
    assert_eq!(typing("pc"), [word("pc")]);
    assert_eq!(typing("lift status:open"), [word("lift")]);
}

proptest! {
    #[test]
    fn nonsense_is_never_an_error(text in "\\PC{0,60}") {
        let (filter, hints) = parse(&text, &ROME);
        // An empty page never comes without a reason.
        if filter == Filter::default() && !text.trim().is_empty() {
            prop_assert!(!hints.is_empty(), "{text:?}");
        }
        parse_while_typing(&text, &ROME);
    }

    #[test]
    fn near_misses_are_never_an_error(
        text in "((status|is|category|place|opened|closed|#|x)(:|\"|\\.\\.|#|\\*| |-|2026|03|T|Z|open){0,6} ?){0,6}",
    ) {
        let (filter, _) = parse(&text, &ROME);
        prop_assert!(filter.terms.len() <= MOST_TERMS);
    }

    #[test]
    fn what_is_written_is_read(
        status in proptest::sample::select(&Status::ALL[..]),
        number in any::<u64>(),
        place in "[a-zA-Zé\"][a-zA-Z0-9é\" ]{0,20}[a-z\"]",
        words in prop::collection::vec("[a-zé]{1,8}", 0..5),
    ) {
        let text = format!("{} status:{status} place:\"{}\" #{number}", words.join(" "), place.replace('"', "\"\""));
        let filter = read(&text);
        prop_assert_eq!(filter.status, Some(status));
        prop_assert_eq!(filter.number, Some(number));
        prop_assert_eq!(filter.place, Some(place));
        let terms: Vec<_> = words.iter().map(|text| word(text)).collect();
        prop_assert_eq!(filter.terms, terms);
    }
}
