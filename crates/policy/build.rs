//! Writes the list of starting policies: one `include_str!` for every file below `startbeleid/`, so that a new letter,
//! flow or preset there needs no change in code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FOLDER: &str = "../../startbeleid";
/// Beside the starting policies: descriptions of providers, which are no part of any policy.
const PROVIDERS: &str = "aanbieders";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut list = String::from("&[\n");
    for preset in entries(Path::new(FOLDER))? {
        if preset.is_dir() && !preset.ends_with(PROVIDERS) {
            let mut files = Vec::new();
            collect(&preset, &mut files)?;
            write_preset(&mut list, &preset, &files);
        }
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    fs::write(Path::new(&out).join("presets.rs"), list)
}

/// What is in a folder, by name; nothing when the folder is not there.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// All files below a folder that are part of a policy.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for path in entries(folder)? {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() {
            collect(&path, files)?;
        } else if ["toml", "md", "txt", "dossier"].contains(&extension) {
            files.push(path);
        }
    }
    Ok(())
}

/// One preset: its name and the path and text of each file.
fn write_preset(list: &mut String, preset: &Path, files: &[PathBuf]) {
    let name = preset.file_name().unwrap_or_default().to_string_lossy();
    let _ = writeln!(list, "    ({name:?}, &[");
    for file in files {
        let relative = slashed(file.strip_prefix(preset).unwrap_or(file));
        let included = format!("/{}", slashed(file));
        let _ = writeln!(
            list,
            "        ({relative:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {included:?}))),"
        );
    }
    list.push_str("    ]),\n");
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
