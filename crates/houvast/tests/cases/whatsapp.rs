//! WhatsApp as a landlord meets it: only with consent, by an approved template or within 24 hours after the tenant's own
//! message, back to the step's next channel when it fails, and closed by the tenant's own word.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use domain::calendar::Day;

use crate::landlord::{Landlord, opening, rows, simulated};
use crate::outside::Outside;

/// A working day on which many first reminders are due.
pub const NIGHT: &str = "2026-06-04";
/// The text of the first reminder, as Meta knows it.
const TEMPLATE: &str = "\"herinnering-1/whatsapp.vriendelijk\" = \"huur_herinnering_1\"\n";

/// A landlord whose first reminder goes over WhatsApp where the tenant agreed, with last night's messages ready.
fn after_a_night(seed: u64, template: &str) -> (Landlord, simulator::vera::Landlord, Outside, Day) {
    let simulated = simulated(seed, 1_500, 9);
    let night = Day::parse_iso(NIGHT).expect("a constant");
    let landlord = Landlord::new();
    landlord.deliver(&opening(&simulated, night.previous()));
    whatsapp_first(&landlord.folder);
    let outside = Outside::around(&landlord);
    outside.join_whatsapp(&landlord.folder, template);
    landlord.night(night);
    (landlord, simulated, outside, night)
}

/// The preset, with WhatsApp as the first channel of the first reminder.
pub fn whatsapp_first(landlord: &Path) {
    let preset = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../startbeleid/woonbron/flows");
    let flows = landlord.join("beleid/flows");
    fs::create_dir_all(&flows).expect("a folder");
    let head = "naam = \"Proef\"\nverhuurder = \"Voorbeeld Wonen\"\nbasis = \"woonbron\"\n";
    fs::write(landlord.join("beleid/beleid.toml"), head).expect("the file is written");
    for flow in fs::read_dir(preset).expect("the preset") {
        let path = flow.expect("a flow").path();
        let text = fs::read_to_string(&path).expect("a flow");
        let own = text.replace(
            "brief = \"herinnering-1\"\nkanalen = [",
            "brief = \"herinnering-1\"\nkanalen = [\"whatsapp\", ",
        );
        if own != text {
            fs::write(flows.join(path.file_name().expect("a name")), own).expect("the flow is written");
        }
    }
}

/// Everything that arrived over WhatsApp: to whom and what.
fn arrived(outside: &Outside) -> Vec<(String, String)> {
    let of_whatsapp = |line: &serde_json::Value| line["provider"] == "whatsapp";
    let lines = outside.texts().into_iter().filter(of_whatsapp);
    let text = |line: &serde_json::Value, name: &str| line[name].as_str().expect("a text").to_string();
    lines.map(|line| (text(&line, "to"), text(&line, "text"))).collect()
}

/// The numbers of everybody who agreed, as they are dialled.
fn agreed(landlord: &Landlord) -> BTreeSet<String> {
    let query =
        "select '31' || substr(mobile, 2) from person where whatsapp_since is not null and mobile <> ''";
    let number = |row: String| row.split('"').nth(1).expect("a number").to_string();
    rows(&landlord.book(), query).into_iter().map(number).collect()
}

fn one(landlord: &Landlord, query: &str) -> i64 {
    landlord.book().connection().query_row(query, [], |row| row.get(0)).expect("a number")
}

#[test]
fn who_agreed_gets_the_template_once_and_its_statuses_come_back_in_any_order() {
    let (landlord, _, outside, night) = after_a_night(41, TEMPLATE);
    landlord.deliver_post(night, "10:00");
    landlord.deliver_post(night, "11:00");
    let arrived = arrived(&outside);
    let agreed = agreed(&landlord);
    assert!(arrived.len() > 3, "{} messages", arrived.len());
    for (to, text) in &arrived {
        assert!(agreed.contains(to), "only who agreed");
        let template: serde_json::Value = serde_json::from_str(text).expect("a template, no free text");
        assert_eq!(template["name"], "huur_herinnering_1");
        let filled = template["components"][0]["parameters"].as_array().expect("parameters");
        assert_eq!(filled.len(), 4, "aanhef, betaallink, consulent_voornaam, verhuurder");
    }
    let reached = outside.reached(&landlord.folder);
    assert!(reached.values().all(|ways| ways.len() == 1), "{reached:?}");
    // Last first: the reports are numbered in the order in which the world made them.
    let backwards = landlord.folder.join("achteruit");
    fs::create_dir_all(&backwards).unwrap();
    let mut reports: Vec<_> =
        fs::read_dir(outside.reports()).unwrap().map(|entry| entry.unwrap().path()).collect();
    reports.sort();
    for (place, report) in reports.iter().rev().enumerate() {
        fs::copy(report, backwards.join(format!("{place:06}.json"))).unwrap();
    }
    landlord.hear(&backwards, night);
    let delivered = "select count(*) from outbox where channel = 'whatsapp' and state = 'bezorgd'";
    assert_eq!(one(&landlord, delivered), arrived.len() as i64);
    assert_eq!(landlord.hear(&outside.reports(), night)["news"], 0, "in the other order it is no news");
    let told = "select count(*) from post_event where text = 'herinnering-1 per whatsapp bezorgd'";
    assert_eq!(one(&landlord, told), arrived.len() as i64);
}

#[test]
fn what_fails_on_whatsapp_goes_over_the_next_channel() {
    let (landlord, simulated, outside, night) = after_a_night(42, TEMPLATE);
    let planned = "select count(*) from outbox where channel = 'whatsapp' and state = 'klaar'";
    assert!(one(&landlord, planned) > 3);
    // In turn: Meta refuses, there is no WhatsApp on the number, and it says later that it did not arrive.
    let numbers = "update person set mobile = substr(mobile, 1, 8) || \
         case rowid_of % 3 when 0 then '44' when 1 then '99' else '65' end from (select tp.person as who, \
         row_number() over (order by o.id) as rowid_of from outbox o join tenancy_person tp on tp.tenancy = o.tenancy \
         where o.channel = 'whatsapp') where who = external";
    landlord.book().connection().execute(numbers, []).expect("the numbers change");
    landlord.deliver_post(night, "10:00");
    let over = |channel: &str, outcome: &str| {
        let query =
            format!("select count(*) from attempt where channel = '{channel}' and outcome = '{outcome}'");
        one(&landlord, &query)
    };
    assert!(over("whatsapp", "opgegeven") > 0 && over("whatsapp", "adres onbruikbaar") > 0);
    let lost = "select count(*) from attempt a where a.channel = 'whatsapp' and a.outcome <> 'aangenomen' and not exists \
         (select 1 from attempt b where b.message = a.message and b.number > a.number and b.outcome = 'aangenomen')";
    assert_eq!(one(&landlord, lost), 0, "everybody was reached over another channel");
    let list = landlord.houvast(&["post", "list"]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("WhatsApp nam een bericht niet aan: 131047"));
    landlord.hear(&outside.reports(), night);
    let failed = "select count(*) from outbox where channel = 'whatsapp' and state = 'mislukt'";
    assert!(one(&landlord, failed) > 0);
    landlord.deliver(&simulated.delivery(night.previous(), night));
    landlord.night(night.next());
    landlord.deliver_post(night.next(), "10:00");
    let again = "select count(*) from attempt a join attempt b on b.message = a.message and b.number > a.number \
         where a.channel = 'whatsapp' and a.fate = 'mislukt' and b.channel = 'whatsapp'";
    assert_eq!(one(&landlord, again), 0, "the next night does not try WhatsApp again");
    let other = again.replace("b.channel = 'whatsapp'", "b.outcome = 'aangenomen'");
    assert!(one(&landlord, &other) > 0, "it went another way");
}

#[test]
fn without_a_template_only_an_own_message_opens_the_channel_and_stop_closes_it() {
    let (landlord, _, outside, night) = after_a_night(43, "");
    let query = "select tp.tenancy || ' ' || p.mobile from outbox o join tenancy_person tp on tp.tenancy = o.tenancy \
         join person p on p.external = tp.person where o.channel = 'whatsapp' and o.state = 'klaar' and tp.place = 0 \
         order by o.id limit 2";
    let found = rows(&landlord.book(), query);
    let both: Vec<(&str, String)> = found
        .iter()
        .map(|row| row.split('"').nth(1).expect("a text").split_once(' ').expect("two words"))
        .map(|(tenancy, mobile)| (tenancy, format!("31{}", &mobile[1..])))
        .collect();
    let [(writes, open), (stops, closed)] = both.as_slice() else { panic!("two messages: {found:?}") };
    // 09:00 on the day itself, in Amsterdam.
    let moment = i64::from(night.0) * 86_400 + 7 * 3_600;
    outside.tenant_writes(open, "Ik betaal vrijdag", moment);
    outside.tenant_writes(closed, "STOP", moment);
    outside.tenant_writes("31600999999", "Wie bent u?", moment);
    let heard = landlord.hear(&outside.reports(), night);
    assert_eq!(heard["news"], 2, "{heard}");
    assert_eq!(heard["findings"].as_array().map(Vec::len), Some(1), "a number of nobody: {heard}");
    assert!(!heard.to_string().contains("600999999"), "no number in a finding");
    landlord.deliver_post(night, "10:00");
    let arrived = arrived(&outside);
    assert_eq!(arrived.len(), 1, "{arrived:?}");
    assert_eq!(arrived[0].0, *open);
    assert!(arrived[0].1.starts_with("Beste "), "as it is written: {}", arrived[0].1);
    let by_text = "select count(*) from outbox where letter = 'herinnering-1' and channel = 'sms' and state = 'aangenomen'";
    assert!(one(&landlord, by_text) > 3, "the others got it by sms");
    let task = format!(
        "select count(*) from task where tenancy = {writes} and kind = 'bericht-nakijken' and state = 'open'"
    );
    assert_eq!(one(&landlord, &task), 1, "somebody reads what the tenant wrote");
    let reachable = format!("select reachable & 2 from tenancy where id = {stops}");
    assert_eq!(one(&landlord, &reachable), 0, "whoever says stop is not written to any more");
}
