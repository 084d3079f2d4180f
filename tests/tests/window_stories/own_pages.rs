//! The window shows only the pages of the application.

use end_to_end::window::Laptop;

#[tokio::test]
async fn the_window_stays_on_its_page_whatever_address_it_is_sent_to() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.click("button", "I want to report a problem").await;
    window.sees("h1", "Report a problem").await;
    for address in [
        "https://example.org/",
        "http://127.0.0.1:9/",
        "file:///etc/passwd",
        "data:text/html,<h1>Elsewhere</h1>",
    ] {
        let script = "location.href = arguments[0]; window.open(arguments[0]); \
            const link = document.createElement('a'); link.href = arguments[0]; \
            document.body.append(link); link.click(); link.remove(); document.title = 'tried';";
        window.run(script, vec![address.into()]).await;
        window
            .until("the window has tried", "document.title === 'tried'")
            .await;
        window.sees("h1", "Report a problem").await;
    }
    window.types("#report-description", "The lift is stuck").await;
    window.sees("#report-assignment", "Facility management").await;
}
