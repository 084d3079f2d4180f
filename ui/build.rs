//! Assembles `ui/dist`, the files that a window or a browser loads: `ui/assets`, and under `vendor/` the
//! files that come from npm packages. For a hub, it also lists these files as `ui::assets::ALL`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, ensure};

/// Files of npm packages: the path in `ui/node_modules`, and the path in `ui/dist/vendor`. The modules of
/// `@tauri-apps/api` import each other by relative paths, so they keep their folders.
const VENDORED: &[(&str, &str)] = &[
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
    ("echarts/dist/echarts.min.js", "echarts.min.js"),
    ("@tauri-apps/api/core.js", "tauri/core.js"),
    ("@tauri-apps/api/event.js", "tauri/event.js"),
    (
        "@tauri-apps/api/external/tslib/tslib.es6.js",
        "tauri/external/tslib/tslib.es6.js",
    ),
];

fn main() -> anyhow::Result<()> {
    let dist = Path::new("dist");
    if dist.exists() {
        fs::remove_dir_all(dist).context("emptying ui/dist")?;
    }
    println!("cargo:rerun-if-changed=assets");
    copy_folder(Path::new("assets"), dist)?;
    for (package, vendored) in VENDORED {
        copy_vendored(
            &Path::new("node_modules").join(package),
            &dist.join("vendor").join(vendored),
        )?;
    }
    write_list(dist)
}

/// Writes the constant `ALL` with all files of `dist`, in the order of their paths.
fn write_list(dist: &Path) -> anyhow::Result<()> {
    let mut files = Vec::new();
    find_files(dist, &mut files)?;
    files.sort();
    let mut list =
        String::from("/// All files, in the order of their paths.\npub const ALL: &[Asset] = &[\n");
    for file in files {
        let name = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        let file = file.canonicalize()?;
        writeln!(
            list,
            "    Asset {{ path: {name:?}, bytes: include_bytes!({file:?}) }},"
        )?;
    }
    list.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").context("OUT_DIR is not set")?);
    fs::write(out.join("assets.rs"), list).context("writing the list of files")
}

fn find_files(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find_files(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn copy_vendored(from: &Path, to: &Path) -> anyhow::Result<()> {
    println!("cargo:rerun-if-changed={}", from.display());
    ensure!(
        from.exists(),
        "{} is missing. Run `npm ci` in the folder ui (`cargo xtask run` does it)",
        from.display()
    );
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| format!("copying {}", from.display()))?;
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
