//! Finds an untrusted certificate among the causes of an error.

use std::error::Error;
use std::io;

/// Whether the server's certificate was refused: it is of an unknown authority, for another name, or expired.
pub(super) fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_));
    }
    // The source of an I/O error is not the error inside it, but that error's source.
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match inside {
        Some(inside) => is_untrusted(inside),
        None => error.source().is_some_and(is_untrusted),
    }
}
