//! The languages in which Houvast speaks to tenants, and how each writes a day and a month.
//!
//! Letters, the page a letter adds to itself and the tenant's page all speak these; a new one is added here first.

use crate::calendar::{DUTCH_MONTHS, Day, Month};

/// A language in which a tenant may be spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Nederlands: the language of the contract, and of every legal block. What it says counts.
    #[default]
    Dutch,
    /// English.
    English,
    /// Türkçe.
    Turkish,
    /// العربية, right to left.
    Arabic,
    /// Polski.
    Polish,
    /// Українська.
    Ukrainian,
}

impl Language {
    /// All languages, as they stand in a list.
    pub const ALL: [Language; 6] = [
        Language::Dutch,
        Language::English,
        Language::Turkish,
        Language::Arabic,
        Language::Polish,
        Language::Ukrainian,
    ];

    /// The code of two letters (ISO 639-1), as files, books and web pages write it.
    pub const fn code(self) -> &'static str {
        match self {
            Language::Dutch => "nl",
            Language::English => "en",
            Language::Turkish => "tr",
            Language::Arabic => "ar",
            Language::Polish => "pl",
            Language::Ukrainian => "uk",
        }
    }

    /// The language with this code; capitals and what follows a dash do not matter (`en-GB`). `None` when we do not speak it.
    pub fn of_code(code: &str) -> Option<Language> {
        let code = code.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase();
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Its Dutch name.
    pub const fn dutch(self) -> &'static str {
        match self {
            Language::Dutch => "Nederlands",
            Language::English => "Engels",
            Language::Turkish => "Turks",
            Language::Arabic => "Arabisch",
            Language::Polish => "Pools",
            Language::Ukrainian => "Oekraïens",
        }
    }

    /// Its own name for itself.
    pub const fn own_name(self) -> &'static str {
        match self {
            Language::Dutch => "Nederlands",
            Language::English => "English",
            Language::Turkish => "Türkçe",
            Language::Arabic => "العربية",
            Language::Polish => "Polski",
            Language::Ukrainian => "Українська",
        }
    }

    /// Is it written from right to left?
    pub const fn right_to_left(self) -> bool {
        matches!(self, Language::Arabic)
    }

    /// Can it be written in the letters of an ordinary sms (GSM 03.38)?
    pub const fn fits_gsm(self) -> bool {
        !matches!(self, Language::Arabic | Language::Ukrainian)
    }

    /// `25 november 2026`
    pub fn day(self, day: Day) -> String {
        let (year, month, of_month) = day.ymd();
        format!("{of_month} {} {year}", self.months(true)[month as usize - 1])
    }

    /// `dinsdag 25 november`
    pub fn weekday(self, day: Day) -> String {
        let (_, month, of_month) = day.ymd();
        let weekday = self.weekdays()[day.weekday() as usize];
        format!("{weekday} {of_month} {}", self.months(true)[month as usize - 1])
    }

    /// `november`, or `november 2026` when that is another year than this one.
    pub fn month(self, month: Month, this_year: i32) -> String {
        let (year, of_year) = month.ym();
        let name = self.months(false)[of_year as usize - 1];
        if year == this_year { name.to_string() } else { format!("{name} {year}") }
    }

    /// Names of months; `in_a_date` is the form that follows a number, where that is another.
    const fn months(self, in_a_date: bool) -> Months {
        match (self, in_a_date) {
            (Language::Dutch, _) => DUTCH_MONTHS,
            (Language::English, _) => ENGLISH,
            (Language::Turkish, _) => TURKISH,
            (Language::Arabic, _) => ARABIC,
            (Language::Polish, true) => POLISH_IN_A_DATE,
            (Language::Polish, false) => POLISH,
            (Language::Ukrainian, true) => UKRAINIAN_IN_A_DATE,
            (Language::Ukrainian, false) => UKRAINIAN,
        }
    }

    /// Names of days, Monday first.
    const fn weekdays(self) -> [&'static str; 7] {
        match self {
            Language::Dutch => {
                ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
            }
            Language::English => {
                ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            }
            Language::Turkish => ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
            Language::Arabic => ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
            Language::Polish => {
                ["poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"]
            }
            Language::Ukrainian => {
                ["понеділок", "вівторок", "середа", "четвер", "п’ятниця", "субота", "неділя"]
            }
        }
    }
}

/// The months; the form that follows a number stands apart where it is another.
type Months = [&'static str; 12];
const ENGLISH: Months = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const TURKISH: Months = [
    "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım",
    "Aralık",
];
const ARABIC: Months = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];
const POLISH_IN_A_DATE: Months = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];
const POLISH: Months = [
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
];
const UKRAINIAN_IN_A_DATE: Months = [
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
];
const UKRAINIAN: Months = [
    "січень",
    "лютий",
    "березень",
    "квітень",
    "травень",
    "червень",
    "липень",
    "серпень",
    "вересень",
    "жовтень",
    "листопад",
    "грудень",
];

/// `heer Nguyen` for de heer M. Nguyen, `mevrouw De Vries` for mevrouw A. de Vries. Without mevrouw or heer the name stays
/// as it is.
pub fn greeted(name: &str) -> String {
    let plain = name.strip_prefix("de ").filter(|rest| rest.starts_with("heer ")).unwrap_or(name);
    if !plain.starts_with("heer ") && !plain.starts_with("mevrouw ") {
        return name.to_string();
    }
    let is_initials = |word: &&str| word.contains('.') && word.chars().all(|c| c == '.' || c.is_uppercase());
    let words: Vec<&str> = plain.split(' ').filter(|word| !is_initials(word)).collect();
    match words.split_first() {
        // Without first name or initials a prefix has a capital.
        Some((title, surname)) if !surname.is_empty() => format!("{title} {}", capital(&surname.join(" "))),
        _ => name.to_string(),
    }
}

/// With a capital in front.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_each_language_does() {
        let day = Day::parse_iso("2026-11-25").unwrap();
        assert_eq!(Language::Dutch.day(day), "25 november 2026");
        assert_eq!(Language::Dutch.weekday(day), "woensdag 25 november");
        assert_eq!(Language::Polish.day(day), "25 listopada 2026");
        assert_eq!(Language::Polish.month(day.month(), 2026), "listopad");
        assert_eq!(Language::Ukrainian.day(day), "25 листопада 2026");
        assert_eq!(Language::Arabic.day(day), "25 نوفمبر 2026");
        assert_eq!(Language::English.month(day.month(), 2027), "November 2026");
    }

    #[test]
    fn a_language_is_known_by_its_code_however_it_is_written() {
        for one in Language::ALL {
            assert_eq!(Language::of_code(one.code()), Some(one));
        }
        assert_eq!(Language::of_code(" EN-gb"), Some(Language::English));
        assert_eq!(Language::of_code("xx"), None);
    }

    #[test]
    fn nobody_is_called_dear_the_mister() {
        for (name, greeted_as) in [
            ("de heer M. Nguyen", "heer Nguyen"),
            ("mevrouw H.K. Pinas", "mevrouw Pinas"),
            ("de heer D.W. in 't Veld", "heer In 't Veld"),
            ("mevrouw A. de Vries", "mevrouw De Vries"),
            ("de heer J. 't Hart", "heer 't Hart"),
            ("J.H. Mensah", "J.H. Mensah"),
            ("Stichting Voorbeeldbewind", "Stichting Voorbeeldbewind"),
            ("mevrouw A.", "mevrouw A."),
        ] {
            assert_eq!(greeted(name), greeted_as);
        }
    }
}
