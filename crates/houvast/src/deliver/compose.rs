//! Makes a message that may leave into what leaves: to whom, where, and the very words.
//!
//! In go the verdict and the dossier; out comes a claim with everything it needs, or the reason why a person must look
//! first. A text with an open field, an address that cannot be right: nothing of it leaves.

use domain::calendar::Day;
use domain::dossier::{ContactChannel, Dossier};
use domain::ids::TenancyId;
use domain::plan::{Act, Desk, Night};
use domain::policy::{Letter as PolicyLetter, TaskKind};
use domain::send::Go;
use letters::address::PostalAddress;
use letters::{AddressBlock, Document, Letter, PaymentPanel};
use policy::Letters;
use policy::letters::{Language, Request, tasks_ahead};
use store::Book;
use store::post::{Addressee, Claim, Outgoing};
use store::screens::DossierHead;

use super::fields::{Fields, Known, shown};
use super::settings::SendSettings;
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
    /// The window of the envelope, for a letter.
    pub window: Option<AddressBlock>,
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
        let (address, window) = match where_to(&head, &to, letter, channel) {
            Ok(found) => found,
            Err(missing) => return Ok(Err(missing)),
        };
        let code = book.payment_code(message.tenancy, &mut |bytes| {
            getrandom::fill(bytes).expect("the machine gives random bytes");
        })?;
        let fields = Fields::of(&Known {
            today: self.night.today,
            books_as_of: self.night.books_as_of,
            calendar: self.night.calendar,
            settings: self.settings,
            head: &head,
            to: &to,
            dossier,
            desk,
            go,
            channel,
            amount,
            code: &code,
        });
        let text = match self.text(message.tenancy, letter, channel, go, &to, &fields) {
            Ok(text) => text,
            Err(missing) => return Ok(Err(missing)),
        };
        let claim = Claim {
            message: message.clone(),
            channel,
            person: to.person.clone(),
            address,
            batch: String::new(),
            amount,
            milestone: letter.milestone,
            subject: text.subject,
            text: text.text,
        };
        let payment = amount.map(|amount| self.payment(&head.dossier, &code, amount));
        Ok(Ok(Composed {
            claim,
            dossier: head.dossier,
            language: text.key.language,
            payment: payment.filter(|panel| !panel.site.is_empty()),
            window,
        }))
    }

    fn text(
        &self,
        tenancy: TenancyId,
        letter: &PolicyLetter,
        channel: ContactChannel,
        go: &Go,
        to: &Addressee,
        fields: &Fields,
    ) -> Result<policy::letters::Message, Missing> {
        let policy = self.night.policy;
        let proposal = go.step.proposal;
        let ahead = proposal.map(|at| tasks_ahead(policy, at.flow, at.step)).unwrap_or_default();
        let request = Request {
            letter: &letter.id,
            channel,
            tone: proposal.map(|at| at.of(policy).tone).unwrap_or_default(),
            language: Language::of_code(&to.language).unwrap_or_default(),
            day: self.night.today,
            seed: go.step.content_id(&tenancy.0.to_string(), policy),
            previous: None,
            ahead: &ahead,
        };
        self.letters.message(&request, &|field| fields.value(field)).map_err(|findings| {
            let wrong = findings.iter().find(|finding| finding.is_error());
            let why = wrong.map_or(String::new(), |finding| finding.text.clone());
            missing(why, TaskKind::CheckData)
        })
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

/// The address of a channel, and the window of the envelope for a letter.
fn where_to(
    head: &DossierHead,
    to: &Addressee,
    letter: &PolicyLetter,
    channel: ContactChannel,
) -> Result<(String, Option<AddressBlock>), Missing> {
    if letter.for_administrator {
        let why = "Het postadres van de bewindvoerder staat niet in de aanlevering.";
        return Err(missing(why, TaskKind::CheckAddress));
    }
    match channel {
        ContactChannel::Letter => {
            let name = if to.deceased { format!("De erven van {}", to.name) } else { to.name.clone() };
            let split = head.street.find(|sign: char| sign.is_ascii_digit()).unwrap_or(head.street.len());
            let (street, number) = head.street.split_at(split);
            let address = PostalAddress {
                names: vec![name],
                street: street.trim().into(),
                number: number.trim().into(),
                postcode: head.postcode.clone(),
                town: head.town.clone(),
                country: String::new(),
            };
            let window = AddressBlock::new(&address).map_err(|findings| {
                let why: Vec<String> = findings.iter().map(|finding| finding.dutch()).collect();
                missing(why.join(" "), TaskKind::CheckAddress)
            })?;
            Ok((window.lines().join("\n"), Some(window)))
        }
        ContactChannel::Email => Ok((to.email.clone(), None)),
        _ => Ok((to.mobile.clone(), None)),
    }
}
