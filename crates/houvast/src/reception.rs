//! What the executable does for who begins at the pages: a list that comes in, what is in it, its mapping, its night, the demo.
//!
//! In go pieces of a file and choices of a person, out come plain answers for the pages. A list lies in `<map>/begin/` until
//! somebody takes it in; only then it moves to `aanlevering/`, in one move. Nothing leaves from here: a night that begins with
//! a list is a shadow.

mod draft;
mod nights;
mod trial;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use connectors::{Column, Form, Look, OpenItemsMapping};
use domain::calendar::Day;
use domain::language::capital;
use web::{Chosen, ColumnSeen, DemoSeen, Draft, ListSeen, NightSeen, Purpose, Reception, Tried, Upload};

use crate::ahead;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::landlord::{Landlord, MAPPING};
use draft::Drawer;

/// The desk at which somebody begins.
pub struct Desk {
    folder: PathBuf,
    clock: Clock,
    demo: Arc<Mutex<DemoSeen>>,
}

impl Desk {
    /// The desk of a landlord.
    pub fn of(landlord: &Landlord, clock: Clock) -> Desk {
        Desk { folder: landlord.folder.clone(), clock, demo: Arc::new(Mutex::new(DemoSeen::NotYet)) }
    }

    fn landlord(&self) -> Landlord {
        Landlord::in_folder(&self.folder)
    }

    fn drawer(&self) -> Drawer {
        Drawer::of(&self.folder)
    }

    /// A column is left out where the list has a usual heading for it. Where it has none there is nothing to leave out, and a
    /// later list may have it.
    fn without_what_is_not_there(&self, mut mapping: OpenItemsMapping) -> OpenItemsMapping {
        let usual = OpenItemsMapping { sheet: mapping.sheet.clone(), ..OpenItemsMapping::default() };
        let Ok(look) = self.drawer().list().and_then(|list| connectors::look(&list, &usual)) else {
            return mapping;
        };
        mapping
            .headings
            .retain(|column, heading| heading != NOT_THERE || look.found(&usual, *column).is_some());
        mapping
    }

    fn mapping(&self) -> Result<OpenItemsMapping, String> {
        Ok(self.landlord().mapping().map_err(told)?.open_items)
    }
}

/// A list of open items is no older than this. Days.
const OLDEST_LIST: i32 = 366;

/// A failure as a person at the page reads it.
fn told(failure: impl Into<Failure>) -> String {
    capital(&failure.into().to_string())
}

impl Reception for Desk {
    fn upload(&self, purpose: Purpose, name: &str) -> Result<Box<dyn Upload>, String> {
        let upload = self.drawer().upload(purpose, name, self.clock.now().day)?;
        Ok(Box::new(upload))
    }

    fn draft(&self) -> Option<Draft> {
        self.drawer().draft()
    }

    fn forget(&self) -> Result<(), String> {
        self.drawer().forget()
    }

    fn look(&self) -> Result<ListSeen, String> {
        let (mapping, list) = (self.mapping()?, self.drawer().list()?);
        let look = connectors::look(&list, &mapping)?;
        let mut required = Column::ALL.into_iter().filter(|column| column.is_required());
        if required.all(|column| look.found(&mapping, column).is_some()) {
            return Ok(seen(&look, &mapping));
        }
        // What was said of another list says nothing of this one: its usual headings do, except of what somebody left out.
        let left_out = mapping.headings.iter().filter(|(_, heading)| *heading == NOT_THERE);
        let usual = OpenItemsMapping {
            direct_debit_when_silent: mapping.direct_debit_when_silent,
            headings: left_out.map(|(column, heading)| (*column, heading.clone())).collect(),
            ..OpenItemsMapping::default()
        };
        Ok(seen(&connectors::look(&list, &usual)?, &usual))
    }

    fn choose(&self, chosen: &Chosen) -> Result<(), String> {
        let mapping = self.without_what_is_not_there(mapping_of(chosen)?);
        let path = self.folder.join(MAPPING);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(told(Failure::file(&path, &error))),
        };
        let new = connectors::Mapping::with_open_items(MAPPING, &text, &mapping).map_err(|findings| {
            let lines: Vec<String> =
                findings.iter().map(|f| format!("{}, regel {}: {}", f.file, f.line, f.message)).collect();
            lines.join(" ")
        })?;
        draft::write_whole(&path, new.as_bytes())
    }

    fn of_day(&self, day: Day) -> Result<(), String> {
        let today = self.clock.now().day;
        if day > today {
            return Err("Deze dag is nog niet geweest. Kies de dag waarop de lijst is gemaakt.".into());
        }
        if day < today - OLDEST_LIST {
            return Err(
                "Deze dag is langer dan een jaar geleden. Kies de dag waarop de lijst is gemaakt.".into()
            );
        }
        self.drawer().of_day(day)
    }

    fn look_at_old(&self) -> Result<ListSeen, String> {
        // Other headings than those of a list of open items: what the mapping says is no matter here.
        let mapping = OpenItemsMapping::default();
        let path = self.drawer().old_actions().ok_or("Kies eerst de lijst van het oude proces.")?;
        Ok(seen(&connectors::look(&path, &mapping)?, &mapping))
    }

    fn read_old(&self, sheet: &str, dossier: &str, action: &str) -> Result<Vec<(String, String)>, String> {
        let drawer = self.drawer();
        let path = drawer.old_actions().ok_or("Kies eerst de lijst van het oude proces.")?;
        if dossier == action {
            return Err(
                "Kies twee verschillende kolommen: een met het dossiernummer en een met de actie.".into()
            );
        }
        let pairs =
            connectors::two_columns(&path, Some(sheet).filter(|sheet| !sheet.is_empty()), dossier, action)?;
        if pairs.is_empty() {
            return Err("Onder deze koppen staat niets.".into());
        }
        drawer.forget_old();
        Ok(pairs)
    }

    fn try_out(&self) -> Result<Tried, String> {
        trial::try_out(&self.landlord(), &self.drawer(), self.clock.now().day)
    }

    fn take_in(&self) -> Result<Day, String> {
        let tried = self.try_out()?;
        if let Some(objection) = tried.objections.first() {
            return Err(objection.clone());
        }
        let night = tried.night.ok_or("Zeg eerst van welke dag de lijst is.")?;
        nights::ready(&self.landlord(), night)?;
        let drawer = self.drawer();
        let day = drawer.draft().and_then(|draft| draft.day).ok_or("Zeg eerst van welke dag de lijst is.")?;
        std::fs::create_dir_all(self.landlord().deliveries())
            .map_err(|error| told(Failure::file(&self.landlord().deliveries(), &error)))?;
        first_night_only_shows(&self.landlord(), night)?;
        drawer.hand_over(&self.landlord().deliveries(), day)?;
        nights::begin(&self.landlord(), night, self.clock.now().day, Vec::new())?;
        Ok(night)
    }

    fn begin_night(&self, released: Vec<String>) -> Result<Day, String> {
        let (landlord, today) = (self.landlord(), self.clock.now().day);
        let night = ahead::night_of(Some(&landlord.book().map_err(told)?), today, false).map_err(told)?;
        nights::ready(&landlord, night)?;
        nights::begin(&landlord, night, today, released)?;
        Ok(night)
    }

    fn stop_night(&self) -> Result<(), String> {
        crate::watch::ask_to_stop(&self.landlord()).map_err(told)
    }

    fn night(&self) -> Option<NightSeen> {
        crate::watch::seen(&self.landlord())
    }

    fn begin_demo(&self) -> Result<(), String> {
        nights::begin_demo(&self.landlord(), &self.demo)
    }

    fn demo(&self) -> DemoSeen {
        self.demo.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// What the page promised holds, whatever else waits among the deliveries.
fn first_night_only_shows(landlord: &Landlord, night: Day) -> Result<(), String> {
    let book = landlord.book().map_err(told)?;
    if book.last_night().map_err(told)?.is_none() {
        book.begin_in_shadow(night).map_err(told)?;
    }
    Ok(())
}

/// What the pages show of a look into a list.
fn seen(look: &Look, mapping: &OpenItemsMapping) -> ListSeen {
    let (form, sheets) = match &look.form {
        Form::Text { encoding, separator } => {
            (format!("CSV in {encoding}, met een {separator} tussen de velden"), Vec::new())
        }
        Form::Sheets(names) => ("Excel (XLSX)".to_string(), names.clone()),
    };
    let column = |column: Column| {
        let heading = look.found(mapping, column).unwrap_or_default().to_string();
        let readings = look.readings(&heading, column).into_iter();
        ColumnSeen {
            word: column.dutch(),
            required: column.is_required(),
            readings: readings.map(|reading| (reading.text, reading.read)).collect(),
            heading,
        }
    };
    ListSeen {
        form,
        sheets,
        sheet: look.sheet.clone().unwrap_or_default(),
        heading_row: look.heading_row,
        headings: look.headings.clone(),
        count: look.count,
        rows: look.rows().collect(),
        never_read: look.never_read.clone(),
        columns: Column::ALL.map(column).to_vec(),
        debit_when_silent: mapping.direct_debit_when_silent,
    }
}

/// A column that somebody leaves out is written as a heading without a letter: then the usual ones are not looked for.
const NOT_THERE: &str = "-";

fn mapping_of(chosen: &Chosen) -> Result<OpenItemsMapping, String> {
    let sheet = Some(chosen.sheet.trim().to_string()).filter(|sheet| !sheet.is_empty());
    let mut mapping = OpenItemsMapping {
        sheet,
        direct_debit_when_silent: chosen.debit_when_silent,
        ..OpenItemsMapping::default()
    };
    for (word, heading) in &chosen.columns {
        let column = Column::ALL.into_iter().find(|column| column.dutch() == word);
        let column = column.ok_or("Deze kolom kennen wij niet.")?;
        let heading = heading.trim();
        if heading.is_empty() && column.is_required() {
            return Err(format!(
                "Zeg in welke kolom {} staat. Zonder die kolom is de lijst niet te lezen.",
                word
            ));
        }
        let heading = if heading.is_empty() { NOT_THERE } else { heading };
        mapping.headings.insert(column, heading.to_string());
    }
    let taken = |heading: &String| mapping.headings.values().filter(|other| *other == heading).count() > 1;
    match mapping.headings.values().find(|heading| **heading != NOT_THERE && taken(heading)) {
        Some(twice) => {
            Err(format!("De kop “{twice}” is twee keer gekozen. Kies voor elk gegeven een eigen kolom."))
        }
        None => Ok(mapping),
    }
}
