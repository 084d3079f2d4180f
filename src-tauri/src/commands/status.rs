//! What the helpdesk does with a ticket: start, close, correct the category.

use desk::Visible;
use store::StoreError;
use tauri::State;
use tickets::{Category, Refusal, Role, Status, TicketId};

use super::{Answer, refused, ticket, work};
use crate::form::Form;
use crate::shell::Shell;

/// Takes a ticket on.
#[tauri::command]
pub async fn start_ticket(shell: State<'_, Shell>, form: Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    work(shell, move |shell| {
        let decision = shell.desk.start(&shell.caller(&form), command, ticket, None)?;
        after(shell, ticket, decision)
    })
    .await
}

/// Asks to close a ticket: it is sent in five seconds, unless it is undone.
#[tauri::command]
pub async fn close_ticket(shell: State<'_, Shell>, form: Form) -> Answer {
    let ticket = form.ticket()?;
    work(shell, move |shell| {
        let answer = close_soon(shell, &form, ticket)?;
        after(shell, ticket, answer)
    })
    .await
}

/// Takes a close back.
#[tauri::command]
pub async fn undo_close(shell: State<'_, Shell>, form: Form) -> Answer {
    let ticket = form.ticket()?;
    work(shell, move |shell| {
        let undone = shell.closing.pending().undo(ticket);
        if !undone {
            shell.notices.too_late(ticket, shell.number(ticket));
        }
        shell.touch(ticket);
        ticket::view(shell, ticket)
    })
    .await
}

/// Says what kind of problem it is.
#[tauri::command]
pub async fn correct_category(shell: State<'_, Shell>, form: Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let category: Category = form.need("category")?;
    work(shell, move |shell| {
        let decision = shell
            .desk
            .correct(&shell.caller(&form), command, ticket, category)?;
        after(shell, ticket, decision)
    })
    .await
}

/// Begins the five seconds, if the ticket could be closed by whoever asks.
pub fn close_soon(shell: &Shell, form: &Form, ticket: TicketId) -> Result<Result<(), Refusal>, StoreError> {
    let caller = shell.caller(form);
    if caller.role == Role::User {
        return Ok(Err(Refusal::HelpdeskOnly));
    }
    Ok(match shell.desk.ticket(caller.role, ticket.into())? {
        Visible::Full(ticket) if ticket.status == Status::Closed => Err(Refusal::WrongStatus {
            is: Status::Closed,
            needs: vec![Status::Open, Status::Active],
            ticket: Box::new(ticket),
        }),
        Visible::Full(ticket) => {
            shell.closing.ask(&ticket, caller);
            shell.touch(ticket.id);
            Ok(())
        }
        Visible::Closed { .. } | Visible::NotFound => Err(Refusal::NoSuchTicket),
    })
}

/// The ticket as it is now; what was refused is told beside it.
fn after<T>(shell: &Shell, ticket: TicketId, decision: Result<T, Refusal>) -> Answer {
    let told = decision.err().map(|refusal| refused(&refusal));
    Ok(ticket::view(shell, ticket)? + &told.unwrap_or_default())
}
