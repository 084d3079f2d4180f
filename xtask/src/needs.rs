//! What the tasks need from the machine, and how it gets there.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::step::{root, say, step, target};

/// Something that a task needs beside the Rust toolchain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Libraries to build the window, and the packages of the page.
    Build,
    /// A screen and a driver to test the window with, and a tracer for the durability test.
    Window,
    /// The toolchain's formatter and linter.
    Lints,
    /// Tools that make installers.
    Bundle,
    /// The property-based tester of the API.
    ApiTester,
}

/// The version of the property-based API tester.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

impl Need {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Build,
        Self::Lints,
        Self::Window,
        Self::Bundle,
        Self::ApiTester,
    ];

    /// Names of Debian packages.
    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Build => &[
                "build-essential",
                "pkg-config",
                "libwebkit2gtk-4.1-dev",
                "librsvg2-dev",
                "libxdo-dev",
                "libayatana-appindicator3-dev",
            ],
            Self::Window => &[
                "webkit2gtk-driver",
                "xvfb",
                "xauth",
                "dbus-x11",
                "imagemagick",
                "fonts-dejavu-core",
                "strace",
            ],
            Self::Lints => &[],
            Self::Bundle => &["patchelf", "file", "rpm", "xdg-utils"],
            Self::ApiTester => &["python3", "python3-venv"],
        }
    }
}

/// Installs what is missing, or says exactly what to install.
pub fn satisfy(needs: &[Need]) -> Result<()> {
    debian(needs)?;
    if needs.contains(&Need::Build) {
        npm(&root().join("ui"))?;
    }
    if needs.contains(&Need::Lints) {
        components()?;
    }
    if needs.contains(&Need::ApiTester) {
        api_tester()?;
    }
    Ok(())
}

/// A minimal toolchain comes without these.
fn components() -> Result<()> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if quiet(Command::new("cargo").args([tool, "--version"])).is_none() {
            step(
                &format!("adding {component} to the toolchain"),
                Command::new("rustup").args(["component", "add", component]),
            )?;
        }
    }
    Ok(())
}

fn debian(needs: &[Need]) -> Result<()> {
    if !cfg!(target_os = "linux") || !Path::new("/etc/debian_version").exists() {
        return elsewhere(needs);
    }
    let mut missing: Vec<&str> = needs
        .iter()
        .flat_map(|need| need.packages())
        .copied()
        .filter(|package| !installed(package))
        .collect();
    if !found("node") || !found("npm") {
        missing.extend(["nodejs", "npm"]);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let root_user = quiet(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    if !root_user {
        bail!(
            "these packages are missing; install them and start again:\n\n    sudo apt-get install {}\n",
            missing.join(" ")
        );
    }
    step(
        "refreshing the list of packages",
        Command::new("apt-get").args(["update", "--quiet=2"]),
    )?;
    step(
        &format!("installing {}", missing.join(" ")),
        Command::new("apt-get")
            .args(["install", "--yes", "--quiet=2", "--no-install-recommends"])
            .args(&missing)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null()),
    )
}

/// Other systems: what is needed can be named, not installed.
fn elsewhere(needs: &[Need]) -> Result<()> {
    let missing: Vec<&str> = ["node", "npm", "python3"]
        .into_iter()
        .filter(|tool| !found(tool))
        .collect();
    if cfg!(target_os = "linux") && !library("webkit2gtk-4.1") {
        let names: Vec<&str> = needs.iter().flat_map(|need| need.packages()).copied().collect();
        bail!(
            "on this Linux, install what Debian calls:\n\n    {}\n\nand Node.js with npm; then start again",
            names.join(" ")
        );
    }
    if !missing.is_empty() {
        bail!(
            "{} missing. Install Node.js 20 or newer and Python 3.10 or newer; on Windows also the Microsoft C++ \
             Build Tools and WebView2, on macOS the Xcode command line tools (`xcode-select --install`)",
            missing.join(", ")
        );
    }
    if needs.contains(&Need::Window) {
        say("the window is tested on Debian only: other systems have no WebKitWebDriver");
    }
    Ok(())
}

/// Puts the page's packages where `package-lock.json` says, once for each change of the lock.
fn npm(folder: &Path) -> Result<()> {
    let lock = std::fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.locked");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    step(
        "installing the page's packages",
        Command::new(program)
            .args(["ci", "--no-fund", "--no-audit"])
            .current_dir(folder),
    )?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

fn api_tester() -> Result<()> {
    let venv = target().join("api-tester");
    let stamp = venv.join(SCHEMATHESIS);
    if stamp.exists() {
        return Ok(());
    }
    step(
        "making a Python environment",
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv),
    )?;
    let pip = venv.join(if cfg!(windows) { "Scripts/pip" } else { "bin/pip" });
    step(
        &format!("installing {SCHEMATHESIS}"),
        Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS]),
    )?;
    std::fs::write(stamp, "")?;
    Ok(())
}

fn installed(package: &str) -> bool {
    quiet(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

fn library(name: &str) -> bool {
    quiet(Command::new("pkg-config").args(["--exists", name])).is_some()
}

fn found(tool: &str) -> bool {
    let tool = if cfg!(windows) && tool == "npm" {
        "npm.cmd"
    } else {
        tool
    };
    quiet(Command::new(tool).arg("--version")).is_some()
}

/// What a command prints, if it succeeds.
fn quiet(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
