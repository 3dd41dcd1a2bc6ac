//! `bench letters`: what a letter costs, beside WeasyPrint where that is installed.
//!
//! The letter is the first reminder of the starting policy with its payment panel, QR code and all, one file for each
//! tenant, as PDF/A-2a and PDF/UA-1. WeasyPrint sets the same words with the same code, as PDF/UA-1, in one warm process.

use std::fs;
use std::path::Path;
use std::process::Command;

use domain::calendar::Day;
use domain::dossier::ContactChannel;
use domain::money::Cents;
use domain::policy::Tone;
use letters::screen::{Mail, bodies};
use letters::{AddressBlock, Document, HouseStyle, Letter, PaymentPanel, Press};
use policy::letters::Letters;

use super::measure::{MIX_START, forget_peak, median, mix, peak_bytes, timed};
use super::report::{Gate, Line, Report};
use super::{Failure, LetterOptions};

/// Letters a processor second, at least: the night's letters must not become its bottleneck.
const LEAST_RATE: f64 = 150.0;
/// Times WeasyPrint, at least.
const LEAST_RATIO: f64 = 8.0;
/// Letters WeasyPrint sets in one round: at fifteen a second more would only take longer.
const WEASYPRINT_LETTERS: u32 = 10;
const ROUNDS: u32 = 3;

/// Measures in rounds, each beside WeasyPrint in the same round.
pub fn run(options: &LetterOptions) -> Result<Report, Failure> {
    let style = style();
    let texts = starting_letters()?;
    let each = options.count.div_ceil(ROUNDS).max(1);
    let batch = (0..each).map(|number| letter(&texts, number)).collect::<Result<Vec<_>, _>>()?;
    let press = Press::new(&style);
    press.print(&batch[0])?;
    forget_peak();
    let (mut line, mut ratios) = (Line::of(format!("{each} letters, one file each"), Vec::new()), Vec::new());
    let (mut bytes, mut pages, mut peak, mut differ) = (0, 0, None, 0);
    for _ in 0..ROUNDS {
        let (sum, sample) = timed(|| -> Result<u64, Failure> {
            (bytes, pages) = (0, 0);
            let mut sum = MIX_START;
            for letter in &batch {
                let printed = press.print(letter)?;
                (bytes, pages) = (bytes + printed.pdf.len(), pages + printed.pages);
                sum = printed.pdf.iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)));
            }
            Ok(sum)
        });
        let sum = sum?;
        differ += usize::from(line.checksum.is_some_and(|before| before != sum));
        line.checksum = Some(sum);
        line.samples.push(sample);
        peak = peak.max(peak_bytes());
        let rate = f64::from(each) / sample.cpu.max(0.01);
        ratios.extend(weasyprint(&batch, &style)?.map(|theirs| rate / theirs));
    }
    line.peak_bytes = peak;
    line.gates.push(Gate::equal("P12", "rounds, byte for byte,", differ));
    let rate = f64::from(each) / line.cpu().max(0.01);
    line.gates.push(Gate {
        number: "P12",
        bound: format!(">= {LEAST_RATE} letters a processor second"),
        measured: format!("{rate:.0}"),
        pass: rate >= LEAST_RATE,
    });
    line.note = format!(
        "{:.1} KB and {:.1} pages a letter",
        bytes as f64 / 1e3 / f64::from(each),
        f64::from(pages) / f64::from(each)
    );
    if ratios.is_empty() {
        line.note.push_str("; WeasyPrint niet gevonden");
    } else {
        line.gates.push(Gate::at_least("P12", LEAST_RATIO, median(ratios)));
        line.note.push_str("; the ratio is to WeasyPrint, processor second by processor second");
    }
    Ok(Report { lines: vec![line] })
}

fn style() -> HouseStyle {
    let mut style = HouseStyle::plain("Voorbeeld Wonen");
    style.sender = vec!["Postbus 1".to_owned(), "1234 AB  ONS DORP".to_owned()];
    style.return_line = "Voorbeeld Wonen, Postbus 1, 1234 AB  ONS DORP".to_owned();
    style.footer = vec!["010 000 00 00".to_owned(), "www.voorbeeld.example".to_owned()];
    style
}

fn starting_letters() -> Result<Letters, Failure> {
    let files = policy::preset("woonbron").ok_or("the starting policy is not there")?;
    let day = Day::from_ymd(2026, 11, 21).ok_or("no such day")?;
    Ok(policy::load(&files, day).letters)
}

fn letter(texts: &Letters, number: u32) -> Result<Letter, Failure> {
    let (name, amount) = (format!("mevrouw Voorbeeld {number}"), Cents(54_940 + i64::from(number)));
    let payment = PaymentPanel {
        url: format!("https://betaal.voorbeeld.example/b/K7QF{number:04}"),
        site: "betaal.voorbeeld.example".to_owned(),
        code: format!("K7QF-{number:04}"),
        amount,
        iban: "NL12BANK0123456789".to_owned(),
        in_the_name_of: "Voorbeeld Wonen".to_owned(),
        reference: format!("1004 {number:04}"),
        epc: false,
    };
    let fields = |field: &str| {
        Some(match field {
            "aanhef" => name.clone(),
            "bedrag" => format!("€ {amount}"),
            "maanden" => "november".to_owned(),
            "betaalsite" => payment.site.clone(),
            "code" => payment.code.clone(),
            "iban" => payment.iban_in_groups(),
            "ten_name_van" | "verhuurder" => payment.in_the_name_of.clone(),
            "kenmerk" => payment.reference.clone(),
            "telefoon" => "010 000 00 00".to_owned(),
            "consulent" => "Sandra de Boer".to_owned(),
            "gemeente" => "Ons Dorp".to_owned(),
            "website" => "www.voorbeeld.example".to_owned(),
            _ => "4 december 2026".to_owned(),
        })
    };
    let text = texts.render("herinnering-1", ContactChannel::Letter, Tone::Friendly, &fields)?;
    let address = [
        format!("Mevrouw A. Voorbeeld {number}"),
        format!("Dorpsstraat {number}"),
        "1234 AB  ONS DORP".to_owned(),
    ];
    Ok(Letter {
        language: "nl".to_owned(),
        address: AddressBlock::from_lines(&address).map_err(|found| format!("{found:?}"))?,
        day: Day::from_ymd(2026, 11, 21).ok_or("no such day")?,
        reference: format!("HO-{number:07}"),
        subject: texts.subject("herinnering-1", &fields)?,
        body: Document::read(&text),
        payment: Some(payment),
    })
}

/// Letters a processor second of WeasyPrint, after one letter to warm up; `None` where it is not installed.
fn weasyprint(batch: &[Letter], style: &HouseStyle) -> Result<Option<f64>, Failure> {
    const SCRIPT: &str = "import sys, time, weasyprint\n\
        def put(name): weasyprint.HTML(filename=name).write_pdf(name + '.pdf', pdf_variant='pdf/ua-1')\n\
        put(sys.argv[1])\n\
        begun = time.process_time()\n\
        for name in sys.argv[1:]: put(name)\n\
        print(time.process_time() - begun)";
    let folder = std::env::temp_dir().join(format!("houvast-weasyprint-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let names = batch.iter().take(WEASYPRINT_LETTERS as usize).enumerate().map(|(at, letter)| {
        let name = folder.join(format!("{at}.html"));
        fs::write(&name, page(letter, style))?;
        Ok(name)
    });
    let names = names.collect::<Result<Vec<_>, Failure>>()?;
    let ran = Command::new("python3").args(["-c", SCRIPT]).args(&names).output();
    remove(&folder)?;
    let Ok(output) = ran else { return Ok(None) };
    let seconds: Option<f64> = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
    Ok(seconds.filter(|_| output.status.success()).map(|seconds| names.len() as f64 / seconds.max(0.01)))
}

fn remove(folder: &Path) -> Result<(), Failure> {
    Ok(fs::remove_dir_all(folder)?)
}

/// The same words and the same code as a page for WeasyPrint.
fn page(letter: &Letter, style: &HouseStyle) -> String {
    let mail = Mail {
        language: letter.language.clone(),
        subject: letter.subject.clone(),
        body: letter.body.clone(),
        payment: letter.payment.clone(),
        own_addresses: Vec::new(),
    };
    let code = letter.payment.as_ref().and_then(|payment| payment.page_code().ok());
    let code = code.map_or_else(String::new, |code| code.svg());
    let address = letter.address.lines().join("<br>");
    let html = bodies(&mail, style).html;
    html.replacen(
        "<head>",
        "<head><style>@page { size: A4; margin: 25mm } svg { width: 30mm; height: 30mm }</style>",
        1,
    )
    .replacen("</h1>", &format!("</h1><p>{address}</p>{code}"), 1)
}
