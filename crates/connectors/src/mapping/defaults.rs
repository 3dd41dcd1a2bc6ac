//! The default mapping: the table of `docs/aanlevering.md`.
//!
//! Codes marked official stand in the VERA reference data (a test looks them up); the others are ours, for what VERA has
//! no value for.

use super::{Mapping, OpenItemsMapping};
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::ledger::EntryKind;
use std::collections::BTreeMap;

/// BOEKINGDETAILSOORT, official.
const BOOKINGS: [(&str, EntryKind); 12] = [
    ("PRO", EntryKind::Rent),
    ("EVN", EntryKind::FirstBill),
    ("EIN", EntryKind::Settlement),
    ("BAN", EntryKind::Payment),
    ("STO", EntryKind::Reversal),
    ("AAN", EntryKind::CollectionCosts),
    ("AFB", EntryKind::WriteOff),
    ("CRE", EntryKind::Credit),
    ("FAC", EntryKind::OtherCharge),
    ("BOR", EntryKind::OtherCharge),
    ("BRT", EntryKind::OtherCharge),
    ("TER", EntryKind::OtherCharge),
];

/// Bookings for which VERA has no code.
const OWN_BOOKINGS: [(&str, EntryKind); 4] = [
    ("INC", EntryKind::DirectDebit),
    ("SVK", EntryKind::ServiceCosts),
    ("SCD", EntryKind::Damage),
    ("REN", EntryKind::Interest),
];

/// SIGNALERINGSOORT, SIGNALERINGDETAILSOORT or both, official.
const SIGNALS: [(&str, CircumstanceKind); 6] = [
    ("ONB", CircumstanceKind::Vulnerable),
    ("OVE", CircumstanceKind::Nuisance),
    ("VER", CircumstanceKind::Nuisance),
    ("BEW", CircumstanceKind::Administration),
    ("CUR", CircumstanceKind::Administration),
    ("DEU", CircumstanceKind::AtBailiff),
];

/// Official signals that change nothing here: arrears we know ourselves, conduct is not ours to judge.
const SIGNALS_WITHOUT_EFFECT: [&str; 6] = ["SCH.", "SCH.BET", "SCH.MUT", "AGR", "ONE", "WAN"];

/// Signals for which VERA has no code.
const OWN_SIGNALS: [(&str, CircumstanceKind); 18] = [
    ("BUD", CircumstanceKind::Administration),
    ("OVL", CircumstanceKind::Nuisance),
    ("SCH.MSNP", CircumstanceKind::DebtScheme),
    ("SCH.WSNP", CircumstanceKind::StatutoryDebtScheme),
    ("SCH.MOR", CircumstanceKind::BreathingSpace),
    ("SCH.HLP", CircumstanceKind::Help),
    ("SCH.VSG", CircumstanceKind::EarlySignal),
    ("SCH.VWG", CircumstanceKind::SignalObjection),
    ("BTW", CircumstanceKind::Dispute),
    ("TOE", CircumstanceKind::Promise),
    ("PAU", CircumstanceKind::Hold),
    ("KWW.KANWIL", CircumstanceKind::CanAndWill),
    ("KWW.KANWILNIET", CircumstanceKind::CanButWillNot),
    ("KWW.KANNIETWIL", CircumstanceKind::CannotButWill),
    ("KWW.KANNIETWILNIET", CircumstanceKind::CannotAndWillNot),
    ("VON", CircumstanceKind::Judgment),
    ("ONT", CircumstanceKind::EvictionAnnounced),
    ("ADR", CircumstanceKind::AddressUnusable),
];

/// COMMUNICATIEKANAAL, official. A portal message reaches like an e-mail, an inspection is a visit.
const CHANNELS: [(&str, ContactChannel); 9] = [
    ("APP", ContactChannel::Whatsapp),
    ("BAL", ContactChannel::Counter),
    ("BEZ", ContactChannel::Visit),
    ("BRI", ContactChannel::Letter),
    ("EMA", ContactChannel::Email),
    ("INS", ContactChannel::Visit),
    ("INT", ContactChannel::Email),
    ("SMS", ContactChannel::Sms),
    ("TEL", ContactChannel::Phone),
];

impl Default for Mapping {
    fn default() -> Mapping {
        let mut signals = meanings(&[&SIGNALS, &OWN_SIGNALS]);
        signals.extend(SIGNALS_WITHOUT_EFFECT.map(|code| (code.to_owned(), None)));
        Mapping {
            bookings: meanings(&[&BOOKINGS, &OWN_BOOKINGS]),
            signals,
            channels: meanings(&[&CHANNELS]),
            terms: BTreeMap::new(),
            refusals: vec!["NIE".to_owned()],
            // VERA has no code for a consent (COMMUNICATIEVOORKEURSOORT): this one is ours.
            consents: vec!["APP".to_owned()],
            representatives: ["BWI", "CUR", "BUD"].map(str::to_owned).to_vec(),
            open_items: OpenItemsMapping::default(),
        }
    }
}

fn meanings<T: Copy>(tables: &[&[(&str, T)]]) -> BTreeMap<String, Option<T>> {
    let entries = tables.iter().flat_map(|table| table.iter());
    entries.map(|&(code, meaning)| (code.to_owned(), Some(meaning))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the shared test data are: see the module of the integration tests.
    fn reference_data() -> Option<String> {
        let folder = std::env::var("HOUVAST_SHARED_DATA")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
        std::fs::read_to_string(format!("{folder}/vera/Referentiedata.csv")).ok()
    }

    #[test]
    fn every_code_that_claims_to_be_official_is() {
        let Some(text) = reference_data() else {
            println!("SKIPPED: every_code_that_claims_to_be_official_is (no reference data here)");
            return;
        };
        let exists = |list: &str, code: &str| {
            let start = format!("{list};{code};").to_uppercase();
            text.lines().any(|line| line.to_uppercase().starts_with(&start))
        };
        for (code, _) in BOOKINGS {
            assert!(exists("BOEKINGDETAILSOORT", code), "{code}");
        }
        for (code, _) in CHANNELS {
            assert!(exists("COMMUNICATIEKANAAL", code), "{code}");
        }
        let signal = |code: &str| match code.split_once('.') {
            Some((kind, detail)) => {
                exists("SIGNALERINGSOORT", kind)
                    && (detail.is_empty() || exists("SIGNALERINGDETAILSOORT", detail))
            }

            None => exists("SIGNALERINGSOORT", code) || exists("SIGNALERINGDETAILSOORT", code),
        };
        for code in SIGNALS.iter().map(|(code, _)| *code).chain(SIGNALS_WITHOUT_EFFECT) {
            assert!(signal(code), "{code}");
        }
        for (list, codes) in [
            ("BOEKINGSOORT", &["VOR", "ONT", "MEM", "UIT"][..]),
            ("RELATIEROLSOORT", &["HUU", "MDH", "BWI", "CUR", "BUD"]),
            ("COMMUNICATIEVOORKEURSOORT", &["NIE"]),
            ("COMMUNICATIERICHTING", &["INK", "UIT"]),
            ("CONTACTGEGEVENSOORT", &["EMA", "MOB", "TEL", "POS", "SOC"]),
            ("CONTACTGEGEVENSTATUS", &["ONG"]),
            ("CONTACTGEGEVENVOORKEUR", &["EER"]),
            ("BETAALWIJZESOORT", &["INC", "OVB"]),
            ("INCASSOMOMENT", &["001", "031", "LAA"]),
            ("OVEREENKOMSTSOORT", &["HUU"]),
            ("OVEREENKOMSTSTATUS", &["GEA", "BEE", "ONT"]),
            ("BETALINGSREGELINGSTATUS", &["AAN", "ACT", "ANN", "BEE", "BEV", "VER"]),
            ("SIGNALERINGSTATUS", &["PAS", "VER"]),
        ] {
            assert!(codes.iter().all(|code| exists(list, code)), "{list}: {codes:?}");
        }
    }
}
