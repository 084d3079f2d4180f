//! `/tickets/{id}/category`

use tickets::{Category, CategoryBy, CommandId, TicketId};
use wire::TicketEdit;

use crate::campus::{campus, refusal};

#[tokio::test]
async fn what_the_helpdesk_says_stands_even_when_the_text_changes() {
    let campus = campus().await;
    let ticket = campus.stuck_lift().await;
    let corrected = campus
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
    let edited = campus
        .user()
        .modify(CommandId::new(), ticket.id, &edit)
        .await
        .unwrap();
    assert_eq!(edited.category, Category::ServicesComplaints);
}

#[tokio::test]
async fn a_category_is_corrected_by_the_helpdesk_only_and_before_the_end() {
    let campus = campus().await;
    let (open, closed) = (campus.stuck_lift().await, campus.closed_ticket().await);
    let it = Category::TechnicalIt;
    let by_user = campus.user().set_category(CommandId::new(), open.id, it).await;
    assert_eq!(refusal(by_user).0, 403);
    let too_late = campus
        .helpdesk()
        .set_category(CommandId::new(), closed.id, it)
        .await;
    let (status, _, now) = refusal(too_late);
    assert_eq!((status, now), (409, Some(closed)));
    let missing = campus
        .helpdesk()
        .set_category(CommandId::new(), TicketId::new(), it)
        .await;
    assert_eq!(refusal(missing).0, 404);
}
