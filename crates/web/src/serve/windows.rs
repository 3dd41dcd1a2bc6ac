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
