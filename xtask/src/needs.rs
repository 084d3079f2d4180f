//! Installs the tools that the tasks need.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::step::{root, say, step, target};

/// A group of tools, besides the Rust toolchain, that a task needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Libraries to build the window, and the page's npm packages.
    Build,
    /// A virtual screen and a driver for the window tests, and `strace` for the durability test.
    Window,
    /// The toolchain's formatter and linter, and the checker of dependencies.
    Lints,
    /// Tools for making installers.
    Bundle,
    /// The property-based API tester.
    ApiTester,
    /// A proxy in front of a hub.
    Proxy,
    /// The database of several hubs.
    Database,
    /// A browser and its driver.
    Browser,
}

/// The version of the property-based API tester.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// The version of the checker of licences, bans and sources.
const CARGO_DENY: &str = "0.20.2";

impl Need {
    pub const ALL: &[Self] = &[
        Self::Build,
        Self::Lints,
        Self::Window,
        Self::Bundle,
        Self::ApiTester,
        Self::Proxy,
        Self::Database,
        Self::Browser,
    ];

    /// The Debian packages.
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
                "dbus-daemon",
                "imagemagick",
                "fonts-dejavu-core",
                "strace",
            ],
            Self::Lints => &[],
            Self::Bundle => &["patchelf", "file", "rpm", "xdg-utils"],
            Self::ApiTester => &["python3", "python3-venv"],
            Self::Proxy => &["nginx-light"],
            Self::Database => &["postgresql"],
            Self::Browser => &["chromium", "chromium-driver", "fonts-dejavu-core"],
        }
    }
}

/// Installs the missing tools. Fails with the exact command if the user must install them.
pub fn satisfy(needs: &[Need]) -> Result<()> {
    debian(needs)?;
    if needs.contains(&Need::Build) {
        npm(&root().join("ui"))?;
    }
    if needs.contains(&Need::Lints) {
        components()?;
        cargo_deny()?;
    }
    if needs.contains(&Need::ApiTester) {
        api_tester()?;
    }
    Ok(())
}

/// Adds `rustfmt` and `clippy`, which a minimal toolchain lacks.
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
        return check_other_system(needs);
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
            // The tests start what they need themselves; no service is started now.
            .env("RUNLEVEL", "1")
            .stdout(Stdio::null()),
    )
}

/// On other systems than Debian: fails with the list of missing tools.
fn check_other_system(needs: &[Need]) -> Result<()> {
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
        say("the window tests run on Debian only: other systems have no WebKitWebDriver");
    }
    Ok(())
}

/// Installs the page's npm packages, once for each change of `package-lock.json`.
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

/// Builds `cargo-deny` into the target folder. A debug build is enough: it takes about a minute on two cores, and checks in
/// three seconds.
fn cargo_deny() -> Result<()> {
    let folder = target().join("tools");
    let stamp = folder.join(format!("cargo-deny-{CARGO_DENY}"));
    if stamp.exists() && deny_program().exists() {
        return Ok(());
    }
    let install = [
        "install",
        "cargo-deny",
        "--locked",
        "--debug",
        "--version",
        CARGO_DENY,
    ];
    step(
        &format!("installing cargo-deny {CARGO_DENY}"),
        Command::new("cargo").args(install).arg("--root").arg(&folder),
    )?;
    std::fs::write(stamp, "")?;
    Ok(())
}

/// The program that [`cargo_deny`] installs.
pub fn deny_program() -> PathBuf {
    let name = format!("cargo-deny{}", std::env::consts::EXE_SUFFIX);
    target().join("tools/bin").join(name)
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

/// The standard output of a command, if it succeeds.
fn quiet(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
