//! `/tickets/{id}/category`

use tickets::{Category, CategoryBy, CommandId, TicketId};
use wire::TicketEdit;

use crate::test_api::{refusal, test_api};

#[tokio::test]
async fn an_edit_does_not_change_a_category_of_the_helpdesk() {
    let api = test_api().await;
    let ticket = api.stuck_lift().await;
    let corrected = api
        .helpdesk()
        .set_category(CommandId::new(), ticket.id, Category::ServicesComplaints)
        .await
        .unwrap();
    assert_eq!(corrected.category, Category::ServicesComplaints);
    assert_eq!(corrected.category_by, CategoryBy::Helpdesk);
    assert!((corrected.confidence - 1.0).abs() < f64::EPSILON);
    let edit = TicketEdit {
        version: corrected.version,
        description: Some("The Wi-Fi of the lift is down, no network, no login".to_owned()),
        place: None,
    };
    let edited = api
        .user()
        .modify(CommandId::new(), ticket.id, &edit)
        .await
        .unwrap();
    assert_eq!(edited.category, Category::ServicesComplaints);
}

#[tokio::test]
async fn only_the_helpdesk_corrects_a_category_and_only_of_an_unclosed_ticket() {
    let api = test_api().await;
    let (open, closed) = (api.stuck_lift().await, api.closed_ticket().await);
    let it = Category::TechnicalIt;
    let by_user = api.user().set_category(CommandId::new(), open.id, it).await;
    assert_eq!(refusal(by_user).0, 403);
    let too_late = api.helpdesk().set_category(CommandId::new(), closed.id, it).await;
    let (status, _, now) = refusal(too_late);
    assert_eq!((status, now), (409, Some(closed)));
    let missing = api
        .helpdesk()
        .set_category(CommandId::new(), TicketId::new(), it)
        .await;
    assert_eq!(refusal(missing).0, 404);
}
