//! A computer that several people use: what one of them entered is removed.

use end_to_end::window::{Laptop, Window};

const SHARED: &str = "time_zone = \"Europe/Rome\"\nshared = true\n";

#[tokio::test]
async fn a_shared_computer_forgets_a_person_after_ten_minutes_at_the_end_and_after_a_crash() {
    let laptop = Laptop::new();
    laptop.manage(SHARED);
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    report_and_begin_another(&window).await;

    // Nobody uses the computer for ten minutes: the page's clock is put forward.
    window
        .run(
            "const now = Date.now; Date.now = () => now() + 10 * 60_000; return 0",
            vec![],
        )
        .await;
    forgets(&window).await;

    report_and_begin_another(&window).await;
    let _ = window.close();
    let window = laptop.open().await;
    forgets(&window).await;

    report_and_begin_another(&window).await;
    window.kill();
    let window = laptop.open().await;
    forgets(&window).await;
    window.assert_no_errors().await;
}

async fn report_and_begin_another(window: &Window) {
    window.types("#report-description", "The lift is stuck").await;
    window.types("#report-name", "Ada").await;
    window.click("#report button", "Send report").await;
    window.sees("#my-reports .mine", "The lift is stuck").await;
    window.click("#report button", "Report another problem").await;
    window.types("#report-description", "And the heating").await;
    window.sees("#report .draft-note", "draft saved").await;
    assert_eq!(window.value("#report-name").await, "Ada");
}

/// Waits until nothing of a person is on the page, whose role stays.
async fn forgets(window: &Window) {
    window
        .until(
            "the form is empty",
            "document.querySelector('#report-description')?.value === '' && document.querySelector('#report-name')?.value === ''",
        )
        .await;
    assert_eq!(window.count("#my-reports li").await, 0);
}

#[tokio::test]
async fn a_draft_can_be_cleared() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.sees("#report", "Send report").await;
    window.sees_no("#report .clear", "Clear").await;
    window.types("#report-description", "The lift is stu").await;
    window.sees("#report .draft-note", "draft saved").await;
    window.picture("draft-clear");
    window.click("#report .clear", "Clear").await;
    window.sees_no("#report .clear", "Clear").await;
    assert_eq!(window.value("#report-description").await, "");
    window.kill();
    let window = laptop.open().await;
    assert_eq!(window.value("#report-description").await, "");
}
