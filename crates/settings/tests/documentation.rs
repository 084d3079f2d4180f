//! The page for administrators lists the keys as they are.

#[test]
fn the_table_of_keys_in_the_documentation_is_the_list_of_keys() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SETTINGS.md");
    let page = std::fs::read_to_string(file).expect("docs/SETTINGS.md");
    let table = settings::documentation_table();
    assert!(
        page.contains(&table),
        "docs/SETTINGS.md must contain this table:\n{table}"
    );
}
