//! A person and an address as partners get them.
//!
//! In goes the name as a letter prints it; out come the parts a partner's file asks for. What cannot be told apart stays in
//! the last name: a name is never made up.

use domain::calendar::Day;

/// A tenant or co-tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The name as a letter prints it: `mevrouw A. van Dijk`.
    pub name: String,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// Telephone number, or empty.
    pub phone: String,
    /// E-mail address, or empty.
    pub email: String,
}

/// The address of a home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// Street, house number and addition, as an address line prints it.
    pub street: String,
    /// House number with letter and addition.
    pub house_number: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// Municipality.
    pub municipality: String,
}

/// Initials, prefix and last name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NameParts {
    pub(super) initials: String,
    pub(super) prefix: String,
    pub(super) last: String,
}

impl Party {
    /// The name in parts: forms of address are left out, initials end with a point, a prefix is in small letters.
    pub(super) fn parts(&self) -> NameParts {
        let mut words: Vec<&str> = self.name.split_whitespace().collect();
        while let Some(first) = words.first().map(|word| word.to_lowercase()) {
            match first.as_str() {
                "de" if words.get(1).is_some_and(|next| next.eq_ignore_ascii_case("heer")) => {
                    words.drain(..2);
                }
                "heer" | "dhr." | "dhr" | "mevrouw" | "mevr." | "mw." | "mw" => {
                    words.remove(0);
                }
                _ => break,
            }
        }
        let take_while = |words: &mut Vec<&str>, is: &dyn Fn(&str) -> bool| -> String {
            // The last word is always the last name.
            let count = words.iter().take(words.len().saturating_sub(1)).take_while(|word| is(word)).count();
            words.drain(..count).collect::<Vec<_>>().join(" ")
        };
        let initials = take_while(&mut words, &|word| word.ends_with('.'));
        let prefix = take_while(&mut words, &|word| word.chars().all(|c| c.is_lowercase() || c == '\''));
        NameParts { initials, prefix, last: words.join(" ") }
    }
}

impl Home {
    /// The street without the house number.
    pub(super) fn street_name(&self) -> &str {
        let street = self.street.trim();
        match street.strip_suffix(self.house_number.trim()) {
            Some(name) if !self.house_number.trim().is_empty() => name.trim(),
            _ => street,
        }
    }

    /// The number and what follows it: `10A-2` is `10` and `A-2`.
    pub(super) fn number_and_addition(&self) -> (&str, &str) {
        let number = self.house_number.trim();
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let (number, addition) = number.split_at(end);
        (number, addition.trim_start_matches([' ', '-']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_parts_or_stay_whole() {
        for (name, initials, prefix, last) in [
            ("mevrouw A. van Dijk", "A.", "van", "Dijk"),
            ("de heer J.P. de la Cruz-Bakker", "J.P.", "de la", "Cruz-Bakker"),
            ("M. B. Jansen", "M. B.", "", "Jansen"),
            ("Yılmaz", "", "", "Yılmaz"),
            ("'t Hooft", "", "'t", "Hooft"),
            ("Fatma El Idrissi", "", "", "Fatma El Idrissi"),
            ("mevrouw", "", "", ""),
        ] {
            let party = Party { name: name.into(), ..Party::default() };
            let parts = NameParts { initials: initials.into(), prefix: prefix.into(), last: last.into() };
            assert_eq!(party.parts(), parts, "{name}");
        }
    }

    #[test]
    fn addresses_fall_into_street_number_and_addition() {
        let home = Home { street: "Laan 1940 10A-2".into(), house_number: "10A-2".into(), ..Home::default() };
        assert_eq!((home.street_name(), home.number_and_addition()), ("Laan 1940", ("10", "A-2")));
        let bare = Home { street: "Dorpsstraat".into(), ..Home::default() };
        assert_eq!((bare.street_name(), bare.number_and_addition()), ("Dorpsstraat", ("", "")));
    }
}
