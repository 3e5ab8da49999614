//! The forger's bench: every token and header that somebody without our key might try.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use local::Secrets;
use serde_json::{Value, json};

/// What a forger has to work with, and (for tokens that are ours but out of place) our own key.
pub struct Bench {
    pub ours: Secrets,
    pub theirs: Secrets,
    /// The claims of a good access token.
    pub claims: Value,
    /// Good tokens of other kinds.
    pub refresh: String,
    pub link: String,
    pub feed: String,
}

/// A header and its bytes.
pub type Header = (&'static str, Vec<u8>);

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn pair(secrets: &Secrets) -> Ed25519KeyPair {
    let lines: String = secrets.token_private_key.lines().filter(|line| !line.starts_with('-')).collect();
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(&STANDARD.decode(lines).expect("base64")).expect("a key")
}

fn jwk(secrets: &Secrets) -> Value {
    let set: Value = serde_json::from_str(&secrets.token_public_keys).expect("a key set");
    set["keys"][0].clone()
}

impl Bench {
    fn header(&self) -> Value {
        json!({"typ": "JWT", "alg": "EdDSA", "kid": self.ours.token_key_id})
    }

    fn header_with(&self, name: &str, value: impl Into<Value>) -> Value {
        let mut header = self.header();
        header[name] = value.into();
        header
    }

    fn claims_with(&self, name: &str, value: impl Into<Value>) -> String {
        let mut claims = self.claims.clone();
        claims[name] = value.into();
        claims.to_string()
    }

    fn signed(secrets: &Secrets, header: &Value, claims: impl AsRef<[u8]>) -> String {
        let message = format!("{}.{}", encoded(header.to_string()), encoded(claims));
        let signature = pair(secrets).sign(message.as_bytes());
        format!("{message}.{}", encoded(signature))
    }

    /// As `accounts` would make it.
    pub fn honest(&self) -> String {
        self.by_us(self.claims.to_string())
    }

    /// Signed with our own key: what is wrong is in the claims.
    fn by_us(&self, claims: impl AsRef<[u8]>) -> String {
        Self::signed(&self.ours, &self.header(), claims)
    }

    /// Signed by somebody else's key, under this header.
    fn by_them(&self, header: &Value) -> String {
        Self::signed(&self.theirs, header, self.claims.to_string())
    }

    /// Without a signature.
    fn unsigned(&self, header: &Value) -> String {
        format!("{}.{}.", encoded(header.to_string()), encoded(self.claims.to_string()))
    }

    /// A MAC, with what everybody may know as its key.
    fn mac(&self, alg: &str, key: &[u8]) -> String {
        let kind = if alg == "HS512" { hmac::HMAC_SHA512 } else { hmac::HMAC_SHA256 };
        let header = self.header_with("alg", alg);
        let message = format!("{}.{}", encoded(header.to_string()), encoded(self.claims.to_string()));
        let tag = hmac::sign(&hmac::Key::new(kind, key), message.as_bytes());
        format!("{message}.{}", encoded(tag))
    }

    fn public(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(jwk(&self.ours)["x"].as_str().expect("x")).expect("base64")
    }

    fn public_pem(&self) -> String {
        let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        der.extend(self.public());
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
    }

    fn second(&self, name: &str) -> i64 {
        self.claims[name].as_i64().expect("a second")
    }

    /// The honest token with one of its three parts in other words.
    fn with_part(&self, part: usize, change: impl Fn(&str) -> String) -> String {
        let token = self.honest();
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        parts[part] = change(&parts[part]);
        parts.join(".")
    }

    /// Our claims with one named twice: the first time as good, the second as the forger wants it.
    fn twice(&self, name: &str, value: &Value) -> String {
        let claims = self.claims.to_string();
        format!("{},\"{name}\":{value}}}", claims.trim_end_matches('}'))
    }
}

type Token = fn(&Bench) -> String;

/// Each token that must open nothing.
pub const TOKENS: &[(&str, Token)] = &[
    ("alg none", |b| b.unsigned(&b.header_with("alg", "none"))),
    ("alg None", |b| b.unsigned(&b.header_with("alg", "None"))),
    ("alg NONE", |b| b.unsigned(&b.header_with("alg", "NONE"))),
    ("alg nOnE", |b| b.unsigned(&b.header_with("alg", "nOnE"))),
    ("alg empty", |b| b.unsigned(&b.header_with("alg", ""))),
    ("alg null", |b| b.unsigned(&b.header_with("alg", Value::Null))),
    ("no alg", |b| b.unsigned(&json!({"typ": "JWT", "kid": b.ours.token_key_id}))),
    ("alg none over a good signature", |b| Bench::signed(&b.ours, &b.header_with("alg", "none"), b.claims.to_string())),
    ("EdDSA without a signature", |b| b.unsigned(&b.header())),
    ("alg in lower case", |b| Bench::signed(&b.ours, &b.header_with("alg", "eddsa"), b.claims.to_string())),
    ("ES256 over a good signature", |b| Bench::signed(&b.ours, &b.header_with("alg", "ES256"), b.claims.to_string())),
    ("HS256 by the public key's bytes", |b| b.mac("HS256", &b.public())),
    ("HS256 by the public key in base64", |b| b.mac("HS256", encoded(b.public()).as_bytes())),
    ("HS256 by the public key's PEM", |b| b.mac("HS256", b.public_pem().as_bytes())),
    ("HS256 by the JWK", |b| b.mac("HS256", jwk(&b.ours).to_string().as_bytes())),
    ("HS256 by the key set", |b| b.mac("HS256", b.ours.token_public_keys.as_bytes())),
    ("HS256 by nothing", |b| b.mac("HS256", b"")),
    ("HS512 by the public key's bytes", |b| b.mac("HS512", &b.public())),
    ("another's key under its own kid", |b| b.by_them(&b.header_with("kid", b.theirs.token_key_id.as_str()))),
    ("another's key under our kid", |b| b.by_them(&b.header())),
    ("no kid", |b| Bench::signed(&b.ours, &json!({"typ": "JWT", "alg": "EdDSA"}), b.claims.to_string())),
    ("kid empty", |b| Bench::signed(&b.ours, &b.header_with("kid", ""), b.claims.to_string())),
    ("kid a path", |b| b.by_them(&b.header_with("kid", "../../../../dev/null"))),
    ("kid ours behind a path", |b| b.by_them(&b.header_with("kid", format!("./{}", b.ours.token_key_id)))),
    ("kid ours and a NUL", |b| b.by_them(&b.header_with("kid", format!("{}\0", b.ours.token_key_id)))),
    ("kid a query", |b| b.by_them(&b.header_with("kid", "x' OR '1'='1"))),
    ("kid a list", |b| b.by_them(&b.header_with("kid", json!([b.ours.token_key_id])))),
    ("jwk in the header", |b| b.by_them(&b.header_with("jwk", jwk(&b.theirs)))),
    ("jku in the header", |b| b.by_them(&b.header_with("jku", "https://evil.example/keys"))),
    ("x5u in the header", |b| b.by_them(&b.header_with("x5u", "https://evil.example/key"))),
    ("x5c in the header", |b| b.by_them(&b.header_with("x5c", json!(["MAo="])))),
    ("crit in the header, another's key", |b| b.by_them(&b.header_with("crit", json!(["exp"])))),
    ("another audience", |b| b.by_us(b.claims_with("aud", "elsewhere"))),
    ("our audience in other letters", |b| b.by_us(b.claims_with("aud", "Ithaca"))),
    ("audience empty", |b| b.by_us(b.claims_with("aud", ""))),
    ("no audience", |b| {
        let mut claims = b.claims.clone();
        claims.as_object_mut().expect("claims").remove("aud");
        b.by_us(claims.to_string())
    }),
    ("expired this second", |b| b.by_us(b.claims_with("exp", b.second("iat")))),
    ("expired a second ago", |b| b.by_us(b.claims_with("exp", b.second("iat") - 1))),
    ("exp a text", |b| b.by_us(b.claims_with("exp", b.second("exp").to_string()))),
    ("exp null", |b| b.by_us(b.claims_with("exp", Value::Null))),
    ("exp twice", |b| b.by_us(b.twice("exp", &json!(b.second("exp"))))),
    ("aud twice", |b| b.by_us(b.twice("aud", &json!("ithaca")))),
    ("roles twice", |b| b.by_us(b.twice("roles", &b.claims["roles"]))),
    ("claims a list", |b| b.by_us("[]")),
    ("claims no JSON", |b| b.by_us("sub=ada")),
    ("a good signature of other claims", |b| {
        b.with_part(1, |_| encoded(b.claims_with("epoch", b.claims["epoch"].as_u64().expect("an epoch") + 1)))
    }),
    ("a signature cut short", |b| b.with_part(2, |part| part[..part.len() - 2].to_owned())),
    ("a signature too long", |b| b.with_part(2, |part| format!("{part}AAAA"))),
    ("a signature of noughts", |b| b.with_part(2, |_| encoded([0; 64]))),
    ("its last character missing", |b| b.honest()[..b.honest().len() - 1].to_owned()),
    ("two parts", |b| b.honest().rsplit_once('.').expect("parts").0.to_owned()),
    ("four parts", |b| format!("{}.", b.honest())),
    ("padded base64", |b| b.with_part(1, |part| format!("{part}=="))),
    ("dots", |_| "..".to_owned()),
    ("one word", |_| "token".to_owned()),
    ("8 KB of claims, another's key", |b| {
        Bench::signed(&b.theirs, &b.header(), b.claims_with("pad", "a".repeat(8192)))
    }),
    ("8 KB of nothing", |_| "a".repeat(8192)),
    ("a refresh token", |b| b.refresh.clone()),
    ("a link's token", |b| b.link.clone()),
    ("a calendar's token", |b| b.feed.clone()),
];

type Headers = fn(&Bench) -> Vec<Header>;

fn bearer(token: &str) -> Header {
    ("authorization", format!("Bearer {token}").into_bytes())
}

fn cookie(token: &str) -> Header {
    ("cookie", format!("__Host-access={token}").into_bytes())
}

/// Each way to send tokens that must open nothing, the good one among them.
pub const HEADERS: &[(&str, Headers)] = &[
    ("two good headers", |b| vec![bearer(&b.honest()), bearer(&b.honest())]),
    ("a good header, then a bad one", |b| vec![bearer(&b.honest()), bearer("bad")]),
    ("a bad header, then a good one", |b| vec![bearer("bad"), bearer(&b.honest())]),
    ("two tokens in one header", |b| vec![bearer(&format!("{} {}", b.honest(), b.honest()))]),
    ("no scheme", |b| vec![("authorization", b.honest().into_bytes())]),
    ("Basic", |b| vec![("authorization", format!("Basic {}", STANDARD.encode(b.honest())).into_bytes())]),
    ("an empty header", |_| vec![("authorization", Vec::new())]),
    ("a scheme alone", |_| vec![("authorization", b"Bearer".to_vec())]),
    ("bytes that are no ASCII", |_| vec![("authorization", b"Bearer t\xc3\xb6ken.\xff.x".to_vec())]),
    ("no ASCII behind a good token", |b| {
        vec![("authorization", [b"Bearer ", b.honest().as_bytes(), b"\xc3\xb6"].concat())]
    }),
    ("a bad header over a good cookie", |b| vec![bearer("bad"), cookie(&b.honest())]),
    ("an empty header over a good cookie", |b| vec![("authorization", Vec::new()), cookie(&b.honest())]),
    ("no ASCII over a good cookie", |b| vec![("authorization", b"Bearer \xff".to_vec()), cookie(&b.honest())]),
    ("a good token in another's cookie", |b| vec![("cookie", format!("access={}", b.honest()).into_bytes())]),
    ("a good token in the refresh cookie", |b| {
        vec![("cookie", format!("__Secure-refresh={}", b.honest()).into_bytes())]
    }),
    ("a refresh token in the access cookie", |b| vec![cookie(&b.refresh)]),
    ("a token in a header of its own", |b| vec![("x-access-token", b.honest().into_bytes())]),
];

/// Every attack on every way in.
pub fn attacks(bench: &Bench) -> Vec<(String, Vec<Header>)> {
    let tokens = TOKENS.iter().flat_map(|(name, token)| {
        let token = token(bench);
        let csrf = ("x-csrf-token", bench.claims["csrf"].as_str().unwrap_or_default().as_bytes().to_vec());
        let printable = token.bytes().all(|byte| byte.is_ascii_graphic());
        let by_cookie = printable.then(|| (format!("{name}, as a cookie"), vec![cookie(&token), csrf]));
        [Some(((*name).to_owned(), vec![bearer(&token)])), by_cookie].into_iter().flatten()
    });
    tokens.chain(HEADERS.iter().map(|(name, headers)| ((*name).to_owned(), headers(bench)))).collect()
}
