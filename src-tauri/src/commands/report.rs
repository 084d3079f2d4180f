//! Reporting a problem, and what became of the reports made on this laptop.

use chrono::{DateTime, Utc};
use desk::Visible;
use tauri::State;
use tickets::{Assignment, Role, TicketId};
use ui::Fragment;
use ui::hint::Hints;
use ui::reason::AssignmentNote;
use ui::report::{PlaceOptions, ReportForSomeone, ReportForm, Reported};
use ui::user::{MyReport, MyReportState, MyReports, MyReportsBeside, UserPage};

use super::drafts::{self, Page};
use super::{Answer, again, helpdesk_only, list, refused, work};
use crate::failure::CommandError;
use crate::fields;
use crate::form::{Form, FormError};
use crate::shell::Shell;

/// How many places are suggested.
const SUGGESTIONS: usize = 8;

/// How many of the reports made here are shown at first, and how many more at a time.
const SHOWN: usize = 20;

/// What the classifier says of the text so far.
#[tauri::command]
pub async fn classify(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        let assignment = shell.assignment(form.text("description"));
        Ok(AssignmentNote {
            assignment: assignment.as_ref(),
        }
        .html())
    })
    .await
}

/// Places used before that begin so.
#[tauri::command]
pub async fn suggest_places(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        let places = shell.desk.places(form.text("place"), SUGGESTIONS)?;
        Ok(PlaceOptions { places: &places }.html())
    })
    .await
}

/// Sends a report. Its draft is dropped only once it is kept.
#[tauri::command]
pub async fn report_ticket(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| report(shell, &form)).await
}

fn report(shell: &Shell, form: &Form) -> Answer {
    let (command, ticket) = (form.command()?, form.ticket()?);
    let problem = match fields::problem(form) {
        Ok(problem) => problem,
        Err(hints) => return draw(shell, form, hints, None),
    };
    let place = problem.place;
    let decision = shell
        .desk
        .report(&shell.caller(form), command, ticket, problem.description, place)?;
    match decision {
        Ok(accepted) => {
            drafts::reported(shell, form, &accepted.ticket);
            let again = form.may("again")?;
            let reported = Reported {
                ticket: &accepted.ticket,
                role: shell.role_or_user(),
                again,
                more_left: again.is_some_and(|closed| again::more_waits(shell, closed)),
            };
            Ok(reported.html() + &listed_too(shell)?)
        }
        Err(refusal) => {
            let form = form.to_send_again(&refusal, &["command", "ticket"]);
            Ok(draw(shell, &form, Hints::default(), None)? + &refused(&refusal))
        }
    }
}

/// "Reported on this laptop", which has grown: it hears only of tickets that it holds.
fn listed_too(shell: &Shell) -> Answer {
    match shell.role_or_user() {
        Role::User => Ok(MyReportsBeside {
            mine: mine(shell, &reports(shell, SHOWN)?, SHOWN),
        }
        .html()),
        Role::Helpdesk => Ok(String::new()),
    }
}

/// The helpdesk reports what someone told it, with the report that was being written.
#[tauri::command]
pub async fn report_for_someone(shell: State<'_, Shell>) -> Answer {
    work(shell, |shell| {
        helpdesk_only(shell)?;
        let draft = drafts::waiting(shell, Page::Report, None)?;
        let assignment = shell.assignment(draft.form.text("description"));
        let form = report_form(
            shell,
            &draft.form,
            Hints::default(),
            assignment.as_ref(),
            draft.saved_at,
        )?;
        Ok(ReportForSomeone { form }.html())
    })
    .await
}

fn draw(shell: &Shell, form: &Form, hints: Hints, saved: Option<DateTime<Utc>>) -> Answer {
    let assignment = shell.assignment(form.text("description"));
    Ok(report_form(shell, form, hints, assignment.as_ref(), saved)?.html())
}

/// The box as it was filled in. A form that names no command and no ticket yet (an empty one) gets new ones.
pub fn report_form<'a>(
    shell: &Shell,
    form: &'a Form,
    hints: Hints,
    assignment: Option<&'a Assignment>,
    draft_saved: Option<DateTime<Utc>>,
) -> Result<ReportForm<'a>, FormError> {
    Ok(ReportForm {
        command: form.may("command")?.unwrap_or_default(),
        ticket: form.may("ticket")?.unwrap_or_default(),
        description: form.text("description"),
        place: form.text("place"),
        name: form.text("name"),
        hints,
        assignment,
        again: form.may("again")?,
        from: form.text("from"),
        draft_saved,
        clock: shell.clock(),
    })
}

/// The user's page, with the report that was being written.
pub fn page(shell: &Shell) -> Answer {
    let draft = drafts::waiting(shell, Page::Report, None)?;
    let assignment = shell.assignment(draft.form.text("description"));
    let (list, reports) = (list::user(shell, &Form::default())?, reports(shell, SHOWN)?);
    let page = UserPage {
        header: shell.header(Role::User),
        form: report_form(
            shell,
            &draft.form,
            Hints::default(),
            assignment.as_ref(),
            draft.saved_at,
        )?,
        mine: mine(shell, &reports, SHOWN),
        list: list.rows(),
    };
    Ok(page.html())
}

/// "Reported on this laptop": as many as the form says.
#[tauri::command]
pub async fn my_reports(shell: State<'_, Shell>, form: Form) -> Answer {
    work(shell, move |shell| {
        let shown = form.may("shown")?.unwrap_or(SHOWN);
        Ok(mine(shell, &reports(shell, shown)?, shown).html())
    })
    .await
}

/// The first `shown` of the reports; one more says that there are more.
fn mine<'a>(shell: &Shell, reports: &'a [MyReport], shown: usize) -> MyReports<'a> {
    MyReports {
        reports: reports.get(..shown).unwrap_or(reports),
        shown,
        more: (reports.len() > shown).then_some(shown.saturating_add(SHOWN)),
        clock: shell.clock(),
    }
}

/// The last reports made here, newest first, as far as a user is told how they go: `shown`, and one more if there is
/// one.
fn reports(shell: &Shell, shown: usize) -> Result<Vec<MyReport>, CommandError> {
    let mut reports = Vec::new();
    for made in shell.drafts.last_reported(shown.saturating_add(1))? {
        let (summary, state) = match shell.desk.ticket(Role::User, made.ticket.into())? {
            Visible::Full(ticket) => (
                first_words(ticket.description.as_str()),
                MyReportState::Unclosed {
                    status: ticket.status,
                    unseen_answer: ticket.messages > made.messages_seen
                        && answered_since(shell, ticket.id, made.messages_seen)?,
                },
            ),
            Visible::Closed { closed_at, .. } => (made.summary, MyReportState::Closed(closed_at)),
            Visible::NotFound => continue,
        };
        reports.push(MyReport {
            id: made.ticket,
            number: made.number,
            summary,
            state,
        });
    }
    Ok(reports)
}

/// Whether the helpdesk wrote after the first `seen` messages; what the user added themselves is not news.
fn answered_since(shell: &Shell, ticket: TicketId, seen: u32) -> Result<bool, CommandError> {
    let Visible::Full(page) = shell.desk.ticket_page(Role::User, ticket.into())? else {
        return Ok(false);
    };
    let seen = usize::try_from(seen).unwrap_or(usize::MAX);
    Ok(page
        .messages
        .iter()
        .skip(seen)
        .any(|message| message.role == Role::Helpdesk))
}

/// The beginning of a text, on one line.
pub fn first_words(text: &str) -> String {
    text.split_whitespace()
        .flat_map(|word| [word, " "])
        .flat_map(str::chars)
        .take(200)
        .collect()
}
