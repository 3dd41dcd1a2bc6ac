//! What is kept of what a tenant did on the tenant's page.

use super::Form::{Cents as Amount, Day as OnDay, Moment, Nameless, Plain, Task};
use super::Source;

/// As [`super::SOURCES`].
pub(super) const ON_THE_PAGE: &[Source] = &[
    (
        "Betalingen op de huurderspagina",
        "select day, provider, cents, state from payment_request where tenancy = ?1 order by made_at",
        &[("dag", OnDay), ("betaaldienst", Plain), ("bedrag", Amount), ("stand", Plain)],
    ),
    (
        "Contactgegevens die u op de huurderspagina gaf",
        "select a.day, o.mobile, o.email, o.was_mobile, o.was_email from own_contact o join act a on a.id = o.act \
         where o.tenancy = ?1 order by o.act",
        &[
            ("dag", OnDay),
            ("mobiel", Plain),
            ("e-mailadres", Plain),
            ("mobiel daarvoor", Plain),
            ("e-mailadres daarvoor", Plain),
        ],
    ),
    (
        "Codes voor de huurderspagina",
        "select hour, sent, wrong, code_ends, token_ends from tenant_proof where tenancy = ?1",
        &[
            ("geteld vanaf", Moment),
            ("codes gestuurd", Plain),
            ("verkeerde antwoorden", Plain),
            ("code werkt tot", Moment),
            ("bewijs geldt tot", Moment),
        ],
    ),
    (
        "Code opnieuw gestuurd",
        "select day from code_sent_again where tenancy = ?1",
        &[("laatste dag", OnDay)],
    ),
    (
        "Verkeerde geboortedatums op de huurderspagina",
        "select since, wrong from birth_tried where tenancy = ?1",
        &[("geteld vanaf", Moment), ("keer", Plain)],
    ),
    (
        "Gevraagd op de huurderspagina",
        "select a.day, a.kind, a.note, t.kind, t.state from task_asked k join act a on a.id = k.act \
         join task t on t.id = k.task where k.tenancy = ?1 order by a.id",
        &[("dag", OnDay), ("wat", Nameless), ("in eigen woorden", Plain), ("taak", Task), ("stand", Plain)],
    ),
];
