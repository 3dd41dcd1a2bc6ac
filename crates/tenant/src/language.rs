//! The languages of the page, and how each writes a day and a month.

use domain::calendar::{Day, Month};

use crate::texts::{self, Texts};

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Nederlands. What it says counts.
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
    /// All languages, as they stand in the list.
    pub const ALL: [Language; 6] = [
        Language::Dutch,
        Language::English,
        Language::Turkish,
        Language::Arabic,
        Language::Polish,
        Language::Ukrainian,
    ];

    /// The language with this code (ISO 639-1); Dutch when we do not speak it.
    pub fn of(code: &str) -> Language {
        Language::named(code).unwrap_or_default()
    }

    /// The language with this code, when we speak it.
    pub(crate) fn named(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|one| one.code() == code)
    }

    /// Its code (ISO 639-1).
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

    /// Its own name for itself.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Language::Dutch => "Nederlands",
            Language::English => "English",
            Language::Turkish => "Türkçe",
            Language::Arabic => "العربية",
            Language::Polish => "Polski",
            Language::Ukrainian => "Українська",
        }
    }

    /// `rtl` or `ltr`.
    pub(crate) const fn direction(self) -> &'static str {
        if matches!(self, Language::Arabic) { "rtl" } else { "ltr" }
    }

    /// Its texts.
    pub(crate) const fn texts(self) -> &'static Texts {
        match self {
            Language::Dutch => &texts::nl::TEXTS,
            Language::English => &texts::en::TEXTS,
            Language::Turkish => &texts::tr::TEXTS,
            Language::Arabic => &texts::ar::TEXTS,
            Language::Polish => &texts::pl::TEXTS,
            Language::Ukrainian => &texts::uk::TEXTS,
        }
    }

    /// `25 november 2026`
    pub(crate) fn day(self, day: Day) -> String {
        let (year, month, of_month) = day.ymd();
        format!("{of_month} {} {year}", word(self.month_names(true), month as usize - 1))
    }

    /// `dinsdag 25 november`
    pub(crate) fn weekday(self, day: Day) -> String {
        let (_, month, of_month) = day.ymd();
        let weekday = word(self.weekdays(), day.weekday() as usize);
        format!("{weekday} {of_month} {}", word(self.month_names(true), month as usize - 1))
    }

    /// `november`, or `november 2026` when that is another year than `today`'s.
    pub(crate) fn month(self, month: Month, this_year: i32) -> String {
        let (year, of_year) = month.ym();
        let name = word(self.month_names(false), of_year as usize - 1);
        if year == this_year { name.to_string() } else { format!("{name} {year}") }
    }

    /// Names of months; `in_a_date` is the form that follows a number, where that is another.
    const fn month_names(self, in_a_date: bool) -> &'static str {
        match (self, in_a_date) {
            (Language::Dutch, _) => {
                "januari februari maart april mei juni juli augustus september oktober november december"
            }
            (Language::English, _) => {
                "January February March April May June July August September October November December"
            }
            (Language::Turkish, _) => {
                "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"
            }
            (Language::Arabic, _) => {
                "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
            }
            (Language::Polish, true) => {
                "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
            }
            (Language::Polish, false) => {
                "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień"
            }
            (Language::Ukrainian, true) => {
                "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
            }
            (Language::Ukrainian, false) => {
                "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень"
            }
        }
    }

    /// Names of days, Monday first.
    const fn weekdays(self) -> &'static str {
        match self {
            Language::Dutch => "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
            Language::English => "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
            Language::Turkish => "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
            Language::Arabic => "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
            Language::Polish => "poniedziałek wtorek środa czwartek piątek sobota niedziela",
            Language::Ukrainian => "понеділок вівторок середа четвер п’ятниця субота неділя",
        }
    }
}

/// The word at a place, counted from 0.
fn word(words: &'static str, at: usize) -> &'static str {
    words.split(' ').nth(at).unwrap_or_default()
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
        assert_eq!(Language::of("xx"), Language::Dutch);
        for one in Language::ALL {
            assert_eq!(Language::of(one.code()), one);
        }
    }
}
