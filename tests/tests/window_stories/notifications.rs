//! Notifications of the desktop: the helpdesk answered or closed a report.

use std::time::{Duration, Instant};

use end_to_end::window::{Laptop, TIMEOUT, Window};
use end_to_end::{Desktop, Hub, Shown};

use crate::other_clients;

const PROJECTOR: &str = "The projector <b>in hall A</b> shows no picture";

async fn report(window: &Window, description: &str, number: &str) {
    window.types("#report-description", description).await;
    window.click("#report button", "Send report").await;
    window.sees("#report h2", number).await;
}

/// A click on a notification, repeated until the window shows the text: the application listens a moment after the
/// notification is shown.
async fn click_opens(desktop: &Desktop, notification: &Shown, window: &Window, text: &str) {
    let began = Instant::now();
    while !window.texts("#ticket .message").await.join(" ").contains(text) {
        assert!(began.elapsed() < TIMEOUT, "a click does not open the ticket");
        desktop.click(notification).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn a_notification_says_once_that_the_helpdesk_answered_or_closed_and_a_click_opens_the_ticket() {
    let (folder, desktop) = (tempfile::tempdir().unwrap(), Desktop::start().await);
    let hub = Hub::start(folder.path());
    let helpdesk = hub.client("helpdesk");
    let laptop = Laptop::of_hub(&hub, "user").with_environment("DBUS_SESSION_BUS_ADDRESS", desktop.address());
    let window = laptop.open().await;
    report(&window, PROJECTOR, "Your report is number #1").await;
    let of_others = other_clients::report(&hub.client("user"), "No light in room 12", None).await;
    let projector = helpdesk.ticket(1).await.unwrap();

    // An answer: the notification has the reporter's words only. A click brings the window to the front, with the ticket.
    other_clients::write(&helpdesk, &of_others, "The lamp is on its way").await;
    other_clients::write(&helpdesk, &projector, "A technician comes at ten").await;
    let answered = desktop.sees(1).await;
    assert_eq!(answered.title, "The helpdesk answered your report");
    assert_eq!(
        answered.text,
        "#1 The projector &lt;b&gt;in hall A&lt;/b&gt; shows no picture"
    );
    assert_eq!(answered.actions, ["default", "Open"]);
    let cover = laptop.screen().cover();
    click_opens(&desktop, &answered, &window, "A technician comes at ten").await;
    laptop.screen().wait_until_above("Campus Desk", &cover);
    drop(cover);

    // The next answer appears in the open ticket, in the window in front.
    window
        .run(
            "document.hasFocus = () => true; dispatchEvent(new Event('focus')); return 0",
            vec![],
        )
        .await;
    other_clients::write(&helpdesk, &projector, "She has the part").await;
    window.sees("#ticket .message", "She has the part").await;
    window.click("#ticket [data-back]", "").await;

    // After a restart, nothing is announced again; the closing is.
    window.kill();
    let window = laptop.open().await;
    window.sees("#my-reports .mine", "The projector").await;
    other_clients::close(&helpdesk, &of_others).await;
    other_clients::close(&helpdesk, &projector).await;
    assert_eq!(desktop.sees(2).await.title, "The helpdesk closed your report");
    window.sees("#my-reports .mine .status", "closed").await;
    assert_eq!(desktop.shown().len(), 2);
    window.assert_no_errors().await;
}
