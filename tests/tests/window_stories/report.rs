//! A person reports a problem and follows its progress.

use end_to_end::window::Laptop;

use crate::other_clients;

const WIFI: &str = "The wifi in the library drops every few minutes";

#[tokio::test]
async fn a_student_reports_a_problem_and_follows_it_until_it_is_closed() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window
        .sees(
            ".small",
            "Anyone using Campus Desk here can read and edit your report.",
        )
        .await;

    // While typing, the category and its reason are shown.
    window.types("#report-description", WIFI).await;
    window.sees("#report-assignment", "Technical IT").await;
    window.sees("#report-assignment .because b", "wifi").await;
    window.types("#report-place", "Main library").await;
    window.picture("report");
    window.click("#report button", "Send report").await;

    // The confirmation shows the number and the next step.
    window.sees("#report h2", "Your report is number #1").await;
    window.sees("#report", "What happens next").await;
    window.sees("#report", "Technical IT").await;
    window.sees("#rows .row", WIFI).await;
    window.sees("#rows .row", "Main library").await;
    window.sees("#my-reports .mine", WIFI).await;
    window.picture("reported");

    // The helpdesk answers: the report is marked until it is opened.
    let helpdesk = window.api("helpdesk");
    let ticket = helpdesk.ticket(1).await.unwrap();
    other_clients::write(&helpdesk, &ticket, "A technician comes at ten").await;
    window.sees("#my-reports .badge", "new answer").await;
    window.click("#my-reports .mine", WIFI).await;
    window.sees("#ticket .message", "A technician comes at ten").await;
    window.picture("user-ticket");
    window.click("#ticket [data-back]", "").await;
    window.sees_no("#my-reports .badge", "new answer").await;

    // The ticket behind the list is refreshed, and its next answer stays new until it is opened again.
    other_clients::write(&helpdesk, &ticket, "He comes at eleven").await;
    window
        .until(
            "the hidden ticket is refreshed",
            "document.querySelector('#ticket').textContent.includes('He comes at eleven')",
        )
        .await;
    window.sees("#my-reports .badge", "new answer").await;
    window.click("#my-reports .mine", WIFI).await;
    window.sees("#ticket .message", "He comes at eleven").await;
    window.click("#ticket [data-back]", "").await;
    window.sees_no("#my-reports .badge", "new answer").await;

    // An answer below the visible part of a long thread stays new until it is scrolled into view.
    window.click("#my-reports .mine", WIFI).await;
    window.sees("#ticket .message", "He comes at eleven").await;
    other_clients::write(&helpdesk, &ticket, &"Turn it off and on. ".repeat(400)).await;
    other_clients::write(&helpdesk, &ticket, "Then it works").await;
    window
        .until(
            "both answers are in the page",
            "document.querySelector('#ticket').textContent.includes('Then it works')",
        )
        .await;
    window.click("#ticket [data-back]", "").await;
    window.sees("#my-reports .badge", "new answer").await;
    window.click("#my-reports .mine", WIFI).await;
    for message in [2, 1] {
        let scroll = format!(
            "document.querySelector('#ticket .message:nth-last-of-type({message})').scrollIntoView()"
        );
        window.run(&scroll, vec![]).await;
        // What is scrolled past within one frame is not on screen.
        let frames = "window.frames_left = 3; const next = () => { window.frames_left -= 1; \
            if (window.frames_left > 0) requestAnimationFrame(next); }; requestAnimationFrame(next)";
        window.run(frames, vec![]).await;
        window.until("it is on screen", "window.frames_left === 0").await;
    }
    window
        .until("both are read", "!document.querySelector('#my-reports .badge')")
        .await;
    window.click("#ticket [data-back]", "").await;

    // The next report suggests the same place.
    window.click("#report button", "Report another problem").await;
    window.types("#report-place", "Main").await;
    window
        .until(
            "the place is suggested",
            "document.querySelector('#report datalist option')?.value === 'Main library'",
        )
        .await;

    // A closed ticket leaves the list and stays in the laptop's own reports.
    other_clients::close(&helpdesk, &ticket).await;
    window.sees("#my-reports .closed-on", "closed today").await;
    window.sees_no("#rows .row", WIFI).await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_report_that_is_too_short_or_too_long_gets_a_hint_and_stays_in_the_form() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.sees("#report", "Send report").await;
    let much = "ä".repeat(10_001);
    let huge = "The heating is off. ".repeat(5 * 1_024 * 1_024 / 20);
    // Each hint differs from the one before it, so that seeing it means that the form was sent again.
    // A NUL character is shown as a replacement character, so that the person can remove it.
    let cases = [
        ("", "is empty", ""),
        (much.as_str(), "The limit is 10,000", much.as_str()),
        (" \n\t ", "is empty", " \n\t "),
        (huge.as_str(), "The limit is 10,000", huge.as_str()),
        ("a\0b", "a character that cannot be shown", "a\u{fffd}b"),
    ];
    for (typed, hint, expected) in cases {
        window.pastes("#report-description", typed).await;
        window.click("#report button", "Send report").await;
        window.sees("#report .hint", hint).await;
        let there = window
            .run(
                "return document.getElementById('report-description').value === arguments[0]",
                vec![expected.into()],
            )
            .await;
        assert_eq!(
            there,
            true,
            "{} characters are not as they were typed",
            expected.chars().count()
        );
        window.focuses("report-description").await;
    }
    let all = window
        .api("helpdesk")
        .tickets(&wire::ListQuery::default())
        .await
        .unwrap();
    assert_eq!(all.tickets, [], "nothing of it was reported");

    // Exactly 10,000 characters are accepted.
    window.pastes("#report-description", &much[..20_000]).await;
    window.click("#report button", "Send report").await;
    window.sees("#report h2", "Your report is number #1").await;
    window.assert_no_errors().await;
}
