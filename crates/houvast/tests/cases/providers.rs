//! Two providers of text messages: when the first takes nothing the second takes over at once, and nobody gets a text twice.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;

use domain::calendar::Day;
use simulator::post::TextWorld;

use crate::landlord::{Landlord, opening, rows, simulated};
use crate::outside::Outside;
use crate::whatsapp::NIGHT;

/// A landlord with last night's messages ready, whose texts go to the provider at this port first, and then to one in a
/// world of its own.
fn with_a_reserve(seed: u64, first: impl FnOnce(&str) -> String) -> (Landlord, Outside, TextWorld) {
    let simulated = simulated(seed, 1_500, 9);
    let night = night();
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    let outside = Outside::around(&landlord);
    let reserve = TextWorld::start(&landlord.folder.join("buiten/invaller")).expect("the telephones start");
    let provider = read(&landlord.folder.join("aanbieder.toml"));
    let address = provider.lines().find(|line| line.starts_with("adres = ")).expect("an address").to_string();
    let other = format!("adres = \"http://127.0.0.1:{}/berichten\"", reserve.port());
    let second = provider.replace(&address, &other).replace("Voorbeeld-sms", "Invaller");
    fs::write(landlord.folder.join("invaller.toml"), second).expect("the file is written");
    let mended = first(&provider);
    fs::write(landlord.folder.join("aanbieder.toml"), mended).expect("the file is written");
    let path = landlord.folder.join("verzenden.toml");
    let settings = read(&path) + "[[sms.invaller]]\naanbieder = \"invaller.toml\"\n";
    fs::write(path, settings).expect("the file is written");
    landlord.night(night);
    (landlord, outside, reserve)
}

fn night() -> Day {
    Day::parse_iso(NIGHT).expect("a constant")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The provider at an address where nobody listens.
fn to_nobody(provider: &str) -> String {
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let address = provider.lines().find(|line| line.starts_with("adres = ")).expect("an address");
    provider.replace(address, &format!("adres = \"http://127.0.0.1:{nobody}/berichten\""))
}

/// Our number of every text that arrived behind the second provider.
fn arrived_elsewhere(landlord: &Landlord) -> Vec<String> {
    let lines = read(&landlord.folder.join("buiten/invaller/telephones.ndjson"));
    let of_line = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("a line");
    lines.lines().map(|line| of_line(line)["reference"].as_str().expect("our number")[..24].into()).collect()
}

#[test]
fn when_nobody_answers_the_second_provider_takes_all_texts_once_and_at_once() {
    let (landlord, outside, _reserve) = with_a_reserve(51, to_nobody);
    let report = landlord.deliver_post(night(), "10:00");
    let arrived = arrived_elsewhere(&landlord);
    let different: BTreeSet<&String> = arrived.iter().collect();
    assert!(arrived.len() > 3, "{} texts; {report}", arrived.len());
    assert_eq!(arrived.len(), different.len(), "nobody gets a text twice");
    assert!(outside.texts().is_empty());
    let book = landlord.book();
    let passed_by = rows(&book, "select count(*) from attempt where provider = 'Voorbeeld-sms'");
    assert_eq!(passed_by, ["Integer(1)"], "who is away is asked once, not for every text");
    let reasons = rows(&book, "select detail from attempt where outcome = 'later'");
    assert!(reasons.iter().any(|reason| reason.contains("Voorbeeld-sms: ")), "{reasons:?}");
}

#[test]
fn a_busy_provider_is_passed_by_and_what_may_have_left_goes_to_nobody_else() {
    let (landlord, outside, _reserve) = with_a_reserve(41, |provider| {
        provider.replace("herhalen_is_veilig = \"ja\"", "herhalen_is_veilig = \"nee\"")
    });
    for (who, ending) in [("busy", "88"), ("silent", "77")] {
        // Somebody with an open text of last night gets the telephone that behaves so.
        let query = format!(
            "update person set mobile = '06000000{ending}' where external = (select p.person from outbox o \
             join tenancy_person p on p.tenancy = o.tenancy join person h on h.external = p.person \
             where o.channel = 'sms' and o.state = 'klaar' and h.mobile not like '06000000%' \
             order by o.tenancy limit 1)"
        );
        assert_eq!(landlord.book().connection().execute(&query, []).expect("a row"), 1, "{who}");
    }
    landlord.deliver_post(night(), "10:00");
    let book = landlord.book();
    let attempts = |number: &str| {
        let query = format!(
            "select provider || ' ' || outcome from attempt where address = '{number}' order by number"
        );
        rows(&book, &query)
    };
    // Both are too busy the first time: each is asked once, the second at once after the first.
    let (busy, both) = ("0600000088", ["Text(\"Voorbeeld-sms later\")", "Text(\"Invaller later\")"]);
    assert_eq!(attempts(busy), both);
    assert_eq!(attempts("0600000077"), ["Text(\"Voorbeeld-sms onbekend\")"], "nobody else is asked");
    landlord.deliver_post(night(), "12:00");
    assert_eq!(attempts(busy).len(), 3, "and later it arrives: {:?}", attempts(busy));
    assert_eq!(attempts("0600000077").len(), 1, "not an hour later either");
    let mut all = arrived_elsewhere(&landlord);
    all.extend(
        outside.texts().iter().map(|line| line["reference"].as_str().expect("our number")[..24].into()),
    );
    let different: BTreeSet<&String> = all.iter().collect();
    assert!(all.len() > 3 && all.len() == different.len(), "nobody gets a text twice");
}

#[test]
fn reports_of_both_providers_are_understood_and_two_of_one_name_are_refused() {
    let (landlord, _outside, _reserve) = with_a_reserve(41, to_nobody);
    let path = landlord.folder.join("invaller.toml");
    // The second provider has words of its own for what became of a text.
    let own_words = read(&path).replace("woord = \"status\"", "woord = \"toestand\"");
    fs::write(&path, own_words).expect("the file is written");
    landlord.deliver_post(night(), "10:00");
    let folder = landlord.folder.join("buiten/invaller/statuses");
    for entry in fs::read_dir(&folder).expect("reports") {
        let file = entry.expect("a report").path();
        fs::write(&file, read(&file).replace("\"status\"", "\"toestand\"")).expect("the file is written");
    }
    let heard = landlord.hear(&folder, night());
    assert!(heard["news"].as_u64().is_some_and(|news| news > 3), "{heard}");
    let twice = read(&path).replace("Invaller", "Voorbeeld-sms");
    fs::write(&path, twice).expect("the file is written");
    let refused = landlord.houvast(&["deliver", "--dag", NIGHT, "--now", "11:00"]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && told.contains("twee aanbieders van sms heten"), "{told}");
}
