//! The few words the page itself adds to a letter, by language.
//!
//! In goes the language of a letter (`nl`, `en`, …); out come its [`Labels`]. A language that is not here gets the Dutch
//! words. `{…}` stands for what is filled in.

use domain::language::Language;

/// The words of one language.
#[derive(Debug)]
pub struct Labels {
    /// The language.
    pub language: Language,
    /// Above the day.
    pub date: &'static str,
    /// Above our reference.
    pub reference: &'static str,
    /// Page `{page}` of `{pages}`.
    pub page: &'static str,
    /// What is asked.
    pub amount: &'static str,
    /// Where to pay.
    pub site: &'static str,
    /// The code to type there.
    pub code: &'static str,
    /// The account.
    pub account: &'static str,
    /// The name of the account.
    pub name: &'static str,
    /// What to write with a transfer.
    pub payment_reference: &'static str,
    /// Title of the payment panel, when the text has none of its own.
    pub pay: &'static str,
    /// On the button that opens the payment page; `{amount}`.
    pub button: &'static str,
    /// Below the QR code of the page.
    pub scan: &'static str,
    /// Below the QR code of a transfer.
    pub scan_transfer: &'static str,
    /// What the QR code is, for who does not see it; `{site}` and `{code}`.
    pub page_code: &'static str,
    /// What the transfer code is, for who does not see it.
    pub transfer_code: &'static str,
}

impl Labels {
    /// The words of a language by its code, or the Dutch ones.
    pub fn of(language: &str) -> &'static Labels {
        let language = Language::of_code(language).unwrap_or_default();
        ALL.iter().find(|labels| labels.language == language).unwrap_or(&ALL[0])
    }
}

/// Dutch first: it is what the others fall back on.
static ALL: [Labels; 6] = [
    Labels {
        language: Language::Dutch,
        date: "Datum",
        reference: "Ons kenmerk",
        page: "pagina {page} van {pages}",
        amount: "Bedrag",
        site: "Website",
        code: "Code",
        account: "Rekening",
        name: "Op naam van",
        payment_reference: "Kenmerk",
        pay: "Zo kunt u betalen",
        button: "Betaal {amount}",
        scan: "Scan en betaal",
        scan_transfer: "Scan met bankapp",
        page_code: "QR-code van de betaalpagina. Zonder telefoon: ga naar {site} en vul code {code} in.",
        transfer_code: "QR-code voor een overschrijving. De gegevens staan er in woorden naast.",
    },
    Labels {
        language: Language::English,
        date: "Date",
        reference: "Our reference",
        page: "page {page} of {pages}",
        amount: "Amount",
        site: "Website",
        code: "Code",
        account: "Account",
        name: "In the name of",
        payment_reference: "Reference",
        pay: "How to pay",
        button: "Pay {amount}",
        scan: "Scan to pay",
        scan_transfer: "Scan with bank app",
        page_code: "QR code of the payment page. Without a phone: go to {site} and enter code {code}.",
        transfer_code: "QR code for a bank transfer. The details are written beside it.",
    },
    Labels {
        language: Language::Turkish,
        date: "Tarih",
        reference: "Referansımız",
        page: "sayfa {page} / {pages}",
        amount: "Tutar",
        site: "Web sitesi",
        code: "Kod",
        account: "Hesap",
        name: "Hesap sahibi",
        payment_reference: "Ödeme referansı",
        pay: "Nasıl ödeyebilirsiniz",
        button: "{amount} öde",
        scan: "Tarayın ve ödeyin",
        scan_transfer: "Banka uygulaması",
        page_code: "Ödeme sayfasının QR kodu. Telefonsuz: {site} adresine gidin ve {code} kodunu girin.",
        transfer_code: "Havale için QR kodu. Bilgiler yanında yazılıdır.",
    },
    Labels {
        language: Language::Polish,
        date: "Data",
        reference: "Nasz znak",
        page: "strona {page} z {pages}",
        amount: "Kwota",
        site: "Strona",
        code: "Kod",
        account: "Konto",
        name: "Właściciel konta",
        payment_reference: "Tytuł przelewu",
        pay: "Jak zapłacić",
        button: "Zapłać {amount}",
        scan: "Zeskanuj i zapłać",
        scan_transfer: "Aplikacja banku",
        page_code: "Kod QR strony płatności. Bez telefonu: wejdź na {site} i wpisz kod {code}.",
        transfer_code: "Kod QR do przelewu. Dane są podane obok.",
    },
    Labels {
        language: Language::Ukrainian,
        date: "Дата",
        reference: "Наш номер",
        page: "сторінка {page} з {pages}",
        amount: "Сума",
        site: "Сайт",
        code: "Код",
        account: "Рахунок",
        name: "Власник рахунку",
        payment_reference: "Призначення",
        pay: "Як сплатити",
        button: "Сплатити {amount}",
        scan: "Скануйте та сплатіть",
        scan_transfer: "Застосунок банку",
        page_code: "QR-код сторінки оплати. Без телефону: відкрийте {site} і введіть код {code}.",
        transfer_code: "QR-код для переказу. Дані написано поруч.",
    },
    Labels {
        language: Language::Arabic,
        date: "التاريخ",
        reference: "مرجعنا",
        page: "صفحة {page} من {pages}",
        amount: "المبلغ",
        site: "الموقع",
        code: "الرمز",
        account: "الحساب",
        name: "اسم صاحب الحساب",
        payment_reference: "رقم الدفع",
        pay: "كيف تدفع",
        button: "ادفع {amount}",
        scan: "امسح وادفع",
        scan_transfer: "امسح بتطبيق البنك",
        page_code: "رمز QR لصفحة الدفع. بدون هاتف: اذهب إلى {site} وأدخل الرمز {code}.",
        transfer_code: "رمز QR للتحويل البنكي. البيانات مكتوبة بجانبه.",
    },
];
