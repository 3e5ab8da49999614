//! Keys and secrets, made once and kept with the data, so that a token outlives a restart.

use crate::{error::StartError, home::Home};
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// One set: what `Secrets`, `TokenKeyId` and `TokenPublicKeys` of the template hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Secrets {
    pub token_key_id: String,
    /// PKCS#8, PEM.
    pub token_private_key: String,
    /// A JWKS with the one public key.
    pub token_public_keys: String,
    /// 32 bytes in base64.
    pub link_secret: String,
}

const FILE: &str = "secrets.json";

impl Secrets {
    /// Those of this data directory.
    pub fn of(home: &Home) -> Result<Self, StartError> {
        if let Some(kept) = home.read(FILE) {
            return Ok(kept);
        }
        let made = Self::make().map_err(|_| StartError::Keys)?;
        home.write(FILE, &made)?;
        Ok(made)
    }

    /// These, in this data directory.
    pub fn kept_in(self, home: &Home) -> Result<Self, StartError> {
        home.write(FILE, &self)?;
        Ok(self)
    }

    /// A new set. Serves a deployment as well: `cargo run -- --keys`.
    pub fn make() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new())?;
        let pair =
            Ed25519KeyPair::from_pkcs8_maybe_unchecked(document.as_ref()).map_err(|_| aws_lc_rs::error::Unspecified)?;
        let token_key_id = URL_SAFE_NO_PAD.encode(crate::ids::bytes::<6>());
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let key = json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": token_key_id, "x": x});
        Ok(Self {
            token_key_id,
            token_private_key: pem(document.as_ref()),
            token_public_keys: json!({"keys": [key]}).to_string(),
            link_secret: STANDARD.encode(crate::ids::bytes::<32>()),
        })
    }

    /// As a deployment takes them: the JSON secret, and two parameters of template.yaml.
    pub fn for_deployment(&self) -> String {
        let secret = json!({"TOKEN_PRIVATE_KEY": self.token_private_key, "LINK_SECRET": self.link_secret});
        let set = json!({"TokenKeyId": self.token_key_id, "TokenPublicKeys": self.token_public_keys, "Secret": secret});
        format!("{set:#}")
    }
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::Secrets;
    use crate::home::Home;

    #[test]
    fn keys_are_made_once() {
        let home = Home::passing().unwrap();
        let (first, again) = (Secrets::of(&home).unwrap(), Secrets::of(&home).unwrap());
        assert_eq!(first.token_private_key, again.token_private_key);
        assert_ne!(first.link_secret, Secrets::make().unwrap().link_secret);
    }
}
