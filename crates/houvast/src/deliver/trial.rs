//! Trying out: everything that would leave goes to staff, and nothing of it is written down.

use connectors::channels::Attempt;
use domain::dossier::ContactChannel;
use store::Book;
use store::post::{MessageState, Outgoing};

use super::compose::Composed;
use super::look::Looked;
use super::settings;
use super::ways::{Outbound, Ways};
use super::whatsapp::Manner;
use super::{Round, Turn};
use crate::failure::Failure;
use crate::landlord::Landlord;

/// WhatsApp has no subject.
fn subject(composed: &Composed) -> &str {
    if composed.claim.channel == ContactChannel::Whatsapp { "WhatsApp" } else { &composed.claim.subject }
}

impl Round<'_> {
    /// Sends everything that would leave to staff. The book is not touched: nothing counts as sent.
    pub(super) fn try_out(
        &mut self,
        book: &mut Book,
        ways: &mut Ways,
        landlord: &Landlord,
    ) -> Result<(), Failure> {
        let settings = self.desktop.settings;
        for message in book.messages_that_are(MessageState::Ready)? {
            let Turn::Go(composed) = self.look_only(book, &message)? else { continue };
            let reference = format!("proef-{}", message.id.get(..24).unwrap_or(&message.id));
            // A template of Meta holds no words of ours beside its own, so no mark either: by mail, then.
            let channel = match composed.claim.channel {
                ContactChannel::Whatsapp => ContactChannel::Email,
                other => other,
            };
            let mut came_to = Attempt::Accepted { provider_id: String::new() };
            if channel == ContactChannel::Letter {
                let folder = landlord.folder.join("proef");
                if let Some(print) = &mut ways.print {
                    print.one(&folder, &reference, &composed.letter(&reference, self.now.day))?;
                }
            } else {
                let trial = &settings.trial;
                let to = if channel == ContactChannel::Email { &trial.mail } else { &trial.mobile };
                if to.is_empty() {
                    return Err(Failure::usage(format!(
                        "{}: vul bij [proef] een adres in voor {}",
                        settings::FILE,
                        channel.dutch()
                    )));
                }
                let mark = format!("[proef {}]", composed.dossier);
                let is_text = channel != ContactChannel::Email;
                let text = &composed.claim.text;
                came_to = ways.send(&Outbound {
                    channel,
                    provider: ways.provider_for(channel, 0),
                    reference,
                    to: to.clone(),
                    subject: format!("{mark} {}", subject(&composed)),
                    text: if is_text { format!("{mark} {text}") } else { text.clone() },
                    language: composed.language.code().into(),
                    payment: composed.payment.clone(),
                    can_be_missed: false,
                    whatsapp: Manner::default(),
                    calendar: composed.calendar.clone(),
                    sent_at: self.now.seconds,
                });
            }
            let counts = match came_to {
                Attempt::Accepted { .. } => &mut self.delivered.handed_over,
                _ => &mut self.delivered.came_to,
            };
            *counts.entry(channel.dutch().into()).or_default() += 1;
        }
        Ok(())
    }

    fn look_only(&mut self, book: &mut Book, message: &Outgoing) -> Result<Turn, Failure> {
        match self.look(book, message)? {
            Looked::Go(composed) => return Ok(Turn::Go(composed)),
            Looked::Missing(_) => self.delivered.held += 1,
            Looked::Wait => self.delivered.waiting += 1,
            Looked::Cancel(_) | Looked::NotWanted | Looked::Gone => {}
        }
        Ok(Turn::Not)
    }
}
