//! Settings files: errors and warnings with their lines.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

use proptest::prelude::*;
use settings::{Defaults, Finding, Layer, Settings};
use tickets::Role;

fn errors(text: &str) -> Vec<String> {
    let findings = Layer::from_toml("f.toml", text).expect_err("an error");
    findings.iter().map(Finding::to_string).collect()
}

fn warnings(text: &str) -> Vec<String> {
    let layer = Layer::from_toml("f.toml", text).expect("only warnings");
    layer.warnings().iter().map(Finding::to_string).collect()
}

#[test]
fn an_empty_file_is_valid() {
    assert!(warnings("").is_empty());
    assert!(warnings("# role = \"admin\"\n\n[defaults]\n").is_empty());
}

#[test]
fn a_wrong_value_is_an_error_with_file_line_and_reason() {
    assert_eq!(
        errors("# the library\n\nrole = \"admin\"\n"),
        ["f.toml:3: “role” has a wrong value: “admin” is neither “user” nor “helpdesk”"]
    );
    assert_eq!(
        errors("time_zone = \"Roma\""),
        [
            "f.toml:1: “time_zone” has a wrong value: “Roma” is not a time zone; time zones are written like \
             “Europe/Rome”"
        ]
    );
}

#[test]
fn a_wrong_type_is_an_error() {
    assert_eq!(
        errors("role = 1"),
        ["f.toml:1: “role” must be text, not a number"]
    );
    assert_eq!(
        errors("role = true"),
        ["f.toml:1: “role” must be text, not true or false"]
    );
    assert_eq!(
        errors("role = [\"user\"]"),
        ["f.toml:1: “role” must be text, not a list"]
    );
    assert_eq!(
        errors("role.a = 1"),
        ["f.toml:1: “role” must be text, not a table"]
    );
    assert_eq!(
        errors("\ndefaults = 1"),
        ["f.toml:2: “defaults” must be a table: [defaults]"]
    );
}

#[test]
fn all_wrong_values_are_reported_in_the_order_of_their_lines() {
    let errors = errors("time_zone = 1\nrole = 2\n[defaults]\nrole = 3\n");
    let lines: Vec<_> = errors
        .iter()
        .filter_map(|error| error.split(": ").next())
        .collect();
    assert_eq!(lines, ["f.toml:1", "f.toml:2", "f.toml:4"]);
}

#[test]
fn backups_stay_for_14_days_or_for_the_number_of_days_that_is_set() {
    let days = |text: &str| {
        let layer = Layer::from_toml("f.toml", text).expect("valid");
        let time_zone = chrono_tz::Tz::UTC;
        Settings::new(vec![layer], None, Defaults { time_zone })
            .backup_days()
            .value
    };
    assert_eq!(days(""), 14);
    assert_eq!(days("backup_days = 30"), 30);
    assert_eq!(days("[defaults]\nbackup_days = \"0\""), 0);
    for (wrong, reason) in [
        ("-1", "the number of days must be from 0 to 3650"),
        ("3651", "the number of days must be from 0 to 3650"),
        ("\"two weeks\"", "the number of days must be from 0 to 3650"),
        ("1.5", "must be a number of whole days, not a number with a point"),
        (
            "99999999999999999999",
            "must be a number of whole days, not such a large number",
        ),
        ("true", "must be a number of whole days, not true or false"),
    ] {
        let error = errors(&format!("backup_days = {wrong}")).join("");
        assert!(error.starts_with("f.toml:1: “backup_days”"), "{error}");
        assert!(error.ends_with(reason), "{error}");
    }
}

#[test]
fn texts_stay_unless_a_retention_of_at_least_a_month_is_set() {
    let months = |text: &str| {
        let layer = Layer::from_toml("f.toml", text).expect("valid");
        let time_zone = chrono_tz::Tz::UTC;
        Settings::new(vec![layer], None, Defaults { time_zone })
            .retention_months()
            .value
    };
    assert_eq!(months(""), None);
    assert_eq!(months("retention_months = 24"), Some(24));
    assert_eq!(months("[defaults]\nretention_months = \"36\""), Some(36));
    for wrong in ["0", "1201", "-1", "\"two years\""] {
        let error = errors(&format!("retention_months = {wrong}")).join("");
        assert!(
            error.ends_with("the number of months must be from 1 to 1200"),
            "{error}"
        );
    }
}

#[test]
fn a_syntax_error_is_reported_with_its_line() {
    let errors = errors("time_zone = \"Europe/Rome\"\nrole = user\n");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with("f.toml:2: this is not valid TOML: "),
        "{errors:?}"
    );
}

#[test]
fn a_key_that_is_set_twice_is_an_error() {
    let errors = errors("role = \"user\"\nrole = \"helpdesk\"\n");
    assert!(errors[0].starts_with("f.toml:2: "), "{errors:?}");
}

#[test]
fn an_unknown_key_is_a_warning_with_a_suggestion() {
    assert_eq!(
        warnings("colour = \"blue\"\nrolle = \"user\"\n[default]\nrole = \"user\"\n"),
        [
            "f.toml:1: unknown key “colour”",
            "f.toml:2: unknown key “rolle”; did you mean “role”?",
            "f.toml:3: unknown key “default”; did you mean “defaults”?",
        ]
    );
    assert_eq!(
        warnings("[defaults]\ntime-zone = \"Europe/Rome\""),
        ["f.toml:2: unknown key “time-zone”; did you mean “time_zone”?"]
    );
}

#[test]
fn an_unknown_key_changes_nothing() {
    let layer = Layer::from_toml("f.toml", "rolle = 7\nrole = \"user\"").expect("a warning");
    let time_zone = chrono_tz::Tz::UTC;
    let settings = Settings::new(vec![layer], None, Defaults { time_zone });
    assert_eq!(settings.pinned_role(), Some(Role::User));
    assert_eq!(settings.warnings().len(), 1);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let text = "\u{feff}# made by an editor\r\n\r\nrole = \"admin\"\r\n";
    assert!(
        errors(text)[0].starts_with("f.toml:3: “role”"),
        "{:?}",
        errors(text)
    );
}

proptest! {
    #[test]
    fn the_line_of_a_wrong_value_is_right_below_any_comments(
        before in prop::collection::vec("(#[a-z é“]{0,20})?", 0..20),
        suggested in any::<bool>(),
        windows in any::<bool>(),
    ) {
        let mut lines = before;
        lines.extend(suggested.then(|| "[defaults]".to_owned()));
        lines.push("role = \"nobody\"".to_owned());
        let line = lines.len();
        let text = lines.join(if windows { "\r\n" } else { "\n" });
        let findings = Layer::from_toml("f.toml", &text).expect_err("an error");
        prop_assert_eq!(findings.len(), 1);
        prop_assert_eq!(findings[0].place.line, Some(line));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "(role|time_zone|defaults|[\\[\\]=\"\n. a-z'#{},0-9]){0,60}") {
        let _ = Layer::from_toml("f.toml", &text);
    }
}

#[test]
fn a_switch_is_true_or_false() {
    let reason = |text| {
        let findings = Layer::from_toml("f.toml", text).expect_err("no switch");
        findings.iter().map(ToString::to_string).collect::<String>()
    };
    assert_eq!(
        reason("shared = \"yes\""),
        "f.toml:1: “shared” has a wrong value: it must be true or false"
    );
    assert_eq!(
        reason("shared = 1"),
        "f.toml:1: “shared” must be true or false, not a number"
    );
}
