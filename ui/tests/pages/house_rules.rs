//! Rules for every page in every state.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use scraper::{ElementRef, Selector};

use crate::dom::{Page, text};
use crate::gallery;

fn each(check: impl Fn(&str, &Page)) {
    for state in gallery::all() {
        check(state.name, &Page::of(&state.document()));
    }
}

#[test]
fn ids_are_unique_on_a_page() {
    each(|name, page| {
        let mut seen = HashSet::new();
        for element in page.all("[id]") {
            let id = element.attr("id").unwrap();
            assert!(seen.insert(id), "{name}: two elements have the id {id}");
        }
    });
}

#[test]
fn every_control_has_an_accessible_name() {
    each(|name, page| {
        for button in page.all("button, summary") {
            let label = button
                .attr("aria-label")
                .map_or_else(|| text(button), str::to_owned);
            let announced = page.has("#new-rows[hidden]") && button.attr("id") == Some("new-rows");
            assert!(
                !label.is_empty() || announced,
                "{name}: a control without a name {}",
                button.html()
            );
        }
        for field in page.all("input:not([type=hidden]), textarea, select") {
            assert!(is_labelled(page, field), "{name}: no label for {}", field.html());
        }
    });
}

/// With voice control, people say the visible text of a button (WCAG 2.5.3).
#[test]
fn the_name_of_a_button_contains_its_visible_text() {
    each(|name, page| {
        for button in page.all("button[aria-label], summary[aria-label]") {
            let (label, seen) = (button.attr("aria-label").unwrap(), text(button));
            assert!(
                label.contains(&seen),
                "{name}: {label:?} does not contain {seen:?}"
            );
        }
    });
}

#[test]
fn people_are_called_reporter_and_helpdesk() {
    each(|name, page| {
        let words = page.text("body").to_lowercase();
        let users = words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| ["user", "users"].contains(word));
        assert_eq!(users.count(), 0, "{name} calls somebody a user");
    });
}

fn is_labelled(page: &Page, field: ElementRef<'_>) -> bool {
    let within = field
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|parent| parent.value().name() == "label");
    let by_id = field
        .attr("id")
        .is_some_and(|id| page.has(&format!("label[for='{id}']")));
    within || by_id || field.attr("aria-label").is_some()
}

#[test]
fn ids_in_aria_describedby_list_and_form_exist() {
    each(|name, page| {
        for element in page.all("[aria-describedby], [list], [form]") {
            for attribute in ["aria-describedby", "list", "form"] {
                for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                    assert!(
                        page.has(&format!("[id='{id}']")),
                        "{name}: {attribute} refers to {id}, which does not exist"
                    );
                }
            }
        }
    });
}

#[test]
fn every_icon_is_drawn_and_hidden_from_screen_readers() {
    each(|name, page| {
        for icon in page.all("svg.icon") {
            assert_eq!(icon.attr("aria-hidden"), Some("true"), "{name}");
            let drawing = icon
                .select(&Selector::parse("use").unwrap())
                .next()
                .unwrap()
                .attr("href")
                .unwrap();
            assert!(
                page.has(&format!("symbol[id='{}']", &drawing[1..])),
                "{name}: {drawing} is not drawn"
            );
        }
    });
}

#[test]
fn every_page_has_one_main_element_and_a_heading() {
    each(|name, page| {
        assert_eq!(page.all("main").len(), 1, "{name}");
        assert!(page.has("h1"), "{name}");
    });
}

/// The content security policy forbids inline scripts, inline styles and eval.
#[test]
fn nothing_on_a_page_needs_eval_or_inline_code() {
    each(|name, page| {
        for element in page.all("*") {
            for (attribute, value) in element.value().attrs() {
                let forbidden =
                    attribute == "style" || attribute.starts_with("on") || attribute.starts_with("hx-on");
                assert!(!forbidden, "{name}: {attribute} in {}", element.html());
                let evaluated =
                    attribute.starts_with("hx-") && (value.contains("js:") || value.contains("javascript:"));
                assert!(!evaluated, "{name}: {attribute}={value}");
            }
        }
        assert!(
            !page.has("style") && !page.has("script:not([type='application/json'])"),
            "{name}"
        );
    });
}

/// Morphing resets a field whose text differs from the answer, so regions that refresh themselves have no fields.
#[test]
fn no_live_region_contains_a_field() {
    let fields = Selector::parse("textarea, input:not([type=hidden]), select").unwrap();
    each(|name, page| {
        for region in page.all("[data-live]:not(form), .ticket-head, .ticket-body, .actions, .count") {
            assert_eq!(
                region.select(&fields).count(),
                0,
                "{name}: a field in {}",
                region.html()
            );
        }
    });
}

/// The table in docs/ARCHITECTURE.md lists all commands of the pages.
#[test]
fn pages_invoke_only_commands_that_are_in_the_table() {
    let table = fs::read_to_string(here("../docs/ARCHITECTURE.md")).unwrap();
    let commands: HashSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split('|').next())
        .flat_map(|names| names.split([',', '`', ' ']))
        .filter(|name| !name.is_empty())
        .collect();
    each(|name, page| {
        for element in page.all("[hx-post]") {
            let command = &element.attr("hx-post").unwrap()[1..];
            assert!(
                commands.contains(command),
                "{name}: the command {command} is not in the table"
            );
        }
    });
}

/// askama escapes everything that is not marked safe. Only the JSON of a chart is marked: its filter escapes it for
/// HTML.
#[test]
fn no_template_marks_text_as_safe() {
    for file in files(&here("templates")) {
        let template = fs::read_to_string(&file).unwrap().replace("|json|safe", "");
        assert!(
            !template.contains("|safe") && !template.contains("| safe"),
            "{}",
            file.display()
        );
        assert!(!template.contains("escape none"), "{}", file.display());
    }
}

/// A struct and its template are found from each other: `ticket::TicketPane` renders `ticket/pane.html`.
#[test]
fn each_struct_has_its_template_at_the_path_of_its_module() {
    let mut used = HashSet::new();
    for file in files(&here("src")) {
        let source = fs::read_to_string(&file).unwrap();
        let module = file.strip_prefix(here("src")).unwrap().with_extension("");
        for (path, name) in templates_of(&source) {
            assert_eq!(
                Path::new(path),
                template_path(&module, name),
                "{name} in {}",
                file.display()
            );
            used.insert(path.to_owned());
        }
    }
    let all = files(&here("templates"));
    for file in &all {
        let template = fs::read_to_string(file).unwrap();
        let included = template.split("{% include \"").skip(1);
        used.extend(included.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    for file in &all {
        let path = file.strip_prefix(here("templates")).unwrap().to_str().unwrap();
        assert!(used.contains(path), "no struct and no template uses {path}");
    }
}

/// The templates that a source file names, each with its struct.
fn templates_of(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.split("#[template(path = \"").skip(1).map(|rest| {
        let (path, rest) = rest.split_once('"').unwrap();
        let name = rest.split_once("struct ").unwrap().1;
        (path, name.split(|c: char| !c.is_alphanumeric()).next().unwrap())
    })
}

/// `module/name.html`, where the name leaves out a module's name at its beginning.
fn template_path(module: &Path, name: &str) -> PathBuf {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    let last = module.file_name().unwrap().to_str().unwrap();
    if snake == last {
        return module.with_extension("html");
    }
    let own = snake.strip_prefix(&format!("{last}_")).unwrap_or(&snake);
    module.join(own).with_extension("html")
}

#[test]
fn the_scripts_write_no_text_as_html_and_evaluate_nothing() {
    for file in files(&here("assets/js")) {
        let script = fs::read_to_string(&file).unwrap();
        for word in [
            "eval(",
            "new Function",
            "innerHTML =",
            "document.write",
            "setTimeout(\"",
        ] {
            assert!(!script.contains(word), "{} has {word}", file.display());
        }
    }
}

/// The content security policy allows only files of the page itself.
#[test]
fn the_page_loads_only_its_own_files() {
    let index = fs::read_to_string(here("assets/index.html")).unwrap();
    let page = Page::of(&index);
    for element in page.all("script[src], link[href]") {
        let from = element.attr("src").or(element.attr("href")).unwrap();
        assert!(from.starts_with('/') && !from.starts_with("//"), "{from}");
        assert!(
            from.starts_with("/vendor/") || here("assets").join(&from[1..]).exists(),
            "{from} is missing"
        );
    }
    assert!(
        index.contains(r#""includeIndicatorCSS": false"#),
        "htmx would add a style element, which the policy forbids"
    );
}

/// `ui/dist` is complete: every module that a script imports is among its files, also those of npm packages.
#[test]
fn every_imported_module_is_in_dist() {
    let dist = here("dist");
    for file in files(&dist.join("js"))
        .into_iter()
        .chain(files(&dist.join("vendor/tauri")))
    {
        let script = fs::read_to_string(&file).unwrap();
        for line in script.lines().filter(|line| line.starts_with("import ")) {
            let module = line.split(['"', '\'']).nth(1).unwrap();
            let path = match module.strip_prefix('/') {
                Some(path) => dist.join(path),
                None => file.parent().unwrap().join(module),
            };
            assert!(
                path.exists(),
                "{} imports {module}, which is missing",
                file.display()
            );
        }
    }
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}
