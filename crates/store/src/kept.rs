//! Everything that is kept about one tenancy, table by table: for a tenant who asks (art. 15 AVG).
//!
//! In goes a dossier; out come its rows under Dutch heads, days as days and amounts as amounts. Names of the people who work
//! here are not among them: a tenant may know what was done and why, and who did it is for the landlord to answer for. What is
//! worked out anew every night (`packed`, `position`) is left out. A test goes through the tables of the book, so that a new one
//! cannot be forgotten.

use domain::calendar::Day;
use domain::ids::TenancyId;
use domain::money::Cents;

use crate::book::{Book, StoreError};
use crate::db::Row;
use crate::nights::{RECORDS, StoredOutcome};
use crate::tenant_page::TENANTS_ROLE;

mod form;
mod money;
mod page;

use form::Form;

/// A value that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// There is none.
    Nothing,
    /// Words.
    Text(String),
    /// A day.
    Day(Day),
    /// A moment, in seconds since 1970.
    Moment(i64),
    /// An amount.
    Money(Cents),
    /// A number.
    Number(i64),
    /// Words of ours, which may begin with the id of a letter: `vooraf per sms bezorgd`.
    Said(String),
    /// A category, by its id in the policy.
    Category(String),
    /// A letter, by its id in the policy.
    Letter(String),
    /// What a night decided.
    Outcome(Box<StoredOutcome>),
}

/// What is kept of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTable {
    /// Its name.
    pub name: &'static str,
    /// Heads, as many as every row has values.
    pub heads: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Kept>>,
}

use Form::{
    Category, Cents as Amount, Channel, Channels, Circumstance, Clock, Day as OnDay, Entry, Household,
    Letter, Moment, Nameless, Noticed, Outcome, Plain, Reversal, Speech, Task, Terms, Words, YesNo,
};

/// Name, query (`?1` is the dossier; `RECORDS` in front where the records of nights are followed), and heads with their forms.
type Source = (&'static str, &'static str, &'static [(&'static str, Form)]);

/// Everything, in the order in which it is told.
fn sources() -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().chain(money::MONEY).chain(page::ON_THE_PAGE)
}

const SOURCES: &[Source] = &[
    (
        "Huurders",
        "select p.name, p.salutation, p.born_on, p.deceased_on, p.language, p.email, p.mobile, p.phone, p.whatsapp_since, \
         p.refused from tenancy_person tp join person p on p.external = tp.person where tp.tenancy = ?1 and tp.person = ?2",
        &[
            ("naam", Plain),
            ("aanhef", Plain),
            ("geboren op", OnDay),
            ("overleden op", OnDay),
            ("taal", Speech),
            ("e-mailadres", Plain),
            ("mobiel", Plain),
            ("telefoon", Plain),
            ("WhatsApp sinds", OnDay),
            ("wil niet bereikt worden via", Channels),
        ],
    ),
    (
        "Wie voor de huurder optreedt",
        "select r.since, r.until, coalesce(nullif(p.name, ''), r.by) from tenancy_person tp \
         join representation r on r.person = tp.person left join person p on p.external = r.by where tp.tenancy = ?1 and tp.person = ?2 order by r.since",
        &[("sinds", OnDay), ("tot", OnDay), ("wie", Plain)],
    ),
    (
        "Postadres",
        "select pp.street, pp.number, pp.postcode, pp.town from tenancy_person tp join person_post pp on pp.person = tp.person \
         where tp.tenancy = ?1 and tp.person = ?2 order by tp.place",
        &[("straat", Plain), ("nummer", Plain), ("postcode", Plain), ("plaats", Plain)],
    ),
    (
        "Huurovereenkomst en woning",
        "select t.external, t.starts_on, t.ends_on, t.notice_on, t.rent, t.direct_debit, t.accepted_pay_day, t.erp_class, \
         t.terms_version, u.street, u.house_number, u.postcode, u.town, u.municipality, u.district \
         from tenancy t left join unit u on u.external = t.unit where t.id = ?1",
        &[
            ("dossier", Plain),
            ("begint op", OnDay),
            ("eindigt op", OnDay),
            ("opgezegd op", OnDay),
            ("huur", Amount),
            ("automatische incasso", YesNo),
            ("vaste betaaldag", Plain),
            ("soort klant volgens de administratie", Plain),
            ("huurvoorwaarden", Plain),
            ("straat", Plain),
            ("nummer", Plain),
            ("postcode", Plain),
            ("plaats", Plain),
            ("gemeente", Plain),
            ("wijk", Plain),
        ],
    ),
    (
        "Boekingen",
        "select l.booked_on, l.due_on, l.kind, l.reason, l.cents, coalesce(b.description, '') from ledger l \
         left join booking b on b.tenancy = l.tenancy and b.source = l.source where l.tenancy = ?1 order by l.booked_on, l.seq",
        &[
            ("geboekt op", OnDay),
            ("vervalt op", OnDay),
            ("wat", Entry),
            ("reden van storneren", Reversal),
            ("bedrag", Amount),
            ("omschrijving", Plain),
        ],
    ),
    (
        "Posten op een aangeleverde lijst van openstaande posten",
        "select item, due_on, open, kind from open_item where tenancy = ?1 order by due_on, item",
        &[("post", Plain), ("vervalt op", OnDay), ("staat open", Amount), ("wat", Entry)],
    ),
    (
        "Omstandigheden",
        "select c.kind, c.since, c.until, c.closed_on, e.day, c.cents, c.why from circumstance c \
         left join ending e on e.what = 'omstandigheid' and e.external = c.external where c.tenancy = ?1 order by c.since",
        &[
            ("wat", Circumstance),
            ("sinds", OnDay),
            ("tot", OnDay),
            ("gesloten op", OnDay),
            ("hier beëindigd op", OnDay),
            ("bedrag", Amount),
            ("waarom", Plain),
        ],
    ),
    (
        "Betalingsregelingen",
        "select a.agreed_on, a.covers_until, a.instalments, a.ended_on, e.day from arrangement a \
         left join ending e on e.what = 'regeling' and e.external = a.external where a.tenancy = ?1 order by a.agreed_on",
        &[
            ("afgesproken op", OnDay),
            ("over posten tot en met", OnDay),
            ("termijnen", Terms),
            ("geëindigd op", OnDay),
            ("hier beëindigd op", OnDay),
        ],
    ),
    (
        "Gevraagde regelingen",
        "select a.day, q.covers_until, q.instalments, q.decided is not null from asked_arrangement q join act a on a.id = q.act \
         where q.tenancy = ?1 order by q.act",
        &[
            ("gevraagd op", OnDay),
            ("over posten tot en met", OnDay),
            ("termijnen", Terms),
            ("besloten", YesNo),
        ],
    ),
    (
        "Contact",
        "select day, channel, incoming, reached, note from contact where tenancy = ?1 order by day, external",
        &[
            ("dag", OnDay),
            ("hoe", Channel),
            ("van de huurder", YesNo),
            ("gesproken of bereikt", YesNo),
            ("notitie", Plain),
        ],
    ),
    (
        "Afspraken",
        "select kind, day, from_minute, until_minute, place, state, version from appointment where tenancy = ?1 order by id, version",
        &[
            ("wat", Plain),
            ("dag", OnDay),
            ("van", Clock),
            ("tot", Clock),
            ("waar", Plain),
            ("stand", Plain),
            ("versie", Plain),
        ],
    ),
    (
        "Handelingen van medewerkers",
        "select day, moment, kind, note, undone_at from act where tenancy = ?1 order by id",
        &[
            ("dag", OnDay),
            ("moment", Moment),
            ("wat", Nameless),
            ("notitie", Plain),
            ("teruggedraaid", Moment),
        ],
    ),
    (
        "Wat een medewerker bij u zag en doorgaf",
        "select day, kind, note, withdrawn_at is not null from noticed where tenancy = ?1 order by id",
        &[("dag", OnDay), ("wat", Noticed), ("notitie", Plain), ("ingetrokken", YesNo)],
    ),
    (
        "Doorverwijzingen naar hulp",
        "select r.consent_on, r.partner, r.kind, r.question, s.day, s.state from referral r \
         left join referral_step s on s.referral = r.act where r.tenancy = ?1 order by r.act, s.day, s.act",
        &[
            ("toestemming op", OnDay),
            ("naar wie", Plain),
            ("wat voor hulp", Words),
            ("vraag", Plain),
            ("stand op", OnDay),
            ("stand", Plain),
        ],
    ),
    (
        "Afgesproken betaaldag",
        "select a.day, p.day from pay_day_by_hand p join act a on a.id = p.act where p.tenancy = ?1 order by p.act",
        &[("afgesproken op", OnDay), ("dag van de maand", Plain)],
    ),
    (
        "Ruimte per maand",
        "select a.day, r.cents, r.amounts, r.kept_until from room r join act a on a.id = r.act where r.tenancy = ?1 order by r.act",
        &[
            ("berekend op", OnDay),
            ("blijft over", Amount),
            ("bewaarde bedragen", Household),
            ("bewaard tot en met", OnDay),
        ],
    ),
    (
        "Overgeslagen stappen",
        "select s.day, a.note from step_skipped s join act a on a.id = s.act where s.tenancy = ?1 order by s.act",
        &[("dag", OnDay), ("waarom", Plain)],
    ),
    (
        "Indelingen die een medewerker koos",
        "select c.category, c.since, c.until, e.day from category_by_hand c left join ending e on e.what = 'indeling' \
         and e.external = cast(c.act as text) where c.tenancy = ?1 order by c.act",
        &[("indeling", Category), ("sinds", OnDay), ("tot en met", OnDay), ("hier beëindigd op", OnDay)],
    ),
    (
        "Besluiten van de nachten",
        "RECORDS select n.day, d.category, d.category_before, d.outcome, d.arrears, n.superseded_by is not null from record d \
         join night_run n on n.id = d.run order by d.run",
        &[
            ("nacht", OnDay),
            ("indeling", Category),
            ("indeling ervoor", Category),
            ("uitkomst", Outcome),
            ("achterstand", Amount),
            ("teruggedraaid", YesNo),
        ],
    ),
    (
        "Stappen",
        "select day, channel, posted_on from step_taken where tenancy = ?1 order by day, step",
        &[("dag", OnDay), ("hoe", Channel), ("weg op", OnDay)],
    ),
    (
        "Taken",
        "RECORDS select t.day, t.kind, t.done_by, t.state, (select max(l.until) from task_later l where l.task = t.id), \
         exists (select 1 from task_given g where g.task = t.id) from record d join task t on t.run = d.run \
         and t.tenancy = d.tenancy order by t.day, t.id",
        &[
            ("dag", OnDay),
            ("wat", Task),
            ("voor wie", Plain),
            ("stand", Plain),
            ("uitgesteld tot", OnDay),
            ("aan een collega gegeven", YesNo),
        ],
    ),
    (
        "Berichten",
        "RECORDS select o.day, o.letter, o.tone, o.channel, o.amount, o.state, o.reason, o.own_words from record d join outbox o on o.run = d.run \
         and o.tenancy = d.tenancy and o.flow <> 'op-verzoek' union all select o.day, o.letter, o.tone, o.channel, o.amount, \
         o.state, o.reason, o.own_words from outbox o where o.tenancy = ?1 and o.flow = 'op-verzoek' order by 1",
        &[
            ("dag", OnDay),
            ("brief", Letter),
            ("toon", Plain),
            ("hoe", Plain),
            ("bedrag", Amount),
            ("stand", Plain),
            ("reden", Nameless),
            ("eigen woorden", Plain),
        ],
    ),
    (
        "Verzonden teksten",
        "select moment, channel, address, subject, text, amount, outcome, fate, detail from attempt where tenancy = ?1 order by moment",
        &[
            ("moment", Moment),
            ("hoe", Plain),
            ("aan", Plain),
            ("onderwerp", Plain),
            ("tekst", Plain),
            ("bedrag", Amount),
            ("uitkomst", Plain),
            ("daarna", Plain),
            ("toelichting", Plain),
        ],
    ),
    (
        "Wat er met berichten gebeurde",
        "select day, text from post_event where tenancy = ?1 order by id",
        &[("dag", OnDay), ("wat", Nameless)],
    ),
    (
        "Meldingen van bezorgers",
        "select s.day, s.fate, s.detail from attempt a join status_told s on s.message = a.message and s.number = a.number \
         where a.tenancy = ?1 order by s.day",
        &[("dag", OnDay), ("wat", Plain), ("toelichting", Plain)],
    ),
    (
        "Adressen die niet meer werken",
        "select x.channel, x.address, x.since, x.reason from tenancy_person tp join unusable_address x on x.person = tp.person \
         where tp.tenancy = ?1 and tp.person = ?2 order by x.since",
        &[("hoe", Channel), ("adres", Plain), ("sinds", OnDay), ("waarom", Plain)],
    ),
    (
        "Ontvangen berichten",
        "select moment, channel, address, text from received where person = ?2 and (tenancy is null or tenancy = ?1) order by moment",
        &[("moment", Moment), ("hoe", Channel), ("van", Plain), ("tekst", Plain)],
    ),
    (
        "Afmeldingen",
        "select channel, since, source from asked_to_stop where tenancy = ?1 order by since",
        &[("hoe", Channel), ("sinds", OnDay), ("waar gezegd", Plain)],
    ),
    ("Betaalcode", "select code from payment_code where tenancy = ?1", &[("code", Plain)]),
    (
        "Ingetrokken betaalcodes",
        "select code from payment_code_withdrawn where tenancy = ?1 order by act",
        &[("code", Plain)],
    ),
    (
        "Veertiendagenbrieven",
        "select f.made_on, f.stated_costs, f.posted_on, f.delivered_on, f.came_back_on, f.charged_on, f.charged, \
         (select sum(c.principal) from fourteen_day_claim c where c.letter = f.id) from fourteen_day_letter f \
         where f.tenancy = ?1 order by f.id",
        &[
            ("gemaakt op", OnDay),
            ("genoemde kosten", Amount),
            ("op de post op", OnDay),
            ("bezorgd op", OnDay),
            ("teruggekomen op", OnDay),
            ("kosten geboekt op", OnDay),
            ("geboekte kosten", Amount),
            ("over een huurschuld van", Amount),
        ],
    ),
    (
        "Vroegsignalen aan de gemeente",
        "select number, sent_on, cents, arisen_on, crisis, told, fetched_on, answered_on, answer from early_signal where tenancy = ?1 order by sent_on",
        &[
            ("nummer", Plain),
            ("gemeld op", OnDay),
            ("bedrag", Amount),
            ("ontstaan op", OnDay),
            ("crisis", YesNo),
            ("wie en waar", Plain),
            ("opgehaald op", OnDay),
            ("antwoord op", OnDay),
            ("antwoord", Words),
        ],
    ),
    (
        "Overdracht aan de deurwaarder",
        "select h.asked_on, h.why, h.agreed_on, h.exported_on, h.closed_on, h.closed_because, s.day, s.phase, s.cents \
         from handover h left join handover_status s on s.handover = h.id where h.tenancy = ?1 order by h.id, s.day",
        &[
            ("gevraagd op", OnDay),
            ("waarom", Plain),
            ("akkoord op", OnDay),
            ("overgedragen op", OnDay),
            ("gesloten op", OnDay),
            ("omdat", Plain),
            ("stand op", OnDay),
            ("stand", Words),
            ("bedrag", Amount),
        ],
    ),
    (
        "Wie dit dossier opende of veranderde",
        "select a.moment, coalesce(s.role, ''), a.what, a.detail from (\
           select moment, staff, what, detail, 0 as place, id from audit where tenancy = ?1 \
           union all select moment, staff, 'bekeken', page, 1, id from looked where tenancy = ?1) a \
         left join staff s on s.id = a.staff order by a.moment, a.place, a.id",
        &[("moment", Moment), ("door een", Plain), ("wat", Plain), ("waarover", Nameless)],
    ),
];

impl Book {
    /// Everything that is kept about a tenancy, also what there is none of. Of the people who rent there it tells what is kept of
    /// `person` alone, in the landlord's number: who asks is not told the new address of who left.
    pub fn everything_about(&self, id: TenancyId, person: &str) -> Result<Vec<KeptTable>, StoreError> {
        let query = "select name from staff where role <> ?1 and name <> ''";
        let mut statement = self.connection.prepare_cached(query)?;
        let colleagues: Vec<String> =
            statement.query_map([TENANTS_ROLE], |row| row.get(0))?.collect::<Result<_, _>>()?;
        sources().map(|source| self.kept((id, person), &colleagues, source)).collect()
    }

    fn kept(
        &self,
        (id, person): (TenancyId, &str),
        colleagues: &[String],
        (name, query, columns): &Source,
    ) -> Result<KeptTable, StoreError> {
        let mut statement = self.connection.prepare_cached(&query.replacen("RECORDS", RECORDS, 1))?;
        let read = |row: &Row| -> crate::db::Result<Vec<Kept>> {
            let value = |(at, (_, form)): (usize, &(&str, Form))| Ok(form.read(row.get_ref(at)?, colleagues));
            columns.iter().enumerate().map(value).collect()
        };
        let rows = match statement.parameter_count() {
            1 => statement.query_map([id.0], read)?.collect::<Result<_, _>>()?,
            _ => statement.query_map((id.0, person), read)?.collect::<Result<_, _>>()?,
        };
        Ok(KeptTable { name, heads: columns.iter().map(|(head, _)| *head).collect(), rows })
    }
}

#[cfg(test)]
mod tests;
