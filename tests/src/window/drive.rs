//! Reading the page, and waiting for what shall appear on it.

use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::Value;

use super::{PATIENCE, Window};

/// An element of the page.
pub type Found = Element;

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Counts what the Content-Security-Policy stops and what scripts trip over, from the first page on.
const WATCH: &str = "
    if (window.trouble) return;
    window.trouble = [];
    addEventListener('securitypolicyviolation', (e) => trouble.push(`${e.violatedDirective}: ${e.blockedURI}`));
    addEventListener('error', (e) => trouble.push(String(e.message)));
    addEventListener('unhandledrejection', (e) => trouble.push(String(e.reason)));";

impl Window {
    /// Waits until the first page has taken the place of the one that says it is opening.
    pub(super) async fn first_page(&self) {
        self.until(
            "the first page is there",
            "document.querySelector('#page > :not(.opening)') !== null",
        )
        .await;
        self.run(WATCH, vec![]).await;
    }

    /// Waits until an expression of JavaScript is true.
    ///
    /// # Panics
    /// If it is not within the [`PATIENCE`].
    pub async fn until(&self, what: &str, expression: &str) {
        let began = Instant::now();
        let script = format!("return Boolean({expression})");
        while self.page.execute(&script, vec![]).await.ok() != Some(Value::Bool(true)) {
            assert!(
                began.elapsed() < PATIENCE,
                "waited {PATIENCE:?}, and still not: {what} ({expression})"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits until some element of this selector shows this text, and gives it.
    ///
    /// # Panics
    /// If none does.
    pub async fn sees(&self, selector: &str, text: &str) -> Found {
        let began = Instant::now();
        loop {
            if let Ok(Some(found)) = self.seen(selector, text).await {
                return found;
            }
            if began.elapsed() > PATIENCE {
                let there = self.texts(selector).await;
                panic!("waited {PATIENCE:?}, and no {selector} shows {text:?}; there is {there:?}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits until no element of this selector shows this text.
    ///
    /// # Panics
    /// If one still does.
    pub async fn sees_no(&self, selector: &str, text: &str) {
        let began = Instant::now();
        while !matches!(self.seen(selector, text).await, Ok(None)) {
            assert!(
                began.elapsed() < PATIENCE,
                "waited {PATIENCE:?}, and {selector} still shows {text:?}"
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// The texts of all elements of a selector that can be seen, as they are on the page.
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

    /// The text of the first element, exactly as it is in the document.
    ///
    /// # Panics
    /// If there is none.
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

    /// What stands in a field.
    ///
    /// # Panics
    /// If there is no such field.
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

    /// How many elements there are.
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
    /// If it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.page
            .execute(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("{error} in {script}"))
    }

    /// Nothing was stopped by the Content-Security-Policy, and no script tripped.
    ///
    /// # Panics
    /// If something was.
    pub async fn nothing_went_wrong(&self) {
        let trouble = self.run("return window.trouble", vec![]).await;
        assert_eq!(trouble, Value::Array(vec![]), "trouble on the page");
    }

    async fn seen(&self, selector: &str, text: &str) -> Result<Option<Found>, CmdError> {
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
