//! Makes a message that may leave into what leaves: to whom, where, and the very words.
//!
//! In go the verdict and the dossier; out comes a claim with everything it needs, or the reason why a person must look
//! first. A text with an open field, an address that cannot be right: nothing of it leaves.

use domain::arrangement::own::proposed_pay_day;
use domain::calendar::Day;
use domain::dossier::{ContactChannel, Dossier, Milestone};
use domain::ids::TenancyId;
use domain::language::capital;
use domain::law::Law;
use domain::law::fourteen_day_letter::WordingFinding;
use domain::law_in_motion::fourteen_days::Draft;
use domain::plan::{Act, Desk, Night};
use domain::policy::{Letter as PolicyLetter, TaskKind, Tone};
use domain::send::Go;
use letters::address::{LONGEST_LINE, MOST_LINES, PostalAddress};
use letters::{AddressBlock, Document, Letter, PaymentPanel};
use policy::Letters;
use policy::letters::{Language, LetterTexts, Message, Request, tasks_ahead};
use store::Book;
use store::post::{Addressee, Administrator, Claim, Outgoing};
use store::screens::DossierHead;

use super::fields::{Fields, Known, in_a_row, shown};
use super::road::LegalRoad;
use super::settings::SendSettings;
use super::visit::Visit;
use super::whatsapp::Manner;
use crate::failure::Failure;

/// A message as it leaves.
pub struct Composed {
    /// What is written down before the attempt.
    pub claim: Claim,
    /// Dossier number.
    pub dossier: String,
    /// Its language.
    pub language: Language,
    /// How to pay, when money is asked.
    pub payment: Option<PaymentPanel>,
    /// What it may go as, over WhatsApp.
    pub whatsapp: Manner,
    /// A friendly message without legal meaning, of which a tenant may want no more.
    pub can_be_missed: bool,
    /// The window of the envelope, for a letter.
    pub window: Option<AddressBlock>,
    /// The visit it states, for the tenant's calendar.
    pub calendar: Option<String>,
    /// What it states, when it is a 14-day letter.
    pub draft: Option<Draft>,
}

/// Why a message waits for a person.
pub struct Missing {
    /// What is missing, in Dutch.
    pub why: String,
    /// What a person must do.
    pub task: TaskKind,
}

/// What all messages of a delivery share.
pub struct Desktop<'a> {
    /// How the landlord sends.
    pub settings: &'a SendSettings,
    /// Texts of the night's policy.
    pub letters: &'a Letters,
    /// The night.
    pub night: Night<'a>,
    /// The law.
    pub law: &'a Law,
}

/// What a message says beside the dossier itself.
struct Said<'k> {
    road: &'k LegalRoad,
    visit: &'k Visit<'k>,
    /// The wording of the last time.
    previous: Option<char>,
}

/// The code with which a tenant opens the own page; made at random when there is none yet.
pub fn code_of(book: &mut Book, tenancy: TenancyId) -> Result<String, Failure> {
    Ok(book.payment_code(tenancy, &mut |bytes| {
        getrandom::fill(bytes).expect("the machine gives random bytes");
    })?)
}

fn missing(why: impl Into<String>, task: TaskKind) -> Missing {
    Missing { why: why.into(), task }
}

impl Desktop<'_> {
    /// Composes one message. The outer error ends the delivery: the book or chance does not work.
    pub fn compose(
        &self,
        book: &mut Book,
        message: &Outgoing,
        dossier: &Dossier,
        desk: &Desk,
        go: &Go,
    ) -> Result<Result<Composed, Missing>, Failure> {
        let Act::Message { letter, channel, amount } = go.step.act else {
            return Ok(Err(missing("Dit is geen bericht.", TaskKind::CheckData)));
        };
        let letter = &self.night.policy.letters[letter];
        let to = book.addressee(message.tenancy, self.night.today)?;
        let head = book.dossier_head(message.tenancy)?;
        let (Some(to), Some(head)) = (to, head) else {
            return Ok(Err(missing("Er is geen huurder bekend.", TaskKind::CheckData)));
        };
        let code = code_of(book, message.tenancy)?;
        let previous = book.last_wording(message.tenancy, &letter.id)?;
        let road = LegalRoad::of(book, self, message.tenancy, dossier, desk)?;
        let texts = self.letters.letter(&letter.id);
        let visit = Visit::of(book, texts, message.tenancy, self.night.today, self.settings)?;
        let said = Said { road: &road, visit: &visit, previous };
        let composed = self.compose_from(message, go, &said, letter, |draft| Known {
            today: self.night.today,
            books_as_of: self.night.books_as_of,
            calendar: self.night.calendar,
            settings: self.settings,
            head: &head,
            to: &to,
            dossier,
            desk,
            proposed_pay_day: proposed_pay_day(&desk.ground(
                dossier,
                self.night.today,
                &self.night.policy.settings,
            )),
            cycle: go.step.cycle,
            items: draft.map_or(&go.items, |draft| &draft.items),
            channel,
            amount: draft.map_or(amount, |draft| Some(draft.principal)),
            code: &code,
            road: &road,
        });
        let heard_at = match channel {
            ContactChannel::Whatsapp => book.last_received(&to.person, channel)?,
            _ => None,
        };
        Ok(composed
            .map(|composed| Composed { whatsapp: Manner { heard_at, ..composed.whatsapp }, ..composed }))
    }

    /// Composes from what is known; a 14-day letter asks what its draft holds, and nothing else.
    fn compose_from<'k>(
        &self,
        message: &Outgoing,
        go: &Go,
        said: &Said<'k>,
        letter: &PolicyLetter,
        known: impl FnOnce(Option<&'k Draft>) -> Known<'k>,
    ) -> Result<Composed, Missing> {
        let is_fourteen = letter.milestone == Some(Milestone::FourteenDayLetter);
        let draft = is_fourteen.then_some(said.road.draft.as_ref()).transpose();
        let draft = draft.map_err(|why| missing(why.dutch(), TaskKind::CheckData))?;
        let known = known(draft);
        let Known { channel, amount, head, to, .. } = known;
        let (address, window) = where_to(head, to, letter, channel)?;
        let administrator = to.administrator.as_ref().filter(|_| letter.for_administrator);
        let person = administrator.map_or(&to.person, |administrator| &administrator.person).clone();
        let ahead = go.step.proposal.map(|at| tasks_ahead(self.night.policy, at.flow, at.step));
        let request = Request {
            letter: &letter.id,
            channel,
            tone: go.step.proposal.map(|at| at.of(self.night.policy).tone).unwrap_or_default(),
            // An administrator reads Dutch, whatever the tenant reads.
            language: Some(&to.language)
                .filter(|_| !letter.for_administrator)
                .and_then(|code| Language::of_code(code))
                .unwrap_or_default(),
            day: self.night.today,
            seed: go.step.content_id(&message.tenancy.0.to_string(), self.night.policy),
            previous: said.previous,
            ahead: &ahead.unwrap_or_default(),
            own: &message.own_words,
        };
        if let Some(why) = said.visit.too_late(known.arrives()) {
            return Err(missing(why, TaskKind::CheckMessage));
        }
        let fields = Fields::of(&known);
        let value = |field: &str| said.visit.value(field).or_else(|| fields.value(field));
        let text = self.text(&request, &value, draft)?;
        let account = self.settings.whatsapp.as_ref().filter(|_| channel == ContactChannel::Whatsapp);
        let template = account.and_then(|account| account.template(&text, &fields));
        let texts = self.letters.letter(&letter.id).filter(|_| request.tone == Tone::Friendly);
        let payment = amount.map(|amount| self.payment(&head.dossier, known.code, amount));
        Ok(Composed {
            dossier: head.dossier.clone(),
            language: text.key.language,
            whatsapp: Manner { template, heard_at: None },
            can_be_missed: texts.is_some_and(LetterTexts::can_be_missed),
            payment: payment.filter(|panel| !panel.site.is_empty()),
            window,
            calendar: said.visit.invitation(),
            draft: draft.cloned(),
            claim: Claim {
                provider: String::new(),
                message: message.clone(),
                channel,
                person,
                address,
                batch: String::new(),
                amount,
                milestone: letter.milestone,
                subject: text.subject,
                text: text.text,
                wording: text.key.variant,
                states: draft.map(|draft| draft.on_file(message.day)),
                visit: said.visit.stated(),
            },
        })
    }

    /// The words, checked once more; those of a 14-day letter against what it must state as well.
    fn text(
        &self,
        request: &Request,
        value: &dyn Fn(&str) -> Option<String>,
        draft: Option<&Draft>,
    ) -> Result<Message, Missing> {
        let message = self.letters.message(request, value).map_err(|findings| {
            let wrong = findings.iter().find(|finding| finding.is_error());
            let mut why = wrong.map_or(String::new(), |finding| finding.text.clone());
            if let Some(Err(without)) = draft.map(|draft| draft.costs).filter(|_| why.contains("kosten))")) {
                why = format!("{why} {}", without.dutch());
            }
            missing(for_people(&why), TaskKind::CheckData)
        })?;
        match draft.and_then(|draft| self.fault_of(draft, &message.text)) {
            Some(fault) => Err(missing(fault, TaskKind::CheckData)),
            None => Ok(message),
        }
    }

    /// What makes the words of a 14-day letter void, so that it does not leave.
    fn fault_of(&self, draft: &Draft, text: &str) -> Option<String> {
        match self.law.fourteen_day_letter.at(self.night.today) {
            Ok(rule) => draft.wording_findings(rule, text).first().map(WordingFinding::dutch),
            Err(gap) => Some(gap.to_string()),
        }
    }

    fn payment(&self, dossier: &str, code: &str, amount: domain::money::Cents) -> PaymentPanel {
        let sender = &self.settings.sender;
        PaymentPanel {
            url: format!("https://{}/b/{code}", sender.payment_site),
            site: sender.payment_site.clone(),
            code: shown(code),
            amount,
            iban: sender.iban.clone(),
            in_the_name_of: sender.in_the_name_of.clone(),
            reference: dossier.to_string(),
            epc: false,
        }
    }
}

impl Composed {
    /// The letter of this message, as it is set.
    pub fn letter(&self, reference: &str, day: Day) -> Letter {
        Letter {
            language: self.language.code().to_string(),
            address: self.window.clone().unwrap_or_default(),
            day,
            reference: format!("{} / {}", self.dossier, reference.get(..8).unwrap_or(reference)),
            subject: self.claim.subject.clone(),
            body: Document::read(&self.claim.text),
            payment: self.payment.clone(),
        }
    }
}

/// What is wrong with a text, as a consultant understands it: a field of a policy is no word of hers.
fn for_people(why: &str) -> String {
    let Some((field, rest)) = why.strip_prefix("Het veld ((").and_then(|rest| rest.split_once("))")) else {
        return why.to_string();
    };
    let known = match field {
        "posten" | "posten_samen" | "bedrag" | "maanden" | "aantal_maanden" | "vervaldag" => {
            "Er staat niets open dat dit bericht kan noemen, bijvoorbeeld bij een afrekening van nul."
        }
        "gemeente" => "De gemeente van de woning staat niet in de aanlevering.",
        "consulent" | "consulent_voornaam" | "telefoon" => {
            "Voor deze wijk staat geen consulent met telefoonnummer in verzenden.toml."
        }
        "huur" => "De huur per maand is niet bekend.",
        "regeling" | "termijnbedrag" | "termijndag" => "Er loopt geen regeling die dit bericht kan noemen.",
        "einddatum" => "De laatste dag van de huur is niet bekend.",
        _ => return format!("Het veld (({field})){rest}"),
    };
    format!("{known} Zo gaat dit bericht niet uit (veld {field}).")
}

/// `2e Wormenseweg 5` in two: the number is the last word that begins with a figure, and what follows it.
fn street_and_number(line: &str) -> (&str, &str) {
    let mut begins =
        line.match_indices(' ').filter(|(at, _)| line[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    line.split_at(begins.next_back().map_or(line.len(), |(at, _)| at))
}

/// The address of a channel, and the window of the envelope for a letter.
fn where_to(
    head: &DossierHead,
    to: &Addressee,
    letter: &PolicyLetter,
    channel: ContactChannel,
) -> Result<(String, Option<AddressBlock>), Missing> {
    if letter.for_administrator {
        return to_administrator(to.administrator.as_ref());
    }
    match channel {
        ContactChannel::Letter => {
            let names =
                if to.deceased { vec![format!("De erven van {}", to.name)] } else { on_the_envelope(to) };
            let (street, number) = street_and_number(&head.street);
            let address = PostalAddress {
                names,
                street: street.trim().into(),
                number: number.trim().into(),
                postcode: head.postcode.clone(),
                town: head.town.clone(),
                country: String::new(),
            };
            in_the_window(&address)
        }
        ContactChannel::Email => Ok((to.email.clone(), None)),
        _ => Ok((to.mobile.clone(), None)),
    }
}

/// Lines of names that fit above street and town.
const NAME_LINES: usize = MOST_LINES - 2;

/// All living tenants, for all of them owe the rent: `De heer A. Jansen en mevrouw B. de Vries` on one line, or each on a
/// line of his own; when even those do not fit, the first with the others unnamed.
fn on_the_envelope(to: &Addressee) -> Vec<String> {
    let mut names = vec![capital(&to.name)];
    names.extend(to.others.iter().cloned());
    let last = names.len() - 1;
    let together = in_a_row(&names);
    if together.chars().count() <= LONGEST_LINE {
        return vec![together];
    }
    let lines: usize = names.iter().map(|name| (name.chars().count() + 3).div_ceil(LONGEST_LINE)).sum();
    if last > 0 && lines > NAME_LINES {
        let others = if last == 1 { "en medehuurder" } else { "en medehuurders" };
        return vec![names.swap_remove(0), others.into()];
    }
    let link = |at: usize| match last - at {
        0 => "",
        1 => " en",
        _ => ",",
    };
    names.iter().enumerate().map(|(at, name)| format!("{name}{}", link(at))).collect()
}

/// To the office of whoever answers for the tenant's money; the tenant is named in the text only.
fn to_administrator(
    administrator: Option<&Administrator>,
) -> Result<(String, Option<AddressBlock>), Missing> {
    let unknown = |why: &str| missing(why, TaskKind::CheckAddress);
    let administrator =
        administrator.ok_or_else(|| unknown("De aanlevering zegt niet wie de bewindvoerder is."))?;
    let post = administrator.post.as_ref().filter(|_| !administrator.name.is_empty());
    let post = post.ok_or_else(|| {
        unknown(
            "Naam of postadres van de bewindvoerder staat niet in de aanlevering (vera-relaties, adressen).",
        )
    })?;
    if administrator.came_back {
        return Err(unknown("Post aan dit adres van de bewindvoerder kwam terug."));
    }
    in_the_window(&PostalAddress {
        names: vec![administrator.name.clone(), "t.a.v. de bewindvoerder".into()],
        street: post.street.clone(),
        number: post.number.clone(),
        postcode: post.postcode.clone(),
        town: post.town.clone(),
        country: String::new(),
    })
}

/// The lines of the window, or what is wrong with the address.
fn in_the_window(address: &PostalAddress) -> Result<(String, Option<AddressBlock>), Missing> {
    let window = AddressBlock::new(address).map_err(|findings| {
        let why: Vec<String> = findings.iter().map(|finding| finding.dutch()).collect();
        missing(why.join(" "), TaskKind::CheckAddress)
    })?;
    Ok((window.lines().join("\n"), Some(window)))
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
