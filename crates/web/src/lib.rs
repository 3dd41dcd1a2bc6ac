//! The pages: what a person sees of a landlord's book, in the browser.
//!
//! In go a book, the policy that was loaded and the law's calendar; out come whole pages of HTML, in Dutch, that work
//! without scripts, print well and have an address of their own. Every word about a decision comes from
//! [`domain::explain`], every amount from the same computation the night makes. Who is signed in may record what was done;
//! what a role may do and which districts it reaches is asked in [`domain::staff`] at every page and every form, and
//! every look at a dossier is in the log before the page leaves.
//!
//! This crate sends nothing, decides nothing, and its own messages never say who a dossier is about.

mod aanmelden;
mod afspraak;
mod agenda;
mod answer;
mod app;
mod asked;
mod assets;
mod bank;
mod begin;
mod beleid;
mod bericht;
mod bewijs;
mod botsing;
mod case;
mod doen;
mod dossier;
mod elders;
mod formulier;
mod frame;
mod gebruikers;
mod geld;
mod gevoelig;
mod helpen;
mod house;
mod huisbezoek;
mod hulp;
mod huurders;
mod inzage;
mod inzicht;
mod kijkers;
mod logboek;
mod looks;
mod memory;
mod mijn;
mod nacht;
mod noodstop;
mod once;
mod outside;
mod parts;
mod passkeys;
mod patience;
mod portfolio;
mod post;
mod post_room;
mod reception;
mod rondleiding;
mod samen;
mod sealed;
mod serve;
mod sheet;
mod signed;
mod team;
mod tweede;
mod veertien;
mod voorstel;
mod vroegsignaal;
mod waarom;
mod wachtwoord;
mod werk;

pub use app::{App, Clock, Furnishing, Reload, Wall};
pub use elders::Elsewhere;
pub use outside::{Answer, Call, Doors, StopMail, TakeReport};
pub use post_room::{
    AsItGoes, AsItLeaves, AtTheDoor, CAN_BE_TAKEN_BACK, CannotGo, LookAtLetter, LookAtMessage, LookAtWish,
    PostRoom, Stands, Wish,
};
pub use reception::{
    Chosen, ColumnSeen, DemoSeen, Draft, Gone, LARGEST_LIST, ListSeen, NightSeen, Purpose, Reception, Remark,
    Stage, StageState, TOO_LARGE, Tried, Upload,
};
pub use serve::{connections, router, serve};
pub use signed::Token;
