//! Who pays and who is paid, gathered from the elements of a message; and which of the two is the other side.

use domain::bank::Party;
use domain::bank::check_digits::{looks_like_creditor_id, plain};

use super::tags::Tag;

/// One side of a payment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    name: String,
    account: String,
    bank: String,
    ultimate: String,
    identifier: String,
}

/// Both sides of a payment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sides {
    debtor: Side,
    creditor: Side,
}

/// An account as it is compared: without blanks, in capitals.
pub(crate) fn account(text: &str) -> String {
    let kept = text.chars().filter(|letter| !letter.is_whitespace());
    kept.map(|letter| letter.to_ascii_uppercase()).collect()
}

impl Sides {
    /// Takes an element below `RltdPties`, `RltdAgts` or a transaction; false when it is not about a party.
    pub fn take(&mut self, path: &[Tag], text: &str) -> bool {
        use Tag::*;
        let Some((head, rest)) = path.split_first() else { return false };
        let side = match head {
            Dbtr | DbtrAcct | DbtrAgt | UltmtDbtr => &mut self.debtor,
            Cdtr | CdtrAcct | CdtrAgt | UltmtCdtr | CdtrSchmeId => &mut self.creditor,
            _ => return false,
        };
        match (head, rest) {
            (Dbtr | Cdtr, [Nm] | [Pty, Nm] | [Agt, FinInstnId, Nm]) => side.name = text.to_owned(),
            (UltmtDbtr | UltmtCdtr, [Nm] | [Pty, Nm]) => side.ultimate = text.to_owned(),
            (DbtrAcct | CdtrAcct, [Id, IBAN] | [Id, Othr, Id]) => side.account = account(text),
            (DbtrAgt | CdtrAgt, [FinInstnId, BIC | BICFI]) => side.bank = account(text),
            (Cdtr, [Id, PrvtId | OrgId, Othr, Id] | [Pty, Id, PrvtId | OrgId, Othr, Id])
            | (CdtrSchmeId, [Id, PrvtId, Othr, Id]) => {
                let identifier = plain(text);
                if looks_like_creditor_id(&identifier) {
                    side.identifier = identifier;
                }
            }
            _ => {}
        }
        true
    }

    /// The creditor identifier, or empty.
    pub fn creditor_id(&self) -> String {
        self.creditor.identifier.clone()
    }

    /// The other side, seen from our account: who paid when money came in, who was paid when it left. In what comes back
    /// the roles stay as they were, so an account that is ours is never the other side.
    pub fn counterparty(self, ours: &str, came_in: bool, came_back: bool) -> Party {
        let Sides { debtor, creditor } = self;
        let debtor_is_us = !ours.is_empty() && debtor.account == ours;
        let creditor_is_us = !ours.is_empty() && creditor.account == ours;
        let known = |side: &Side| !side.name.is_empty() || !side.account.is_empty();
        let want_debtor = match (debtor_is_us, creditor_is_us) {
            (true, false) => false,
            (false, true) => true,
            // A direct debit of ours that comes back leaves the account, and the tenant is still its debtor.
            _ if came_back && known(&debtor) => true,
            _ if came_in => known(&debtor) || !known(&creditor),
            _ => !known(&creditor) && known(&debtor),
        };
        let side = if want_debtor { debtor } else { creditor };
        Party { name: side.name, account: side.account, bank: side.bank, on_behalf_of: side.ultimate }
    }
}
