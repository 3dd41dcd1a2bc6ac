//! What the page says, in every language: one file per language, and every key in each of them.
//!
//! A key that a language lacks does not compile. Places to fill in stand between braces and are the same in all languages:
//! a test holds that. The Dutch text counts, and every other language says so.

use domain::language::Language;

pub(crate) mod ar;
pub(crate) mod en;
pub(crate) mod nl;
pub(crate) mod pl;
pub(crate) mod tr;
pub(crate) mod uk;

macro_rules! texts {
    ($($key:ident)+) => {
        /// The texts of a language, by key.
        pub(crate) struct Texts { $(pub(crate) $key: &'static str),+ }

        impl Texts {
            /// The texts of a language.
            pub(crate) const fn of(language: Language) -> &'static Texts {
                match language {
                    Language::Dutch => &nl::TEXTS,
                    Language::English => &en::TEXTS,
                    Language::Turkish => &tr::TEXTS,
                    Language::Arabic => &ar::TEXTS,
                    Language::Polish => &pl::TEXTS,
                    Language::Ukrainian => &uk::TEXTS,
                }
            }

            /// Every key with its text.
            #[cfg(test)]
            fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($key), self.$key)),+]
            }
        }
    };
}

texts! {
    // the frame
    skip language dutch_counts back questions real_title real_text day amount together
    // the door
    home_title home_intro code_label code_hint go_on no_code no_code_text postcode house_number send_code sent_again
    wrong_title wrong_text too_often_title too_often_text later_title later_text form_title form_text
    // what is open
    and your_rent your_rent_since your_payment you_pay please_before please_by pay_button to_bank part_title part_label part_hint part_button part_wrong
    since_said since_received since_added paid_already not_now in_parts pay_later call_me not_right help more sharing contact pay_day running
    transfer account in_name_of reference nothing_title nothing_text nothing_next pending in_doubt call_first call_first_text
    // after the bank
    paid_title paid_text rest_open busy_title busy_text look_again failed_title failed_text cancelled_title cancelled_text
    to_paying no_answer
    // in parts
    parts_open parts_how_many parts_option parts_day parts_day_option parts_less parts_less_label parts_days rent_goes_on
    parts_quiet parts_code_first parts_agree parts_other parts_ask parts_ask_button
    room_link room_text room_in room_out room_income room_allowances room_rent room_energy room_care
    room_groceries room_transport room_children room_debts room_other room_button room_missing room_left room_fits room_none room_ask room_nothing
    // who is it
    proof_title proof_text proof_by_text proof_by_mail proof_send proof_again proof_sent_text proof_sent_mail proof_code
    proof_code_hint proof_wrong proof_too_many proof_birth proof_birth_hint proof_no_way
    // the arrangement
    agreed_title agreed_text agreed_later calendar keep running_title running_none running_since running_remaining running_missed
    running_change running_other running_other_label calendar_term
    // call back
    call_when call_number call_number_hint call_about call_button call_none call_taken call_done_title call_done_text
    choose_moment between
    // later
    later_when later_button later_done_title later_done_text later_longer later_wrong
    // not right, help, municipality
    not_right_text not_right_label send help_text help_label help_button sharing_text sharing_yes sharing_no
    sharing_done_no sharing_done_yes words_missing
    // contact and pay day
    contact_text mobile email contact_wrong pay_day_usual pay_day_take pay_day_text pay_day_button contact_done pay_day_done
    // what came of it
    noted_title asked_title asked_text asked_already changed not_here
    // by text message
    sms_code_subject sms_code sms_asked sms_agreed sms_contact sms_pay_day sms_again
}

/// A text with its places filled in.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = text.to_string();
    for (name, value) in values {
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_language_says_everything_and_fills_in_the_same() {
        let dutch = Texts::of(Language::Dutch).all();
        for language in Language::ALL {
            for ((key, here), (_, original)) in Texts::of(language).all().into_iter().zip(&dutch) {
                assert!(!here.trim().is_empty(), "{} {key}", language.code());
                assert_eq!(places(here), places(original), "{} {key}", language.code());
                let translated = language == Language::Dutch || here != *original;
                let same_everywhere =
                    ["code_label", "email", "parts_day_option", "between", "help", "code_hint", "postcode"];
                assert!(translated || same_everywhere.contains(&key), "{} {key} is Dutch", language.code());
            }
        }
    }

    #[test]
    fn the_dutch_is_short_and_blames_nobody() {
        for (key, text) in Texts::of(Language::Dutch).all() {
            for sentence in text.split(['.', '?', '!', ':']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 18, "{key}: {words} words: {sentence}");
            }
            for hard in
                ["schuld", "helaas", "dient", "verzuim", "wanbetaler", "sommatie", "u heeft niet", "incasso"]
            {
                assert!(!text.to_lowercase().contains(hard), "{key}: {hard}");
            }
        }
    }

    #[test]
    fn what_is_filled_in_stands_in_its_place() {
        assert_eq!(
            fill("Betaal {bedrag} vóór {dag}.", &[("bedrag", "€ 5"), ("dag", "1 mei")]),
            "Betaal € 5 vóór 1 mei."
        );
    }
}
