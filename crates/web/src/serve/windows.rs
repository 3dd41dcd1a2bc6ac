//! Threads that answer: every connection belongs to one of them, which reads what is asked, makes the page and sends it.
//!
//! A page that is soon there is handed over to nobody and back. What may take long is, by whoever makes it
//! ([`App::at_the_door`](crate::app::App::at_the_door)): the other connections of a thread wait for short pages only.

use std::future::{Future, pending};
use std::io;
use std::net::{self, SocketAddr};
use std::thread;

use axum::Router;
use axum::serve::{Listener, ListenerExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::watch;

/// Threads that answer. More than there are processors: each of them waits now and then, for the disk or for a server.
const WINDOWS: usize = 16;

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
        // The second piece of an answer does not wait until the first is acknowledged.
        let _ = stream.set_nodelay(true);
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
    thread: thread::JoinHandle<io::Result<()>>,
}

impl Window {
    /// Waits until its last answer was given.
    fn close(self) -> io::Result<()> {
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("een thread die antwoordt brak af")))
    }
}

fn open(address: SocketAddr, router: Router, mut closed: watch::Receiver<()>) -> io::Result<Window> {
    let (callers, come) = mpsc::unbounded_channel();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    // What is tapped tells the pages who calls, as a listener of the system does.
    let queue = Queue { address, come }.tap_io(|_| ());
    let closed = async move { drop(closed.changed().await) };
    let answer = move || {
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        runtime.block_on(async { axum::serve(queue, router).with_graceful_shutdown(closed).await })
    };
    let thread = thread::Builder::new().name("loket".into()).spawn(answer)?;
    Ok(Window { callers, thread })
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
    use axum::extract::ConnectInfo;
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
}
