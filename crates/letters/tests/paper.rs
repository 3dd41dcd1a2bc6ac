//! Real letters, looked at with the tools a printer and a reader use: qpdf, pdftotext and pdffonts.

use std::path::{Path, PathBuf};
use std::process::Command;

use domain::calendar::Day;
use domain::money::Cents;
use letters::style::Window;
use letters::{
    AddressBlock, Document, HouseStyle, Letter, LetterError, PaymentPanel, PostalAddress, Press, Printed,
};

const TEXT: &str = "Beste mevrouw Voorbeeld,

Uw huur van **november** is nog niet binnen. Het gaat om € 549,40.

# Zo kunt u betalen

- Scan de code op deze brief met uw telefoon.
- Of ga naar betaal.voorbeeld.example en vul deze code in: K7QF-M3XR.
- Of maak het geld over naar NL12 BANK 0123 4567 89. Schrijf er dit nummer bij: 1004 5521.

# Heeft u al betaald?

Dan hoeft u niets te doen.

Met vriendelijke groet,

Sandra de Boer
Voorbeeld Wonen, 010 000 00 00";

fn letter(text: &str) -> Letter {
    let address = PostalAddress {
        names: vec!["Mevrouw A. Voorbeeld".to_owned()],
        street: "Dorpsstraat".to_owned(),
        number: "12 B".to_owned(),
        postcode: "1234AB".to_owned(),
        town: "Ons Dorp".to_owned(),
        country: String::new(),
    };
    Letter {
        language: "nl".to_owned(),
        address: AddressBlock::new(&address).unwrap(),
        day: Day::from_ymd(2026, 11, 21).unwrap(),
        reference: "HO-0000123".to_owned(),
        subject: "Uw huur van november".to_owned(),
        body: Document::read(text),
        payment: Some(PaymentPanel {
            url: "https://betaal.voorbeeld.example/b/K7QFM3XR".to_owned(),
            site: "betaal.voorbeeld.example".to_owned(),
            code: "K7QF-M3XR".to_owned(),
            amount: Cents(54_940),
            iban: "NL12BANK0123456789".to_owned(),
            in_the_name_of: "Voorbeeld Wonen".to_owned(),
            reference: "1004 5521".to_owned(),
            epc: false,
        }),
    }
}

fn style() -> HouseStyle {
    let mut style = HouseStyle::plain("Voorbeeld Wonen");
    style.return_line = "Postbus 1, 1234 AB  ONS DORP".to_owned();
    style.footer = vec!["010 000 00 00".to_owned(), "www.voorbeeld.example".to_owned()];
    style
}

fn print(letter: &Letter) -> Printed {
    Press::new(&style()).print(letter).unwrap_or_else(|error| panic!("{error}"))
}

/// A letter on disk, so that other programs can look at it.
struct OnDisk {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

fn on_disk(printed: &Printed) -> OnDisk {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("brief.pdf");
    std::fs::write(&file, &printed.pdf).unwrap();
    OnDisk { _folder: folder, file }
}

/// What a program says of a file. These programs come with `.ci/run`.
fn says(program: &str, before: &[&str], file: &Path, after: &[&str]) -> String {
    let output = Command::new(program).args(before).arg(file).args(after).output();
    let output = output.unwrap_or_else(|error| panic!("{program} (qpdf, poppler-utils): {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program}: {said} {}", String::from_utf8_lossy(&output.stderr));
    said
}

fn text_of(printed: &Printed) -> String {
    says("pdftotext", &["-raw"], &on_disk(printed).file, &["-"]).replace('\u{a0}', " ")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// These words stand in the text in this order.
fn in_order(text: &str, words: &[&str]) {
    let mut rest = text;
    for word in words {
        let at = rest.find(word).unwrap_or_else(|| panic!("{word:?} does not follow in {text}"));
        rest = &rest[at + word.len()..];
    }
}

#[test]
fn a_letter_is_an_archive_file_and_readable_by_ear() {
    let disk = on_disk(&print(&letter(TEXT)));
    says("qpdf", &["--check"], &disk.file, &[]);
    let inside = says("qpdf", &["--qdf", "--object-streams=disable"], &disk.file, &["-"]);
    for sign in [
        "/MarkInfo",
        "/Lang (nl)",
        "/DisplayDocTitle true",
        "/StructTreeRoot",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/OutputIntents",
        "/S /H1",
        "/S /H2",
        "/S /LI",
        "/S /Figure",
    ] {
        assert!(inside.contains(sign), "no {sign}");
    }
    let fonts = says("pdffonts", &[], &disk.file, &[]);
    assert!(
        fonts.lines().skip(2).all(|font| font.contains("NotoSans") && font.contains("yes yes yes")),
        "{fonts}"
    );
}

#[test]
fn it_reads_in_the_order_a_person_reads() {
    let printed = print(&letter(TEXT));
    assert_eq!(printed.pages, 1);
    in_order(
        &one_line(&text_of(&printed)),
        &[
            "Voorbeeld Wonen",
            "Postbus 1, 1234 AB ONS DORP",
            "Mevrouw A. Voorbeeld Dorpsstraat 12 B 1234 AB ONS DORP",
            "Datum 21 november 2026",
            "Ons kenmerk HO-0000123",
            "Uw huur van november",
            "Beste mevrouw Voorbeeld,",
            "Zo kunt u betalen",
            "betaal.voorbeeld.example en vul deze code in: K7QF-M3XR",
            "NL12 BANK 0123 4567 89",
            "Bedrag € 549,40",
            "Heeft u al betaald?",
            "Sandra de Boer",
        ],
    );
}

#[test]
fn the_same_letter_is_the_same_bytes_and_another_one_has_another_identity() {
    let press = Press::new(&style());
    let one = press.print(&letter(TEXT)).unwrap();
    let mut other = letter(TEXT);
    other.reference = "HO-0000124".to_owned();
    let two = press.print(&other).unwrap();
    assert_eq!(press.print(&letter(TEXT)).unwrap(), one);
    assert_eq!(Press::new(&style()).print(&letter(TEXT)).unwrap(), one);
    let identity = |printed: &Printed| {
        let inside = says("qpdf", &["--qdf"], &on_disk(printed).file, &["-"]);
        inside.lines().find(|line| line.contains("DocumentID")).map(str::to_owned)
    };
    assert!(identity(&one).is_some() && identity(&one) != identity(&two));
}

/// The boxes of words in millimetres from the upper left corner: (word, left, top, right, bottom).
fn boxes(printed: &Printed) -> Vec<(String, [f64; 4])> {
    let html = says("pdftotext", &["-bbox", "-f", "1", "-l", "1"], &on_disk(printed).file, &["-"]);
    let number = |line: &str, name: &str| -> f64 {
        let from = line.split(&format!("{name}=\"")).nth(1).unwrap_or_default();
        from.split('"').next().unwrap_or_default().parse::<f64>().unwrap() * 25.4 / 72.0
    };
    let words = html.lines().filter(|line| line.trim_start().starts_with("<word"));
    words
        .map(|line| {
            let word = line.split('>').nth(1).unwrap_or_default().split('<').next().unwrap_or_default();
            (word.to_owned(), ["xMin", "yMin", "xMax", "yMax"].map(|name| number(line, name)))
        })
        .collect()
}

fn check_window(window: Window, lines: &[&str]) {
    let mut house = style();
    house.window = window;
    let mut letter = letter(TEXT);
    letter.address =
        AddressBlock::from_lines(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()).unwrap();
    let printed = Press::new(&house).print(&letter).unwrap();
    let (left, top) = (f64::from(window.left_mm), f64::from(window.top_mm));
    let (right, bottom) = (left + f64::from(window.width_mm), top + f64::from(window.height_mm));
    let mut seen = 0;
    for (word, [x0, y0, x1, y1]) in boxes(&printed) {
        let touches = x1 > left && x0 < right && y1 > top && y0 < bottom;
        if !touches {
            continue;
        }
        let address = lines.iter().any(|line| line.contains(&word));
        assert!(address || house.return_line.contains(&word), "{word} shows in the window");
        // A millimetre of tolerance: the boxes hold the whole height of the font, also above the capitals.
        let inside =
            x0 >= left + 5.0 - 0.1 && x1 <= right - 5.0 + 0.1 && y0 >= top + 4.0 && y1 <= bottom - 4.0;
        assert!(inside, "{word} at {x0:.1},{y0:.1} to {x1:.1},{y1:.1} is too near the edge");
        seen += usize::from(address);
    }
    let words: usize = lines.iter().map(|line| line.split_whitespace().count()).sum();
    assert!(seen >= words, "{seen} of {words} words of the address show");
}

#[test]
fn the_address_shows_in_the_window_and_nothing_else_does() {
    let usual = ["Mevrouw A. Voorbeeld", "Dorpsstraat 12 B", "1234 AB  ONS DORP"];
    let full = [
        "De heer en mevrouw Van den Voorbeeld - Van",
        "der Denkbeeldig tot Verzonnen in Het Lang",
        "t.a.v. Bewindvoering Denkbeeldig Zonen",
        "Burgemeester van der Verzonnenstraat 1234-B",
        "1234 AB  WESTERHAAR-VRIEZENVEENSEWIJK",
        "NEDERLAND",
    ];
    for window in
        [Window::LEFT, Window::RIGHT, Window { left_mm: 15, top_mm: 50, width_mm: 95, height_mm: 40 }]
    {
        check_window(window, &usual);
        check_window(window, &full);
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = [
        "#eval(\"1+1\")",
        "#import \"/etc/passwd\"",
        "$x^2$ *niet vet* _niet schuin_ `code` \\ <label> @ref [inhoud]",
        "\"quotes\" 'enkele' // geen commentaar /* ook niet */",
        "#let d = json(\"letter.json\")",
    ];
    let mut letter = letter(&format!("Beste {},\n\nKlaar.", hostile.join(" ")));
    letter.subject = hostile[0].to_owned();
    letter.reference = hostile[2].to_owned();
    letter.address =
        AddressBlock::from_lines(&["#panic(\"weg\")".to_owned(), "Straat 1".to_owned()]).unwrap();
    let text = one_line(&text_of(&print(&letter)));
    for line in hostile.iter().copied().chain(["#panic(\"weg\")"]) {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_long_list_goes_over_pages_with_its_headings_and_loses_nothing() {
    let rows: Vec<String> = (1..=60)
        .map(|row| format!("| Huur maand {row} | 1-{}-2026 | € {row}00,{row:02} |", row % 12 + 1))
        .collect();
    let text = format!(
        "Beste mevrouw,\n\n# Dit staat open\n\n| Waarvoor | Betalen op | Bedrag |\n|---|---|---|\n{}\n\nSamen is dat veel.\n\n{}",
        rows.join("\n"),
        "Naam ".repeat(60)
    );
    let printed = print(&letter(&text));
    let text = one_line(&text_of(&printed));
    assert_eq!(printed.pages, 3);
    assert_eq!(text.matches("Waarvoor Betalen op Bedrag").count(), 2, "{text}");
    for row in 1..=60 {
        assert!(
            text.contains(&format!("Huur maand {row} ")) && text.contains(&format!("€ {row}00,{row:02}"))
        );
    }
    assert!(text.contains("pagina 3 van 3"));
}

#[test]
fn a_row_that_is_higher_than_a_page_goes_on_and_loses_nothing() {
    let words: Vec<String> = (1..=900).map(|number| format!("woord{number}")).collect();
    let text =
        format!("Beste,\n\n| Waarvoor | Bedrag |\n|---|---|\n| {} | € 5,00 |\n\nKlaar.", words.join(" "));
    let printed = print(&letter(&text));
    assert!(printed.pages > 1);
    let text = one_line(&text_of(&printed));
    assert!(words.iter().all(|word| text.contains(word.as_str())) && text.contains("€ 5,00"));
}

#[test]
fn a_logo_is_a_drawing_or_a_picture_with_words_for_who_does_not_see_it() {
    use letters::style::{Logo, LogoFormat};
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 50'><rect width='200' height='50' fill='#17456e'/><text x='9' y='30'>Wonen</text></svg>";
    let mut house = style();
    house.logo = Some(Logo {
        bytes: svg.into(),
        format: LogoFormat::Svg,
        height_mm: 15,
        alt: "Logo van Voorbeeld Wonen".to_owned(),
    });
    let printed = Press::new(&house).print(&letter(TEXT)).unwrap();
    assert!(says("pdfinfo", &["-struct"], &on_disk(&printed).file, &[]).contains("Figure"));
    assert!(text_of(&printed).contains("Wonen"), "words in a logo are words");
    house.logo.as_mut().unwrap().format = LogoFormat::Png;
    assert!(
        matches!(Press::new(&house).print(&letter(TEXT)), Err(LetterError::Refused(_))),
        "that is no picture"
    );
}

#[test]
fn a_name_without_spaces_does_not_run_off_the_paper() {
    let name = "Voorbeeldenachtig".repeat(18);
    let printed = print(&letter(&format!("Beste {name},\n\nKlaar.")));
    let widest = boxes(&printed).iter().map(|(_, [_, _, right, _])| *right).fold(0.0, f64::max);
    assert!(widest <= 186.0, "{widest}");
}

#[test]
fn names_from_everywhere_are_written_as_they_are() {
    for (language, words) in [
        ("tr", "Sayın Gülşen Yıldız İğdır, ödeme ₺ değil €"),
        ("pl", "Szanowna Pani Świętosława Żółć-Brzęczyszczykiewicz"),
        ("uk", "Шановна пані Ґалаґан Їжакевич"),
        ("nl", "Beste Đặng Thị Nguyễn, Ængelbert Þórsson, Čapek, Ștefănescu, Ελένη"),
    ] {
        let mut letter = letter(&format!("{words}\n\nKlaar."));
        letter.language = language.to_owned();
        let text = one_line(&text_of(&print(&letter)));
        assert!(text.contains(words), "{words} in {text}");
    }
    let mut arabic = letter("عزيزتي السيدة فاطمة،\n\nإيجار شهر نوفمبر لم يصل بعد.");
    arabic.language = "ar".to_owned();
    let printed = print(&arabic);
    let text = text_of(&printed);
    assert!(text.contains("فاطمة") && text.contains("نوفمبر"), "{text}");
    let inside = says("qpdf", &["--qdf"], &on_disk(&printed).file, &["-"]);
    assert!(inside.contains("/Lang (ar)") && inside.contains("/Direction /R2L"));
}

#[test]
fn a_sign_without_a_drawing_is_an_error_and_no_empty_box() {
    let press = Press::new(&style());
    for (text, signs) in [
        ("Fijne dag 😀", vec!['😀']),
        ("Beste 王 en ⁂ 王", vec!['王']),
        ("Nog \u{e000}naam\u{e001}", vec!['\u{e000}', '\u{e001}']),
    ] {
        let refused = press.print(&letter(text));
        let Err(LetterError::MissingSigns(missing)) = refused else { panic!("{refused:?}") };
        assert!(signs.iter().all(|sign| missing.contains(sign)), "{missing:?}");
    }
    let mut named = letter(TEXT);
    named.address = AddressBlock::from_lines(&["王".to_owned()]).unwrap();
    assert!(matches!(press.print(&named), Err(LetterError::MissingSigns(_))));
    // After a refusal the press works.
    assert_eq!(press.print(&letter(TEXT)).unwrap(), print(&letter(TEXT)));
}

#[test]
fn what_is_missing_is_said() {
    let press = Press::new(&style());
    let check = |change: fn(&mut Letter), expected: LetterError| {
        let mut letter = letter(TEXT);
        change(&mut letter);
        assert_eq!(press.print(&letter), Err(expected));
    };
    check(|letter| letter.subject.clear(), LetterError::Empty);
    check(|letter| letter.body = Document::read(" \n"), LetterError::Empty);
    check(|letter| letter.address = AddressBlock::default(), LetterError::NoAddress);
    check(|letter| letter.payment.as_mut().unwrap().url = "x".repeat(600), LetterError::PaymentCode);
    check(
        |letter| {
            let payment = letter.payment.as_mut().unwrap();
            (payment.epc, payment.amount) = (true, Cents(0));
        },
        LetterError::PaymentCode,
    );
}

#[test]
fn both_codes_read_back_what_they_say() {
    let mut letter = letter(TEXT);
    letter.payment.as_mut().unwrap().epc = true;
    let disk = on_disk(&print(&letter));
    let picture = disk.file.with_extension("");
    says("pdftoppm", &["-r", "200", "-png", "-singlefile"], &disk.file, &[picture.to_str().unwrap()]);
    let read = says("zbarimg", &["--quiet", "--raw"], &picture.with_extension("png"), &[]);
    assert!(read.contains("https://betaal.voorbeeld.example/b/K7QFM3XR"), "{read}");
    assert!(read.contains("SCT") && read.contains("EUR549.40") && read.contains("1004 5521"), "{read}");
}
