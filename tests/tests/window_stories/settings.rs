//! Settings of the administrator: errors on the first page.

use end_to_end::window::Laptop;

#[tokio::test]
async fn a_wrong_setting_stops_the_start_with_file_line_and_reason_until_it_is_corrected() {
    let laptop = Laptop::new();
    laptop.manage("time_zone = \"Europe/Rome\"\nrole = \"admin\"\n");
    let window = laptop.open().await;
    window
        .sees(
            ".start-failed h1",
            "The settings of this computer could not be used",
        )
        .await;
    window
        .sees(
            ".start-failed code",
            "settings.toml:2: “role” has a wrong value: “admin”",
        )
        .await;
    assert!(!laptop.desk().exists(), "the desk is not opened");

    laptop.manage("role = \"user\"\n");
    window.click(".start-failed button", "Try again").await;
    window.sees("h1", "Report a problem").await;
    assert_eq!(laptop.tokens(), ["user"]);
}

#[tokio::test]
async fn an_unknown_key_does_not_stop_the_start() {
    let laptop = Laptop::new();
    laptop.manage("rolle = \"admin\"\n[defaults]\nrole = \"user\"\n");
    let window = laptop.open().await;
    window.sees("h1", "Report a problem").await;
}
