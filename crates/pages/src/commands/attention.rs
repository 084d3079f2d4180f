//! The changes that the hub refused: each stays in the list until the person sends it again or discards it. And those on which the
//! hub fails: they stay until it accepts or refuses them.

use desk::{Report, Visible};
use store::{Attention, Decision};
use tickets::{Action, Base, Caller, Command, CommandId, Description, Edit, Place, Refusal, TicketId};
use ui::Fragment;
use ui::attention::{AttentionList, AttentionPage, ParkedChange, RefusedChange};

use super::refused;
use crate::{Answer, CommandError, Form, HubLink, Visit};

/// The page with these changes.
pub fn attention(visit: &dyn Visit, _: &Form) -> Answer {
    let (items, parked) = (items(visit)?, parked(visit)?);
    let page = AttentionPage {
        header: visit.header(visit.role_or_user()),
        list: list(visit, &items, &parked),
    };
    Ok(page.html())
}

/// The list.
pub fn attention_list(visit: &dyn Visit, _: &Form) -> Answer {
    Ok(list(visit, &items(visit)?, &parked(visit)?).html())
}

fn list<'a>(visit: &dyn Visit, items: &'a [RefusedChange], parked: &'a [ParkedChange]) -> AttentionList<'a> {
    AttentionList {
        items,
        parked,
        earlier: visit.hub().and_then(HubLink::earlier_desk),
        clock: visit.clock(),
    }
}

/// Sends the unclosed tickets that the computer had before it belonged to the hub.
pub fn send_earlier(visit: &dyn Visit, _: &Form) -> Answer {
    if let Some(hub) = visit.hub() {
        hub.send_earlier_tickets(visit.desk())?;
    }
    list_and_line(visit)
}

/// Leaves these tickets in their file.
pub fn leave_earlier(visit: &dyn Visit, _: &Form) -> Answer {
    if let Some(hub) = visit.hub() {
        hub.leave_earlier_tickets()?;
    }
    list_and_line(visit)
}

/// Discards a refused change.
pub fn discard_refused(visit: &dyn Visit, form: &Form) -> Answer {
    discard(visit, form.required("item")?)?;
    list_and_line(visit)
}

/// Sends an edit again, based on the ticket as it is now; or a message.
pub fn send_again(visit: &dyn Visit, form: &Form) -> Answer {
    let command = form.command()?;
    answer(visit, form, |visit, change, caller| match &change.action {
        Action::Write { body } => Ok(Some(visit.desk().write(
            caller,
            command,
            change.ticket,
            body.clone(),
        )?)),
        Action::Modify { edit, .. } => modify_again(visit, caller, command, change.ticket, edit),
        _ => Ok(None),
    })
}

fn modify_again(
    visit: &dyn Visit,
    caller: &Caller,
    command: CommandId,
    ticket: TicketId,
    edit: &Edit,
) -> Result<Option<Decision>, CommandError> {
    let Visible::Full(now) = visit.desk().ticket(visit.role_or_user(), ticket.into())? else {
        return Ok(Some(Err(Refusal::NoSuchTicket)));
    };
    let edit = Edit {
        base: Base::Version(now.version),
        description: edit.description.clone().filter(|text| *text != now.description),
        place: edit.place.clone().filter(|place| *place != now.place),
    };
    Ok(Some(visit.desk().modify(caller, command, ticket, edit)?))
}

/// Reports the text of a refused change; if its ticket was closed, as the same problem again.
pub fn report_refused(visit: &dyn Visit, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    answer(visit, form, |visit, change, caller| {
        let Some(description) = change.text().and_then(|text| Description::new(text).ok()) else {
            return Ok(None);
        };
        let report = Report {
            place: change.place().and_then(|place| Place::new(place).ok()),
            follows: change.is_closed().then_some(change.ticket),
            ..Report::new(description, None)
        };
        Ok(Some(visit.desk().report(caller, command, ticket, report)?))
    })
}

/// Sends something for a refused change. If that is accepted, the change leaves the list: the laptop has its text in the
/// outbox.
fn answer(
    visit: &dyn Visit,
    form: &Form,
    send: impl FnOnce(&dyn Visit, &RefusedChange, &Caller) -> Result<Option<Decision>, CommandError>,
) -> Answer {
    let item: CommandId = form.required("item")?;
    let Some(change) = items(visit)?.into_iter().find(|change| change.command == item) else {
        return list_and_line(visit);
    };
    match send(visit, &change, &visit.caller(form))? {
        Some(Ok(_) | Err(Refusal::NothingToChange | Refusal::AcceptedThenClosed { .. })) => {
            discard(visit, item)?;
            list_and_line(visit)
        }
        Some(Err(refusal)) => Ok(list_and_line(visit)? + &refused(&refusal)),
        None => list_and_line(visit),
    }
}

fn discard(visit: &dyn Visit, item: CommandId) -> Result<(), CommandError> {
    match visit.hub() {
        Some(hub) => Ok(hub.replica().discard(item)?),
        None => Ok(()),
    }
}

fn list_and_line(visit: &dyn Visit) -> Answer {
    visit.refresh(None);
    attention_list(visit, &Form::default())
}

fn items(visit: &dyn Visit) -> Result<Vec<RefusedChange>, CommandError> {
    let Some(hub) = visit.hub() else {
        return Ok(Vec::new());
    };
    let refused = hub.replica().attention()?.into_iter();
    refused.map(|refused| describe(visit, refused)).collect()
}

/// The waiting changes on which the hub fails.
fn parked(visit: &dyn Visit) -> Result<Vec<ParkedChange>, CommandError> {
    let Some((hub, ids)) = visit.hub().map(|hub| (hub, hub.parked())) else {
        return Ok(Vec::new());
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let outbox = hub.replica().outbox()?.into_iter();
    let parked = outbox.filter(|waiting| ids.contains(&waiting.command.id));
    parked
        .map(|waiting| describe_parked(visit, waiting.command))
        .collect()
}

fn describe_parked(visit: &dyn Visit, command: Command) -> Result<ParkedChange, CommandError> {
    let ticket = visit.desk().ticket(visit.role_or_user(), command.ticket.into())?;
    let number = match ticket {
        Visible::Full(ticket) => ticket.number,
        Visible::Closed { .. } | Visible::NotFound => None,
    };
    Ok(ParkedChange {
        command: command.id,
        number,
        given_at: command.given_at,
        action: command.action,
    })
}

fn describe(visit: &dyn Visit, refused: Attention) -> Result<RefusedChange, CommandError> {
    let Attention { command, refusal, .. } = refused;
    let now = match visit.desk().ticket(visit.role_or_user(), command.ticket.into())? {
        Visible::Full(ticket) => Some(ticket),
        Visible::Closed { .. } | Visible::NotFound => None,
    };
    Ok(RefusedChange {
        command: command.id,
        ticket: command.ticket,
        number: now.as_ref().map_or_else(|| number(&refusal), |now| now.number),
        given_at: command.given_at,
        action: command.action,
        refusal,
        now,
        again: CommandId::new(),
        new_ticket: TicketId::new(),
    })
}

/// The number of the ticket that a refusal names.
fn number(refusal: &Refusal) -> Option<u64> {
    match refusal {
        Refusal::ClosedMeanwhile { number, .. } | Refusal::AcceptedThenClosed { number, .. } => *number,
        Refusal::WrongStatus { ticket, .. }
        | Refusal::ChangedMeanwhile { ticket }
        | Refusal::EditedMeanwhile { theirs: ticket, .. } => ticket.number,
        _ => None,
    }
}
