//! One row of a list becomes one open item: what is missing or unclear in it is said.

use super::amounts::Marks;
use super::side::{self, Side};
use crate::dates::Dated;
use crate::decimal::{Amount, reads_two_ways};
use crate::intake::{At, Meeting, ROUNDED, UNCLEAR};
use crate::mapping::Column;
use crate::table::{Cell, KeyCell, Layout};
use crate::{postal, reach};
use domain::calendar::Day;
use domain::delivery::{OpenItemRow, PersonRow, TenancyRow, UnitRow, heirs_of, tells_a_death};
use domain::money::Cents;

/// Where the columns of a list stand, and how its amounts are written.
#[derive(Clone, Copy)]
pub(super) struct Form<'l> {
    pub layout: &'l Layout,
    pub marks: &'l Marks,
}

pub(super) fn item(form: Form<'_>, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<OpenItemRow> {
    let layout = form.layout;
    let tenancy = required_key(layout, Column::Dossier, cells, at)?;
    let item = required_key(layout, Column::Item, cells, at)?;
    let due_on = match layout.cell(Column::DueOn, cells).day() {
        Dated::Day(day) => day,
        Dated::NotFilled => {
            at.refuse(
                "vervaldatum",
                "",
                "De vervaldatum ontbreekt. De regel is niet ingelezen; vul de datum in de bron aan.",
            );
            return None;
        }
        Dated::Unclear => {
            let value = layout.cell(Column::DueOn, cells).text().unwrap_or_default();
            let counted = value.len() == 5 && value.bytes().all(|byte| byte.is_ascii_digit());
            let reason = if counted {
                "Dit is een datum zoals Excel die telt. De regel is niet ingelezen; zet de kolom op datum en bewaar de lijst opnieuw."
            } else {
                "Dit is geen datum. De regel is niet ingelezen; verbeter de datum in de bron."
            };
            at.refuse("vervaldatum", &value, reason);
            return None;
        }
    };
    let side = side::required(form, cells, at)?;
    let open = required_amount(form, cells, at)?;
    if at.intake.meet(&format!("{tenancy}\u{1f}{item}"), b"") != Meeting::First {
        let reason =
            "Deze post staat al eerder in de lijst. De regel is niet ingelezen; lever elke post één keer.";
        at.refuse("post", &item, reason);
        return None;
    }
    let row = OpenItemRow {
        due_on,
        open: signed(side, open, at),
        amount: amount(form, Column::Amount, cells, at).map(|cents| side.signed(cents)),
        description: text(layout, Column::Description, cells),
        about: about(&tenancy, form, cells, at),
        person: person(layout, cells, at),
        unit: unit(layout, cells, at),
        tenancy,
        item,
    };
    Some(of_whom(row, at))
}

/// What the name and the words say of the tenant.
fn of_whom(mut row: OpenItemRow, at: &mut At<'_, '_>) -> OpenItemRow {
    if !row.person.name.is_empty() && at.intake.has_another_name(&row.tenancy, &row.person.name) {
        let reason = format!(
            "Dossier {} heeft twee namen in deze lijst. Alleen de laatste wordt gelezen: is de ander medehuurder, dan krijgt die geen \
             eigen brief. Kijk het na bij het dossier.",
            row.tenancy
        );
        at.notice("naam", &row.person.name, &reason);
    }
    let said = row.alarming();
    if tells_a_death(&row.person.name) {
        if let Some(name) = heirs_of(&row.person.name) {
            row.person.name = name.to_owned();
        }
        // The list does not say which day: the first list that says so counts.
        row.person.deceased_on = Some(at.intake.as_of.unwrap_or(row.due_on));
        let reason = "De naam noemt de erven of een overlijden. De huurder telt als overleden vanaf de dag van deze lijst, en krijgt geen berichten. Leg de echte \
                      dag vast in de bron.";
        at.notice("naam", "", reason);
    } else if !said.is_empty() {
        let reason = format!(
            "Hier staat iets over {}. Houvast doet daar niets mee en vraagt gewoon om geld. Leg het vast bij het dossier, vóór er iets uitgaat.",
            said.join(" en ")
        );
        at.notice("omschrijving", "", &reason);
    }
    row
}

fn about(tenancy: &str, form: Form<'_>, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> TenancyRow {
    let layout = form.layout;
    let debit = text(layout, Column::DirectDebit, cells).to_lowercase();
    let direct_debit = match yes_or_no(&debit) {
        _ if debit.is_empty() => layout.direct_debit_when_silent,
        None => {
            let reason =
                "Dit is geen ja of nee. Of de huur wordt geïncasseerd blijft onbekend; lever ja of nee.";
            at.notice_once("incasso", &debit, reason);
            None
        }
        said => said,
    };
    TenancyRow {
        external: tenancy.to_owned(),
        starts_on: day(layout, Column::StartsOn, cells, at),
        ends_on: day(layout, Column::EndsOn, cells, at),
        rent: amount(form, Column::Rent, cells, at),
        direct_debit,
        ..TenancyRow::default()
    }
}

/// The ways in which lists say yes and no, in lower case.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "j"
        | "ja"
        | "y"
        | "yes"
        | "x"
        | "1"
        | "true"
        | "waar"
        | "inc"
        | "incasso"
        | "ai"
        | "automatisch"
        | "automatische incasso" => Some(true),
        "n" | "nee" | "no" | "0" | "false" | "onwaar" | "-" | "ovb" | "ov" | "geen" | "zelf"
        | "overboeking" | "overschrijving" | "handmatig" | "acceptgiro" => Some(false),
        _ => None,
    }
}

fn person(layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> PersonRow {
    let mut person = PersonRow { name: text(layout, Column::Name, cells), ..PersonRow::default() };
    let email = text(layout, Column::Email, cells);
    person.email = reach::email(&email).unwrap_or_default();
    if person.email.is_empty() && !email.is_empty() {
        at.notice(
            "email",
            &email,
            "Dit is geen bruikbaar e-mailadres. Het blijft leeg; verbeter het in de bron.",
        );
    }
    person.whatsapp_since = day(layout, Column::WhatsappSince, cells, at);
    let number = text(layout, Column::Mobile, cells);
    match reach::telephone(&number) {
        Some(reach::Number::Mobile(number)) => person.mobile = number,
        Some(reach::Number::Landline(number)) => person.phone = number,
        None if number.is_empty() => {}
        None => at.notice(
            "mobiel",
            &number,
            "Dit is geen bruikbaar telefoonnummer. Het blijft leeg; verbeter het in de bron.",
        ),
    }
    person
}

fn unit(layout: &Layout, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> UnitRow {
    let of = |column| text(layout, column, cells);
    let street = postal::address_line(
        &of(Column::Address),
        &of(Column::HouseNumber),
        &of(Column::HouseLetter),
        &of(Column::Addition),
    );
    let house_number = postal::house_number_in(&street).to_owned();
    if house_number.is_empty() && !street.is_empty() {
        let reason = "Het huisnummer ontbreekt: een brief komt niet aan. Staat het in een andere kolom? Wijs die aan; vul het anders in de \
                      bron aan.";
        at.notice_once("adres", "", reason);
    }
    UnitRow {
        house_number,
        street,
        postcode: postal::postcode(&of(Column::Postcode)),
        town: of(Column::Town),
        municipality: of(Column::Municipality),
        district: of(Column::District),
        ..UnitRow::default()
    }
}

fn required_key(layout: &Layout, column: Column, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<String> {
    match layout.cell(column, cells).key() {
        KeyCell::Key(key) => Some(key),
        KeyCell::Missing => {
            let reason = "De sleutel ontbreekt. De regel is niet ingelezen; vul hem in de bron aan.";
            at.refuse(column.dutch(), "", reason);
            None
        }
        KeyCell::Rounded(value) => {
            let reason = "Excel heeft dit nummer afgerond: de laatste cijfers zijn weg. De regel is niet ingelezen; zet de kolom in de \
                          bron op tekst.";
            at.refuse(column.dutch(), &value, reason);
            None
        }
    }
}

const TWO_WAYS: &str = "Dit bedrag is op twee manieren te lezen: met drie cijfers achter de komma, of met een punt tussen de duizendtallen. De regel is \
                        niet ingelezen; lever bedragen met twee cijfers achter de komma.";

fn signed(side: Side, open: Cents, at: &mut At<'_, '_>) -> Cents {
    if side == Side::Credit && open.0 < 0 {
        let reason = "Hier staat credit bij een bedrag met een min. Het telt als tegoed; kijk in de bron na of dat klopt.";
        at.notice_once("debet_credit", "", reason);
    }
    side.signed(open)
}

fn required_amount(form: Form<'_>, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Cents> {
    let as_written = text(form.layout, Column::Open, cells);
    match form.marks.amount(form.layout, Column::Open, cells) {
        Amount::Exact(cents) => {
            if reads_two_ways(&as_written).is_some() {
                let reason = format!(
                    "Dit bedrag is gelezen als € {cents}, zoals de andere bedragen in deze kolom geschreven zijn."
                );
                at.notice("openstaand", &as_written, &reason);
            }
            Some(cents)
        }
        Amount::Rounded(cents, value) => {
            at.notice("openstaand", &value, ROUNDED);
            Some(cents)
        }
        Amount::Missing => {
            at.refuse(
                "openstaand",
                "",
                "Het bedrag ontbreekt. De regel is niet ingelezen; vul het bedrag in de bron aan.",
            );
            None
        }
        Amount::Unclear(value) => {
            let two_ways = reads_two_ways(&value).is_some();
            at.refuse("openstaand", &value, if two_ways { TWO_WAYS } else { UNCLEAR });
            None
        }
    }
}

fn amount(form: Form<'_>, column: Column, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Cents> {
    match form.marks.amount(form.layout, column, cells) {
        Amount::Exact(cents) | Amount::Rounded(cents, _) => Some(cents),
        Amount::Missing => None,
        Amount::Unclear(value) => {
            at.notice(
                column.dutch(),
                &value,
                "Dit is geen eenduidig bedrag. Het veld blijft leeg; verbeter het bedrag in de bron.",
            );
            None
        }
    }
}

fn day(layout: &Layout, column: Column, cells: &[Cell<'_>], at: &mut At<'_, '_>) -> Option<Day> {
    let cell = layout.cell(column, cells);
    match cell.day() {
        Dated::Day(day) => Some(day),
        Dated::NotFilled => None,
        Dated::Unclear => {
            let value = cell.text().unwrap_or_default();
            at.notice(
                column.dutch(),
                &value,
                "Dit is geen datum. Het veld blijft leeg; verbeter de datum in de bron.",
            );
            None
        }
    }
}

fn text(layout: &Layout, column: Column, cells: &[Cell<'_>]) -> String {
    layout.cell(column, cells).text().unwrap_or_default().into_owned()
}
