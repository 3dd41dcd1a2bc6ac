//! The one file that joins the Dutch words of policy texts and the English code.
//!
//! Enumerations of `domain` carry their own Dutch word; here they become lists to choose from, beside the words that
//! only policy texts have: settings, kinds of letter and the fields of a letter. Nothing is decided here.

use crate::letters::{Form, LetterKind};
use domain::dossier::{ContactChannel, Milestone};
use domain::facts::Unit;
use domain::money::Cents;
use domain::policy::{Actor, Anchor, Colour, Mode, Settings, TaskKind, Tone};
use domain::send::{TimeOfDay, WIDEST_HOURS};

/// A list of words to choose from, from an enumeration that knows its own words.
macro_rules! word_list {
    ($(#[$doc:meta])* $name:ident, $kind:ty) => {
        $(#[$doc])*
        pub fn $name() -> Vec<(&'static str, $kind)> {
            <$kind>::ALL.iter().map(|one| (one.dutch(), *one)).collect()
        }
    };
}

word_list!(
    /// kleur
    colours, Colour
);
word_list!(
    /// anker
    anchors, Anchor
);
word_list!(
    /// toon
    tones, Tone
);
word_list!(
    /// door
    actors, Actor
);
word_list!(
    /// modus
    modes, Mode
);
word_list!(
    /// taak
    tasks, TaskKind
);
word_list!(
    /// aanspreekvorm
    forms, Form
);
word_list!(
    /// soort of a letter
    letter_kinds, LetterKind
);

/// kanalen: what a message can be sent over.
pub const CHANNELS: [(&str, ContactChannel); 4] = [
    ("sms", ContactChannel::Sms),
    ("whatsapp", ContactChannel::Whatsapp),
    ("e-mail", ContactChannel::Email),
    ("brief", ContactChannel::Letter),
];

/// What a text can be for: what a message is sent over, and the telephone, for what a person leaves on a voice computer.
pub const TEXTS: [(&str, ContactChannel); 5] = {
    let [sms, whatsapp, email, letter] = CHANNELS;
    [sms, whatsapp, email, letter, ("telefoon", ContactChannel::Phone)]
};

/// bewijs: what a letter proves afterwards.
pub const PROOFS: [(&str, Milestone); 4] = [
    ("schriftelijke-herinnering", Milestone::WrittenReminder),
    ("veertiendagenbrief", Milestone::FourteenDayLetter),
    ("aankondiging-vroegsignaal", Milestone::SignalAnnouncement),
    ("condoleance", Milestone::Condolence),
];

/// Which help a step may offer, as the letters spell it.
pub const HELP: [(&str, ()); 10] = [
    ("in-delen", ()),
    ("andere-dag", ()),
    ("bel-mij", ()),
    ("regeling", ()),
    ("toeslagen", ()),
    ("budgetcoach", ()),
    ("sociaal-team", ()),
    ("schuldhulp", ()),
    ("gemeente", ()),
    ("noodfonds", ()),
];

/// How a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingUnit {
    /// As a fact is.
    Fact(Unit),
    /// `"2 werkdagen"`.
    WorkingDays,
    /// `"08:30"`.
    TimeOfDay,
}

/// A line of `instellingen.toml`.
pub struct SettingWord {
    /// The word in the file.
    pub word: &'static str,
    /// How its value is written.
    pub unit: SettingUnit,
    /// Least and greatest value that makes sense.
    pub bounds: (i64, i64),
    /// Puts the value in its place.
    pub set: fn(&mut Settings, i64),
}

const fn setting(
    word: &'static str,
    unit: Unit,
    bounds: (i64, i64),
    set: fn(&mut Settings, i64),
) -> SettingWord {
    SettingWord { word, unit: SettingUnit::Fact(unit), bounds, set }
}

const YES_NO: (i64, i64) = (0, 1);

const fn time_setting(word: &'static str, set: fn(&mut Settings, i64)) -> SettingWord {
    let bounds = (WIDEST_HOURS.from.0 as i64, WIDEST_HOURS.until.0 as i64);
    SettingWord { word, unit: SettingUnit::TimeOfDay, bounds, set }
}

/// All settings.
pub static SETTINGS: [SettingWord; 34] = [
    setting("te_laat_na", Unit::Days, (0, 31), |to, value| to.late_after_days = value as i32),
    setting("klein_bedrag", Unit::Cents, (0, 100_000), |to, value| to.small_amount = Cents(value)),
    setting("berichten_per_week", Unit::Count, (0, 7), |to, value| to.messages_per_week = value as u32),
    setting("pauze_tussen_stappen", Unit::Days, (0, 31), |to, value| {
        to.pause_between_steps_days = value as i32;
    }),
    setting("bevinding_geldig", Unit::Days, (1, 730), |to, value| to.finding_valid_days = value as i32),
    setting("geleerde_betaaldag_telt", Unit::YesNo, YES_NO, |to, value| {
        to.learned_pay_day_counts = value == 1;
    }),
    setting("geleerd_regelmaat", Unit::Percent, (50, 100), |to, value| {
        to.learned_regular_percent = value;
    }),
    setting("geleerd_vanaf", Unit::Count, (3, 36), |to, value| {
        to.learned_from_months = value as usize;
    }),
    setting("betaaldag_controlegroep", Unit::Percent, (0, 50), |to, value| {
        to.pay_day_hold_out_percent = value;
    }),
    setting("boeken_vers", Unit::Days, (0, 14), |to, value| to.books_fresh_days = value as i32),
    setting("incasso_onderweg", Unit::Days, (0, 31), |to, value| to.collection_under_way_days = value as i32),
    setting("storno_rust", Unit::Days, (0, 31), |to, value| to.reversal_settles_days = value as i32),
    SettingWord {
        word: "toezegging_speling",
        unit: SettingUnit::WorkingDays,
        bounds: (0, 20),
        set: |to, value| to.promise_slack_working_days = value as u32,
    },
    setting("regeling_speling", Unit::Cents, (0, 10_000), |to, value| {
        to.arrangement_tolerance = Cents(value)
    }),
    setting("regeling_uitstel", Unit::Days, (0, 31), |to, value| to.arrangement_grace_days = value as i32),
    setting("regeling_verbroken", Unit::Days, (1, 92), |to, value| {
        to.arrangement_broken_days = value as i32;
    }),
    setting("regeling_hoogstens", Unit::Months, (1, 60), |to, value| {
        to.arrangement_most_months = value as i32;
    }),
    setting("regeling_termijn_minstens", Unit::Cents, (0, 50_000), |to, value| {
        to.arrangement_least_term = Cents(value);
    }),
    setting("regeling_rust_na_verbroken", Unit::Months, (0, 60), |to, value| {
        to.arrangement_rest_after_broken_months = value as i32;
    }),
    setting("regeling_zelf_termijnen", Unit::Count, (0, 24), |to, value| {
        to.own_arrangement_terms = value as u32;
    }),
    setting("regeling_zelf_huren", Unit::Count, (0, 12), |to, value| {
        to.own_arrangement_rents = value as u32;
    }),
    setting("regeling_zelf_na", Unit::Months, (0, 60), |to, value| {
        to.own_arrangement_after_months = value as i32;
    }),
    setting("regeling_zelf_rust", Unit::Months, (0, 60), |to, value| {
        to.own_arrangement_rest_months = value as i32;
    }),
    setting("later_betalen_hoogstens", Unit::Days, (0, 31), |to, value| {
        to.own_delay_days = value as i32;
    }),
    setting("betaaldag_zelf_hoogstens", Unit::Days, (0, 27), |to, value| {
        to.own_pay_day_days = value as i32;
    }),
    setting("deel_betalen_minstens", Unit::Cents, (100, 50_000), |to, value| to.least_part = Cents(value)),
    setting("vroegsignaal_pauze", Unit::Days, (28, 30), |to, value| to.signal_pause_days = value as i32),
    setting("incassokosten", Unit::YesNo, YES_NO, |to, value| to.charge_collection_costs = value == 1),
    setting("rente", Unit::YesNo, YES_NO, |to, value| to.charge_interest = value == 1),
    time_setting("sms_vanaf", |to, value| to.text_hours.from = TimeOfDay(value as u16)),
    time_setting("sms_tot", |to, value| to.text_hours.until = TimeOfDay(value as u16)),
    time_setting("e_mail_vanaf", |to, value| to.email_hours.from = TimeOfDay(value as u16)),
    time_setting("e_mail_tot", |to, value| to.email_hours.until = TimeOfDay(value as u16)),
    setting("noodstop", Unit::YesNo, YES_NO, |to, value| to.emergency_stop = value == 1),
];

/// Which piece of mandatory content a field or block brings into a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// How much.
    Amount,
    /// How to pay.
    Payment,
    /// What to do when paying does not work.
    Help,
    /// Who to speak to.
    Person,
    /// Something else.
    Other,
}

/// A field of a letter: `((bedrag))`.
pub struct Field {
    /// The word between the brackets.
    pub word: &'static str,
    /// What it brings.
    pub content: Content,
    /// A generous width in characters, to measure an sms with.
    pub width: usize,
    /// What a preview shows.
    pub example: &'static str,
}

const fn field(word: &'static str, content: Content, width: usize, example: &'static str) -> Field {
    Field { word, content, width, example }
}

/// All fields.
pub static FIELDS: &[Field] = &[
    // wie
    field("aanhef", Content::Other, 26, "mevrouw Yılmaz"),
    field("naam", Content::Other, 30, "mevrouw A. Yılmaz"),
    field("adres", Content::Other, 40, "Lindelaan 21, 8441 AB Heerenveen"),
    field("contractnummer", Content::Other, 12, "1004 5521"),
    field("verhuurder", Content::Other, 18, "Voorbeeld Wonen"),
    field("consulent", Content::Person, 18, "Sandra de Boer"),
    field("consulent_voornaam", Content::Person, 10, "Sandra"),
    field("telefoon", Content::Person, 11, "0512 00 00 00"),
    field("mailadres", Content::Other, 30, "huur@voorbeeldwonen.example"),
    field("website", Content::Other, 26, "www.voorbeeldwonen.example"),
    // hoeveel
    field("bedrag", Content::Amount, 10, "€ 549,40"),
    field("maanden", Content::Other, 20, "november"),
    field("aantal_maanden", Content::Other, 9, "1 maand"),
    field("huur", Content::Other, 10, "€ 549,40"),
    field("posten", Content::Other, 60, "- Huur november 2026: € 549,40. Te betalen op 1 november 2026."),
    field("incassokosten", Content::Other, 10, "€ 82,41"),
    field("totaal_met_kosten", Content::Other, 10, "€ 631,81"),
    // A preview shows the letter with costs.
    field("zonder_kosten", Content::Other, 3, "nee"),
    field("geen_bezwaar", Content::Other, 2, "ja"),
    field("melding_volgt", Content::Other, 2, "ja"),
    // A preview shows the letter to who paid nothing yet.
    field("deel_betaald", Content::Other, 10, "nee"),
    field("posten_samen", Content::Amount, 10, "€ 549,40"),
    field("saldo", Content::Amount, 10, "€ 549,40"),
    // Only a letter that asks an amount carries a code to scan.
    field("qr", Content::Other, 2, "ja"),
    field("termijnbedrag", Content::Amount, 10, "€ 274,70"),
    // wanneer
    field("vandaag", Content::Other, 17, "21 november 2026"),
    field("betaaldag", Content::Other, 17, "1 december 2026"),
    field("gewone_betaaldag", Content::Other, 2, "22"),
    field("vervaldag", Content::Other, 17, "1 november 2026"),
    field("uiterlijk", Content::Other, 17, "27 november 2026"),
    field("peildatum", Content::Other, 17, "20 november 2026"),
    field("vorige_brief", Content::Other, 17, "16 november 2026"),
    field("termijndag", Content::Other, 17, "25 november 2026"),
    field("laatste_dag", Content::Other, 17, "14 december 2026"),
    field("signaaldag", Content::Other, 17, "1 december 2026"),
    field("bezoekdag", Content::Other, 22, "donderdag 3 december"),
    field("bezoektijd", Content::Other, 9, "16.30 uur"),
    field("bezoektijdvak", Content::Other, 25, "tussen 16.30 en 17.00 uur"),
    // A preview shows the letter with a day.
    field("zonder_bezoekdag", Content::Other, 3, "nee"),
    field("einddatum", Content::Other, 17, "31 december 2026"),
    // hoe
    field("iban", Content::Payment, 22, "NL00 BANK 0123 4567 89"),
    field("ten_name_van", Content::Other, 24, "Voorbeeld Wonen"),
    field("kenmerk", Content::Other, 16, "1004 5521"),
    field("incassorekening", Content::Payment, 22, "NL00 BANK 0123 4567 89"),
    // A preview shows the letter with a debit.
    field("zonder_incasso", Content::Other, 3, "nee"),
    field("betaallink", Content::Payment, 36, "betaal.voorbeeldwonen.example/b/K7QFM3XR"),
    field("betaalsite", Content::Payment, 30, "betaal.voorbeeldwonen.example"),
    field("code", Content::Payment, 9, "K7QF-M3XR"),
    // hulp
    field("gemeente", Content::Other, 24, "Heerenveen"),
    field("regeling", Content::Other, 60, "Op 25 november 2026: € 274,70. Op 25 december 2026: € 274,70."),
    field("regeling_samen", Content::Other, 10, "€ 549,40"),
    // voor een medewerker
    field("taken", Content::Other, 60, "- 1004 5521: bellen\n- 1004 7310: huisbezoek"),
    field("aantal_taken", Content::Other, 10, "2 taken"),
    // wat een medewerker er zelf bij schrijft
    field("eigen_woorden", Content::Other, 200, "Fijn dat wij elkaar spraken."),
    // wat wij al deden
    field("pogingen", Content::Other, 60, "Op 5 november ging er een brief uit. Op 9 november is er gebeld."),
];

/// The field with this word.
pub fn field_named(word: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.word == word)
}
