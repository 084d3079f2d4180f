//! "Needs your attention" on a laptop.

use pages::commands::{attention, hub};
use store::Replica;
use tickets::{CommandId, Role};

use crate::test_hub::TestHub;
use crate::visitor::Office;

#[test]
fn a_change_on_which_the_hub_fails_is_listed_with_its_text_as_long_as_it_waits() {
    let laptop = TestHub::new();
    let office = Office::of_laptop(&laptop);
    let helpdesk = office.visitor(Role::Helpdesk);
    let ticket = helpdesk.report("It smells of gas");
    helpdesk.write(ticket.id, "It is stronger on the stairs");
    let page = helpdesk.send(attention::attention, []);
    assert!(page.text("#attention").contains("Nothing needs your attention"));
    assert!(!page.has(".to-attention"));

    let waiting = laptop.replica.outbox().unwrap();
    let [report, message] = [&waiting[0], &waiting[1]].map(|waiting| waiting.command.id);
    laptop.parks(&[report]);
    let page = helpdesk.send(attention::attention, []);
    assert_eq!(page.text("#attention h2"), "A report cannot be sent");
    assert_eq!(page.text("#attention .side .text"), "It smells of gas");
    assert_eq!(page.text("#attention .side .place"), "Where: Hall B");
    assert_eq!(page.text(".to-attention .badge"), "1", "in the bar");
    assert_eq!(helpdesk.send(hub::hub_line, []).text(".badge"), "1");
    assert!(
        helpdesk
            .open(ticket.id)
            .text(".ticket-head, h1")
            .contains("not sent yet")
    );

    laptop.parks(&[report, message]);
    let list = helpdesk.send(attention::attention_list, []);
    assert_eq!(list.count("section"), 2);
    assert!(
        list.text("section:nth-of-type(2)")
            .contains("It is stronger on the stairs")
    );

    // It is no longer in the outbox: the hub has accepted it just now.
    laptop.parks(&[CommandId::new()]);
    let list = helpdesk.send(attention::attention_list, []);
    assert_eq!(list.count("section"), 0);
    laptop.parks(&[]);
    assert_eq!(helpdesk.send(hub::hub_line, []).count(".badge"), 0);
}
