//! The commands of `pages` as routes: each calls the command of the same name.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use pages::{Answer, CommandError, Form, Visit, with_commands};
use tickets::Role;

use crate::address::Address;
use crate::blocking::blocking;
use crate::cookies::Cookies;
use crate::failed::{Failure, fragment};
use crate::state::Browsers;
use crate::visit::BrowserVisit;

/// How long a command waits for its turn before it is refused.
const PATIENCE: Duration = Duration::from_secs(2);

/// The commands without a route of their own: `choose_role` asks a browser for the key, and a page in a browser keeps its
/// drafts itself.
const ELSEWHERE: [&str; 2] = ["choose_role", "save_draft"];

type Command = fn(&dyn Visit, &Form) -> Answer;

macro_rules! add_routes {
    (
        first_page [$($home_module:ident::$home:ident),*]
        asks_a_service [$($asking_module:ident::$asking:ident),*]
        blocks [$($module:ident::$command:ident),* $(,)?]
    ) => {
        /// A route for each command.
        pub fn routes() -> Router<Browsers> {
            let mut router = Router::new();
            $(router = router.route(
                concat!("/", stringify!($asking)),
                post(async |asked: Asked| {
                    let visit = asked.visit();
                    let answer = pages::commands::$asking_module::$asking(&visit, &asked.form).await;
                    asked.finish(&visit, answer)
                }),
            );)*
            let commands: [(&str, Command); _] = [
                $((stringify!($home), pages::commands::$home_module::$home as Command),)*
                $((stringify!($command), pages::commands::$module::$command as Command)),*
            ];
            for (name, command) in commands {
                if !ELSEWHERE.contains(&name) {
                    router = router.route(&format!("/{name}"), post(move |asked: Asked| asked.run(name, command)));
                }
            }
            router
        }
    };
}

with_commands!(add_routes);

/// A form that a page sent.
pub struct Asked {
    pub browsers: Browsers,
    pub cookies: Cookies,
    pub address: Address,
    pub form: Form,
    /// The role that the page was made for; `None` on a page without a role.
    page_role: Option<Role>,
}

impl FromRequest<Browsers> for Asked {
    type Rejection = Response;

    async fn from_request(request: Request, browsers: &Browsers) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(address) = Address::from_request_parts(&mut parts, browsers).await;
        let cookies = Cookies::of(&parts.headers);
        let role = parts.headers.get("campus-desk-role");
        let page_role = role.and_then(|role| role.to_str().ok()?.parse().ok());
        let request = Request::from_parts(parts, body);
        let form = axum::Form::<Form>::from_request(request, browsers).await;
        let axum::Form(form) = form.map_err(|rejected| Failure::Form(status(&rejected)).into_response())?;
        Ok(Self {
            browsers: browsers.clone(),
            cookies,
            address,
            form,
            page_role,
        })
    }
}

fn status(rejected: &FormRejection) -> StatusCode {
    match rejected.status() {
        StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}

impl Asked {
    /// The visit of the browser that sent the form.
    pub fn visit(&self) -> BrowserVisit {
        BrowserVisit::of(&self.browsers, &self.cookies)
    }

    async fn run(self, name: &'static str, command: Command) -> Response {
        let visit = self.visit();
        if let Err(failure) = self.check(&visit, name) {
            return failure.into_response();
        }
        self.run_as(visit, command).await
    }

    /// Runs a command in the role of this visit.
    pub async fn run_as(self, visit: BrowserVisit, command: Command) -> Response {
        let turn = self.browsers.turns.clone().acquire_owned();
        let Ok(Ok(turn)) = tokio::time::timeout(PATIENCE, turn).await else {
            return Failure::Busy.into_response();
        };
        let (visit, form) = (Arc::new(visit), self.form.clone());
        let visitor = visit.clone();
        let answer = blocking(move || {
            // The turn ends with the work, also if the browser has gone before.
            let _turn = turn;
            command(&*visitor, &form)
        })
        .await;
        self.finish(&visit, answer.unwrap_or(Err(CommandError::Broken)))
    }

    /// A page that was made for another role would send its text under the wrong one: the key was entered in another tab,
    /// or its time is over.
    fn check(&self, visit: &BrowserVisit, name: &str) -> Result<(), Failure> {
        let opens_a_page = name == "home";
        if !opens_a_page && self.page_role.is_some_and(|role| role != visit.role()) {
            return Err(Failure::OtherRole(visit.role()));
        }
        let rates = &self.browsers.rates;
        let (rate, what) = match name {
            "report_ticket" => (
                &rates.reports,
                "Too many reports came from this network within a minute.",
            ),
            "modify_ticket" | "write_message" => (
                &rates.changes,
                "Too many changes came from this network within a minute.",
            ),
            _ => return Ok(()),
        };
        let is_limited = visit.role() == Role::User;
        if is_limited && !rate.admit(self.address.0, Instant::now()) {
            return Err(Failure::TooMany(what));
        }
        Ok(())
    }

    /// The answer, with what the browser has to remember.
    fn finish(&self, visit: &BrowserVisit, answer: Answer) -> Response {
        match answer {
            Ok(html) => {
                let mut response = fragment(StatusCode::OK, html);
                response.headers_mut().extend(visit.headers());
                response
            }
            Err(error) => Failure::from(error).into_response(),
        }
    }
}
