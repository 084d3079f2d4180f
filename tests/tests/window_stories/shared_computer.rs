//! A computer that several people use: what one of them entered is removed.

use end_to_end::window::{Laptop, Window};

const SHARED: &str = "time_zone = \"Europe/Rome\"\nshared = true\n";

#[tokio::test]
async fn a_shared_computer_forgets_a_person_after_ten_minutes_at_the_end_and_after_a_crash() {
    let laptop = Laptop::new();
    laptop.manage(SHARED);
    let window = laptop.open().await;
    window.sees(".entry", "This is a shared computer.").await;
    window.picture("shared-entry-1280");
    window.click("button", "I want to report a problem").await;
    let removed = "are removed after 10 minutes without use, and when the window closes.";
    window.sees(".user-form .shared-computer", removed).await;
    window.picture("shared-user-1280");
    window.resize(360, 800).await;
    window.picture_of(360, 800, "shared-user-360");
    window.resize(1280, 800).await;
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
async fn the_helpdesk_sees_that_its_computer_is_shared() {
    let laptop = Laptop::of_the_helpdesk().dark();
    laptop.manage(&format!("{SHARED}[defaults]\nrole = \"helpdesk\"\n"));
    let window = laptop.open().await;
    window.sees(".bar .shared-computer", "Shared computer").await;
    window.picture("shared-helpdesk-dark-1280");
    window.resize(360, 800).await;
    let wider = window
        .run("return document.documentElement.scrollWidth > 360", vec![])
        .await;
    assert_eq!(wider, false, "nothing is cut off");
    window.picture_of(360, 800, "shared-helpdesk-dark-360");
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
