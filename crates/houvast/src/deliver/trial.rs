//! Trying out: everything that would leave goes to staff, and nothing of it is written down.

use connectors::channels::Attempt;
use domain::dossier::ContactChannel;
use domain::send::Verdict;
use store::Book;
use store::post::{MessageState, Outgoing};

use super::settings;
use super::ways::{Outbound, Ways};
use super::{Round, Turn};
use crate::failure::Failure;
use crate::landlord::Landlord;

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
            let Turn::Go(composed) = self.look_only(book, ways, &message)? else { continue };
            let reference = format!("proef-{}", message.id.get(..24).unwrap_or(&message.id));
            let channel = composed.claim.channel;
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
                    reference,
                    to: to.clone(),
                    subject: format!("{mark} {}", composed.claim.subject),
                    text: if is_text { format!("{mark} {text}") } else { text.clone() },
                    language: composed.language.code().into(),
                    payment: composed.payment.clone(),
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

    fn look_only(&mut self, book: &mut Book, ways: &Ways, message: &Outgoing) -> Result<Turn, Failure> {
        match self.verdict(book, ways, message)? {
            Some((dossier, Verdict::Go(go))) => {
                let composed = self.desktop.compose(book, message, &dossier, &self.desk, &go)?;
                self.delivered.held += u64::from(composed.is_err());
                Ok(composed.map_or(Turn::Not, |composed| Turn::Go(Box::new(composed))))
            }
            Some((_, Verdict::Wait(_))) => {
                self.delivered.waiting += 1;
                Ok(Turn::Not)
            }
            _ => Ok(Turn::Not),
        }
    }
}
