//! Declares the commands of the window. The files that the window loads are assembled by the crate `ui`.

include!("../crates/pages/src/routes.rs");
include!("src/desktop_routes.rs");

macro_rules! names {
    ($($group:ident [$($module:ident::$command:ident),* $(,)?])*) => { &[$($(stringify!($command)),*),*] };
}

/// The commands, which tauri grants by name (`capabilities/main.json`).
const COMMANDS: &[&str] = with_desktop_commands!(names);

fn main() -> anyhow::Result<()> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
}
