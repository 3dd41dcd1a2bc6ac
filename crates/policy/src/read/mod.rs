//! Reads policy texts into a compiled policy for one day.
//!
//! In go files and a day; out comes [`Loaded`]. The order is: take every TOML file apart, settings, letters, flows,
//! overlays and categories, work lists, then the checks. A file with an error in its TOML stops there: the rest
//! would only complain about what cannot be seen. Nothing is repaired and nothing is guessed.

pub mod amount;
mod category;
pub mod condition;
mod dated;
mod flow;
mod letter;
mod settings;
pub mod table;
mod work_list;

use crate::check;
use crate::files::PolicyFiles;
use crate::finding::{Finding, Findings};
use crate::letters::Letters;
use crate::suggest::hint;
use crate::words;
use dated::{Block, Sorted};
use domain::calendar::Day;
use domain::policy::{Origin, Policy};
use table::{Source, Table, Text, shorten};
use toml::de::DeTable;

/// What came of reading a policy.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The policy as it holds on the day; `None` when there is an error.
    pub policy: Option<Policy>,
    /// The texts of its letters.
    pub letters: Letters,
    /// Everything there is to say about it, in order of file and line.
    pub findings: Vec<Finding>,
}

/// A policy under construction, with what only the checks need to know.
#[derive(Default)]
pub struct Draft {
    /// The day on which it must hold.
    pub day: Day,
    /// What has been compiled.
    pub policy: Policy,
    /// The letters with their texts.
    pub letters: Letters,
    /// Ids of flows that say they rely on steps of an earlier flow.
    pub relies_on_history: Vec<String>,
    /// Ids of flows and letters that begin later.
    pub later: Vec<String>,
}

/// Reads and checks a policy as it holds on a day.
pub fn load(files: &PolicyFiles, day: Day) -> Loaded {
    let mut out = Findings::default();
    let sources = sources(files);
    let parsed: Vec<Option<DeTable<'_>>> = sources.iter().map(|file| file.source.parse(&mut out)).collect();
    if out.has_errors() {
        return Loaded { findings: out.sorted(), ..Loaded::default() };
    }
    let tables: Vec<FileTable<'_>> = sources
        .iter()
        .zip(&parsed)
        .filter_map(|(file, parsed)| {
            let table = Table::whole(&file.source, parsed.as_ref()?);
            Some(FileTable { path: file.path, layer: file.layer, table })
        })
        .collect();
    let mut draft = Draft { day, ..Draft::default() };
    let reader = Reader { files, tables: &tables, day };
    reader.read(&mut draft, &mut out);
    draft.policy.hash = files.hash();
    check::all(&draft, &mut out);
    let policy = (!out.has_errors()).then_some(draft.policy);
    Loaded { policy, letters: draft.letters, findings: out.sorted() }
}

struct SourceFile<'a> {
    path: &'a str,
    layer: usize,
    source: Source<'a>,
}

/// Every TOML file of every layer, those left out that a higher layer replaces as a whole.
fn sources(files: &PolicyFiles) -> Vec<SourceFile<'_>> {
    let mut sources = Vec::new();
    for (at, layer) in files.layers().iter().enumerate() {
        for file in layer.files.iter().filter(|file| file.path.ends_with(".toml")) {
            let replaced = !is_merged(&file.path)
                && files.layers()[at + 1..]
                    .iter()
                    .any(|above| above.files.iter().any(|own| own.path == file.path));
            if !replaced {
                let source = Source::new(layer, &file.path, &file.text);
                sources.push(SourceFile { path: &file.path, layer: at, source });
            }
        }
    }
    sources
}

/// Files whose blocks replace blocks, not the whole file.
fn is_merged(path: &str) -> bool {
    matches!(path, "instellingen.toml" | "voorrang.toml" | "werklijsten.toml" | "beleid.toml")
}

/// A TOML file that was taken apart.
struct FileTable<'a> {
    path: &'a str,
    layer: usize,
    table: Table<'a>,
}

/// What all readers need.
struct Reader<'a> {
    files: &'a PolicyFiles,
    tables: &'a [FileTable<'a>],
    day: Day,
}

impl<'a> Reader<'a> {
    fn read(&self, draft: &mut Draft, out: &mut Findings) {
        self.known_files(out);
        self.about(draft, out);
        settings::read(self, &mut draft.policy.settings, out);
        letter::read(self, draft, out);
        flow::read(self, draft, out);
        category::read(self, draft, out);
        work_list::read(self, &mut draft.policy, out);
    }

    /// A TOML file nobody reads is a slip of the pen in its name.
    fn known_files(&self, out: &mut Findings) {
        let names =
            ["beleid.toml", "instellingen.toml", "categorieen.toml", "voorrang.toml", "werklijsten.toml"];
        for file in self.tables {
            let folder = file.path.split('/').collect::<Vec<_>>();
            let known = match folder.as_slice() {
                [name] => names.contains(name),
                ["flows", _] => true,
                ["brieven", _, "brief.toml"] => true,
                _ => false,
            };
            if !known {
                let last = folder.last().copied().unwrap_or_default();
                let hint = hint(last, names.into_iter().chain(["brief.toml"]));
                out.error(&file.table.place(), format!("Dit bestand hoort niet bij een beleid. {hint}"));
            }
        }
    }

    /// `beleid.toml`
    fn about(&self, draft: &mut Draft, out: &mut Findings) {
        let top = self.files.layers().len().saturating_sub(1);
        for file in self.tables.iter().filter(|file| file.path == "beleid.toml") {
            let known = ["naam", "verhuurder", "basis", "aanspreekvorm", "vanaf", "besluit", "uitleg"];
            file.table.only("beleid.toml", &known, out);
            file.table.needed("het beleid", "naam", out);
            for key in ["verhuurder", "basis", "besluit", "uitleg"] {
                file.table.text(key, out);
            }
            file.table.day("vanaf", out);
            if let Some(form) = file.table.word("aanspreekvorm", &words::forms(), out) {
                draft.letters.form = form;
            }
        }
        if let Some(basis) = self.files.unknown_basis() {
            let lowest = self.tables.iter().find(|file| file.path == "beleid.toml" && file.layer == 0);
            let place = lowest.map_or_else(|| start_of("beleid.toml"), |file| file.table.place_of("basis"));
            let hint = hint(basis, crate::presets());
            out.error(&place, format!("De basis \"{}\" kennen wij niet. {hint}", shorten(basis)));
        }
        if !self.tables.iter().any(|file| file.path == "beleid.toml" && file.layer == top) {
            out.warning(
                &start_of("beleid.toml"),
                "Er is geen beleid.toml. Maak het, met naam = \"…\" en zo nodig basis = \"woonbron\".",
            );
        }
    }

    /// The blocks of one kind from all files with this path, lowest layer first.
    fn blocks(&self, path: &str, key: &str, out: &mut Findings) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        for file in self.tables.iter().filter(|file| file.path == path) {
            file.table.only(path, &[key], out);
            let tables = file.table.tables(key, out);
            blocks.extend(tables.into_iter().map(|table| Block { layer: file.layer, table }));
        }
        blocks
    }

    fn sorted(&self, what: &str, path: &str, key: &str, out: &mut Findings) -> Sorted<'a> {
        dated::sort(what, &self.blocks(path, key, out), self.day, out)
    }
}

/// The first line of a file.
fn start_of(file: &str) -> Origin {
    Origin { file: file.to_owned(), line: 1, column: 1 }
}

/// Finds the thing a name points at. A block that begins later may point at something that begins later as well.
fn refer(
    what: &str,
    name: &Text,
    now: &[&str],
    later: &[String],
    begins_later: bool,
    out: &mut Findings,
) -> Option<usize> {
    if let Some(at) = now.iter().position(|id| *id == name.value) {
        return Some(at);
    }
    if later.contains(&name.value) {
        if !begins_later {
            out.error(
                &name.place,
                format!("{what} \"{}\" geldt op deze dag nog niet. Geef een eerdere vanaf.", name.value),
            );
        }
        return None;
    }
    let hint = hint(&name.value, now.iter().copied());
    out.error(&name.place, format!("{what} \"{}\" bestaat niet. {hint}", shorten(&name.value)));
    None
}
