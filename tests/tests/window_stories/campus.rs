//! Several laptops and one hub: what one person writes, the others see.

use end_to_end::window::{Laptop, Window};
use end_to_end::{Hub, OwnCertificate};
use wire::Client;

use crate::other_clients;

/// A user's laptop and one of the helpdesk, which belong to a hub.
async fn user_and_helpdesk(hub: &Hub) -> (Laptop, Window, Laptop, Window) {
    let (user, helpdesk) = (Laptop::of_hub(hub, "user"), Laptop::of_hub(hub, "helpdesk"));
    let (users, helpdesks) = (user.open().await, helpdesk.open().await);
    (user, users, helpdesk, helpdesks)
}

async fn reports(window: &Window, description: &str) {
    window.types("#report-description", description).await;
    window.click("#report button", "Send report").await;
}

#[tokio::test]
async fn a_report_reaches_the_helpdesk_and_the_answer_comes_back_also_after_the_hub_was_away() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(folder.path());
    let (_user, users, _helpdesk, helpdesks) = user_and_helpdesk(&hub).await;

    // A report gets its number, and appears on the other laptop.
    reports(&users, "The projector in lecture hall A shows no picture").await;
    users.sees("#report h2", "Your report is number #1").await;
    users.sees("#rows .row .number", "#1").await;
    helpdesks
        .sees("#rows .row", "The projector in lecture hall A")
        .await;
    helpdesks.sees("#rows .row .number", "#1").await;

    // The helpdesk answers.
    helpdesks.click("#rows .row-open", "The projector").await;
    helpdesks
        .types("#composer-body", "A technician comes at ten")
        .await;
    helpdesks.click("#composer button", "Send").await;
    users.sees("#my-reports .badge", "new answer").await;
    users.click("#my-reports .mine", "The projector").await;
    users.sees("#ticket .message", "A technician comes at ten").await;
    users.click("#ticket [data-back]", "").await;
    assert!(users.texts(".hub-line").await.is_empty(), "all is well");

    // Without the hub, work goes on.
    let address = hub.address().to_owned();
    hub.kill();
    users.click("#report button", "Report another problem").await;
    reports(&users, "No hot water in the gym").await;
    users.sees("#report h2", "saved, but not sent yet").await;
    users.sees("#my-reports .mine", "not sent yet").await;
    users.sees("#rows .row .number", "not sent yet").await;
    users.sees(".hub-line", "Offline since ").await;
    users
        .sees(".hub-line", "1 change will be sent when the network returns.")
        .await;
    users.picture("campus-offline");
    helpdesks.types("#composer-body", "He has repaired it").await;
    helpdesks.click("#composer button", "Send").await;
    helpdesks.sees("#ticket .message", "He has repaired it").await;

    // The hub returns: everything arrives.
    let _hub = Hub::start_at(folder.path(), address.trim_start_matches("http://"));
    users.sees("#report h2", "Your report is number #2").await;
    users.sees_no("#rows .row .number", "not sent yet").await;
    users.sees_no(".hub-line", "Offline").await;
    users.click("#my-reports .mine", "The projector").await;
    users.sees("#ticket .message", "He has repaired it").await;
    helpdesks.sees("#rows .row", "No hot water in the gym").await;
    helpdesks.sees("#rows .row .number", "#2").await;
    users.assert_no_errors().await;
    helpdesks.assert_no_errors().await;
}

/// What others do while the laptops cannot reach the hub: it runs at another address for them.
async fn while_offline<F: Future>(folder: &std::path::Path, others: impl FnOnce(Client) -> F) {
    let elsewhere = Hub::start(folder);
    others(elsewhere.client("helpdesk")).await;
    elsewhere.kill();
}

#[tokio::test]
async fn what_the_hub_refuses_needs_attention_until_the_person_decides() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(folder.path());
    let others = hub.client("user");
    let lift = other_clients::report(&others, "The lift is stuck", Some("Hall B")).await;
    let door = other_clients::report(&others, "The door of the library squeaks", None).await;
    let user = Laptop::of_hub(&hub, "user");
    let window = user.open().await;

    // Without the hub: an edit, and a message in another ticket.
    window.click("#rows .row-open", "The lift is stuck").await;
    window.sees("#ticket h1", "#1").await;
    let address = hub.address().to_owned();
    hub.kill();
    window.click("#ticket button", "Edit").await;
    window
        .types("#editor-description", ", and somebody is in it")
        .await;
    window.click("#editor button", "Save").await;
    window
        .sees("#ticket .unsent", "This change is not sent yet")
        .await;
    window.click("#ticket [data-back]", "").await;
    window.click("#rows .row-open", "The door").await;
    window.types("#composer-body", "It is worse in the evening").await;
    window.click("#composer button", "Send").await;
    window.sees("#ticket .message .unsent", "not sent yet").await;
    window.picture("campus-message-not-sent");

    // The other people are faster.
    while_offline(folder.path(), async |helpdesk: Client| {
        other_clients::rewrite(&helpdesk, &lift, "The lift is stuck on the third floor").await;
        other_clients::close(&helpdesk, &door).await;
    })
    .await;
    let _hub = Hub::start_at(folder.path(), address.trim_start_matches("http://"));

    // Both texts are in the list, with the reason.
    window.sees(".to-attention .badge", "2").await;
    window.sees("#ticket h1", "was closed").await;
    window.click(".to-attention", "Needs your attention").await;
    window
        .sees(
            ".refused",
            "Someone else changed the same text before this arrived",
        )
        .await;
    window
        .sees(".refused .side", "The lift is stuck on the third floor")
        .await;
    window.sees(".refused .side", "somebody is in it").await;
    window
        .sees(".refused", "The ticket was closed before this arrived")
        .await;
    window.picture("campus-attention");
    for (width, name) in [
        (1100, "campus-attention-1100"),
        (640, "campus-attention-640"),
        (400, "campus-attention-400"),
    ] {
        window.resize(width, 800).await;
        window.picture(name);
    }
    window.resize(1200, 800).await;

    // Each leaves it when the person decides.
    window.click(".refused button", "Use your text").await;
    window.sees_no(".refused", "somebody is in it").await;
    window.click(".refused button", "Report it again").await;
    window.sees("#attention", "Nothing needs your attention").await;
    window.sees_no(".to-attention", "Needs your attention").await;
    window.click(".attention-page button", "Back").await;
    window.sees("#rows .row", "somebody is in it").await;
    window.sees("#rows .row", "It is worse in the evening").await;
    window.sees("#rows .row .number", "#3").await;
    window.assert_no_errors().await;
}

#[tokio::test]
async fn what_was_written_offline_survives_a_restart_and_a_wrong_key_or_a_missing_hub_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(folder.path());
    let address = hub.address().to_owned();
    let user = Laptop::of_hub(&hub, "user");
    hub.kill();
    let window = user.open().await;
    reports(&window, "The heating in room 12 is cold").await;
    window.sees("#report h2", "saved, but not sent yet").await;
    window.kill();

    let window = user.open().await;
    window.sees("#my-reports .mine", "not sent yet").await;
    window.sees(".hub-line", "1 change will be sent").await;
    let hub = Hub::start_at(folder.path(), address.trim_start_matches("http://"));
    window.sees("#my-reports .mine .number", "#1").await;
    window.sees_no(".hub-line", "will be sent").await;
    let reported = hub.client("helpdesk").ticket(1).await.unwrap();
    assert_eq!(reported.description.as_str(), "The heating in room 12 is cold");

    // The closed ticket leaves the laptop; the list of one's own reports says that it is closed.
    other_clients::close(&hub.client("helpdesk"), &reported).await;
    window.sees("#my-reports .mine .status", "closed").await;
    window.sees_no("#rows .row", "The heating in room 12").await;
    window.kill();

    user.use_key("a-key-that-no-hub-knows-0123456789");
    let window = user.open().await;
    window
        .sees(".hub-line", "This computer’s key is not accepted")
        .await;
    reports(&window, "The blackboard is broken").await;
    window.sees("#report h2", "saved, but not sent yet").await;
    window.picture("campus-wrong-key");
    window.kill();

    // The settings lose their line about the hub.
    user.manage("time_zone = \"Europe/Rome\"\n[defaults]\nrole = \"user\"\n");
    let window = user.open().await;
    window
        .sees(".hub-line", "The settings of this computer name no hub any more")
        .await;
    window.sees(".hub-line", "1 change waits here.").await;
}

#[tokio::test]
async fn a_computer_with_tickets_of_its_own_keeps_them_aside_and_offers_to_send_them() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(folder.path());
    let laptop = Laptop::of_the_helpdesk();
    let window = laptop.open().await;
    let alone = window.api("user");
    let lamp = other_clients::report(&alone, "The lamp in the hall flickers", Some("Hall B")).await;
    other_clients::write(&alone, &lamp, "Only in the evening").await;
    let gate = other_clients::report(&alone, "The gate is locked", None).await;
    other_clients::close(&window.api("helpdesk"), &gate).await;
    window.kill();

    laptop.join(&hub, "helpdesk");
    let window = laptop.open().await;
    window.sees(".to-attention .badge", "1").await;
    assert!(window.texts("#rows .row").await.is_empty());
    window.click(".to-attention", "Needs your attention").await;
    window.sees("#earlier-desk", "desk-alone-").await;
    window.sees("#earlier-desk", "1 ticket is not closed").await;
    window.picture("campus-earlier-desk");
    window.click("#earlier-desk button", "Send 1 ticket").await;
    window.sees("#attention", "Nothing needs your attention").await;
    window.click(".attention-page button", "Back").await;
    window.sees("#rows .row .number", "#1").await;
    window
        .click("#rows .row-open", "The lamp in the hall flickers")
        .await;
    window.sees("#ticket .message", "Only in the evening").await;

    let sent = hub.client("helpdesk").ticket(1).await.unwrap();
    assert_eq!((sent.id, sent.messages), (lamp.id, 1));
    let aside = std::fs::read_dir(laptop.data()).unwrap().flatten();
    let aside = aside.filter(|file| file.file_name().to_string_lossy().starts_with("desk-alone-"));
    assert_eq!(
        aside
            .filter(|file| file.path().extension().is_some_and(|end| end == "db"))
            .count(),
        1
    );
    window.assert_no_errors().await;
}

#[tokio::test]
async fn a_hub_with_its_own_certificate_is_trusted_with_the_right_authority_only() {
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (OwnCertificate::generate(), OwnCertificate::generate());
    let hub = Hub::start_with_certificate(folder.path(), &own);
    let user = Laptop::new();
    user.join_trusting(&hub, "user", &other.authority);
    let window = user.open().await;
    window
        .sees(".hub-line", "The hub’s certificate is not trusted")
        .await;
    reports(&window, "The heating in room 12 is cold").await;
    window.sees("#report h2", "saved, but not sent yet").await;
    window.picture("campus-untrusted");
    window.kill();

    user.join_trusting(&hub, "user", &own.authority);
    let window = user.open().await;
    window.sees("#my-reports .mine .number", "#1").await;
    assert!(window.texts(".hub-line").await.is_empty(), "all is well");
    window.assert_no_errors().await;
}

#[tokio::test]
async fn two_agents_see_that_both_have_a_ticket_open() {
    let folder = tempfile::tempdir().unwrap();
    let hub = Hub::start(folder.path());
    other_clients::report(&hub.client("user"), "The lift is stuck", None).await;
    other_clients::report(&hub.client("user"), "The lamp flickers", None).await;
    let (noors, sams) = (Laptop::of_hub(&hub, "helpdesk"), Laptop::of_hub(&hub, "helpdesk"));
    let (noor, sam) = (noors.open().await, sams.open().await);
    for window in [&noor, &sam] {
        window.click("#rows .row-open", "The lift").await;
        window.sees("#ticket h1", "The lift").await;
    }
    noor.sees("#ticket .also-open", "Also open at another desk").await;
    sam.sees("#ticket .also-open", "Also open at another desk").await;
    noor.types("#composer [name=name]", "Noor").await;
    noor.types("#composer-body", "I call the company").await;
    noor.click("#composer button", "Send").await;
    sam.sees("#ticket .message", "I call the company").await;
    sam.sees("#ticket .also-open", "Also open at another desk (Noor)")
        .await;
    sam.picture("campus-also-open");
    noor.click("#rows .row-open", "The lamp").await;
    sam.sees_no("#ticket .also-open", "").await;
    noor.assert_no_errors().await;
    sam.assert_no_errors().await;
}
