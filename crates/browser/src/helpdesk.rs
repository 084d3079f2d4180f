//! A browser is a user's unless it proves otherwise: the key of the helpdesk is typed once, and a signed cookie is the proof
//! for twelve hours.
//!
//! The cookie names the end of these hours. Its signature covers the key too, so that it is void once the key is revoked.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use pages::CommandError;
use tickets::Role;
use ui::Fragment;
use ui::browser::{HelpdeskKey, WhyNot};

use crate::commands::Asked;
use crate::cookies::{Cookies, Lifetime, SetCookie};
use crate::failed::{Failure, fragment};
use crate::state::Browsers;
use crate::visit::BrowserVisit;

const HELPDESK: &str = "helpdesk";

/// How long a browser stays at the helpdesk.
const PROVEN_FOR: Duration = Duration::from_secs(12 * 60 * 60);

/// Whether the browser with these cookies has proven that it is at the helpdesk.
pub fn is_proven(browsers: &Browsers, cookies: &Cookies) -> bool {
    let proof = cookies.get(HELPDESK).filter(|_| browsers.helpdesk);
    let Some((until, signed)) = proof.and_then(|proof| proof.split_once('.')) else {
        return false;
    };
    let now = browsers.desk.now().timestamp();
    let is_over = until.parse().is_ok_and(|until: i64| until <= now);
    let keys = browsers.tokens.helpdesk_tokens();
    let is_ours = |key: &String| browsers.signature.verify(&[HELPDESK, until, key], signed);
    !is_over && keys.iter().any(is_ours)
}

/// The cookie that ends the proof.
pub fn forget() -> SetCookie {
    SetCookie::delete(HELPDESK)
}

/// The page of a role: that of the helpdesk with a proof, and otherwise the form for the key. A browser that leaves the helpdesk
/// loses the proof.
pub async fn choose_role(asked: Asked) -> Response {
    match asked.form.required::<Role>("role") {
        Ok(Role::Helpdesk) if !asked.browsers.helpdesk => {
            Failure::Command(CommandError::HelpdeskOnly).into_response()
        }
        Ok(Role::Helpdesk) if !is_proven(&asked.browsers, &asked.cookies) => key_form(None),
        Ok(Role::Helpdesk) => home(asked, Role::Helpdesk).await,
        Ok(Role::User) => {
            let mut page = home(asked, Role::User).await;
            set(&mut page, &forget());
            page
        }
        Err(error) => Failure::Command(error.into()).into_response(),
    }
}

/// The helpdesk's page, if the form has its key.
pub async fn enter_key(asked: Asked) -> Response {
    let Asked { browsers, form, .. } = &asked;
    if !browsers.helpdesk {
        return Failure::Command(CommandError::HelpdeskOnly).into_response();
    }
    let (keys, address) = (&browsers.rates.keys, asked.address.0);
    if !keys.admit(address, Instant::now()) {
        return key_form(Some(WhyNot::TooMany));
    }
    let key = form.text("key").trim();
    if !browsers.tokens.is_helpdesk(key) {
        tracing::warn!(%address, "a browser entered a wrong key of the helpdesk");
        return key_form(Some(WhyNot::Wrong));
    }
    keys.forget(address);
    let Some(proof) = proof(browsers, key) else {
        return Failure::Command(CommandError::Broken).into_response();
    };
    tracing::info!(%address, "a browser entered the key of the helpdesk");
    let mut page = home(asked, Role::Helpdesk).await;
    set(&mut page, &proof);
    page
}

fn proof(browsers: &Browsers, key: &str) -> Option<SetCookie> {
    let until = browsers.desk.now() + PROVEN_FOR;
    let until = until.timestamp().to_string();
    let signed = browsers.signature.sign(&[HELPDESK, &until, key])?;
    let lifetime = if browsers.shared {
        Lifetime::Session
    } else {
        Lifetime::For(PROVEN_FOR)
    };
    Some(SetCookie {
        name: HELPDESK.to_owned(),
        value: format!("{until}.{signed}"),
        lifetime,
    })
}

async fn home(asked: Asked, role: Role) -> Response {
    let visit = BrowserVisit::in_role(&asked.browsers, &asked.cookies, role);
    asked.run_as(visit, pages::commands::entry::home).await
}

fn key_form(why_not: Option<WhyNot>) -> Response {
    fragment(StatusCode::OK, HelpdeskKey { why_not }.html())
}

fn set(page: &mut Response, cookie: &SetCookie) {
    if let Some(header) = cookie.header() {
        page.headers_mut().append(SET_COOKIE, header);
    }
}
