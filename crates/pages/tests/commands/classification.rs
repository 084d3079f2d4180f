//! "How well are tickets classified?" on a desk of its own, and on a laptop of a hub.

use pages::commands::classification;
use tickets::{Category, CommandId, Role};

use crate::dom::Page;
use crate::test_hub::TestHub;
use crate::visitor::{Office, Visitor};

/// The helpdesk corrects ten reports, from which the desk learns.
fn learns(visitor: &Visitor) {
    for number in 0..10 {
        let ticket = visitor.report(&format!("Could somebody look at the Grimoire, part {number}"));
        let category = match ticket.category {
            Category::TechnicalIt => Category::FacilityManagement,
            _ => Category::TechnicalIt,
        };
        let helpdesk = Role::Helpdesk.into();
        let corrected = visitor
            .desk
            .correct(&helpdesk, CommandId::new(), ticket.id, category, None);
        corrected.unwrap().expect("it is open");
    }
    visitor.desk.learn(|| {}).unwrap();
}

fn shown(visitor: &Visitor) -> Page {
    visitor.send(classification::classification, [])
}

#[test]
fn a_laptop_shows_the_version_of_its_hub_and_where_it_comes_from_and_offers_no_other() {
    let (hub, laptop) = (Office::open(), Office::of_laptop(&TestHub::new()));
    let (hub, laptop) = (hub.visitor(Role::Helpdesk), laptop.visitor(Role::Helpdesk));
    learns(&hub);
    let page = shown(&hub);
    assert!(
        page.text(".classification")
            .contains("Your corrections train a new version")
    );
    assert!(
        page.has("[hx-post='/use_model']"),
        "the shipped version can be chosen"
    );

    let layer = hub.desk.model_layer(&hub.desk.model_in_use()).unwrap();
    laptop.desk.follow_model(layer).unwrap();
    let page = shown(&laptop);
    let text = page.text(".classification");
    assert!(text.contains("on the campus’s server"), "{text}");
    assert!(text.contains("Trained on 10 corrections"), "{text}");
    assert!(page.text("tr:has(.in-use)").contains(&hub.desk.model_in_use()));
    assert!(!page.has("[hx-post='/use_model']"), "the hub chooses the version");

    // A page from before the computer belonged to the hub.
    let shipped = laptop.desk.shipped_model().to_owned();
    let page = laptop.send(classification::use_model, [("version", &*shipped)]);
    assert!(page.text("tr:has(.in-use)").contains(&hub.desk.model_in_use()));
    assert_ne!(laptop.desk.model_in_use(), shipped);
}

#[test]
fn a_laptop_whose_hub_has_a_version_for_another_release_says_which_one_it_uses() {
    let (hub, laptop) = (Office::open(), Office::of_laptop(&TestHub::new()));
    let (hub, laptop) = (hub.visitor(Role::Helpdesk), laptop.visitor(Role::Helpdesk));
    learns(&hub);
    let layer = hub.desk.model_layer(&hub.desk.model_in_use()).unwrap();
    let mut layer = layer.expect("it was learned");
    layer.shipped = "shipped-0".to_owned();
    laptop.desk.follow_model(Some(layer)).unwrap();
    let text = shown(&laptop).text("#learning");
    assert!(text.starts_with("The shipped version is in use"), "{text}");
    assert!(text.contains("learned over shipped-0"), "{text}");
}
