//! What the other side said, in words that may be kept.
//!
//! Answers of mail servers and providers name people: `<j.jansen@...>: user unknown`. In goes such an answer, out come
//! its codes and only those of its words that stand in a list of technical words. The full answer stays in the other
//! side's own log.

/// Words that say why and never who.
const TECHNICAL: [&str; 62] = [
    "access",
    "account",
    "address",
    "authentication",
    "balance",
    "banned",
    "blacklisted",
    "blocked",
    "busy",
    "certificate",
    "content",
    "credit",
    "denied",
    "disabled",
    "dkim",
    "dmarc",
    "domain",
    "error",
    "exceeded",
    "expired",
    "failed",
    "file",
    "format",
    "full",
    "greylisted",
    "host",
    "inactive",
    "invalid",
    "large",
    "limit",
    "list",
    "mailbox",
    "message",
    "missing",
    "network",
    "no",
    "not",
    "number",
    "parameter",
    "policy",
    "quota",
    "rate",
    "recipient",
    "refused",
    "rejected",
    "relay",
    "required",
    "sender",
    "size",
    "spam",
    "spf",
    "such",
    "suspended",
    "template",
    "temporarily",
    "timeout",
    "tls",
    "too",
    "unavailable",
    "unknown",
    "user",
    "virus",
];

/// The technical words of an answer, in their order, each once.
pub(super) fn words(answer: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for word in answer.split(|c: char| !c.is_ascii_alphabetic()) {
        let known = TECHNICAL.iter().find(|known| word.eq_ignore_ascii_case(known));
        if let Some(known) = known.filter(|known| !kept.contains(known)) {
            kept.push(known);
        }
    }
    kept.join(" ")
}

/// An enhanced status code (RFC 3463) somewhere in the text: `5.1.1`.
pub(super) fn enhanced_code(text: &str) -> Option<(u16, u16, u16)> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|piece| {
        let mut numbers = piece.trim_matches('.').split('.');
        let mut next = |most: u16| numbers.next()?.parse::<u16>().ok().filter(|number| *number <= most);
        let code = (next(5)?, next(7)?, next(999)?);
        (matches!(code.0, 2 | 4 | 5) && numbers.next().is_none()).then_some(code)
    })
}

/// Codes and technical words together: `550 5.1.1 (user unknown)`.
pub(super) fn answer(code: &str, text: &str) -> String {
    let mut told = code.to_owned();
    if let Some((class, subject, detail)) = enhanced_code(text) {
        told.push_str(&format!(" {class}.{subject}.{detail}"));
    }
    let words = words(text);
    if !words.is_empty() {
        told.push_str(&format!(" ({words})"));
    }
    told.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_reasons_stay_and_people_do_not() {
        let told = answer(
            "550",
            "5.1.1 <jan.jansen@example.org>: Recipient address rejected: User Jan Jansen unknown",
        );
        assert_eq!(told, "550 5.1.1 (recipient address rejected user unknown)");
        assert_eq!(answer("421", ""), "421");
        assert_eq!(words("Jansen, Kerkstraat 12: mailbox full"), "mailbox full");
    }

    #[test]
    fn an_enhanced_code_is_no_address_and_no_version() {
        assert_eq!(enhanced_code("smtp; 550 5.1.10 RESOLVER"), Some((5, 1, 10)));
        assert_eq!(enhanced_code("550-5.2.2 full"), Some((5, 2, 2)));
        for text in ["10.5.1.1", "550", "3.1.1", "5.1", "Exim 4.98", ""] {
            assert_eq!(enhanced_code(text), None, "{text}");
        }
    }
}
