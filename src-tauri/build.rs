//! Declares the window's commands. The files that the window loads are assembled by the crate `ui`.

include!("src/routes.rs");

macro_rules! names {
    ($($file:ident::$command:ident),* $(,)?) => { &[$(stringify!($command)),*] };
}

/// The commands, which tauri grants by name (`capabilities/main.json`).
const COMMANDS: &[&str] = with_commands!(names);

fn main() -> anyhow::Result<()> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
}
