//! Our own files: one stylesheet, the scripts and one picture, inside the program, under an address that follows from their content.

use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::ContentId;

use crate::answer;
use crate::app::App;

const STYLE: &str = concat!(
    include_str!("../assets/basis.css"),
    include_str!("../assets/onderdelen.css"),
    include_str!("../assets/formulieren.css"),
    include_str!("../assets/grafieken.css"),
    include_str!("../assets/afdruk.css"),
);
const KEYS: &str = concat!(
    include_str!("../assets/toetsen.js"),
    include_str!("../assets/rekenen.js"),
    include_str!("../assets/voortgang.js"),
    include_str!("../assets/bewaren.js"),
    include_str!("../assets/kijkers.js"),
    include_str!("../assets/opdrachten.js"),
);
const PASSKEYS: &str = include_str!("../assets/passkeys.js");
const ICON: &str = include_str!("../assets/houvast.svg");

/// The address of the stylesheet.
pub(crate) static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| address(STYLE, "css"));
/// The address of the script for keys; every page works without it.
pub(crate) static KEYS_ADDRESS: LazyLock<String> = LazyLock::new(|| address(KEYS, "js"));
/// The address of the script for passkeys, on the pages where one can be used.
pub(crate) static PASSKEYS_ADDRESS: LazyLock<String> = LazyLock::new(|| address(PASSKEYS, "js"));
/// The address of the picture in the browser's tab.
pub(crate) static ICON_ADDRESS: LazyLock<String> = LazyLock::new(|| address(ICON, "svg"));

fn address(text: &str, kind: &str) -> String {
    let hash = ContentId::of(&[text]).to_string();
    format!("/eigen/houvast-{}.{kind}", &hash[..16])
}

/// `/eigen/{name}`
pub(crate) async fn file(State(app): State<App>, Path(name): Path<String>) -> Response {
    let asked = format!("/eigen/{name}");
    if asked == *STYLE_ADDRESS {
        return answer::asset(STYLE.as_bytes(), "text/css; charset=utf-8");
    }
    if asked == *KEYS_ADDRESS {
        return answer::asset(KEYS.as_bytes(), "text/javascript; charset=utf-8");
    }
    if asked == *PASSKEYS_ADDRESS {
        return answer::asset(PASSKEYS.as_bytes(), "text/javascript; charset=utf-8");
    }
    if asked == *ICON_ADDRESS {
        return answer::asset(ICON.as_bytes(), "image/svg+xml");
    }
    app.no_such_page()
}
