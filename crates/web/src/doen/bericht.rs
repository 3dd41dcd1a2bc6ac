//! `/dossier/{nr}/doe/bericht`: a message by hand: one of the policy's texts, over a channel, with a paragraph of the consultant
//! where the text has a place for it; read as it would leave, and sent.
//!
//! Letter and channel are the address. Own words never are: they travel in the form. What is sent is what was read; when it
//! would be another message by now, the new one is shown. Whether it may leave is the executable's to say, by the very stages
//! that send; nobody here can overrule a guard.

use axum::response::Response;
use domain::asked::Occasion;
use domain::dossier::{Channels, ContactChannel, Dossier};
use domain::ids::TenancyId;
use domain::staff::Right;
use maud::{Markup, html};
use policy::letters::{LONGEST_OWN_WORDS, own_words};
use policy::words::CHANNELS;
use store::acts::Record;
use store::post::AskedLetter;

use super::{recorded, way_back};
use crate::answer::Failure;
use crate::app::{Change, House, Visit};
use crate::asked::{Asked, encode};
use crate::case::{self, Present};
use crate::formulier::{Wrong, field};
use crate::post_room::{AsItLeaves, CAN_BE_TAKEN_BACK, Wish};
use crate::voorstel::as_it_leaves;
use crate::{formulier, parts, werk};

/// A letter that may be asked for: its place in the policy, and the channels over which it reaches this tenant.
struct Choice {
    letter: usize,
    channels: Vec<ContactChannel>,
}

/// The letters that fit this occasion, with the channels over which they reach this tenant.
fn choices(house: &House, dossier: &Dossier, fits: impl Fn(Occasion) -> bool) -> Vec<Choice> {
    let reaches = |channel: &ContactChannel| {
        let tenancy = &dossier.tenancy;
        *channel == ContactChannel::Letter
            || (tenancy.reachable.has(*channel) && !tenancy.refused.has(*channel))
    };
    let askable = house.letters.askable().into_iter().filter(|one| fits(one.occasion));
    let choice = |one: domain::asked::Askable| {
        let channels: Vec<ContactChannel> = one.channels.into_iter().filter(reaches).collect();
        (!channels.is_empty()).then_some(Choice { letter: one.letter, channels })
    };
    askable.filter_map(choice).collect()
}

/// The letter that confirms an arrangement or announces a visit, with the channels over which it reaches this tenant, the
/// best one first: an e-mail can hold the whole agreement and is read the same day.
pub(crate) fn for_occasion(
    house: &House,
    dossier: &Dossier,
    occasion: Occasion,
) -> Option<(String, Vec<ContactChannel>)> {
    let mut one = choices(house, dossier, |known| known == occasion).into_iter().next()?;
    let best = [ContactChannel::Email, ContactChannel::Letter, ContactChannel::Whatsapp, ContactChannel::Sms];
    one.channels.sort_by_key(|channel| best.iter().position(|known| known == channel));
    Some((house.policy.letters[one.letter].id.clone(), one.channels))
}

/// The channel with this word.
pub(crate) fn channel(word: &str) -> Option<ContactChannel> {
    CHANNELS.iter().find(|(known, _)| *known == word).map(|(_, channel)| *channel)
}

/// What is written down when it is let go: not before it can be taken back.
pub(crate) fn let_go(letter: AskedLetter, now: i64) -> Record {
    Record::Letter(AskedLetter { not_before: Some(now + CAN_BE_TAKEN_BACK), ..letter })
}

/// The form, as it is filled in.
struct Form {
    choices: Vec<Choice>,
    letter: String,
    channel: Option<ContactChannel>,
    own: String,
    seen: Option<(AsItLeaves, AskedLetter)>,
    wrong: Wrong,
}

impl Form {
    /// Reads address and form, and asks how the message would leave.
    fn of(house: &House, dossier: &Dossier, id: TenancyId, asked: &Asked) -> Result<Form, Failure> {
        let mut form = Form {
            choices: choices(house, dossier, |_| true),
            letter: asked.get("brief").to_string(),
            channel: channel(asked.get("kanaal")),
            own: asked.get("eigen").to_string(),
            seen: None,
            wrong: Wrong::default(),
        };
        if form.letter.is_empty() {
            return Ok(form);
        }
        let known = |one: &&Choice| house.policy.letters[one.letter].id == form.letter;
        let Some(choice) = form.choices.iter().find(known) else {
            form.wrong.with("brief", "Kies een bericht uit de lijst.");
            return Ok(form);
        };
        let chosen = form.channel.filter(|channel| choice.channels.contains(channel));
        let Some(channel) = chosen else {
            let ways: Vec<&str> = choice.channels.iter().map(|channel| channel.dutch()).collect();
            form.wrong.with("kanaal", format!("Dit bericht kan bij deze huurder per {}.", ways.join(" of ")));
            return Ok(form);
        };
        // Own words that are refused stay in their field; the message is shown without them, and does not leave.
        let own_words = form.wrong.take("eigen", own_words(&form.own)).unwrap_or_default();
        let wish = Wish { letter: form.letter.clone(), channel, own_words, agreed: None };
        match house.post_room()?.wish(id, &wish) {
            Ok(seen) => form.seen = Some(seen),
            Err(why) => form.wrong.with("brief", format!("Dit bericht kan nu niet uit. {why}")),
        }
        Ok(form)
    }
}

/// `GET`: choose, and read it.
pub(crate) fn page(visit: &Visit, number: &str, asked: &Asked) -> Result<Response, Failure> {
    let id = case::find(visit, number, "bericht sturen")?;
    let present = Present::of(visit.house, visit.book, id, visit.now.day)?;
    let form = Form::of(visit.house, &present.dossier, id, asked)?;
    shown(visit, number, id, &form, asked)
}

/// `POST`: it is read with own words in it, or sent.
pub(crate) fn act(change: &mut Change, number: &str) -> Result<Response, Failure> {
    let id = case::to_change(change, number)?;
    if !change.who.may(Right::Release) {
        return Err(Failure::NotAllowed);
    }
    let present = Present::of(change.house, change.book, id, change.now.day)?;
    let mut form = Form::of(change.house, &present.dossier, id, change.form)?;
    if change.form.get("handeling") == "verstuur"
        && form.wrong.is_empty()
        && let Some((shown, letter)) = &form.seen
    {
        if shown.mark() == change.form.get("gezien") {
            let name = parts::letter_name(&change.house.policy, &letter.letter);
            let leaves =
                if shown.leaves.is_empty() { String::new() } else { format!(", gaat uit {}", shown.leaves) };
            let kind = format!("bericht klaargezet: “{name}” per {}{leaves}", letter.channel.dutch());
            let asked = let_go(letter.clone(), change.now.seconds);
            return recorded(change, number, id, &kind, "", "", vec![asked]);
        }
        form.wrong
            .with("lees", "Het bericht is anders dan u het las. Lees het hieronder, en verstuur het dan.");
    }
    let asked = change.form;
    change.show(|visit| {
        visit.looks_at(Some(id), "bericht sturen");
        shown(visit, number, id, &form, asked)
    })
}

fn shown(
    visit: &Visit,
    number: &str,
    id: TenancyId,
    form: &Form,
    asked: &Asked,
) -> Result<Response, Failure> {
    let unseen = formulier::unseen(visit, id, asked)?;
    let head = visit.book.dossier_head(id)?.unwrap_or_default();
    let main = html! {
        (way_back(&head, asked))
        h1 { "Bericht sturen" }
        (form.wrong.summary())
        @if form.choices.is_empty() { p { "Het beleid heeft geen bericht dat u met de hand kunt versturen." } }
        @else {
            div.twee {
                (choose(visit, number, form, &werk::lijst::hold(asked)))
                @if let Some((seen, letter)) = &form.seen { (read_and_send(visit, number, form, (seen, letter), &unseen)) }
            }
        }
    };
    Ok(form.wrong.page(visit, "Bericht sturen", &main))
}

fn choose(visit: &Visit, number: &str, form: &Form, held: &Markup) -> Markup {
    let (wrong, letters) = (&form.wrong, &visit.house.policy.letters);
    let mut reached = Channels::default();
    for channel in form.choices.iter().flat_map(|one| &one.channels) {
        reached = reached.with(*channel);
    }
    html! {
        form.kader.doen method="get" action={ "/dossier/" (encode(number)) "/doe/bericht" } {
            (held)
            h2 { "Welk bericht?" }
            (field(wrong, "brief", "Bericht", &html! {
                select #brief name="brief" required aria-describedby=[wrong.describes("brief")] {
                    @for one in &form.choices {
                        option value=(letters[one.letter].id) selected[letters[one.letter].id == form.letter] { (letters[one.letter].name) }
                    }
                }
            }))
            (field(wrong, "kanaal", "Per", &html! {
                select #kanaal name="kanaal" required aria-describedby=[wrong.describes("kanaal")] {
                    @for (word, channel) in CHANNELS.iter().filter(|(_, channel)| reached.has(*channel)) {
                        option value=(word) selected[Some(*channel) == form.channel] { (parts::sentence(word)) }
                    }
                }
            }))
            p { button type="submit" { "Lees het bericht" } }
            p.zacht { "U leest het zoals de huurder het krijgt. Er gaat nog niets uit." }
        }
    }
}

fn read_and_send(
    visit: &Visit,
    number: &str,
    form: &Form,
    (seen, letter): (&AsItLeaves, &AskedLetter),
    unseen: &Markup,
) -> Markup {
    let wrong = &form.wrong;
    let may = visit.who.may(Right::Release);
    let takes_words = visit.house.letters.takes_own_words(&letter.letter, letter.channel);
    html! {
        section.kader aria-labelledby="lees" {
            h2 #lees tabindex="-1" { "Zo komt het aan" }
            (wrong.at("lees"))
            (as_it_leaves(seen, ""))
            @if may {
                form.doen method="post" action={ "/dossier/" (encode(number)) "/doe/bericht" } {
                    (unseen)
                    input type="hidden" name="brief" value=(letter.letter);
                    input type="hidden" name="kanaal" value=(letter.channel.dutch());
                    input type="hidden" name="gezien" value=(seen.mark());
                    @if takes_words {
                        (field(wrong, "eigen", "Uw eigen woorden (mag leeg)", &html! {
                            textarea #eigen name="eigen" rows="3" maxlength=(LONGEST_OWN_WORDS) aria-describedby=[wrong.describes("eigen")] { (form.own) }
                        }))
                        p.zacht { "Kort en gewoon. Geen bedragen, rekeningen of links: die komen uit de boeken." }
                    }
                    p.knoppen {
                        @if takes_words { button type="submit" name="handeling" value="bekijk" { "Lees het met uw woorden" } }
                        button.hoofd type="submit" name="handeling" value="verstuur" { "Verstuur" }
                    }
                    p.zacht { "Het eerste kwartier kunt u het terughalen. Vlak voor het weggaat kijken wij opnieuw of het mag." }
                }
            } @else { p.zacht { "Versturen mag uw teamleider." } }
        }
    }
}
