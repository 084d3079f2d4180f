//! Writing under a ticket.

use tauri::State;
use tickets::TicketId;
use ui::Fragment;
use ui::hint::Hints;
use ui::write::Composer;

use super::drafts::{self, Draft, Page};
use super::{Answer, again, refused, status, work};
use crate::fields;
use crate::form::{Form, FormError};
use crate::shell::Shell;

/// Sends a message.
#[tauri::command]
pub async fn write_message(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| write(shell, &form, |_, _| Ok(String::new()))).await
}

/// Sends an answer, and asks to close the ticket.
#[tauri::command]
pub async fn answer_and_close(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        write(shell, &form, |shell, ticket| {
            let asked = status::close_soon(shell, &form, ticket)?;
            Ok(asked.err().map(|refusal| refused(&refusal)).unwrap_or_default())
        })
    })
    .await
}

/// Writes; what `then` answers goes beside the emptied composer.
fn write(shell: &Shell, form: &Form, then: impl FnOnce(&Shell, TicketId) -> Answer) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let again = |form, hints| Ok(composer(shell, &Draft::typed(form), ticket, hints)?.html());
    let body = match fields::message(form) {
        Ok(body) => body,
        Err(hints) => return again(form, hints),
    };
    match shell.desk.write(&shell.caller(form), command, ticket, body)? {
        Ok(_) => {
            drafts::sent(shell, Page::Message, ticket, form);
            let beside = then(shell, ticket)?;
            Ok(emptied(shell, form, ticket)? + &beside)
        }
        Err(refusal) => match again::closed(&refusal) {
            Some((number, closed_at)) => {
                drafts::keep(shell, Page::Message, ticket, form)?;
                again::closed_meanwhile(shell, Page::Message, form, ticket, number, closed_at)
            }
            None => {
                let form = form.to_send_again(&refusal, &["command"]);
                Ok(again(&form, Hints::default())? + &refused(&refusal))
            }
        },
    }
}

/// The composer, empty but for the name.
pub fn emptied(shell: &Shell, form: &Form, ticket: TicketId) -> Answer {
    let empty = Draft::typed(&Form::of([("name", form.text("name").to_owned())]));
    Ok(composer(shell, &empty, ticket, Hints::default())?.html())
}

/// The composer as it was filled in.
pub fn composer<'a>(
    shell: &Shell,
    draft: &'a Draft,
    ticket: TicketId,
    hints: Hints,
) -> Result<Composer<'a>, FormError> {
    let form = &draft.form;
    Ok(Composer {
        ticket,
        role: shell.role_or_user(),
        command: form.may("command")?.unwrap_or_default(),
        body: form.text("body"),
        name: form.text("name"),
        hints,
        draft_saved: draft.saved_at,
        clock: shell.clock(),
    })
}
