//! A user: reports a problem, and follows what happens to it.

use end_to_end::window::Laptop;

use crate::elsewhere;

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

    // The category is shown as one types, and why.
    window.types("#report-description", WIFI).await;
    window.sees("#report-assignment", "Technical IT").await;
    window.sees("#report-assignment .because b", "wifi").await;
    window.types("#report-place", "Main library").await;
    window.picture("report");
    window.click("#report button", "Send report").await;

    // The number, and what happens next.
    window.sees("#report h2", "Your report is number #1").await;
    window.sees("#report", "What happens next").await;
    window.sees("#report", "Technical IT").await;
    window.sees("#rows .row", WIFI).await;
    window.sees("#rows .row", "Main library").await;
    window.sees("#my-reports .mine", WIFI).await;
    window.picture("reported");

    // The helpdesk answers: the laptop marks it until it is seen.
    let helpdesk = window.api("helpdesk");
    let ticket = helpdesk.ticket(1).await.unwrap();
    elsewhere::write(&helpdesk, &ticket, "A technician comes at ten").await;
    window.sees("#my-reports .badge", "new answer").await;
    window.click("#my-reports .mine", WIFI).await;
    window.sees("#ticket .message", "A technician comes at ten").await;
    window.picture("user-ticket");
    window.click("#ticket [data-back]", "").await;
    window.sees_no("#my-reports .badge", "new answer").await;

    // The next report suggests the place.
    window.click("#report button", "Report another problem").await;
    window.types("#report-place", "Main").await;
    window
        .until(
            "the place is suggested",
            "document.querySelector('#report datalist option')?.value === 'Main library'",
        )
        .await;

    // Closed: the list loses it, the laptop's own keeps it.
    elsewhere::close(&helpdesk, &ticket).await;
    window.sees("#my-reports .closed-on", "closed today").await;
    window.sees_no("#rows .row", WIFI).await;
    window.nothing_went_wrong().await;
}

#[tokio::test]
async fn a_report_that_says_too_little_or_too_much_gets_a_hint_and_is_kept() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.sees("#report", "Send report").await;
    let much = "ä".repeat(10_001);
    let huge = "The heating is off. ".repeat(5 * 1_024 * 1_024 / 20);
    // A NUL comes back as the sign for what cannot be shown: one sees what to remove.
    let cases = [
        ("", "is empty", ""),
        (" \n\t ", "is empty", " \n\t "),
        (much.as_str(), "The limit is 10,000", much.as_str()),
        ("a\0b", "a character that cannot be shown", "a\u{fffd}b"),
        (huge.as_str(), "The limit is 10,000", huge.as_str()),
    ];
    for (typed, hint, kept) in cases {
        window.pastes("#report-description", typed).await;
        window.click("#report button", "Send report").await;
        window.sees("#report .hint", hint).await;
        let there = window
            .run(
                "return document.getElementById('report-description').value === arguments[0]",
                vec![kept.into()],
            )
            .await;
        assert_eq!(
            there,
            true,
            "{} characters are not as they were typed",
            kept.chars().count()
        );
        assert_eq!(window.focus().await, "report-description", "the field to correct");
    }
    let all = window
        .api("helpdesk")
        .tickets(&wire::ListQuery::default())
        .await
        .unwrap();
    assert_eq!(all.tickets, [], "nothing of it was reported");

    // Exactly 10,000 characters are fine.
    window.pastes("#report-description", &much[..20_000]).await;
    window.click("#report button", "Send report").await;
    window.sees("#report h2", "Your report is number #1").await;
    window.nothing_went_wrong().await;
}
