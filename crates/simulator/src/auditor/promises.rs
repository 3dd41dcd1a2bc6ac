//! The promises, one function each. A function looks at one act and what was done before it, and says which promise it
//! breaks, if any.

use super::view::View;
use super::{Act, Addressee, Auditor, Promise, What, names};
use domain::calendar::Day;
use domain::calendar::holidays::EquatedDays;
use domain::dossier::{CircumstanceKind, ContactChannel};
use domain::money::Cents;

type Broken = Option<(Promise, String)>;
type Check = fn(&View, &Act, &[&Act], &Auditor) -> Broken;

/// All checks.
pub(super) const ALL: [Check; 11] = [
    deceased,
    administrator,
    amount,
    rest_day,
    channel,
    never_twice,
    contact_budget,
    paused,
    on_hold,
    one_step,
    costs,
];

struct Message<'a> {
    letter: &'a str,
    channel: ContactChannel,
    to: Addressee,
    amount: Option<Cents>,
}

fn message(act: &Act) -> Option<Message<'_>> {
    match &act.what {
        What::Message { letter, channel, to, amount } => {
            Some(Message { letter, channel: *channel, to: *to, amount: *amount })
        }
        What::Task { .. } => None,
    }
}

fn demand(act: &Act) -> Option<Message<'_>> {
    message(act).filter(|message| message.amount.is_some())
}

fn deceased(view: &View, act: &Act, _: &[&Act], auditor: &Auditor) -> Broken {
    let message = message(act)?;
    let to_heirs = message.to == Addressee::Heirs && names(&auditor.customs.condolence, message.letter);
    let broken = view.deceased() && !to_heirs;
    broken.then(|| (Promise::Deceased, format!("'{}' ging naar iemand die is overleden", message.letter)))
}

fn administrator(view: &View, act: &Act, _: &[&Act], _: &Auditor) -> Broken {
    let message = message(act)?;
    let broken =
        view.any(CircumstanceKind::Administration) && message.to == Addressee::Tenant && !view.deceased();
    broken.then(|| {
        (Promise::Administrator, format!("'{}' hoorde naar de bewindvoerder te gaan", message.letter))
    })
}

/// The amount asked is above zero, due, undisputed and right to the cent; arrangements and debt schemes are respected.
fn amount(view: &View, act: &Act, _: &[&Act], auditor: &Auditor) -> Broken {
    let message = demand(act)?;
    let asked = message.amount?;
    let due = view.due();
    let right = due.demandable();
    if asked == right && right.0 > 0 || due.behind && asked == due.with_covered() && asked.0 > 0 {
        return None;
    }
    if auditor.customs.learned_pay_days && asked.0 > 0 && due.leaving_out_newest().contains(&asked) {
        return None;
    }
    let text =
        |why: &str| format!("'{}' vraagt € {asked}, {why}; € {right} mag gevraagd worden", message.letter);
    Some(if due.all.0 <= 0 {
        (Promise::NothingDue, text("maar er staat niets open dat vervallen is"))
    } else if due.covered.0 > 0 && asked > right {
        (Promise::Arrangement, text("maar over een deel loopt een regeling"))
    } else if due.frozen.0 > 0 && asked > right {
        (Promise::DebtScheme, text("maar oude schuld valt onder een schuldregeling"))
    } else if right.0 <= 0 {
        (Promise::NothingDue, text("maar alles wat openstaat is betwist"))
    } else {
        (Promise::Amount, text("maar dat klopt niet op de cent"))
    })
}

fn rest_day(_: &View, act: &Act, _: &[&Act], _: &Auditor) -> Broken {
    let message = message(act)?;
    let broken = !EquatedDays::default().is_contact_day(act.day);
    broken.then(|| (Promise::RestDay, format!("'{}' ging op een geen werkdag", message.letter)))
}

fn channel(view: &View, act: &Act, _: &[&Act], _: &Auditor) -> Broken {
    let message = message(act)?;
    if message.to != Addressee::Tenant || view.deceased() {
        return None;
    }
    let word = message.channel.dutch();
    if view.life.tenant.refused.has(message.channel) {
        Some((Promise::Channel, format!("de huurder wil geen bericht per {word}")))
    } else if !view.channel_works(message.channel) {
        Some((Promise::Channel, format!("de huurder is niet bereikbaar per {word}")))
    } else {
        None
    }
}

/// The same letter goes once for the same oldest open claim. While an arrangement or a debt scheme takes the oldest ones
/// away, a letter is about the oldest of the others.
fn never_twice(view: &View, act: &Act, earlier: &[&Act], auditor: &Auditor) -> Broken {
    let letter = demand(act)?.letter;
    let due = view.due();
    let oldest = due.oldest?;
    let same = |other: &&&Act| {
        let known_until = auditor.known_until(other.day);
        let then = View { life: view.life, today: other.day, known_until, told: view.told };
        let about = then.due();
        demand(other).is_some_and(|message| message.letter == letter)
            && about.oldest == Some(oldest)
            && about.oldest_free == due.oldest_free
    };
    let first = earlier.iter().rev().find(same)?;
    let text = format!("'{letter}' ging op {} al over de vordering van {oldest}", first.day);
    Some((Promise::NeverTwice, text))
}

/// One message a day, two in seven days.
fn contact_budget(_: &View, act: &Act, earlier: &[&Act], _: &Auditor) -> Broken {
    message(act)?;
    let sent_since =
        |day: Day| earlier.iter().filter(|other| other.day >= day && message(other).is_some()).count();
    let (today, week) = (sent_since(act.day), sent_since(act.day - 6));
    let text = if today >= 1 {
        "meer dan één bericht op een dag"
    } else if week >= 2 {
        "meer dan twee berichten in zeven dagen"
    } else {
        return None;
    };
    Some((Promise::ContactBudget, text.to_owned()))
}

/// No demand while the tenant may count on peace.
fn paused(view: &View, act: &Act, _: &[&Act], auditor: &Auditor) -> Broken {
    let message = demand(act)?;
    let pause = auditor.customs.signal_pause_days;
    let signalled = view.holding(CircumstanceKind::EarlySignal).any(|signal| act.day - signal.since <= pause);
    let why = if view.promise_runs() {
        "de toegezegde dag is nog niet voorbij"
    } else if view.any(CircumstanceKind::BreathingSpace) {
        "er geldt een afkoelingsperiode"
    } else if view.any(CircumstanceKind::Help) {
        "er loopt hulp"
    } else if signalled {
        "er ligt een vroegsignaal bij de gemeente"
    } else {
        return None;
    };
    Some((Promise::Paused, format!("'{}' ging uit terwijl: {why}", message.letter)))
}

/// Nothing at all while a person has stopped all steps, save to heirs.
fn on_hold(view: &View, act: &Act, _: &[&Act], _: &Auditor) -> Broken {
    let message = message(act)?;
    let broken = view.any(CircumstanceKind::Hold) && message.to != Addressee::Heirs;
    broken.then(|| (Promise::Paused, format!("'{}' ging uit tijdens een pauze", message.letter)))
}

/// One step towards the outside world a night.
fn one_step(_: &View, act: &Act, earlier: &[&Act], auditor: &Auditor) -> Broken {
    let outward = |act: &Act| match &act.what {
        What::Message { .. } => true,
        What::Task { kind } => names(&auditor.customs.outward, kind),
    };
    let before = earlier.iter().any(|other| other.day == act.day && outward(other));
    let broken = outward(act) && before;
    broken.then(|| (Promise::OneStep, "meer dan één stap naar buiten in één nacht".to_owned()))
}

/// Costs need a 14-day letter of their own, at least fifteen days old.
fn costs(_: &View, act: &Act, earlier: &[&Act], auditor: &Auditor) -> Broken {
    let charges = |act: &Act| matches!(&act.what, What::Task { kind } if names(&auditor.customs.costs, kind));
    if !charges(act) {
        return None;
    }
    let since = earlier.iter().rev().find(|other| charges(other)).map(|other| other.day);
    let announced =
        |other: &&&Act| message(other).is_some_and(|m| names(&auditor.customs.fourteen_day, m.letter));
    let fresh = |other: &&&Act| since.is_none_or(|charged| other.day > charged) && act.day - other.day >= 15;
    let lawful = earlier.iter().any(|other| announced(&other) && fresh(&other));
    (!lawful).then(|| {
        (Promise::Costs, "incassokosten zonder veertiendagenbrief van ten minste 15 dagen oud".to_owned())
    })
}
