//! The executable as a landlord meets it: commands, files, faults and power cuts. One binary, so that it links once.

mod acts;
mod bank;
mod bank_in;
mod begin;
mod by_hand;
mod commands;
mod doors;
mod fourteen_days;
mod landlord;
mod late_and_odd;
mod legal_road;
mod needed;
mod on_ramp;
mod outside;
mod pages;
mod post;
mod post_kills;
mod power_cut;
mod proposals;
mod providers;
mod servers;
mod tenant_asks;
mod tenant_page;
mod visits;
mod whatsapp;
mod work;
