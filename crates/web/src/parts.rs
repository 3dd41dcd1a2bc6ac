//! The small pieces pages are made of: an amount, a day, a category with its mark, a number with its change.

use std::fmt::{self, Write};

use domain::calendar::{DUTCH_MONTHS, Day};
use domain::money::Cents;
use domain::policy::{Category, Colour, Condition, Policy};
use domain::{digits, guards};
use maud::{Markup, Render, html};

use crate::app::House;

/// A space that keeps an amount on one line.
const FIXED_SPACE: char = '\u{a0}';

/// An amount: `€ 1.098,80`.
#[derive(Clone, Copy)]
pub(crate) struct Money(Cents);

/// `€ 1.098,80`
pub(crate) fn money(cents: Cents) -> Money {
    Money(cents)
}

impl Money {
    const SIGN: &str = "€\u{a0}";

    const fn minus(self) -> &'static str {
        if self.0.0 < 0 { "−\u{a0}" } else { "" }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.minus())?;
        f.write_str(Money::SIGN)?;
        f.write_str(self.0.abs().digits().text())
    }
}

impl Render for Money {
    fn render_to(&self, page: &mut String) {
        page.push_str(self.minus());
        page.push_str(Money::SIGN);
        page.push_str(self.0.abs().digits().text());
    }
}

/// `€ 12.345`: whole euros, for sums.
pub(crate) fn whole_euros(cents: Cents) -> String {
    let rounded = Cents(cents.times_ratio(1, 100).0 * 100);
    money(rounded).to_string().trim_end_matches(",00").to_string()
}

/// `1.234`
pub(crate) fn count(number: u64) -> String {
    digits::grouped(number).text().to_string()
}

/// `1 huurder`, `3 huurders`
pub(crate) fn plural(number: u64, one: &str, more: &str) -> String {
    format!("{}{FIXED_SPACE}{}", count(number), if number == 1 { one } else { more })
}

/// `+ 12`, `− 3` or a quiet `=`, to stand beside a number.
pub(crate) fn change(difference: i64, shown: &str) -> Markup {
    html! {
        @match difference.signum() {
            1 => { span.verschil { "+" (FIXED_SPACE) (shown) } },
            -1 => { span.verschil { "−" (FIXED_SPACE) (shown) } },
            _ => { span.verschil { span aria-hidden="true" { "=" } span.verborgen { "gelijk" } } },
        }
    }
}

/// A day, with the date for machines.
#[derive(Clone, Copy)]
pub(crate) struct Time(Day, Length);

#[derive(Clone, Copy)]
enum Length {
    Long,
    Short,
    InYear,
}

/// `21 november 2026`
pub(crate) fn day(day: Day) -> Time {
    Time(day, Length::Long)
}

/// `21 nov 2026`
pub(crate) fn short_day(day: Day) -> Time {
    Time(day, Length::Short)
}

/// `21 nov`, where the year stands above it.
pub(crate) fn day_in_year(day: Day) -> Time {
    Time(day, Length::InYear)
}

impl Render for Time {
    fn render_to(&self, page: &mut String) {
        let Time(day, length) = *self;
        page.push_str("<time datetime=\"");
        page.push_str(day.iso().text());
        page.push_str("\">");
        if let Length::Long = length {
            page.push_str(day.spoken().text());
        } else {
            let (year, month, of_month) = day.ymd();
            page.push_str(digits::plain(of_month.into()).text());
            page.push(FIXED_SPACE);
            page.push_str(short_month(month));
            if let Length::Short = length {
                page.push(FIXED_SPACE);
                year.render_to(page);
            }
        }
        page.push_str("</time>");
    }
}

/// `21 nov 2026, 10:05`: a moment in seconds since 1970, as the clocks here showed it.
pub(crate) fn moment(house: &House, seconds: i64) -> Markup {
    let (day, minute) = (house.wall)(seconds);
    html! { (short_day(day)) "," (FIXED_SPACE) (format!("{:02}:{:02}", minute / 60, minute % 60)) }
}

/// `zojuist`, `5 minuten geleden`: how long ago something was, of a number of seconds.
pub(crate) fn ago(seconds: i64) -> String {
    let many = |number: i64, one: &str, more: &str| {
        format!("{} geleden", plural(u64::try_from(number).unwrap_or(0), one, more))
    };
    match seconds {
        ..60 => "zojuist".into(),
        60..3_600 => many(seconds / 60, "minuut", "minuten"),
        3_600..86_400 => many(seconds / 3_600, "uur", "uur"),
        _ => many(seconds / 86_400, "dag", "dagen"),
    }
}

/// `nov`, as Dutch calendars shorten it.
pub(crate) fn short_month(month: u32) -> &'static str {
    match month {
        3 => "mrt",
        other => &DUTCH_MONTHS[other as usize - 1][..3],
    }
}

/// The shape of a colour: nobody needs to see the colour itself.
pub(crate) const fn glyph(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "○",
        Colour::Green => "●",
        Colour::Orange => "▲",
        Colour::Blue => "■",
        Colour::Red => "◆",
    }
}

/// Previous and next of a list over several pages; `to` gives the address of a page.
pub(crate) fn leaves(at: usize, pages: usize, to: impl Fn(usize) -> String) -> Markup {
    html! {
        @if pages > 1 {
            nav.bladeren aria-label="Bladen" {
                @if at > 1 { a rel="prev" href=(to(at - 1)) { "‹ vorige" } }
                span { "blad " (at) " van " (pages) }
                @if at < pages { a rel="next" href=(to(at + 1)) { "volgende ›" } }
            }
        }
    }
}

/// `▲ Persoonlijke aandacht`, with the colour as a word.
pub(crate) fn category(category: &Category) -> Markup {
    let word = category.colour.dutch();
    html! {
        span class={ "indeling kleur-" (word) } {
            span.teken aria-hidden="true" { (glyph(category.colour)) }
            span { (category.name) " " span.kleurwoord { (word) } }
        }
    }
}

/// The category with this id as a mark, or its bare id when the policy of now has none of this name.
pub(crate) fn category_by_id(policy: &Policy, id: &str) -> Markup {
    match policy.categories.iter().find(|known| known.id == id) {
        Some(found) => category(found),
        None if id.is_empty() => html! { span.zacht { "nog niet ingedeeld" } },
        None => html! { span.zacht { (words(id)) } },
    }
}

/// The name of the category with this id, or its bare id.
pub(crate) fn category_name(policy: &Policy, id: &str) -> String {
    let found = policy.categories.iter().find(|known| known.id == id);
    found.map_or_else(|| words(id), |found| found.name.clone())
}

/// The name of a letter, or its bare id.
pub(crate) fn letter_name(policy: &Policy, id: &str) -> String {
    policy
        .letters
        .iter()
        .find(|letter| letter.id == id)
        .map_or_else(|| words(id), |letter| letter.name.clone())
}

/// The word of a guard, or its bare id.
pub(crate) fn guard_word(id: &str) -> &str {
    guards::ALL.iter().find(|guard| guard.id == id).map_or(id, |guard| guard.word)
}

/// `kan wil bevinding`: a word from the policy as a person reads it.
pub(crate) fn words(id: &str) -> String {
    id.replace(['-', '_'], " ")
}

/// `maanden op rij te laat minstens 3 keer`: a condition of the policy with its fact called as sentences call it.
pub(crate) fn condition(condition: &Condition) -> String {
    let fact = condition.fact.fact();
    let rest = condition.text.strip_prefix(fact.word).unwrap_or(&condition.text);
    let rest: String = rest.chars().filter(|letter| !matches!(letter, '"' | '[' | ']')).collect();
    format!("{}{}", fact.label, rest.replace('_', " "))
}

/// A rule with its facts as words: `maanden_achter minstens` reads as `maanden achter minstens`. File names stay.
pub(crate) fn words_of_rule(text: &str) -> String {
    text.replace('_', " ")
}

/// The same text with a capital in front.
pub(crate) fn sentence(text: &str) -> Sentence<'_> {
    Sentence(text)
}

/// A text with a capital in front.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'a>(&'a str);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.chars();
        for first in letters.next().into_iter().flat_map(char::to_uppercase) {
            f.write_char(first)?;
        }
        f.write_str(letters.as_str())
    }
}

impl Render for Sentence<'_> {
    fn render_to(&self, page: &mut String) {
        let mut letters = self.0.chars();
        for first in letters.next().into_iter().flat_map(char::to_uppercase) {
            first.encode_utf8(&mut [0; 4]).render_to(page);
        }
        put(page, letters.as_str());
    }
}

impl Sentence<'_> {
    /// By itself, not yet on a page.
    pub(crate) fn text(self) -> String {
        let mut text = String::with_capacity(self.0.len() + 2);
        let mut letters = self.0.chars();
        text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        text.push_str(letters.as_str());
        text
    }
}

/// A text of more than a few letters, which is looked at as a whole and not letter by letter.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a>(&'a str);

/// What somebody wrote, or a sentence of ours.
pub(crate) fn text(text: &str) -> Text<'_> {
    Text(text)
}

impl Render for Text<'_> {
    fn render_to(&self, page: &mut String) {
        put(page, self.0);
    }
}

/// Puts a text on a page. Nearly all of them stand there as they are.
pub(crate) fn put(page: &mut String, text: &str) {
    let escapes = text.bytes().fold(false, |any, byte| any | matches!(byte, b'&' | b'<' | b'>' | b'"'));
    if escapes { text.render_to(page) } else { page.push_str(text) }
}

/// A table that scrolls by itself on a small screen, so that the page does not.
pub(crate) fn wide(label: &str, table: &Markup) -> Markup {
    html! { div.schuif role="region" aria-label={ "Tabel: " (label) } tabindex="0" { (table) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_numbers_read_as_the_dutch_write_them() {
        for (cents, text) in [(109_880, "€\u{a0}1.098,80"), (-50, "−\u{a0}€\u{a0}0,50")] {
            assert_eq!(money(Cents(cents)).to_string(), text);
            assert_eq!(html! { (money(Cents(cents))) }.into_string(), text);
        }
        assert_eq!(whole_euros(Cents(1_234_560)), "€\u{a0}12.346");
        assert_eq!(count(1_234_567), "1.234.567");
        assert_eq!(plural(1, "taak", "taken"), "1\u{a0}taak");
        assert_eq!(sentence("overleden").to_string(), "Overleden");
        assert_eq!(
            html! { (sentence("<b>")) (sentence("")) (sentence("één")) (text("a<b & c")) (text("d")) }
                .into_string(),
            "&lt;b&gt;Ééna&lt;b &amp; cd"
        );
        assert_eq!(sentence("één").text(), "Één");
        let told: Vec<String> = [0, 61, 7_300, 200_000].into_iter().map(ago).collect();
        assert_eq!(
            told.join(", "),
            "zojuist, 1\u{a0}minuut geleden, 2\u{a0}uur geleden, 2\u{a0}dagen geleden"
        );
    }
}
