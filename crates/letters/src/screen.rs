//! The same letter on a screen: an e-mail as HTML and as plain text.
//!
//! In goes a [`Mail`]; out come its two bodies, with the same words. The HTML is one column that fits 320 px, all style
//! stands on the elements, nothing is fetched from elsewhere (no pictures, no counting of readers), and the way to pay is
//! a link with words on it. The landlord's own addresses in the text become links, and no others: what comes from outside
//! can never point a reader somewhere. Everything from outside is escaped.

use crate::document::{Document, Part, Run, Table, plain, shown};
use crate::labels::Labels;
use crate::links::{Piece, pieces, without_full_stops};
use crate::payment::PaymentPanel;
use crate::style::HouseStyle;

/// One message by e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mail {
    /// Language of the text (BCP 47).
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: Document,
    /// How to pay, when money is asked.
    pub payment: Option<PaymentPanel>,
    /// The landlord's own sites and e-mail addresses, as the text writes them: these become links.
    pub own_addresses: Vec<String>,
}

/// The two bodies of an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bodies {
    /// `text/html; charset=utf-8`.
    pub html: String,
    /// `text/plain; charset=utf-8`.
    pub text: String,
}

/// Sets an e-mail in a house style.
pub fn bodies(mail: &Mail, style: &HouseStyle) -> Bodies {
    Bodies { html: html(mail, style), text: text(mail, style) }
}

fn html(mail: &Mail, style: &HouseStyle) -> String {
    let labels = Labels::of(&mail.language);
    let HouseStyle { accent, ink, .. } = style;
    let heading = |level: u8, size: u8, words: &str| {
        format!(
            "<h{level} style=\"margin:24px 0 8px;font-size:{size}px;line-height:1.3;color:{accent}\">{words}</h{level}>\n"
        )
    };
    let mut page = String::new();
    page.push_str(&format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
         <body style=\"margin:0;padding:0;background:#ffffff\">\n\
         <div style=\"max-width:600px;margin:0 auto;padding:16px;font-family:Arial,Helvetica,sans-serif;\
         font-size:16px;line-height:1.5;color:{ink};overflow-wrap:break-word\">\n\
         <p style=\"margin:0 0 8px;padding:0 0 8px;border-bottom:2px solid {accent};font-weight:bold;color:{accent}\">{name}</p>\n",
        language = escaped(&mail.language),
        direction = if labels.language.right_to_left() { "rtl" } else { "ltr" },
        title = escaped(&mail.subject),
        name = escaped(&style.name),
    ));
    page.push_str(&heading(1, 20, &escaped(&mail.subject)));
    let after = button_after(mail);
    for (at, part) in mail.body.parts.iter().enumerate() {
        match part {
            Part::Heading(title) => page.push_str(&heading(2, 17, &line_html(title, mail, accent))),
            Part::Paragraph(lines) => {
                let lines: Vec<String> = lines.iter().map(|line| line_html(line, mail, accent)).collect();
                page.push_str(&format!("<p style=\"margin:0 0 12px\">{}</p>\n", lines.join("<br>\n")));
            }
            Part::Bullets(items) => {
                page.push_str("<ul style=\"margin:0 0 12px;padding:0 20px\">\n");
                for item in items {
                    page.push_str(&format!(
                        "<li style=\"margin:0 0 4px\">{}</li>\n",
                        line_html(item, mail, accent)
                    ));
                }
                page.push_str("</ul>\n");
            }
            Part::Table(table) => page.push_str(&table_html(table, accent)),
        }
        if let Some(payment) = mail.payment.as_ref().filter(|_| at + 1 == after) {
            page.push_str(&button(payment, labels, accent));
        }
    }
    let footer: Vec<String> = style.footer.iter().map(|line| escaped(line)).collect();
    page.push_str(&format!(
        "<p style=\"margin:24px 0 0;padding:8px 0 0;border-top:1px solid {accent};font-size:14px\">{}</p>\n\
         </div>\n</body>\n</html>\n",
        footer.join(" · ")
    ));
    page
}

/// After which part the button stands: after the list that says how to pay, or else after the last one.
fn button_after(mail: &Mail) -> usize {
    let section = mail.payment.as_ref().and_then(|payment| payment.section(&mail.body));
    section.map_or(mail.body.parts.len(), |section| section.end)
}

/// Only `https` becomes a link: an address of another kind is shown and not followed.
fn button(payment: &PaymentPanel, labels: &Labels, accent: &str) -> String {
    let words = escaped(&labels.button.replace("{amount}", &payment.amount_in_euros()));
    if !payment.url.starts_with("https://") {
        return format!("<p style=\"margin:0 0 12px\">{words}: {}</p>\n", escaped(&payment.url));
    }
    format!(
        "<p style=\"margin:16px 0\"><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;background:{accent};\
         color:#ffffff;font-weight:bold;text-decoration:none;border-radius:6px\">{words}</a></p>\n",
        escaped(&payment.url)
    )
}

fn table_html(table: &Table, accent: &str) -> String {
    let mut html =
        "<table style=\"width:100%;margin:0 0 12px;border-collapse:collapse;font-size:15px\">\n".to_owned();
    let mut row = |cells: &[String], tag: &str, scope: &str| {
        html.push_str("<tr>");
        for (column, cell) in cells.iter().enumerate() {
            let side = if table.is_amounts(column) { "end" } else { "start" };
            html.push_str(&format!(
                "<{tag}{scope} style=\"padding:6px 4px;text-align:{side};vertical-align:top;\
                 border-bottom:1px solid {accent}\">{}</{tag}>",
                escaped(cell)
            ));
        }
        html.push_str("</tr>\n");
    };
    if !table.head.is_empty() {
        row(&table.head, "th", " scope=\"col\"");
    }
    for cells in &table.rows {
        row(cells, "td", "");
    }
    html.push_str("</table>\n");
    html
}

fn line_html(line: &[Run], mail: &Mail, accent: &str) -> String {
    let piece = |piece: Piece| match piece {
        Piece::Words(words) => escaped(words),
        Piece::Link { target, words } => {
            format!("<a href=\"{}\" style=\"color:{accent}\">{}</a>", escaped(&target), escaped(words))
        }
    };
    let run = |run: &Run| {
        let words: String = pieces(&run.text, &mail.own_addresses).into_iter().map(piece).collect();
        if run.bold { format!("<strong>{words}</strong>") } else { words }
    };
    line.iter().map(run).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in shown(text).chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

fn text(mail: &Mail, style: &HouseStyle) -> String {
    let mut parts: Vec<String> = Vec::new();
    let line_text = |line: &Vec<Run>| without_full_stops(&plain(line), &mail.own_addresses);
    let after = button_after(mail);
    for (at, part) in mail.body.parts.iter().enumerate() {
        parts.push(match part {
            Part::Heading(title) => plain(title).to_uppercase(),
            Part::Paragraph(lines) => lines.iter().map(line_text).collect::<Vec<_>>().join("\n"),
            Part::Bullets(items) => {
                items.iter().map(|item| format!("- {}", line_text(item))).collect::<Vec<_>>().join("\n")
            }
            Part::Table(table) => {
                let rows = std::iter::once(&table.head).chain(&table.rows).filter(|row| !row.is_empty());
                rows.map(|row| row.join("  ")).collect::<Vec<_>>().join("\n")
            }
        });
        if let Some(payment) = mail.payment.as_ref().filter(|_| at + 1 == after) {
            let words = Labels::of(&mail.language).button.replace("{amount}", &payment.amount_in_euros());
            parts.push(format!("{words}: {}", shown(&payment.url)));
        }
    }
    parts.push(format!("-- \n{}", [vec![style.name.clone()], style.footer.clone()].concat().join("\n")));
    parts.join("\n\n").replace('\u{a0}', " ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Cents;

    fn mail(text: &str) -> Mail {
        Mail {
            language: "nl".to_owned(),
            subject: "Uw huur van november".to_owned(),
            body: Document::read(text),
            payment: Some(PaymentPanel {
                url: "https://betaal.voorbeeld.example/b/K7QFM3XR?a=1&b=2".to_owned(),
                site: "betaal.voorbeeld.example".to_owned(),
                code: "K7QF-M3XR".to_owned(),
                amount: Cents(54_940),
                ..PaymentPanel::default()
            }),
            own_addresses: ["betaal.voorbeeld.example", "www.voorbeeld.example", "huur@voorbeeld.example"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    #[test]
    fn own_addresses_are_links_with_words_and_no_full_stop_sticks_to_them() {
        let text = "Ga naar betaal.voorbeeld.example/b/K7QFM3XR. Of kijk op **www.voorbeeld.example**.\n\n\
                    - Mail huur@voorbeeld.example.\n- Niet: kwaad.example/b/X";
        let bodies = bodies(&mail(text), &HouseStyle::plain("Voorbeeld Wonen"));
        let link =
            |target: &str, words: &str| format!("<a href=\"{target}\" style=\"color:#17456e\">{words}</a>");
        for link in [
            link("https://betaal.voorbeeld.example/b/K7QFM3XR", "betaal.voorbeeld.example"),
            link("https://www.voorbeeld.example", "www.voorbeeld.example"),
            link("mailto:huur@voorbeeld.example", "huur@voorbeeld.example"),
        ] {
            assert!(bodies.html.contains(&link), "{link}\n{}", bodies.html);
        }
        assert!(!bodies.html.contains("href=\"https://kwaad"));
        let address =
            "Ga naar https://betaal.voorbeeld.example/b/K7QFM3XR\nOf kijk op https://www.voorbeeld.example\n";
        assert!(bodies.text.contains(address), "{}", bodies.text);
        assert!(
            bodies.text.contains("- Mail huur@voorbeeld.example\n- Niet: kwaad.example/b/X\n"),
            "{}",
            bodies.text
        );
    }

    const TEXT: &str =
        "Beste mevrouw,\n\n# Zo kunt u betalen\n\n- Vul code K7QF-M3XR in.\n\nMet vriendelijke groet";

    #[test]
    fn the_button_stands_below_the_list_that_says_how_to_pay() {
        let bodies = bodies(&mail(TEXT), &HouseStyle::plain("Voorbeeld Wonen"));
        let at = |words: &str| bodies.html.find(words).unwrap_or_else(|| panic!("{words}: {}", bodies.html));
        assert!(at("K7QF-M3XR in.") < at("href=\"https://betaal.voorbeeld.example/b/K7QFM3XR?a=1&amp;b=2\""));
        assert!(at("Betaal €\u{a0}549,40") < at("Met vriendelijke groet"));
        assert!(bodies.html.starts_with("<!DOCTYPE html>\n<html lang=\"nl\" dir=\"ltr\">"));
        assert_eq!(
            bodies.text,
            "Beste mevrouw,\n\nZO KUNT U BETALEN\n\n- Vul code K7QF-M3XR in.\n\nBetaal € 549,40: \
             https://betaal.voorbeeld.example/b/K7QFM3XR?a=1&b=2\n\nMet vriendelijke groet\n\n-- \nVoorbeeld Wonen\n"
        );
    }

    #[test]
    fn nothing_is_fetched_and_nothing_from_outside_is_code() {
        let mut mail = mail("<script>alert(1)</script>\n\n| <img src=x> | \"' |\n\n- **</li>**");
        mail.subject = "</title><script>".to_owned();
        mail.language = "nl\" onload=\"x".to_owned();
        mail.payment.as_mut().unwrap().url = "javascript:alert(1)".to_owned();
        let html = bodies(&mail, &HouseStyle::plain("A & \"B\"")).html;
        for code in ["<script", "<img", " src=x>", "href=\"javascript", "\" onload", "url("] {
            assert!(!html.contains(code), "{code} in {html}");
        }
        assert!(html.contains("A &amp; &quot;B&quot;") && html.contains("<strong>&lt;/li&gt;</strong>"));
    }

    #[test]
    fn arabic_runs_from_the_right() {
        let mut mail = mail(TEXT);
        mail.language = "ar".to_owned();
        assert!(bodies(&mail, &HouseStyle::plain("V")).html.contains("<html lang=\"ar\" dir=\"rtl\">"));
    }
}
