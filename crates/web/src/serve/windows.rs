//! Threads that answer: every connection belongs to one of them, which reads what is asked, makes the page and sends it.
//!
//! A page that is soon there is handed over to nobody and back. What may take long is, by whoever makes it
//! ([`App::at_the_door`](crate::app::App::at_the_door)): the other connections of a thread wait for short pages only.

use std::future::{Future, pending};
use std::io;
use std::net::{self, SocketAddr};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;
use tower_service::Service;

/// Threads that answer. More than there are processors: each of them waits now and then, for the disk or for a server.
const WINDOWS: usize = 16;

/// Within this time a connection says what it asks, the first time and every next time.
const SAYS_WITHIN: Duration = Duration::from_secs(20);

/// Somebody who came in, and from where.
type Caller = (net::TcpStream, SocketAddr);

/// Answers everybody who comes in here until `stop` is ready; answers that are under way are finished first.
pub(super) async fn serve(
    mut listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let (closing, closed) = watch::channel(());
    let open = |_| open(address, router.clone(), closed.clone());
    let windows = (0..WINDOWS).map(open).collect::<io::Result<Vec<_>>>()?;
    let mut stop = std::pin::pin!(stop);
    for window in windows.iter().cycle() {
        let (stream, from) = tokio::select! {
            () = &mut stop => break,
            caller = Listener::accept(&mut listener) => caller,
        };
        // Who went away already is no loss.
        let _ = stream.into_std().map(|stream| window.callers.send((stream, from)));
    }
    drop((listener, closing));
    let all_closed = move || windows.into_iter().try_for_each(Window::close);
    tokio::task::spawn_blocking(all_closed).await?
}

/// One of the threads, as who comes in is sent to it.
struct Window {
    callers: UnboundedSender<Caller>,
    thread: thread::JoinHandle<()>,
}

impl Window {
    /// Waits until its last answer was given.
    fn close(self) -> io::Result<()> {
        self.thread.join().map_err(|_| io::Error::other("een thread die antwoordt brak af"))
    }
}

fn open(address: SocketAddr, router: Router, mut closed: watch::Receiver<()>) -> io::Result<Window> {
    let (callers, come) = mpsc::unbounded_channel();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let queue = Queue { address, come };
    let closed = async move { drop(closed.changed().await) };
    let answer = move || runtime.block_on(connections(queue, router, closed));
    let thread = thread::Builder::new().name("loket".into()).spawn(answer)?;
    Ok(Window { callers, thread })
}

/// Answers everybody who comes, on this thread, until `closed` is ready; answers that are under way are finished first. Whoever
/// opens a connection and says nothing is let go: otherwise a few hundred of them keep everybody out.
pub async fn connections<L>(come: L, router: Router, closed: impl Future<Output = ()>)
where
    L: Listener<Io = TcpStream, Addr = SocketAddr>,
{
    answer_those_who_ask(come, router, closed, SAYS_WITHIN).await;
}

async fn answer_those_who_ask<L>(
    mut come: L,
    router: Router,
    closed: impl Future<Output = ()>,
    within: Duration,
) where
    L: Listener<Io = TcpStream, Addr = SocketAddr>,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(within);
    let (under_way, mut closed) = (GracefulShutdown::new(), std::pin::pin!(closed));
    loop {
        let (stream, from) = tokio::select! {
            () = &mut closed => break,
            caller = come.accept() => caller,
        };
        // The second piece of an answer does not wait until the first is acknowledged.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let answer = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(from));
            router.clone().call(request)
        });
        let talk = under_way.watch(http.serve_connection(TokioIo::new(stream), answer));
        // Who breaks off in the middle of a sentence ends his own connection only.
        tokio::spawn(async move { drop(talk.await) });
    }
    drop(come);
    under_way.shutdown().await;
}

/// Who waits before a window.
struct Queue {
    address: SocketAddr,
    come: UnboundedReceiver<Caller>,
}

impl Listener for Queue {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        while let Some((stream, from)) = self.come.recv().await {
            if let Ok(stream) = TcpStream::from_std(stream) {
                return (stream, from);
            }
        }
        // The door is closed.
        pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::io::{Read, Write};

    /// The thread that answers on this connection, and who it thinks is calling.
    fn asks(stream: &mut net::TcpStream) -> String {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: hier\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b".") {
            let mut some = [0; 512];
            let read = stream.read(&mut some).unwrap();
            assert!(read > 0, "the connection broke off");
            answer.extend_from_slice(&some[..read]);
        }
        let answer = String::from_utf8(answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_string()
    }

    #[test]
    fn a_connection_keeps_its_thread_others_have_others_and_all_end_when_told_to() {
        let who = |ConnectInfo(from): ConnectInfo<SocketAddr>| async move {
            format!("{:?} {from}.", thread::current().id())
        };
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let router = Router::new().route("/", get(who));
        let serving = thread::spawn(move || {
            runtime.block_on(serve(listener, router, async move { drop(stopped.await) }))
        });
        let mut callers: Vec<_> = (0..3).map(|_| net::TcpStream::connect(address).unwrap()).collect();
        let first: Vec<String> = callers.iter_mut().map(asks).collect();
        let again: Vec<String> = callers.iter_mut().map(asks).collect();
        assert_eq!(first, again);
        for (caller, told) in callers.iter().zip(&first) {
            assert!(told.ends_with(&format!(" {}.", caller.local_addr().unwrap())), "{told}");
        }
        let threads: std::collections::BTreeSet<_> =
            first.iter().map(|told| told.split(' ').next()).collect();
        assert_eq!(threads.len(), 3, "{first:?}");
        stop.send(()).unwrap();
        serving.join().unwrap().unwrap();
        assert!(net::TcpStream::connect(address).is_err(), "nobody listens any more");
    }

    #[test]
    fn who_says_nothing_or_half_a_sentence_is_let_go_and_who_asks_is_answered() {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let router = Router::new().route("/", get(|| async { "hier." }));
        let closed = async move { drop(stopped.await) };
        let patience = Duration::from_millis(300);
        let serving =
            thread::spawn(move || runtime.block_on(answer_those_who_ask(listener, router, closed, patience)));
        let mut silent = net::TcpStream::connect(address).unwrap();
        let mut half = net::TcpStream::connect(address).unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nhost: hi").unwrap();
        for stream in [&mut silent, &mut half] {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).expect("the other side ends it");
            assert!(!String::from_utf8_lossy(&rest).contains("200"));
        }
        assert_eq!(asks(&mut net::TcpStream::connect(address).unwrap()), "hier.");
        stop.send(()).unwrap();
        serving.join().unwrap();
    }
}
