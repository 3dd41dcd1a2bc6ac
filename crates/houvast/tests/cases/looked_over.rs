//! A list that is looked over at the pages before it goes in: what is gone, what it says of tenants, what was left out.

use domain::calendar::Day;

use crate::begin::{House, dutch, list_day};

#[test]
fn before_a_list_goes_in_somebody_reads_what_is_gone_and_what_it_says_of_tenants() {
    let mut house = House::open();
    house.first_account();
    let due = dutch(list_day() - 20);
    let headings = "Dossier;Post;Vervaldatum;Saldo;Naam;Omschrijving;E-mail\r\n";
    let bring = |day: Day, rows: &str| {
        let list = format!("{headings}{}", rows.replace("DAG", &due));
        assert_eq!(house.upload(&format!("posten-{day}.csv"), list.as_bytes()).code, 303);
    };
    let all = "1001;B1;DAG;549,40;A. Proef;Huur;a@voorbeeld.example\r\n1002;B2;DAG;20,00;B. Proef;Huur;\r\n1003;B3;DAG;30,00;C. Proef;Huur;\r\n";
    bring(list_day() - 1, all);
    // Somebody leaves a column out, and it stays out when a list has other headings.
    let columns = "handeling=verder&blad=&kolom-dossier=Dossier&kolom-post=Post&kolom-vervaldatum=Vervaldatum&kolom-openstaand=Saldo&\
                   kolom-naam=Naam&kolom-omschrijving=Omschrijving&incasso_als_leeg=";
    assert!(house.get("/begin/kolommen").contains("<option value=\"E-mail\" selected"));
    assert_eq!(house.post("/begin/kolommen", columns).code, 303);
    let mapping = std::fs::read_to_string(house.folder.join("koppeling.toml")).expect("it is kept");
    assert!(mapping.contains("email = \"-\"") && !mapping.contains("mobiel"), "{mapping}");
    assert!(!house.get("/begin/nakijken").contains("vorige lijst"));
    assert_eq!(house.post("/begin/nacht", "").code, 303);
    house.wait_for_the_night();

    bring(
        list_day(),
        "1001;B1;DAG;549,40;Erven van A. Proef;Huur;\r\n1001;B9;DAG;5,00;Erven van A. Proef;Huur (WSNP);\r\n",
    );
    let page = house.get("/begin/nakijken");
    for words in [
        "<strong>overlijden</strong>: 2\u{a0}regels (regel 2, 3)",
        "<strong>WSNP</strong>: 1\u{a0}regel (regel 3)",
        "ontbreken 2\u{a0}posten, samen €\u{a0}50,00",
        "Van 2\u{a0}dossiers staat niets meer in de lijst: 1002, 1003",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // Nothing can be read: the page says why.
    bring(list_day(), "1001;B1;DAG;549,400;A. Proef;Huur;\r\n");
    let page = house.get("/begin/nakijken");
    for words in ["geen enkele post te lezen", "Hieronder staat waarom", "op twee manieren te lezen"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let other = format!(
        "Dossier;Post;Vervaldag;Saldo;D/C;Naam;Omschrijving\r\n1001;B1;{due};5,00;D;A. Proef;Huur\r\n1002;B2;{due};5,00;C;B. Proef;Huur\r\n"
    );
    assert_eq!(house.upload(&format!("posten-{}.csv", list_day()), other.as_bytes()).code, 303);
    assert!(house.get("/begin/kolommen").contains("<option value=\"D/C\" selected"));
    let without = columns.replace("vervaldatum=Vervaldatum", "vervaldatum=Vervaldag");
    assert_eq!(house.post("/begin/kolommen", &without).code, 303);
    let page = house.get("/begin/nakijken");
    assert!(page.contains("D/C: Deze kolom lijkt te zeggen"), "{page}");
    assert_eq!(house.post("/begin/nacht", "").code, 422, "a credit would be a debt");
}
