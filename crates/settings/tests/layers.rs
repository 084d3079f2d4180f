//! Which layer decides, for random layers.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

use proptest::prelude::*;
use settings::{Defaults, Layer, Settings, Source, State, effective_table};
use tickets::Role;

const MACHINE: &str = "/etc/campus-desk/settings.toml";
const FILE: &str = "laptop.toml";

/// What one file says about the role.
#[derive(Clone, Copy, Debug, Default)]
struct Says {
    pinned: Option<Role>,
    suggested: Option<Role>,
}

impl Says {
    fn toml(self) -> String {
        let line = |role: Role| format!("role = \"{role}\"\n");
        let pinned = self.pinned.map(line).unwrap_or_default();
        let suggested = self.suggested.map(line).unwrap_or_default();
        format!("{pinned}[defaults]\n{suggested}")
    }

    fn layer(self, name: &str) -> Layer {
        Layer::from_toml(name, &self.toml()).expect("valid")
    }
}

fn defaults() -> Defaults {
    Defaults {
        time_zone: chrono_tz::Tz::Asia__Seoul,
    }
}

fn settings(machine: &[Says], file: Option<Says>) -> Settings {
    let machine = machine.iter().map(|says| says.layer(MACHINE)).collect();
    Settings::new(machine, file.map(|says| says.layer(FILE)), defaults())
}

fn file(text: &str) -> Layer {
    Layer::from_toml(FILE, text).expect("valid")
}

fn machine(text: &str) -> Layer {
    Layer::from_toml(MACHINE, text).expect("valid")
}

fn any_role() -> impl Strategy<Value = Option<Role>> {
    prop_oneof![Just(None), Just(Some(Role::User)), Just(Some(Role::Helpdesk))]
}

fn any_says() -> impl Strategy<Value = Says> {
    (any_role(), any_role()).prop_map(|(pinned, suggested)| Says { pinned, suggested })
}

fn any_machine() -> impl Strategy<Value = Vec<Says>> {
    prop::collection::vec(any_says(), 0..3)
}

proptest! {
    #[test]
    fn the_most_important_layer_that_sets_the_role_decides(
        machine in any_machine(),
        file in prop::option::of(any_says()),
        choice in any_role(),
    ) {
        let pinned = machine.iter().chain(&file).find_map(|says| says.pinned);
        let suggested = file.iter().chain(&machine).find_map(|says| says.suggested);
        let expected = if pinned.is_some() {
            (pinned, State::Pinned)
        } else if choice.is_some() {
            (choice, State::Chosen)
        } else if suggested.is_some() {
            (suggested, State::Suggested)
        } else {
            (None, State::Default)
        };
        let settings = settings(&machine, file);
        let role = settings.role(choice);
        prop_assert_eq!((role.value, role.state), expected);
        prop_assert_eq!(settings.pinned_role(), pinned);
    }

    #[test]
    fn nothing_unpins_what_the_machine_pins(
        machine in any_machine(),
        file in prop::option::of(any_says()),
        choice in any_role(),
    ) {
        let pinned = machine.iter().find_map(|says| says.pinned);
        prop_assume!(pinned.is_some());
        let role = settings(&machine, file).role(choice);
        prop_assert_eq!((role.value, role.state), (pinned, State::Pinned));
        prop_assert!(matches!(role.source, Source::Machine(_)), "{:?}", role.source);
    }

    #[test]
    fn the_source_of_a_value_is_a_layer_that_sets_it(
        machine in any_machine(),
        file in prop::option::of(any_says()),
        choice in any_role(),
    ) {
        let role = settings(&machine, file).role(choice);
        let said = |says: &Says| match role.state {
            State::Pinned => says.pinned,
            _ => says.suggested,
        };
        let values: Vec<_> = match &role.source {
            Source::Machine(place) if place.name == MACHINE => machine.iter().map(said).collect(),
            Source::File(place) if place.name == FILE => file.iter().map(said).collect(),
            Source::Person => vec![choice],
            Source::Default => vec![None],
            other => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        prop_assert!(values.contains(&role.value), "{role:?}");
    }
}

#[test]
fn a_person_overrides_a_suggested_role_but_not_a_pinned_role() {
    let suggested = Settings::new(vec![machine("[defaults]\nrole = \"user\"")], None, defaults());
    assert_eq!(suggested.role(None).value, Some(Role::User));
    assert_eq!(suggested.role(Some(Role::Helpdesk)).value, Some(Role::Helpdesk));
    assert_eq!(suggested.pinned_role(), None);

    let pinned = Settings::new(vec![machine("role = \"user\"")], None, defaults());
    assert_eq!(pinned.role(Some(Role::Helpdesk)).value, Some(Role::User));
    assert_eq!(pinned.pinned_role(), Some(Role::User));
}

#[test]
fn the_settings_file_overrides_what_the_machine_suggests() {
    let both = Settings::new(
        vec![machine("[defaults]\nrole = \"user\"")],
        Some(file("role = \"helpdesk\"")),
        defaults(),
    );
    assert_eq!(both.pinned_role(), Some(Role::Helpdesk));
    assert_eq!(both.warnings(), []);
}

#[test]
fn the_settings_file_cannot_unpin_and_a_warning_names_both_places() {
    let both = Settings::new(
        vec![machine("role = \"user\"")],
        Some(file("time_zone = \"Europe/Rome\"\nrole = \"helpdesk\"")),
        defaults(),
    );
    assert_eq!(both.pinned_role(), Some(Role::User));
    assert_eq!(both.time_zone().value, chrono_tz::Tz::Europe__Rome);
    let warnings: Vec<_> = both.warnings().iter().map(ToString::to_string).collect();
    let expected = "laptop.toml:2: “role” is ignored, because /etc/campus-desk/settings.toml:1 pins it";
    assert_eq!(warnings, [expected]);
}

#[test]
fn without_layers_the_computer_decides_the_zone_and_the_person_the_role() {
    let empty = Settings::new(vec![], None, defaults());
    assert_eq!(empty.role(None).value, None);
    assert_eq!(empty.time_zone().value, chrono_tz::Tz::Asia__Seoul);
    assert_eq!(empty.time_zone().state, State::Default);
}

#[test]
fn the_table_shows_each_key_with_value_source_and_state() {
    let settings = Settings::new(
        vec![machine("# the campus\ntime_zone = \"Europe/Rome\"")],
        Some(file("[defaults]\nrole = \"user\"")),
        defaults(),
    );
    assert_eq!(
        effective_table(&settings, None),
        "key               value                source                            state\n\
         role              user                 --settings laptop.toml:2          suggested\n\
         time_zone         Europe/Rome          /etc/campus-desk/settings.toml:2  pinned\n\
         shared            false                built in                          default\n\
         notifications     true                 built in                          default\n\
         backup_days       14                   built in                          default\n\
         retention_months  not set: texts stay  built in                          default\n\
         hub               not set              built in                          default\n\
         key_file          not set              built in                          default\n\
         hub_ca            not set              built in                          default\n"
    );
    assert_eq!(
        effective_table(&Settings::new(vec![], None, defaults()), Some(Role::Helpdesk)),
        "key               value                source               state\n\
         role              helpdesk             the person's choice  chosen\n\
         time_zone         Asia/Seoul           built in             default\n\
         shared            false                built in             default\n\
         notifications     true                 built in             default\n\
         backup_days       14                   built in             default\n\
         retention_months  not set: texts stay  built in             default\n\
         hub               not set              built in             default\n\
         key_file          not set              built in             default\n\
         hub_ca            not set              built in             default\n"
    );
    let nobody = effective_table(&Settings::new(vec![], None, defaults()), None);
    assert!(nobody.contains("not set: each person chooses"), "{nobody}");
}

#[test]
fn a_computer_is_shared_if_a_layer_says_so() {
    let settings = |text| Settings::new(vec![machine(text)], None, defaults());
    assert!(!settings("").shared().value);
    for text in ["shared = true", "shared = \"true\"", "[defaults]\nshared = true"] {
        assert!(settings(text).shared().value, "{text}");
    }
    assert!(!settings("shared = false").shared().value);
}

#[test]
fn notifications_are_shown_unless_a_layer_turns_them_off() {
    let settings = |text| Settings::new(vec![machine(text)], None, defaults());
    assert!(settings("").notifications().value);
    for text in [
        "notifications = false",
        "notifications = \"false\"",
        "[defaults]\nnotifications = false",
    ] {
        assert!(!settings(text).notifications().value, "{text}");
    }
}
