//! Choosing and switching the role.

use end_to_end::window::Laptop;

#[tokio::test]
async fn the_chosen_role_is_remembered_and_can_be_switched() {
    let laptop = Laptop::new();
    let window = laptop.open().await;
    window.sees("h1", "Campus Desk").await;
    window.picture("entry");

    window.click("button", "I work at the helpdesk").await;
    window.sees(".sidebar h2", "Queue").await;
    window.assert_no_errors().await;
    let _ = window.close();

    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    window.click("header button", "Report a problem").await;
    window.sees("h1", "Report a problem").await;
    window.kill();

    let window = laptop.open().await;
    window.sees("h1", "Report a problem").await;
    window.click("header button", "I work at the helpdesk").await;
    window.sees(".sidebar h2", "Queue").await;
}

#[tokio::test]
async fn a_pinned_role_is_not_asked_for_and_cannot_be_switched() {
    let laptop = Laptop::new();
    laptop.manage("role = \"helpdesk\"\n");
    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    assert_eq!(window.count("header button[hx-post='/choose_role']").await, 0);
    assert_eq!(laptop.tokens(), ["helpdesk"]);

    // The command is refused as well.
    let ask = "return window.__TAURI_INTERNALS__.invoke('choose_role', { form: { role: 'user' } }).then(String, String)";
    let said = window.run(ask, vec![]).await;
    assert!(!said.as_str().unwrap().contains("What is the problem?"), "{said}");
    drop(window);

    laptop.manage("role = \"user\"\n");
    let window = laptop.open().await;
    window.sees("h1", "Report a problem").await;
    assert_eq!(window.count("header button[hx-post='/choose_role']").await, 0);
    assert_eq!(laptop.tokens(), ["user"]);
}

#[tokio::test]
async fn a_suggested_role_is_not_asked_and_can_be_switched() {
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    window.sees(".sidebar h2", "Queue").await;
    window.click("header button", "Report a problem").await;
    window.sees("h1", "Report a problem").await;
    window.kill();

    let window = laptop.open().await;
    window.sees("h1", "Report a problem").await;
}
