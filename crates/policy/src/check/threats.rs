//! A letter threatens with nothing that does not come: it names costs, a bailiff, a court or an eviction only when a
//! later step of the same flow weighs that (ux.md 10.3 point 8; law.md 5.1: no pressure with what is not yet possible).

use super::reading::Reading;
use crate::finding::Findings;
use crate::letters::{LetterKind, LetterTexts, TextKey, tasks_ahead};
use crate::read::Draft;
use domain::policy::{Action, Origin, TaskKind};
use std::collections::BTreeMap;

/// What words threaten with, and the tasks of which one must lie ahead.
const THREATS: &[(&[&str], &[TaskKind], &str)] = &[
    (
        &[
            "deurwaarder*", "rechter*", "kantonrechter*", "rechtbank*", "rechtszaak*", "dagvaard*", "vonnis*",
            "beslag", "loonbeslag", "bailiff*", "court", "icra*", "mahkeme*", "komornik*", "виконав*", "*محكمة*",
        ],
        &[TaskKind::BailiffGate, TaskKind::Eviction],
        "de deurwaarder of de rechter",
    ),
    (
        &[
            "ontruim*", "uithuiszett*", "huis uit", "woning uit", "huis kwijt*", "woning kwijt*", "huis kosten",
            "evict*", "tahliye*", "eksmis*", "виселен*", "*إخلاء*",
        ],
        &[TaskKind::BailiffGate, TaskKind::Eviction],
        "het verlies van de woning",
    ),
    (
        &["werkgever*", "bkr*", "politie*", "zwarte lijst*", "verwarming af*", "stroom af*", "water af*"],
        &[],
        "iets wat een verhuurder niet doet of mag",
    ),
    (&["incassokosten"], &[TaskKind::FourteenDayLetter, TaskKind::BailiffGate], "incassokosten"),
];

pub fn check(draft: &Draft, out: &mut Findings) {
    let mut read: BTreeMap<(usize, TextKey), Vec<Threat>> = BTreeMap::new();
    for (at, letter) in draft.letters.list.iter().enumerate() {
        for (key, text) in &letter.texts {
            let found = found(&Reading::written(&draft.letters, letter, *key, text, draft.day));
            read.insert((at, *key), found);
        }
    }
    for (flow_at, flow) in draft.policy.flows.iter().enumerate() {
        for (step_at, step) in flow.steps.iter().enumerate() {
            let Action::Message { letter, channels } = &step.action else { continue };
            let Some(texts) = draft.letters.list.get(*letter) else { continue };
            let ahead = tasks_ahead(&draft.policy, flow_at, step_at);
            let keys = texts.texts.keys().filter(|key| channels.contains(&key.channel));
            for key in keys.filter(|key| is_used(texts, **key, step.tone)) {
                for threat in read.get(&(*letter, *key)).into_iter().flatten() {
                    in_flow(threat, &ahead, &flow.id, &step.id, out);
                }
            }
        }
    }
}

/// At sending: the tasks ahead are those of the flow this message belongs to.
pub fn at_sending(reading: &Reading<'_>, ahead: &[TaskKind], out: &mut Findings) {
    for threat in found(reading) {
        if !threat.needs.iter().any(|task| ahead.contains(task)) {
            out.error(
                &threat.place,
                format!("\"{}\" dreigt met {}. Dat hoort niet bij de stappen die hierna komen.", threat.word, threat.what),
            );
        }
    }
}

/// A word that threatens.
struct Threat {
    word: &'static str,
    what: &'static str,
    needs: &'static [TaskKind],
    place: Origin,
}

/// The threats in a text. The 14-day letter names the costs because the law says so.
fn found(reading: &Reading<'_>) -> Vec<Threat> {
    let by_law = |needs: &[TaskKind]| {
        reading.letter.kind == LetterKind::FourteenDayLetter && needs.contains(&TaskKind::FourteenDayLetter)
    };
    let mut threats = Vec::new();
    for (words, needs, what) in THREATS.iter().filter(|(_, needs, _)| !by_law(needs)) {
        for (word, place) in reading.written_phrases(words.iter().copied()) {
            threats.push(Threat { word: word.trim_matches('*'), what, needs, place });
        }
    }
    threats
}

/// Is this the text a step in this tone sends?
fn is_used(letter: &LetterTexts, key: TextKey, tone: domain::policy::Tone) -> bool {
    let first = letter.text(key.channel, tone, key.language, key.form);
    first.is_some_and(|(first, _)| first.tone == key.tone)
}

fn in_flow(threat: &Threat, ahead: &[TaskKind], flow: &str, step: &str, out: &mut Findings) {
    if threat.needs.iter().any(|task| ahead.contains(task)) {
        return;
    }
    out.error(
        &threat.place,
        format!(
            "\"{}\" dreigt met {}, en dat komt in flow \"{flow}\" niet na stap \"{step}\". Haal het weg, of neem daar een andere brief.",
            threat.word, threat.what
        ),
    );
}
