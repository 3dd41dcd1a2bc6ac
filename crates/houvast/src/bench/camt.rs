//! `bench camt`: a large camt.053 from its bytes to allocated payments, beside a bare pass over the same bytes.
//!
//! The file is made up: four of five payments carry a kenmerk of ours, in the places where banks put it; the others a
//! contract number or nothing; one entry in ten is a batch of ten. Reading and allocating is what a morning's statement
//! costs. The bare pass is that of a library (`quick-xml`) that looks at nothing; the ratio holds on other machines.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use connectors::bank::{self, Item};
use domain::bank::Statement;
use domain::bank::check_digits::make_kenmerk;
use domain::bank::matching::{self, Issued, Outcome, Register, Target, Tenancy};
use domain::ids::TenancyId;
use domain::money::Cents;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::measure::{MIX_START, Sample, forget_peak, memory_rate, mix, peak_bytes, timed};
use super::report::{Gate, Line, Report};
use super::scene::Folder;
use super::{CamtOptions, Failure};

/// Megabytes a second from bytes to allocated payments on one core, at least.
const LEAST_RATE: f64 = 150.0;
/// Memory may grow by so many megabytes while reading, whatever the size of the file.
const MOST_GROWTH: f64 = 8.0;
/// Tenancies that references were issued for.
const TENANCIES: u32 = 100_000;

/// What a file came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    parts: u64,
    exact: u64,
    sum: i64,
    mixed: u64,
    differ: usize,
}

/// Measures in rounds, each beside a bare pass in the same round.
pub fn run(options: &CamtOptions) -> Result<Report, Failure> {
    let folder = Folder::new()?;
    let path = folder.path("afschrift.xml");
    let meant = write_file(&path, options.entries)?;
    let megabytes = path.metadata()?.len() as f64 / 1e6;
    let register = register();
    // Once to have the file in memory for both.
    bare(&path)?;
    let (mut product, mut reference, mut grown) = (Vec::new(), Vec::new(), None);
    let mut tally = Tally::default();
    for _ in 0..options.rounds.max(1) {
        let (passed, sample) = timed(|| bare(&path));
        passed?;
        reference.push(sample);
        forget_peak();
        let before = peak_bytes();
        let (read, sample) = timed(|| allocate(&path, &register));
        tally = read?;
        grown = grown.max(peak_bytes().zip(before).map(|(after, before)| after.saturating_sub(before)));
        product.push(sample);
    }
    let least = |samples: &[Sample]| samples.iter().map(|sample| sample.wall).fold(f64::INFINITY, f64::min);
    let mut line = Line::of(
        format!("camt.053, {} entries, {megabytes:.0} MB, to allocated payments", options.entries),
        product,
    );
    let rate = megabytes / line.wall();
    line.peak_bytes = peak_bytes();
    line.checksum = Some(tally.mixed);
    line.gates.push(Gate {
        number: "P13",
        bound: format!(">= {LEAST_RATE} MB/s on one core"),
        measured: format!("{rate:.0} MB/s"),
        pass: rate >= LEAST_RATE,
    });
    if let Some(grown) = grown {
        line.gates.push(Gate::at_most(
            "P13",
            MOST_GROWTH,
            grown as f64 / 1e6,
            " MB more memory while reading",
        ));
    }
    let wrong = tally.differ
        + usize::from((tally.parts, tally.sum) != (meant.parts, meant.sum))
        + usize::from(tally.exact != meant.exact);
    line.gates.push(Gate::equal("P13", "what was written and what was read,", wrong));
    line.note = format!(
        "{:.2}x the time of a bare pass ({:.0} MB/s); {:.1} % of this machine's memory rate; {} of {} payments to a reference of ours",
        least(&line.samples) / least(&reference),
        megabytes / least(&reference),
        rate * 1e8 / memory_rate(1),
        tally.exact,
        tally.parts
    );
    Ok(Report { lines: vec![line] })
}

/// The library by itself.
fn bare(path: &Path) -> Result<u64, Failure> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(128 * 1024, File::open(path)?));
    let (mut buffer, mut events) = (Vec::new(), 0);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(events),
            _ => events += 1,
        }
    }
}

fn allocate(path: &Path, register: &Register) -> Result<Tally, Failure> {
    let (mut statement, mut tally) = (Statement::default(), Tally { mixed: MIX_START, ..Tally::default() });
    let read = bank::read(File::open(path)?, &mut |item| match item {
        Item::Opened(opened) => statement = opened,
        Item::Entry(entry) => {
            for part in matching::allocate(&statement, &entry, register) {
                tally.parts += 1;
                tally.sum += part.cents.0;
                tally.mixed = mix(tally.mixed, part.cents.0 as u64);
                tally.exact += u64::from(matches!(part.outcome, Outcome::Exact { .. }));
            }
        }
        Item::Closed(closed) => tally.differ += usize::from(closed.adds_up() != Some(true)),
        Item::Defect(defect) => tally.differ += usize::from(!defect.notice),
    });
    read.map_err(|refused| refused.text)?;
    Ok(tally)
}

fn kenmerk(tenancy: u32) -> String {
    make_kenmerk(&format!("{}", 700_000_000 + u64::from(tenancy))).unwrap_or_default()
}

fn register() -> Register {
    let mut register = Register::default();
    for number in 0..TENANCIES {
        let id = TenancyId(number);
        register.issue(Issued { reference: kenmerk(number), target: Target::Tenancy(id, None) });
        register.add(Tenancy {
            id,
            contract: format!("HO-{number:07}"),
            names: vec![format!("mevrouw A. Naam{number}")],
            accounts: Vec::new(),
            open: Vec::new(),
        });
    }
    register
}

/// Writes the file; gives what must come out.
fn write_file(path: &Path, entries: u32) -> Result<Tally, Failure> {
    let mut meant = Tally::default();
    let mut paper = BufWriter::new(File::create(path)?);
    let total: i64 = (0..entries).map(cents).sum();
    writeln!(
        paper,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">\n<BkToCstmrStmt><GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-06-17T06:00:00</CreDtTm></GrpHdr>\n<Stmt><Id>BENCH-1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-06-17T06:00:00</CreDtTm>\n<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    )?;
    for (kind, amount) in [("OPBD", 0), ("CLBD", total)] {
        let amount = crate::bank::decimal(Cents(amount));
        writeln!(
            paper,
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-06-17</Dt></Dt></Bal>"
        )?;
    }
    for number in 0..entries {
        entry(&mut paper, number, &mut meant)?;
    }
    writeln!(paper, "</Stmt></BkToCstmrStmt></Document>")?;
    paper.flush()?;
    Ok(meant)
}

fn cents(number: u32) -> i64 {
    let each = 40_000 + i64::from(number % 50_000);
    if number.is_multiple_of(10) { each * 10 } else { each }
}

fn entry(paper: &mut impl Write, number: u32, meant: &mut Tally) -> Result<(), Failure> {
    let whole = cents(number);
    let parts = if number.is_multiple_of(10) { 10 } else { 1 };
    meant.sum += whole;
    let amount = crate::bank::decimal(Cents(whole));
    writeln!(
        paper,
        "<Ntry>\n  <NtryRef>{number}</NtryRef>\n  <Amt Ccy=\"EUR\">{amount}</Amt>\n  <CdtDbtInd>CRDT</CdtDbtInd>\n  <RvslInd>false</RvslInd>\n  <Sts>BOOK</Sts>\n  <BookgDt><Dt>2026-06-17</Dt></BookgDt>\n  <ValDt><Dt>2026-06-17</Dt></ValDt>\n  <AcctSvcrRef>REF{number:012}</AcctSvcrRef>\n  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn><Prtry><Cd>654</Cd><Issr>BANK</Issr></Prtry></BkTxCd>\n  <NtryDtls>"
    )?;
    if parts > 1 {
        writeln!(paper, "    <Btch><PmtInfId>VREEMD-{number}</PmtInfId><NbOfTxs>{parts}</NbOfTxs></Btch>")?;
    }
    for part in 0..parts {
        detail(paper, number + part, whole / i64::from(parts), meant)?;
    }
    writeln!(paper, "  </NtryDtls>\n</Ntry>")?;
    Ok(())
}

fn detail(paper: &mut impl Write, number: u32, cents: i64, meant: &mut Tally) -> Result<(), Failure> {
    meant.parts += 1;
    let tenancy = (u64::from(number) * 7_919 % u64::from(TENANCIES)) as u32;
    let amount = crate::bank::decimal(Cents(cents));
    writeln!(
        paper,
        "    <TxDtls>\n      <Refs><AcctSvcrRef>TX{number:012}</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs>\n      <AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls>\n      <RltdPties>\n        <Dbtr><Nm>A. Betaler {number}</Nm><PstlAdr><Ctry>NL</Ctry><AdrLine>Voorbeeldstraat {number}</AdrLine><AdrLine>1234 AB  ONS DORP</AdrLine></PstlAdr></Dbtr>\n        <DbtrAcct><Id><IBAN>NL20INGB{:010}</IBAN></Id></DbtrAcct>\n      </RltdPties>\n      <RltdAgts><DbtrAgt><FinInstnId><BIC>INGBNL2A</BIC></FinInstnId></DbtrAgt></RltdAgts>",
        number
    )?;
    let kenmerk = kenmerk(tenancy);
    let ours = number % 5 < 4;
    meant.exact += u64::from(ours);
    match number % 5 {
        0 | 1 => writeln!(
            paper,
            "      <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>CUR</Issr></Tp><Ref>{kenmerk}</Ref></CdtrRefInf></Strd></RmtInf>"
        )?,
        2 => writeln!(paper, "      <RmtInf><Ustrd>BETALINGSKENM.  {kenmerk}</Ustrd></RmtInf>")?,
        3 => writeln!(
            paper,
            "      <RmtInf><Ustrd>huur juni {} {} {} {}</Ustrd></RmtInf>",
            &kenmerk[..4],
            &kenmerk[4..8],
            &kenmerk[8..12],
            &kenmerk[12..]
        )?,
        _ => writeln!(
            paper,
            "      <RmtInf><Ustrd>huur juni contract HO-{tenancy:07} dank &amp; groet</Ustrd></RmtInf>"
        )?,
    }
    writeln!(paper, "    </TxDtls>")?;
    Ok(())
}
