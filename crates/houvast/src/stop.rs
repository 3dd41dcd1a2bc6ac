//! The wish to stop: asked by Ctrl-C, by SIGTERM or by another thread, and honoured between two messages.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// A wish that everybody who holds a clone can utter and hear.
#[derive(Clone, Default)]
pub struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Stop {
    /// Asks to stop.
    pub fn ask(&self) {
        let (asked, heard) = &*self.0;
        *asked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        heard.notify_all();
    }

    /// Was it asked?
    pub fn asked(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is asked, at most so long.
    pub fn wait(&self, at_most: Duration) {
        let (asked, heard) = &*self.0;
        let asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        drop(heard.wait_timeout_while(asked, at_most, |asked| !*asked));
    }
}

/// Ready when the person or the system wants this process to stop.
pub async fn signalled() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
