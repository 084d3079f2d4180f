//! Signs what a browser keeps for the hub, so that it cannot be made up.
//!
//! The secrets are in the file with the keys (`cookies`). The first one signs, and all of them verify: a secret can be
//! changed without a gap, and several hubs have the same.

use api::CurrentTokens;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The length of a signature in bytes.
const LENGTH: usize = 16;

/// Signs and verifies.
pub struct Signature(CurrentTokens);

impl Signature {
    /// With the secrets among these keys.
    pub const fn new(tokens: CurrentTokens) -> Self {
        Self(tokens)
    }

    /// The signature of these parts; `None` without a secret. The first part says what they mean.
    pub fn sign(&self, parts: &[&str]) -> Option<String> {
        let secrets = self.0.cookie_secrets();
        let whole = over(secrets.first()?, parts)?.finalize().into_bytes();
        Some(URL_SAFE_NO_PAD.encode(whole.get(..LENGTH)?))
    }

    /// Whether this is the signature of these parts. The comparison takes constant time.
    pub fn verify(&self, parts: &[&str], signature: &str) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
            return false;
        };
        let verifies = |secret: &String| {
            over(secret, parts).is_some_and(|mac| mac.verify_truncated_left(&signature).is_ok())
        };
        signature.len() == LENGTH && self.0.cookie_secrets().iter().any(verifies)
    }
}

fn over(secret: &str, parts: &[&str]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    for part in parts {
        // With its length, a part cannot lend its end to the next one.
        mac.update(&u64::try_from(part.len()).ok()?.to_be_bytes());
        mac.update(part.as_bytes());
    }
    Some(mac)
}

#[cfg(test)]
mod tests {
    use api::Tokens;

    use super::*;

    fn signature(secrets: &[&str]) -> Signature {
        let tokens = Tokens::new(&"u".repeat(16), &"h".repeat(16), &"s".repeat(16)).unwrap();
        let secrets = secrets.iter().map(|secret| secret.repeat(32)).collect();
        Signature::new(tokens.with_cookie_secrets(secrets).unwrap().into())
    }

    #[test]
    fn only_the_same_parts_in_the_same_order_have_the_signature() {
        let own = signature(&["a"]);
        let signed = own.sign(&["report", "12", "3"]).unwrap();
        assert!(own.verify(&["report", "12", "3"], &signed));
        for other in [
            &["report", "12", "4"][..],
            &["report", "1", "23"],
            &["helpdesk", "12", "3"],
            &["report", "12"],
        ] {
            assert!(!own.verify(other, &signed), "{other:?}");
        }
        for wrong in ["", "AAAA", &signed[1..], "no base64!"] {
            assert!(!own.verify(&["report", "12", "3"], wrong), "{wrong:?}");
        }
    }

    #[test]
    fn a_secret_is_changed_without_a_gap() {
        let signed = signature(&["a"]).sign(&["x"]).unwrap();
        assert!(signature(&["b", "a"]).verify(&["x"], &signed));
        assert!(!signature(&["b"]).verify(&["x"], &signed));
        assert_eq!(signature(&[]).sign(&["x"]), None);
    }
}
