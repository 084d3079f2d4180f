//! Two people edit the same ticket: nobody's text is lost.

use end_to_end::window::{Laptop, Window};
use wire::Ticket;

use crate::other_clients;

async fn at_a_ticket(laptop: &Laptop) -> (Window, Ticket) {
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    let ticket = other_clients::report(&window.api("user"), "The lift is stuck", Some("Hall B")).await;
    window.click("#rows .row-open", "The lift is stuck").await;
    window.sees("#ticket h1", "Ticket #1").await;
    (window, ticket)
}

#[tokio::test]
async fn a_conflicting_edit_shows_both_texts_and_the_person_chooses_one() {
    let laptop = Laptop::new();
    let (window, ticket) = at_a_ticket(&laptop).await;
    let desk = window.api("user");

    // One person edits while the other answers: both commands are accepted.
    window.click("#ticket .actions button", "Edit").await;
    window
        .pastes("#editor-description", "Mine: it is stuck on floor 2")
        .await;
    other_clients::write(&window.api("helpdesk"), &ticket, "Which floor?").await;
    window.sees("#ticket .message", "Which floor?").await;
    window.click("#editor button", "Save").await;
    window
        .sees("#ticket .description", "Mine: it is stuck on floor 2")
        .await;

    // Both people edit the text: both texts are shown, and the person chooses one.
    window.click("#ticket .actions button", "Edit").await;
    window
        .pastes("#editor-description", "Mine: it is stuck on floor 3")
        .await;
    other_clients::rewrite(&desk, &ticket, "Theirs: it is stuck in the cellar").await;
    window.sees("#ticket .description", "Theirs").await;
    assert_eq!(
        window.value("#editor-description").await,
        "Mine: it is stuck on floor 3"
    );
    window.click("#editor button", "Save").await;
    window
        .sees("#editor", "Someone changed this ticket while you were writing")
        .await;
    window
        .sees("#editor .side", "Theirs: it is stuck in the cellar")
        .await;
    assert_eq!(
        window.value("#editor-description").await,
        "Mine: it is stuck on floor 3"
    );
    window.picture("conflict");
    window.click("#editor button", "Use your version").await;
    window
        .sees("#ticket .description > .text", "Mine: it is stuck on floor 3")
        .await;
    window
        .sees("#ticket .earlier", "Theirs: it is stuck in the cellar")
        .await;

    // A second conflict: choose the other text.
    window.click("#ticket .actions button", "Edit").await;
    window.pastes("#editor-description", "Mine: it moves again").await;
    other_clients::rewrite(&desk, &ticket, "Theirs: it does not move").await;
    window.click("#editor button", "Save").await;
    window.click("#editor button", "Use the current version").await;
    window
        .sees("#ticket .description > .text", "Theirs: it does not move")
        .await;
    window
        .until(
            "the editor is closed",
            "!document.querySelector('#editor-description')",
        )
        .await;
    let now = desk.ticket(ticket.id).await.unwrap();
    assert_eq!(now.description.as_str(), "Theirs: it does not move");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_ticket_that_is_closed_while_someone_writes_can_be_reported_again() {
    let laptop = Laptop::new();
    let (window, ticket) = at_a_ticket(&laptop).await;
    window
        .types("#composer-body", "It is stuck again, since noon")
        .await;
    other_clients::close(&window.api("helpdesk"), &ticket).await;
    window.sees("#ticket", "was closed").await;
    assert_eq!(
        window.value("#composer-body").await,
        "It is stuck again, since noon"
    );
    window.click("#composer button", "Send").await;
    window
        .sees("#ticket .closed-meanwhile", "Your text is still here")
        .await;
    window.picture("closed-meanwhile");
    assert_eq!(
        window.value("#report-again-description").await,
        "It is stuck again, since noon"
    );
    window.click("#report-again button", "Report it again").await;
    window.sees("#page h2", "Your report is number #2").await;
    let again = window.api("user").ticket(2).await.unwrap();
    assert_eq!(again.description.as_str(), "It is stuck again, since noon");
    window.assert_no_errors().await;
}
