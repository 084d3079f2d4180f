//! User stories in real browsers, with the pages of a hub.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

use end_to_end::{Browser, Hub, Look, OwnCertificate};

/// A hub with pages, in a folder of its own.
fn hub() -> (tempfile::TempDir, Hub) {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start_with_pages(folder.path(), &OwnCertificate::generate());
    (folder, hub)
}

async fn reports(browser: &Browser, description: &str) {
    browser.types("#report-description", description).await;
    browser.click("#report button", "Send report").await;
}

/// Types the key of the helpdesk, after a wrong one.
async fn enters_the_helpdesk(browser: &Browser) {
    browser.click(".bar button", "I work at the helpdesk").await;
    browser.types("#key", "guessed").await;
    browser.click("#helpdesk-key button", "Continue").await;
    browser.sees("#key-hint", "This is not the key").await;
    browser.types("#key", &Hub::token("helpdesk")).await;
    browser.click("#helpdesk-key button", "Continue").await;
    browser.sees(".desk h1", "Queue").await;
}

#[tokio::test]
async fn a_report_from_one_browser_reaches_the_helpdesk_in_another_and_the_answer_comes_back() {
    let (_folder, hub) = hub();
    let reporter = Browser::open(&hub, Look::PHONE).await;
    let helpdesk = Browser::open(&hub, Look::LAPTOP).await;
    enters_the_helpdesk(&helpdesk).await;

    // What was typed is still there after the page was loaded again.
    reporter
        .types(
            "#report-description",
            "The projector in lecture hall A shows no picture",
        )
        .await;
    reporter.sees("#report .draft-note", "draft saved").await;
    reporter.sees("#report .assignment", "Technical IT").await;
    reporter.goes_to(&hub).await;
    reporter.sees("#report .draft-note", "draft saved").await;
    assert_eq!(
        reporter.value("#report-description").await,
        "The projector in lecture hall A shows no picture"
    );
    reporter.picture("browser-report-phone").await;
    reporter.click("#report button", "Send report").await;
    reporter.sees("#report h2", "Your report is number #1").await;

    // The helpdesk sees it without doing anything, and answers.
    helpdesk
        .click("#rows .row-open", "The projector in lecture hall A")
        .await;
    helpdesk
        .types("#composer-body", "A technician comes at ten")
        .await;
    helpdesk.picture("browser-queue-laptop").await;
    helpdesk.click("#composer button", "Send").await;
    helpdesk
        .sees("#ticket .message", "A technician comes at ten")
        .await;

    // The answer appears at the reporter.
    reporter.sees("#my-reports .badge", "new answer").await;
    reporter.click("#my-reports .mine", "The projector").await;
    reporter
        .sees("#ticket .message", "A technician comes at ten")
        .await;
    reporter.types("#composer-body", "Ten is fine").await;
    reporter.click("#composer button", "Send").await;
    helpdesk.sees("#ticket .message", "Ten is fine").await;

    // The browser's Back button shows the list again.
    reporter.page().back().await.unwrap();
    reporter.sees("#my-reports .mine", "The projector").await;
    reporter.click("#my-reports .mine", "The projector").await;
    reporter.sees("#ticket .message", "Ten is fine").await;

    // The analyses are those of the services that the hub runs.
    helpdesk.click(".sidebar button", "Analysis").await;
    helpdesk.sees("#panel figure svg", "").await;
    helpdesk.picture("browser-analysis-laptop").await;
    helpdesk.click(".sidebar button", "Queue").await;
    helpdesk
        .click("#rows .row-open", "The projector in lecture hall A")
        .await;

    // A close is sent after five seconds. The reporter can still read their ticket.
    helpdesk.click("#ticket .actions button", "Close").await;
    reporter.sees("#ticket", "This ticket is closed").await;
    reporter.goes_to(&hub).await;
    reporter.click("#my-reports .mine", "The projector").await;
    reporter
        .sees("#ticket .message", "A technician comes at ten")
        .await;

    // To return, the helpdesk needs the key again.
    helpdesk.click(".bar button", "Leave the helpdesk").await;
    helpdesk.sees(".user h1", "Report a problem").await;
    helpdesk.click(".bar button", "I work at the helpdesk").await;
    helpdesk.sees("#helpdesk-key label", "Key of the helpdesk").await;
    reporter.assert_no_errors().await;
    helpdesk.assert_no_errors().await;
}

#[tokio::test]
async fn a_hub_that_was_away_is_named_and_no_text_is_lost() {
    let (folder, hub) = hub();
    let browser = Browser::open(&hub, Look::LAPTOP.dark()).await;
    let address = hub.address().trim_start_matches("https://").to_owned();
    browser
        .types("#report-description", "No hot water in the gym")
        .await;
    hub.kill();
    browser.click("#report button", "Send report").await;
    browser
        .sees("#notices .unreachable", "The campus’s server does not answer")
        .await;
    assert_eq!(
        browser.value("#report-description").await,
        "No hot water in the gym"
    );
    browser.picture("browser-unreachable-dark").await;

    let hub = Hub::start_with_pages_at(folder.path(), &address);
    browser.sees_no("#notices .unreachable", "").await;
    browser.click("#report button", "Send report").await;
    browser.sees("#report h2", "Your report is number #1").await;
    reports_again(&browser, &hub).await;
    browser.assert_no_errors().await;
}

/// The cookies and the draft are those from before the hub was away.
async fn reports_again(browser: &Browser, hub: &Hub) {
    browser.goes_to(hub).await;
    assert_eq!(
        browser.value("#report-description").await,
        "",
        "a sent text is no draft"
    );
    browser.sees("#my-reports .mine", "No hot water").await;
    reports(browser, "No light in the gym").await;
    browser.sees("#report h2", "Your report is number #2").await;
}
