//! `houvast serve`: the pages of a landlord, over HTTP, until the process is asked to stop.
//!
//! On this machine only, a folder without a book is served too: the first visit then begins with the demo or with own data,
//! behind a key that stands in the window in which Houvast was started.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::clock::Clock;
use crate::counter::{self, TenantDesk};
use crate::demo::{SHOWN, is_invented};
use crate::demo_bank::DemoBank;
use crate::failure::Failure;
use crate::landlord::Landlord;
use crate::paper;
use crate::reception::Desk;
use crate::today;

/// The landlord in this folder, also one that begins, where the pages are for this machine only.
pub fn landlord_at(folder: &std::path::Path, address: SocketAddr) -> Result<Landlord, Failure> {
    if !address.ip().is_loopback() {
        return Landlord::existing(folder);
    }
    let landlord = Landlord::at(folder)?;
    landlord.book()?;
    Ok(landlord)
}

/// Serves the pages.
pub fn serve(landlord: &Landlord, address: SocketAddr, clock: Clock) -> Result<String, Failure> {
    serve_on(landlord, listen(address)?, clock)?;
    Ok(String::new())
}

/// Takes an address for the pages, before anything is made that is to be shown there.
pub fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let taken = |error| {
        Failure::usage(format!(
            "op {address} kan niet geluisterd worden: {error}; kies een ander adres met --adres"
        ))
    };
    let listener = TcpListener::bind(address).map_err(taken)?;
    listener.set_nonblocking(true).map_err(taken)?;
    Ok(listener)
}

/// Serves the pages to who comes in here.
pub fn serve_on(landlord: &Landlord, listener: TcpListener, clock: Clock) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::other(error.to_string());
    let address = listener.local_addr().map_err(failed)?;
    let book = landlord.book()?;
    // While it is shown nobody makes the demo anew; a second one that shows it as well may.
    let _shown = if is_invented(landlord) { book.take_right(SHOWN)? } else { None };
    let day = book.last_night()?.map_or_else(today, |night| night.day);
    let usable = landlord.policy(day)?.for_book(&book)?;
    let law = crate::landlord::law();
    let local = address.ip().is_loopback();
    let sign_in = crate::sign_in::SignIn::of(landlord, address)?;
    let over_tls = sign_in.pages.as_deref().is_some_and(|pages| pages.starts_with("https://"));
    let nobody = book.staff()?.iter().all(|one| one.closed_at.is_some());
    let first_key = (local && nobody && sign_in.passwords).then(web::Token::fresh);
    let key = first_key.as_ref().map(|key| key.text().to_string());
    let app = web::App::new(web::Furnishing {
        book: landlord.place()?,
        policy: usable.policy,
        letters: usable.letters,
        calendar: law.equated_days,
        landlord: crate::deliver::name_of(landlord)?,
        reload: Box::new(|texts, day| {
            crate::landlord::earlier(texts, day).ok().map(|usable| (usable.policy, usable.letters))
        }),
        clock: Box::new(move || clock.now().moment()),
        wall: Arc::new(|seconds| {
            let then = crate::clock::now_at(seconds);
            (then.day, then.time.0)
        }),
        pages: sign_in.pages,
        elsewhere: sign_in.elsewhere,
        passwords: sign_in.passwords,
        post: Some(crate::deliver::post_room(landlord, clock)),
        reception: Some(Arc::new(Desk::of(landlord, clock))),
        first_key,
        helpers: crate::legal::helpers(landlord)?,
        demo: is_invented(landlord),
        secure: over_tls || !local,
    });
    let doors = crate::deliver::doors(landlord, || crate::now_on(None, None))?;
    let runtime = tokio::runtime::Runtime::new().map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        let beside = for_tenants(landlord, clock, address, over_tls || !local).await?;
        match key {
            Some(key) => paper::say(format_args!("\nBegin hier: http://{address}/begin/sleutel/{key}\n(Deze link werkt één keer. Stoppen: Ctrl+C)")),
            None => paper::say(format_args!("\nDe pagina staat klaar op http://{address}  (stoppen: Ctrl+C)")),
        }
        web::serve(app, listener, doors, beside, crate::stop::signalled()).await.map_err(failed)
    })
}

/// How often payments are asked after of which nobody called.
const FOLLOWS_EVERY: Duration = Duration::from_secs(2);

/// The page of tenants, when this landlord has one: beside the pages of staff, or on an address of its own.
async fn for_tenants(
    landlord: &Landlord,
    clock: Clock,
    here: SocketAddr,
    secure: bool,
) -> Result<Option<axum::Router>, Failure> {
    let bank = if is_invented(landlord) { Some(DemoBank::open().await?.address()) } else { None };
    let Some(desk) = counter::open(landlord, clock, here, bank.as_deref())? else { return Ok(None) };
    let (listens, behind_proxy) = desk.listens();
    let hall = tenant::Hall {
        counter: Box::new(desk.clone()),
        seconds: Box::new(move || clock.now().seconds),
        behind_proxy,
        secure: desk.address().starts_with("https://") || (secure && listens.is_none()),
        limits: Mutex::default(),
    };
    follow(desk.clone());
    let Some(own) = listens else { return Ok(Some(tenant::router(hall))) };
    let listener = tokio::net::TcpListener::bind(own).await;
    let listener =
        listener.map_err(|error| Failure::usage(format!("[huurderspagina] luister = \"{own}\": {error}")))?;
    paper::say(format_args!("De huurderspagina staat klaar op http://{own}/b/"));
    let router = tenant::alone(hall);
    tokio::spawn(web::connections(listener, router, std::future::pending()));
    Ok(None)
}

/// Asks after payments until the process ends: a call of the provider may never come.
fn follow(desk: TenantDesk) {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(FOLLOWS_EVERY).await;
            let asking = desk.clone();
            let asked = tokio::task::spawn_blocking(move || asking.follow_payments()).await;
            if let Ok(Err(failure)) = asked {
                paper::warn(format_args!("betalen: {failure}"));
                tokio::time::sleep(FOLLOWS_EVERY * 10).await;
            }
        }
    });
}
