//! scaffolding
#[path = "../tests/pages/landlord.rs"]
mod landlord;
fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let path = folder.join("boek.sqlite");
    if !path.exists() { landlord::book(&folder, 3000, 20); }
    let app = landlord::app(path);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:8097").await.unwrap();
        web::serve(app, listener, async { let _ = tokio::signal::ctrl_c().await; }).await.unwrap();
    });
}
