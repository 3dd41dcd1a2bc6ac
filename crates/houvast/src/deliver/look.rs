//! What a message comes to now: the verdict of the second look, and the very words; over the first channel of its step
//! that fits.
//!
//! A channel can be right for the tenant and wrong for this message: no template for this text on WhatsApp, or a friendly
//! e-mail to somebody who wants no more of them. Then the step's next channel is taken, by the same verdict.

use domain::asked;
use domain::dossier::{Channels, ContactChannel, Dossier};
use domain::plan::Act;
use domain::send::{Verdict, Why, look_again};
use store::Book;
use store::post::Outgoing;

use super::Round;
use super::compose::{Composed, Missing};
use crate::failure::Failure;

/// What a message comes to.
pub enum Looked {
    /// It may leave as this.
    Go(Box<Composed>),
    /// Not now.
    Wait,
    /// It must not leave.
    Cancel(Why),
    /// The tenant wants no message of this kind over the only way there is: the step is passed over.
    NotWanted,
    /// Something is missing.
    Missing(Missing),
    /// The dossier is not there any more.
    Gone,
}

impl Round<'_> {
    /// Looks at one message, over the channels of its step in their order.
    pub(super) fn look(&mut self, book: &mut Book, message: &Outgoing) -> Result<Looked, Failure> {
        let mut left_out = Channels::default();
        loop {
            let Some((dossier, verdict)) = self.verdict(book, message, left_out)? else {
                return Ok(Looked::Gone);
            };
            let go = match verdict {
                Verdict::Go(go) => go,
                Verdict::Wait(_) => return Ok(Looked::Wait),
                Verdict::Cancel(Why::Unreachable) if left_out.has(ContactChannel::Email) => {
                    return Ok(Looked::NotWanted);
                }
                Verdict::Cancel(Why::Unreachable) if left_out != Channels::default() => {
                    return Ok(Looked::Wait);
                }
                Verdict::Cancel(why) => return Ok(Looked::Cancel(why)),
            };
            let Act::Message { channel, .. } = go.step.act else { return Ok(Looked::Gone) };
            match self.desktop.compose(book, message, &dossier, &self.desk, &go)? {
                Ok(composed) if self.fits(book, &composed)? => return Ok(Looked::Go(Box::new(composed))),
                Err(missing) if channel != ContactChannel::Whatsapp => return Ok(Looked::Missing(missing)),
                _ => left_out = left_out.with(channel),
            }
        }
    }

    pub(super) fn fits(&self, book: &Book, composed: &Composed) -> Result<bool, Failure> {
        let claim = &composed.claim;
        Ok(match claim.channel {
            ContactChannel::Whatsapp => composed.whatsapp.fits(self.now.seconds),
            ContactChannel::Email if composed.can_be_missed => {
                book.stopped_since(claim.message.tenancy, &claim.person, ContactChannel::Email)?.is_none()
            }
            _ => true,
        })
    }

    /// The second look at a message, over the channels that are set up and not left out.
    pub(super) fn verdict(
        &mut self,
        book: &Book,
        message: &Outgoing,
        left_out: Channels,
    ) -> Result<Option<(Dossier, Verdict)>, Failure> {
        let Some(mut dossier) = book.dossier_without(message, self.now.day)? else { return Ok(None) };
        dossier.tenancy.reachable.0 &= !left_out.0;
        let everywhere = dossier.tenancy.reachable;
        for channel in [ContactChannel::Sms, ContactChannel::Whatsapp, ContactChannel::Email] {
            if !self.open.has(channel) {
                dossier.tenancy.reachable.0 &= !(1 << channel as u8);
            }
        }
        let (night, now) = (&self.desktop.night, self.now.time);
        let verdict = match message.asked {
            true => asked::look_again(night, &dossier, (message.step, message.cycle), now, &mut self.desk),
            false => look_again(night, &dossier, message.planned(), now, &mut self.desk),
        };
        if verdict == Verdict::Cancel(Why::Unreachable) && dossier.tenancy.reachable != everywhere {
            // It could go, if only the way were set up: that is no fault of the message.
            return Ok(Some((dossier, Verdict::Wait(None))));
        }
        Ok(Some((dossier, verdict)))
    }
}
