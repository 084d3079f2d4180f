//! Reads the page, and waits for its content.

use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::Value;

use super::Page;
use crate::window::TIMEOUT;

/// An element of the page.
pub type Found = Element;

/// The JSON key of an element's id in WebDriver's answers.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Records violations of the Content-Security-Policy and errors of scripts in `window.recordedErrors`.
const RECORD_ERRORS: &str = "
    if (window.recordedErrors) return;
    window.recordedErrors = [];
    addEventListener('securitypolicyviolation', (e) => recordedErrors.push(`${e.violatedDirective}: ${e.blockedURI}`));
    addEventListener('error', (e) => recordedErrors.push(String(e.message)));
    addEventListener('unhandledrejection', (e) => recordedErrors.push(String(e.reason)));";

impl Page {
    /// Waits until the first page has replaced the opening page.
    pub async fn first_page(&self) {
        self.until(
            "the first page is there",
            "document.querySelector('#page > :not(.opening)') !== null",
        )
        .await;
        self.run(RECORD_ERRORS, vec![]).await;
    }

    /// Waits until a JavaScript expression is true.
    ///
    /// # Panics
    /// It is still false after [`TIMEOUT`].
    pub async fn until(&self, what: &str, expression: &str) {
        let began = Instant::now();
        let script = format!("return Boolean({expression})");
        while self.page.execute(&script, vec![]).await.ok() != Some(Value::Bool(true)) {
            assert!(
                began.elapsed() < TIMEOUT,
                "not within {TIMEOUT:?}: {what} ({expression})"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits until a visible element of this selector contains this text, and returns it.
    ///
    /// # Panics
    /// There is none after [`TIMEOUT`].
    pub async fn sees(&self, selector: &str, text: &str) -> Found {
        let began = Instant::now();
        loop {
            if let Ok(Some(found)) = self.find(selector, text).await {
                return found;
            }
            if began.elapsed() > TIMEOUT {
                let there = self.texts(selector).await;
                panic!("no {selector} shows {text:?} within {TIMEOUT:?}; the page has {there:?}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits until no visible element of this selector contains this text.
    ///
    /// # Panics
    /// There still is one after [`TIMEOUT`].
    pub async fn sees_no(&self, selector: &str, text: &str) {
        let began = Instant::now();
        while !matches!(self.find(selector, text).await, Ok(None)) {
            assert!(
                began.elapsed() < TIMEOUT,
                "{selector} still shows {text:?} after {TIMEOUT:?}"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// The texts of all visible elements of a selector, with white space collapsed.
    pub async fn texts(&self, selector: &str) -> Vec<String> {
        let texts = "return [...document.querySelectorAll(arguments[0])].filter((e) => e.checkVisibility())
            .map((e) => e.textContent.replace(/\\s+/g, ' ').trim())";
        let texts = self.run(texts, vec![selector.into()]).await;
        texts
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|text| Some(text.as_str()?.to_owned()))
            .collect()
    }

    /// The text of the first element, unchanged.
    ///
    /// # Panics
    /// There is no such element.
    pub async fn exact_text(&self, selector: &str) -> String {
        let text = self
            .run(
                "return document.querySelector(arguments[0])?.textContent",
                vec![selector.into()],
            )
            .await;
        text.as_str()
            .unwrap_or_else(|| panic!("there is no {selector}"))
            .to_owned()
    }

    /// The value of a field.
    ///
    /// # Panics
    /// There is no such field.
    pub async fn value(&self, selector: &str) -> String {
        let text = self
            .run(
                "return document.querySelector(arguments[0])?.value",
                vec![selector.into()],
            )
            .await;
        text.as_str()
            .unwrap_or_else(|| panic!("there is no field {selector}"))
            .to_owned()
    }

    /// The number of elements, visible or not.
    ///
    /// # Panics
    /// Never: a count is a number.
    pub async fn count(&self, selector: &str) -> usize {
        let count = self
            .run(
                "return document.querySelectorAll(arguments[0]).length",
                vec![selector.into()],
            )
            .await;
        count
            .as_u64()
            .and_then(|count| count.try_into().ok())
            .expect("a number")
    }

    /// Runs a script in the page.
    ///
    /// # Panics
    /// The script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.page
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("{error} in {script}"))
    }

    /// Asserts that there was no violation of the Content-Security-Policy and no error of a script.
    ///
    /// # Panics
    /// There was one.
    pub async fn assert_no_errors(&self) {
        let errors = self.run("return window.recordedErrors", vec![]).await;
        assert_eq!(errors, Value::Array(vec![]), "errors on the page");
    }

    async fn find(&self, selector: &str, text: &str) -> Result<Option<Found>, CmdError> {
        let first = "const [selector, text] = arguments;
            const shows = (e) => e.textContent.replace(/\\s+/g, ' ').includes(text);
            return [...document.querySelectorAll(selector)].find((e) => shows(e) && e.checkVisibility()) ?? null";
        let found = self
            .page
            .execute(first, vec![selector.into(), text.into()])
            .await?;
        let id = found.get(ELEMENT).and_then(Value::as_str);
        Ok(id.map(|id| Found::from_element_id(self.page.clone(), id.to_owned().into())))
    }
}
