//! What is kept of money beside the landlord's books: seen by others, told by the bank, collected by direct debit.

use super::Form::{Cents as Amount, Day as OnDay, Nameless, Plain, YesNo};
use super::Source;

/// Its tables.
pub(super) const MONEY: &[Source] = &[
    (
        "Betalingen op afschriften van de bank",
        "select day, cents, payer, account, text, reference, code, state, note from bank_payment where tenancy = ?1 order by day, key",
        &[
            ("dag", OnDay),
            ("bedrag", Amount),
            ("van", Plain),
            ("rekening", Plain),
            ("omschrijving", Plain),
            ("kenmerk", Plain),
            ("code van de bank", Plain),
            ("stand", Plain),
            ("notitie", Plain),
        ],
    ),
    (
        "Machtigingen voor automatische incasso",
        "select iban, holder, signed_on, recorded_on, reference, ended_by is not null, stopped from mandate where tenancy = ?1 order by act",
        &[
            ("rekening", Plain),
            ("op naam van", Plain),
            ("getekend op", OnDay),
            ("vastgelegd op", OnDay),
            ("kenmerk", Plain),
            ("beëindigd", YesNo),
            ("gestopt door de bank (code)", Plain),
        ],
    ),
    (
        "Geïncasseerde termijnen",
        "select due, cents, made_on, end_to_end, code from debit where tenancy = ?1 order by due",
        &[
            ("vervalt op", OnDay),
            ("bedrag", Amount),
            ("aangeboden op", OnDay),
            ("kenmerk", Plain),
            ("teruggekomen met code", Plain),
        ],
    ),
    (
        "Betalingskenmerken",
        "select reference from payment_reference where tenancy = ?1 order by reference",
        &[("kenmerk", Plain)],
    ),
    (
        "Betalingen die wij zagen voordat ze geboekt waren",
        "select s.seen_on, s.seen_by, s.cents, s.went_back, s.still_open, s.in_doubt, s.reference, s.state, s.ended_on, s.why, \
         (select max(b.booked_on) from seen_booked b where b.key = s.key) from seen_money s where s.tenancy = ?1 \
         order by s.seen_on, s.key",
        &[
            ("gezien op", OnDay),
            ("door", Plain),
            ("bedrag", Amount),
            ("ging terug", Amount),
            ("nog niet geboekt", Amount),
            ("misschien al geboekt", Amount),
            ("kenmerk", Plain),
            ("stand", Plain),
            ("sinds", OnDay),
            ("waarom", Nameless),
            ("geboekt op", OnDay),
        ],
    ),
];
