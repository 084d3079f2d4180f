//! Forms that no page of this version sends.

use pages::{Answer, CommandError, Form, Visit, with_commands};
use tickets::Role;

use crate::visitor::Office;

type Command = fn(&dyn Visit, &Form) -> Answer;

macro_rules! blocking_commands {
    (
        first_page [$($first_module:ident::$first:ident),*]
        asks_a_service [$($_module:ident::$_asking:ident),*]
        blocks [$($module:ident::$command:ident),* $(,)?]
    ) => {
        [
            $((stringify!($first), pages::commands::$first_module::$first as Command),)*
            $((stringify!($command), pages::commands::$module::$command as Command)),*
        ]
    };
}

/// Every command answers every such form: with a fragment, or with an error that names the field.
#[test]
fn no_command_panics_or_changes_a_ticket() {
    let office = Office::open();
    let helpdesk = office.visitor(Role::Helpdesk);
    let lift = helpdesk.report("The lift is stuck");
    let ticket = lift.id.to_string();
    let long = "x".repeat(20_000);
    let forms = [
        Form::default(),
        Form::from([
            ("ticket", "12"),
            ("command", "12"),
            ("page", "12"),
            ("role", "admin"),
        ]),
        Form::from([("ticket", &*ticket), ("command", "not an id"), ("version", "-1")]),
        Form::from([("ticket", &*ticket), ("page", "edit"), ("version", "x")]),
        Form::from([
            ("at", "sideways"),
            ("rows", "many"),
            ("view", "none"),
            ("order", "best"),
        ]),
        Form::from([
            ("shown", "-1"),
            ("name", "no such analysis"),
            ("again", "12"),
            ("from", "12"),
        ]),
        Form::from([
            ("description", &*long),
            ("body", &*long),
            ("place", "a\nb"),
            ("q", &*long),
        ]),
        Form::from([
            ("ticket", "\u{0}"),
            ("category", "\u{202e}"),
            ("messages", "4294967296"),
        ]),
    ];
    for (name, command) in with_commands!(blocking_commands) {
        for form in &forms {
            match command(&helpdesk, form) {
                Ok(_) => {}
                Err(CommandError::Form(error)) => assert!(error.to_string().contains('“'), "{name}"),
                Err(error) => panic!("{name} with {form:?}: {error}"),
            }
        }
    }
    assert_eq!(helpdesk.ticket(lift.id), lift);
}

#[test]
fn the_error_names_the_field_and_says_that_the_text_is_still_there() {
    let office = Office::open();
    let user = office.visitor(Role::User);
    let error = pages::commands::message::write_message(&user, &Form::default()).expect_err("no ids");
    assert!(error.to_string().contains("command"), "{error}");
    assert!(error.failure().means.contains("Your text is still here"));
}
