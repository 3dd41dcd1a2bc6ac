//! Short messages that answer a tenant at once, in his language. A telephone lies on the table: no amount, and no word for what
//! it is about beyond the rent.

use domain::calendar::Day;
use domain::language::Language;

use crate::texts::{Texts, fill};

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Subject of an e-mail.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A one-time code.
pub fn one_time_code(language: Language, code: &str, landlord: &str) -> Words {
    let t = Texts::of(language);
    Words {
        subject: t.sms_code_subject.into(),
        text: fill(t.sms_code, &[("code", code), ("verhuurder", landlord)]),
    }
}

/// Something was asked on the page.
pub fn something_was_asked(language: Language, landlord: &str, phone: &str) -> Words {
    let t = Texts::of(language);
    let text = fill(t.sms_asked, &[("verhuurder", landlord), ("telefoon", phone)]);
    Words { subject: t.asked_title.into(), text }
}

/// Parts were agreed on the page: how many, and the day of the first.
pub fn parts_were_agreed(language: Language, times: usize, first: Day, landlord: &str, phone: &str) -> Words {
    let t = Texts::of(language);
    let (times, first) = (times.to_string(), language.day(first));
    let values = [("keer", &*times), ("dag", &*first), ("verhuurder", landlord), ("telefoon", phone)];
    Words { subject: t.agreed_title.into(), text: fill(t.sms_agreed, &values) }
}

/// How we reach the tenant was changed on the page: told to what we knew before.
pub fn contact_was_changed(language: Language, landlord: &str, phone: &str) -> Words {
    let t = Texts::of(language);
    let text = fill(t.sms_contact, &[("verhuurder", landlord), ("telefoon", phone)]);
    Words { subject: t.contact.into(), text }
}

/// Another pay day was chosen on the page.
pub fn pay_day_was_chosen(language: Language, day: u8, landlord: &str, phone: &str) -> Words {
    let t = Texts::of(language);
    let values = [("dag", &*day.to_string()), ("verhuurder", landlord), ("telefoon", phone)];
    Words { subject: t.pay_day.into(), text: fill(t.sms_pay_day, &values) }
}

/// The code of the page once more.
pub fn code_again(language: Language, link: &str, landlord: &str) -> Words {
    let t = Texts::of(language);
    Words {
        subject: t.sms_code_subject.into(),
        text: fill(t.sms_again, &[("adres", link), ("verhuurder", landlord)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_fits_in_one_text_message_in_dutch_and_in_three_elsewhere() {
        for language in Language::ALL {
            let all = [
                one_time_code(language, "123456", "Voorbeeld Wonen"),
                something_was_asked(language, "Voorbeeld Wonen", "0990 00 00 00"),
                parts_were_agreed(
                    language,
                    12,
                    Day::from_ymd(2026, 11, 25).unwrap(),
                    "Voorbeeld Wonen",
                    "0990 00 00 00",
                ),
                contact_was_changed(language, "Voorbeeld Wonen", "0990 00 00 00"),
                pay_day_was_chosen(language, 25, "Voorbeeld Wonen", "0990 00 00 00"),
                code_again(language, "betaal.voorbeeldwonen.example/b/K7QFM3XR", "Voorbeeld Wonen"),
            ];
            for words in all {
                let most = if language == Language::Dutch { 160 } else { 201 };
                let length = words.text.chars().count();
                assert!(length <= most, "{} {length}: {}", language.code(), words.text);
                assert!(!words.text.contains('€') && !words.subject.is_empty());
            }
        }
    }
}
