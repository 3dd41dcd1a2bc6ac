//! Writes an opening delivery and a few nights into a folder, to look at or to import.
//!
//! `cargo run --release -p simulator --example delivery -- <folder> [homes] [nights] [seed]`

use domain::calendar::Day;
use simulator::life::Horizon;
use simulator::vera::Landlord;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize, otherwise: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let folder = arguments.first().map_or("aanlevering", String::as_str);
    let (homes, nights, seed) = (number(1, 16_000) as u32, number(2, 3) as i32, number(3, 20_260_617));
    let last = Day::from_ymd(2026, 6, 17).unwrap_or_default();
    let from = last.plus_months(-22);
    let landlord = Landlord::new(seed, homes, Horizon { from, to: last + nights });
    let opening = landlord.delivery(from.previous(), last);
    println!("{} ({} bytes)", opening.write_to(Path::new(folder))?.display(), opening.size());
    for night in 0..nights {
        let delivery = landlord.delivery(last + night, last + night + 1);
        println!("{} ({} bytes)", delivery.write_to(Path::new(folder))?.display(), delivery.size());
    }
    Ok(())
}
