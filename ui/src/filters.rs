//! The filters of the templates: icons, names and figures.

use std::fmt;

use askama::Values;
use askama::filters::HtmlSafe;
use tickets::{Category, Order, Status};

use crate::analysis::{self, amount};

/// An icon of `assets/index.html`. Screen readers skip it: a word is always next to it.
pub struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0;
        write!(
            f,
            r##"<svg class="icon icon-{name}" aria-hidden="true"><use href="#i-{name}"></use></svg>"##
        )
    }
}

impl HtmlSafe for Icon {}

/// `{{ "search"|icon }}`
#[askama::filter_fn]
pub fn icon(name: &'static str, _: &dyn Values) -> askama::Result<Icon> {
    Ok(Icon(name))
}

/// The icon of a category.
#[askama::filter_fn]
pub fn category_icon(category: &Category, _: &dyn Values) -> askama::Result<Icon> {
    Ok(Icon(match category {
        Category::FacilityManagement => "building",
        Category::TechnicalIt => "screen",
        Category::ServicesComplaints => "speech",
    }))
}

/// The icon of a status: an empty ring, a half-filled one, a filled one with a tick.
#[askama::filter_fn]
pub fn status_icon(status: &Status, _: &dyn Values) -> askama::Result<Icon> {
    Ok(Icon(match status {
        Status::Open => "open",
        Status::Active => "active",
        Status::Closed => "closed",
    }))
}

/// The name of a category's colour in style sheets and charts.
#[askama::filter_fn]
pub fn colour(category: &Category, _: &dyn Values) -> askama::Result<&'static str> {
    Ok(match category {
        Category::FacilityManagement => "facility",
        Category::TechnicalIt => "it",
        Category::ServicesComplaints => "services",
    })
}

/// `#1042`. A report gets its number from the hub.
#[askama::filter_fn]
pub fn number(number: &Option<u64>, _: &dyn Values) -> askama::Result<String> {
    Ok(number.map_or_else(|| "not sent yet".to_owned(), |number| format!("#{number}")))
}

/// A figure with separated thousands: 12,345.
#[askama::filter_fn]
pub fn grouped(figure: &u64, _: &dyn Values) -> askama::Result<String> {
    Ok(amount(*figure))
}

/// A figure with its noun: `{{ count|counted("ticket") }}`.
#[askama::filter_fn]
pub fn counted(figure: &u64, _: &dyn Values, noun: &str) -> askama::Result<String> {
    Ok(analysis::counted(*figure, noun))
}

/// The name of an order.
#[askama::filter_fn]
pub fn order_words(order: &Order, _: &dyn Values) -> askama::Result<&'static str> {
    Ok(match order {
        Order::Newest => "Newest first",
        Order::Oldest => "Oldest first",
        Order::LongestWaiting => "Longest waiting for us",
    })
}
