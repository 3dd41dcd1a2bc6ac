//! The programs that tests need beside Rust: installed where that can be done without asking, named where it cannot.
//!
//! A test that misses its program says so itself (`SKIPPED:`); this only saves a developer and CI the looking up.

use std::path::PathBuf;
use std::process::Command;

/// A program, and the package of Debian that has it.
const NEEDED: [(&str, &str); 8] = [
    // Letters are looked at by others than who wrote them.
    ("qpdf", "qpdf"),
    ("pdftotext", "poppler-utils"),
    ("zbarimg", "zbar-tools"),
    // Files for the bank are held against the schemas of ISO 20022.
    ("xmllint", "libxml2-utils"),
    // Books on a server are tried on a real one, which the tests start themselves.
    ("pg_ctlcluster", "postgresql"),
    // Pages are looked at in a real browser.
    ("chromium", "chromium"),
    ("node", "nodejs"),
    ("npm", "npm"),
];

/// Installs what is missing when this is Debian and we may; says what is missing still.
pub fn install() -> Result<String, String> {
    let absent = missing();
    if !absent.is_empty() && is_root() && find("apt-get").is_some() {
        let packages: Vec<&str> = absent.iter().map(|(_, package)| *package).collect();
        println!("== apt-get install {}", packages.join(" "));
        apt(&["update", "-q"])?;
        apt(&[&["install", "-yq", "--no-install-recommends"], packages.as_slice()].concat())?;
    }
    let absent = missing();
    if absent.is_empty() {
        return Ok("tools: all there".into());
    }
    let names: Vec<String> =
        absent.iter().map(|(program, package)| format!("{program} (Debian: {package})")).collect();
    Ok(format!("tools: not on this machine: {}", names.join(", ")))
}

/// Where a program is, when it is on the path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn missing() -> Vec<(&'static str, &'static str)> {
    NEEDED.into_iter().filter(|(program, _)| find(program).is_none()).collect()
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn apt(arguments: &[&str]) -> Result<(), String> {
    let mut command = Command::new("apt-get");
    let status = command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get {}: {status}", arguments.join(" "))),
        Err(error) => Err(format!("apt-get does not start: {error}")),
    }
}
