//! To whom a letter for an administrator goes, and when it stays; and how a street is told from its number.

use domain::delivery::PostAddress;

use super::*;

fn administrator() -> Administrator {
    Administrator {
        person: "R-9".into(),
        name: "Stichting Voorbeeldbewind".into(),
        post: Some(PostAddress {
            street: "Postbus".into(),
            number: "120".into(),
            postcode: "1234 AD".into(),
            town: "Rotterdam".into(),
        }),
        came_back: false,
    }
}

fn goes_to(administrator: Option<&Administrator>) -> Result<String, String> {
    to_administrator(administrator).map(|(lines, _)| lines).map_err(|missing| missing.why)
}

#[test]
fn a_letter_for_an_administrator_goes_to_the_office() {
    let lines = goes_to(Some(&administrator())).unwrap();
    assert_eq!(lines, "Stichting Voorbeeldbewind\nt.a.v. de bewindvoerder\nPostbus 120\n1234 AD  ROTTERDAM");
}

#[test]
fn without_a_name_an_address_or_after_it_came_back_it_stays() {
    assert!(goes_to(None).unwrap_err().contains("wie de bewindvoerder is"));
    let without = [
        Administrator { post: None, ..administrator() },
        Administrator { name: String::new(), ..administrator() },
        Administrator { came_back: true, ..administrator() },
    ];
    for one in &without {
        assert!(goes_to(Some(one)).unwrap_err().contains("van de bewindvoerder"), "{one:?}");
    }
}

#[test]
fn all_tenants_are_on_the_envelope() {
    let lines = |names: &[&str]| {
        let mut names = names.iter().map(|name| (*name).to_string());
        let to = Addressee { name: names.next().unwrap(), others: names.collect(), ..Addressee::default() };
        on_the_envelope(&to)
    };
    assert_eq!(lines(&["mevrouw A. Jansen"]), ["Mevrouw A. Jansen"]);
    assert_eq!(
        lines(&["de heer A. Jansen", "mevrouw B. de Vries"]),
        ["De heer A. Jansen en mevrouw B. de Vries"]
    );
    assert_eq!(
        lines(&["de heer A.B.C. van den Voorbeeld", "mevrouw D. van der Denkbeeldig"]),
        ["De heer A.B.C. van den Voorbeeld en", "mevrouw D. van der Denkbeeldig"]
    );
    let three = ["de heer A. Voorbeeldsma", "mevrouw B. Denkbeeldig", "mevrouw C. Verzonnen"];
    assert_eq!(
        lines(&three),
        ["De heer A. Voorbeeldsma,", "mevrouw B. Denkbeeldig en", "mevrouw C. Verzonnen"]
    );
    let (long, five) = ("de heer A. van den Voorbeeld - Van der Denkbeeldig", ["mevrouw B. Verzonnensma"; 5]);
    assert_eq!(lines(&[long, long, long]), [capital(long).as_str(), "en medehuurders"]);
    assert_eq!(lines(&five), ["Mevrouw B. Verzonnensma", "en medehuurders"]);
    for names in [lines(&three), lines(&[long, long]), lines(&five)] {
        let address = PostalAddress {
            names,
            street: "Voorbeeldstraat".into(),
            number: "1".into(),
            postcode: "1234 AB".into(),
            town: "Rotterdam".into(),
            country: String::new(),
        };
        assert!(AddressBlock::new(&address).is_ok(), "{address:?}");
    }
}

#[test]
fn a_street_may_begin_with_a_figure() {
    for (line, street, number) in [
        ("2e Wormenseweg 5", "2e Wormenseweg", "5"),
        ("Plein 1944 12", "Plein 1944", "12"),
        ("Kalkovenstraat 102C", "Kalkovenstraat", "102C"),
        ("Dorpsstraat 5 bis", "Dorpsstraat", "5 bis"),
        ("Nergens", "Nergens", ""),
    ] {
        let (found, rest) = street_and_number(line);
        assert_eq!((found, rest.trim()), (street, number));
    }
}
