//! The texts of a policy: the landlord's own folder, with the starting policies underneath it.
//!
//! In goes a folder, or the name of a preset; out comes a list of (relative path, text). Own files lie over those of
//! the basis named in `beleid.toml` (`basis = "woonbron"`), and a basis may have a basis itself. A flow, a letter text
//! or a block replaces the file with the same path; `categorieen.toml` replaces the whole list, because its order is
//! what it says; in `voorrang.toml`, `werklijsten.toml` and `instellingen.toml` every block or line replaces the one
//! with the same id. This module reads files when a caller points at a folder; it never writes and never follows links
//! out of what it was given.

use crate::presets;
use domain::ids::ContentId;
use std::io;
use std::path::Path;

/// Larger files are not policy: they are named, and left out.
pub const LARGEST_FILE: usize = 1 << 20;
/// Folders lie no deeper than this.
const DEEPEST: usize = 4;

/// One file of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Path relative to its policy folder, with forward slashes.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The files of one policy folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Name of the preset; empty for the landlord's own folder, or for a preset that is looked at by itself.
    pub name: String,
    /// In order of path.
    pub files: Vec<PolicyFile>,
}

/// A policy with everything that lies underneath it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyFiles {
    /// Lowest first; the last is the folder itself.
    layers: Vec<Layer>,
    /// A basis that was asked for and does not exist, or lies on itself.
    unknown_basis: Option<String>,
}

impl PolicyFiles {
    /// Reads a policy folder. Files that are not TOML, letter texts or golden dossiers are passed over.
    ///
    /// # Errors
    /// When the folder or one of its files cannot be read, or a file is not UTF-8.
    pub fn from_folder(folder: &Path) -> io::Result<PolicyFiles> {
        let mut texts = Vec::new();
        collect(folder, "", 0, &mut texts)?;
        Ok(PolicyFiles::from_texts(texts))
    }

    /// A policy of texts in memory: a draft in the browser, or a test.
    pub fn from_texts<P: Into<String>, T: Into<String>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> PolicyFiles {
        PolicyFiles::layered(Layer::of(String::new(), texts))
    }

    /// A preset by itself.
    pub(crate) fn of_preset(name: &str) -> Option<PolicyFiles> {
        let mut layer = presets::layer(name)?;
        layer.name.clear();
        Some(PolicyFiles::layered_over(layer, vec![name.to_owned()]))
    }

    /// All layers, lowest first.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The text of a file, from the highest layer that has it.
    pub fn get(&self, path: &str) -> Option<&str> {
        let found = |layer: &'_ Layer| layer.files.iter().position(|file| file.path == path);
        let layer = self.layers.iter().rev().find(|layer| found(layer).is_some())?;
        found(layer).map(|at| layer.files[at].text.as_str())
    }

    /// The files that hold, each path once, in order of path. Of the files whose blocks are merged this is the
    /// landlord's own.
    pub fn effective(&self) -> Vec<&PolicyFile> {
        let mut files: Vec<&PolicyFile> = Vec::new();
        for file in self.layers.iter().rev().flat_map(|layer| &layer.files) {
            if !files.iter().any(|known| known.path == file.path) {
                files.push(file);
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// The basis that was asked for and does not exist.
    pub fn unknown_basis(&self) -> Option<&str> {
        self.unknown_basis.as_deref()
    }

    /// Hash of everything that decides: path and text of every file of every layer, golden dossiers left out. Two
    /// policies with one hash decide alike.
    pub fn hash(&self) -> ContentId {
        let mut parts: Vec<&str> = Vec::new();
        for layer in &self.layers {
            parts.push("laag");
            for file in layer.files.iter().filter(|file| !file.path.ends_with(".dossier")) {
                parts.extend([file.path.as_str(), file.text.as_str()]);
            }
        }
        ContentId::of(&parts)
    }

    fn layered(own: Layer) -> PolicyFiles {
        PolicyFiles::layered_over(own, Vec::new())
    }

    /// Puts the layers underneath that `beleid.toml` asks for. `above` holds the presets already in use.
    fn layered_over(own: Layer, mut above: Vec<String>) -> PolicyFiles {
        let mut layers = vec![own];
        let mut unknown_basis = None;
        while let Some(name) = layers.last().and_then(Layer::basis) {
            match presets::layer(&name).filter(|_| !above.contains(&name)) {
                Some(layer) => layers.push(layer),
                None => {
                    unknown_basis = Some(name);
                    break;
                }
            }
            above.push(name);
        }
        layers.reverse();
        PolicyFiles { layers, unknown_basis }
    }
}

impl Layer {
    /// A layer of texts, in order of path; of two texts with one path the last holds.
    pub(crate) fn of<P: Into<String>, T: Into<String>>(
        name: String,
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Layer {
        let mut by_path = std::collections::BTreeMap::new();
        for (path, text) in texts {
            by_path.insert(path.into(), text.into());
        }
        Layer { name, files: by_path.into_iter().map(|(path, text)| PolicyFile { path, text }).collect() }
    }

    /// The path as findings show it: with the layer's name in front when it is not the folder itself.
    pub(crate) fn shown(&self, path: &str) -> String {
        if self.name.is_empty() { path.to_owned() } else { format!("{}/{path}", self.name) }
    }

    /// The basis that `beleid.toml` asks for.
    fn basis(&self) -> Option<String> {
        let about = self.files.iter().find(|file| file.path == "beleid.toml")?;
        let (table, _) = toml::de::DeTable::parse_recoverable(&about.text);
        let basis = table.get_ref().get("basis")?.get_ref().as_str()?;
        Some(basis.to_owned())
    }
}

/// Is a file with this name part of a policy?
fn belongs(name: &str) -> bool {
    let hidden = name.starts_with('.') || name.starts_with('_') || name.ends_with('~');
    !hidden && [".toml", ".md", ".txt", ".dossier"].iter().any(|end| name.ends_with(end))
}

fn collect(folder: &Path, prefix: &str, depth: usize, texts: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (path, kind) = (format!("{prefix}{name}"), entry.file_type()?);
        if kind.is_dir() && depth < DEEPEST && !name.starts_with('.') {
            collect(&entry.path(), &format!("{path}/"), depth + 1, texts)?;
        } else if kind.is_file() && belongs(&name) {
            let text = std::fs::read_to_string(entry.path()).map_err(|cause| {
                io::Error::new(cause.kind(), format!("{path} is niet te lezen als tekst (UTF-8): {cause}"))
            })?;
            texts.push((path, text));
        }
    }
    Ok(())
}
