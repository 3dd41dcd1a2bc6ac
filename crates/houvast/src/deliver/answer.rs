//! Messages that answer a tenant at once: a one-time code, that something was asked, and the confirmation of what was agreed.
//!
//! Nothing here is planned by a night: somebody with the tenant's code asks for it this minute, and it goes only to the number
//! or address that the landlord delivered. The emergency stop holds it, and a trial sends it to staff. Neither a code nor an
//! amount is written down; the timeline says that something was sent.

use connectors::channels::Attempt;
use domain::asked::{Askable, Occasion};
use domain::dossier::{Arrangement, Channels, ContactChannel};
use domain::ids::TenancyId;
use store::Book;
use store::post::AskedLetter;
use web::Wish;

use super::settings::{SendSettings, Stage};
use super::ways::{Outbound, Ways};
use super::whatsapp::Manner;
use super::{Now, preview};
use crate::failure::Failure;
use crate::landlord::{Landlord, Usable};

/// A number or address that the landlord delivered and on which messages arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Text or e-mail.
    pub channel: ContactChannel,
    /// The number or address.
    pub address: String,
}

/// How a tenant can be answered at once, best first: a text, then an e-mail.
pub fn ways_to(
    settings: &SendSettings,
    book: &Book,
    tenancy: TenancyId,
    (reachable, refused): (Channels, Channels),
    now: Now,
) -> Result<Vec<Known>, Failure> {
    let Some(to) = book.addressee(tenancy, now.day)?.filter(|to| !to.deceased) else { return Ok(Vec::new()) };
    let open = settings.channels();
    let usable = |channel| open.has(channel) && reachable.has(channel) && !refused.has(channel);
    let ways = [(ContactChannel::Sms, to.mobile), (ContactChannel::Email, to.email)];
    let ways = ways.into_iter().filter(|(channel, address)| usable(*channel) && !address.is_empty());
    Ok(ways.map(|(channel, address)| Known { channel, address }).collect())
}

/// A short message.
pub struct Short<'a> {
    /// What it is known by; the channel is added.
    pub reference: &'a str,
    /// Subject of an e-mail.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// It does no harm twice: who did not say whether he took it is followed by the next way.
    pub may_come_twice: bool,
}

/// Sends a short message to the first of these that takes it; gives which did, or may have.
pub fn answer(
    landlord: &Landlord,
    settings: &SendSettings,
    book: &Book,
    ways: &[Known],
    short: &Short,
    now: Now,
) -> Result<Option<Known>, Failure> {
    if ways.is_empty() || book.emergency_stop()?.is_some() {
        return Ok(None);
    }
    let mut open = Ways::open(landlord, settings)?;
    let mut perhaps = None;
    for way in ways {
        let to = match (settings.stage, way.channel) {
            (Stage::Real, _) => way.address.clone(),
            (Stage::Trial, ContactChannel::Email) => settings.trial.mail.clone(),
            (Stage::Trial, _) => settings.trial.mobile.clone(),
        };
        if to.is_empty() {
            continue;
        }
        let mark = if settings.stage == Stage::Trial { "[proef] " } else { "" };
        let came_to = open.send(&Outbound {
            channel: way.channel,
            reference: format!("{}-{}", short.reference, way.channel.dutch()),
            provider: open.provider_for(way.channel, 0),
            to,
            subject: format!("{mark}{}", short.subject),
            text: format!("{mark}{}", short.text),
            language: String::new(),
            payment: None,
            can_be_missed: false,
            whatsapp: Manner::default(),
            calendar: None,
            sent_at: now.seconds,
        });
        match came_to {
            Attempt::Accepted { .. } => return Ok(Some(way.clone())),
            Attempt::Unknown { .. } if short.may_come_twice => perhaps = perhaps.or(Some(way.clone())),
            // It may have left; a second one would only confuse.
            Attempt::Unknown { .. } => return Ok(Some(way.clone())),
            _ => {}
        }
    }
    Ok(perhaps)
}

/// The text that confirms an arrangement, with its channels; `None` when the policy has none.
fn confirms(usable: &Usable) -> Option<Askable> {
    usable.letters.askable().into_iter().find(|one| one.occasion == Occasion::Arrangement)
}

/// Id of the letter that confirms an arrangement; empty when the policy has none.
pub fn confirming_letter(usable: &Usable) -> &str {
    confirms(usable).map_or("", |one| &usable.policy.letters[one.letter].id)
}

/// The letter that confirms an arrangement about to be recorded, as it leaves with it, or, without one, the arrangement that
/// runs; `None` when none can leave now.
pub fn confirmation(
    landlord: &Landlord,
    usable: &Usable,
    tenancy: TenancyId,
    (reachable, refused): (Channels, Channels),
    agreed: Option<&Arrangement>,
    now: Now,
) -> Option<AskedLetter> {
    let mut one = confirms(usable)?;
    let best = [ContactChannel::Email, ContactChannel::Letter, ContactChannel::Whatsapp, ContactChannel::Sms];
    one.channels.retain(|channel| {
        *channel == ContactChannel::Letter || (reachable.has(*channel) && !refused.has(*channel))
    });
    one.channels.sort_by_key(|channel| best.iter().position(|known| known == channel));
    let letter = &usable.policy.letters[one.letter].id;
    one.channels.into_iter().find_map(|channel| {
        let wish =
            Wish { letter: letter.clone(), channel, own_words: String::new(), agreed: agreed.cloned() };
        let (_, asked) = preview::of_wish(landlord, tenancy, &wish, now, false).ok()?;
        Some(AskedLetter { not_before: Some(now.seconds), ..asked })
    })
}
