//! What every book promises, of a book on a real PostgreSQL server.

use store::{Place, Server};

#[path = "contract/acts.rs"]
mod acts;
#[path = "contract/book.rs"]
mod book;
#[path = "contract/post.rs"]
mod post;
#[path = "contract/seen.rs"]
mod seen;
#[path = "contract/together.rs"]
mod together;

/// Where a book may be made that is gone after the tests.
struct Fresh {
    place: Place,
}

fn fresh(test: &str) -> Option<Fresh> {
    let address = simulator::database::new_landlord(test)?;
    Some(Fresh { place: Server::parse(&address).expect("an address").into() })
}

/// A server over the network proves who it is and asks for a password; a wrong one, or a server for which nobody vouches, is refused.
#[test]
fn over_the_network_a_password_and_a_certificate_are_asked() {
    let Some(network) = simulator::database::over_the_network("a password over the network", &secure())
    else {
        return;
    };
    let open = |more: &str, password: &str| {
        let address = format!(
            "postgres://incasso:{password}@127.0.0.1:{}/postgres?verhuurder=netwerk{more}",
            network.port
        );
        store::Book::open(Server::parse(&address).expect("an address"))
    };
    let vouched = format!("&ca={}", network.authority.display());
    let book = open(&vouched, "ge%20heim").expect("it opens");
    book.set_remark("proef", &"ü".repeat(200_000)).expect("it writes");
    assert_eq!(book.remark("proef").expect("it reads").expect("it is there").chars().count(), 200_000);
    for (more, password, what) in
        [(vouched.as_str(), "anders", "another password"), ("", "ge%20heim", "not encrypted")]
    {
        let refused = open(more, password).err().unwrap_or_else(|| panic!("{what} opens"));
        assert!(!refused.to_string().contains(password), "{refused}");
    }
    let stranger = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(stranger.path(), secure().authority).expect("another authority");
    assert!(
        open(&format!("&ca={}", stranger.path().display()), "ge%20heim").is_err(),
        "nobody vouches for it"
    );
}

/// An authority, and a certificate and key of this machine that it vouches for.
fn secure() -> simulator::database::Secure {
    let mut authority = rcgen::CertificateParams::new(Vec::<String>::new()).expect("an authority");
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = rcgen::KeyPair::generate().expect("a key");
    let authority_file = authority.self_signed(&authority_key).expect("signed").pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().expect("a key");
    let server = rcgen::CertificateParams::new(vec!["127.0.0.1".into()]).expect("a certificate");
    let certificate = server.signed_by(&key, &issuer).expect("signed").pem();
    simulator::database::Secure { authority: authority_file, certificate, key: key.serialize_pem() }
}
