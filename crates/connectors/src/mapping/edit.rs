//! Writes the columns somebody chose into the text of a `koppeling.toml`; remarks and everything else stay as they are.

use super::{Column, Mapping, MappingFinding, OpenItemsMapping};
use toml_edit::{DocumentMut, Item, TableLike, Value, table};

const SECTION: &str = "openstaande_posten";
const COLUMNS: &str = "kolommen";

/// The text with this mapping of a list of open items in place of the one it had.
///
/// # Errors
/// Everything that is wrong with the text, before or after.
pub(super) fn with_open_items(
    file: &str,
    text: &str,
    chosen: &OpenItemsMapping,
) -> Result<String, Vec<MappingFinding>> {
    Mapping::read(file, text)?;
    let odd = |message: String| vec![MappingFinding { file: file.to_owned(), line: 1, message }];
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| odd(error.to_string()))?;
    let no_table = || odd(format!("{SECTION} is hier geen onderdeel met regels."));
    let section = document.entry(SECTION).or_insert_with(table).as_table_like_mut().ok_or_else(no_table)?;
    set(section, "blad", chosen.sheet.as_deref());
    let debit = chosen.direct_debit_when_silent.map(|yes| if yes { "ja" } else { "nee" });
    set(section, "incasso_als_leeg", debit);
    let columns = section.entry(COLUMNS).or_insert_with(table).as_table_like_mut().ok_or_else(no_table)?;
    for column in Column::ALL {
        set(columns, column.dutch(), chosen.headings.get(&column).map(String::as_str));
    }
    let text = document.to_string();
    let read = Mapping::read(file, &text)?;
    if read.open_items == *chosen { Ok(text) } else { Err(odd("De kolommen zijn niet te bewaren.".into())) }
}

/// Sets a line or takes it away; what is remarked beside it stays.
fn set(table: &mut dyn TableLike, key: &str, value: Option<&str>) {
    match (table.get_mut(key).and_then(Item::as_value_mut), value) {
        (Some(known), Some(value)) if known.as_str() == Some(value) => {}
        (Some(known), Some(value)) => {
            let decor = known.decor().clone();
            *known = Value::from(value);
            *known.decor_mut() = decor;
        }
        (None, Some(value)) => drop(table.insert(key, toml_edit::value(value))),
        (_, None) => drop(table.remove(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_stay_and_the_columns_change() {
        let text = "# van de afdeling Financiën\n[boekingen]\nVOU = \"geen\" # oud\n\n[openstaande_posten.kolommen]\n\
                    dossier = \"Oud\" # tot juni\nplaats = \"Plaats\"\n";
        let mut chosen =
            OpenItemsMapping { direct_debit_when_silent: Some(false), ..OpenItemsMapping::default() };
        chosen.headings.insert(Column::Dossier, "Huurder \"nr\" = [7]".into());
        chosen.headings.insert(Column::Open, "Nog te gaan".into());
        chosen.headings.insert(Column::Name, "-".into());
        let new = with_open_items("koppeling.toml", text, &chosen).unwrap();
        for kept in [
            "# van de afdeling Financiën",
            "VOU = \"geen\" # oud",
            "# tot juni",
            "openstaand = \"Nog te gaan\"",
        ] {
            assert!(new.contains(kept), "{kept}: {new}");
        }
        assert!(!new.contains("plaats"), "{new}");
        assert_eq!(Mapping::read("k", &new).unwrap().open_items, chosen);
        assert_eq!(with_open_items("k", &new, &chosen).unwrap(), new, "the same again changes nothing");
        let from_nothing = with_open_items("k", "", &chosen).unwrap();
        assert_eq!(Mapping::read("k", &from_nothing).unwrap().open_items, chosen);
    }

    #[test]
    fn a_file_with_mistakes_is_not_touched() {
        let wrong = with_open_items("k", "[boekingen]\nVOU = \"appeltaart\"\n", &OpenItemsMapping::default());
        assert_eq!(wrong.unwrap_err()[0].line, 2);
    }
}
