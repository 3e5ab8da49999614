//! Ids: a newtype per entity over a `UUIDv7`, so they sort by time of birth. Written as a `TypeID`
//! (`bkg_01h455vb4pex5vsknk084sn02q`, <https://github.com/jetify-com/typeid>) on the main API and in
//! the table, as a bare UUID on the older surfaces; either form is parsed everywhere (ruling 6).

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use aws_lc_rs::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use crate::{Entropy, Now};

/// What an id names; `PREFIX` is the word before the underscore.
pub trait Entity: 'static {
    const PREFIX: &'static str;
}

/// The id of an `E`.
pub struct Id<E>(Uuid, PhantomData<fn() -> E>);

macro_rules! entities {
    ($($(#[$doc:meta])* $entity:ident $id:ident $prefix:literal;)*) => {$(
        #[derive(Debug)]
        pub enum $entity {}
        impl Entity for $entity { const PREFIX: &'static str = $prefix; }
        $(#[$doc])*
        pub type $id = Id<$entity>;
    )*};
}

entities! {
    /// A person, whatever roles they have. A mentor's id is the person's (ruling 6).
    User UserId "usr";
    Booking BookingId "bkg";
    /// A login session: one family of refresh tokens.
    Session SessionId "ses";
    /// One stretch of weekly or dated availability.
    Slot SlotId "slt";
    /// A row of the outbox.
    Event EventId "evt";
    /// A one-use code or link sent by mail.
    Challenge ChallengeId "chl";
    Audit AuditId "aud";
    File FileId "fil";
    Notice NoticeId "ntc";
    Announcement AnnouncementId "ann";
    Alert AlertId "alr";
    /// A conversation: derived from the pair whose it is, or from the student whom support talks to.
    Chat ChatId "cht";
    Message MessageId "msg";
    /// What somebody says against a message: derived from both, so each says it once.
    Report ReportId "rpt";
}

impl<E: Entity> Id<E> {
    /// A fresh id, born at `now`.
    pub fn fresh(now: Now, entropy: &Entropy) -> Self {
        Self::born_with(now.0, entropy.bytes())
    }

    /// Born at `at`, and these bytes for what tells it from others of that millisecond. With nothing but
    /// zeros it is the first of them.
    pub fn born_with(at: jiff::Timestamp, rest: [u8; 10]) -> Self {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Self::from(uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid())
    }

    /// The same whenever the same parts are put together; sorts by `at`, as a fresh one does.
    pub fn derived(at: jiff::Timestamp, parts: &[&[u8]]) -> Self {
        let mut hash = digest::Context::new(&digest::SHA256);
        for part in parts {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut rest = [0; 10];
        rest.copy_from_slice(&hash.finish().as_ref()[..10]);
        Self::born_with(at, rest)
    }

    /// When it was made, to the millisecond.
    pub fn born(self) -> jiff::Timestamp {
        let millis = self.0.as_u128() >> 80;
        jiff::Timestamp::from_millisecond(i64::try_from(millis).unwrap_or(0)).unwrap_or_default()
    }

    /// The bare UUID, as documents 1 and 4 write ids.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl<E> From<Uuid> for Id<E> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}

impl<E: Entity> fmt::Display for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = DynamicType::new(E::PREFIX).map_err(|_| fmt::Error)?;
        TypeSafeId::from_type_and_uuid(prefix, self.0).fmt(f)
    }
}

/// The text is neither a UUID nor a `TypeID` of this entity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind: expected {0}_… or a UUID")]
pub struct BadId(&'static str);

impl<E: Entity> FromStr for Id<E> {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        if let Ok(uuid) = Uuid::try_parse(text) {
            return Ok(uuid.into());
        }
        let id: TypeSafeId<DynamicType> = text.parse().map_err(|_| BadId(E::PREFIX))?;
        (id.type_prefix() == E::PREFIX).then(|| id.uuid().into()).ok_or(BadId(E::PREFIX))
    }
}

impl<E: Entity> Serialize for Id<E> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de, E: Entity> Deserialize<'de> for Id<E> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<E: Entity> utoipa::PartialSchema for Id<E> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(format!("`{}_` and 26 characters, or a UUID", E::PREFIX)))
            .into()
    }
}

impl<E: Entity> utoipa::ToSchema for Id<E> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("{}_id", E::PREFIX).into()
    }
}

// By hand, because a derive would ask the same of `E`.
impl<E> Clone for Id<E> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<E> Copy for Id<E> {}
impl<E> PartialEq for Id<E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<E> Eq for Id<E> {}
impl<E> PartialOrd for Id<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<E> Ord for Id<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<E> std::hash::Hash for Id<E> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<E: Entity> fmt::Debug for Id<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_in_either_form() {
        let id = BookingId::fresh(Now::at("2026-11-20T10:00:00Z"), &Entropy::seeded(7));
        assert_eq!(id.to_string().parse::<BookingId>(), Ok(id));
        assert_eq!(id.uuid().to_string().parse::<BookingId>(), Ok(id));
        assert!(id.to_string().starts_with("bkg_"));
        assert_eq!(id.born().to_string(), "2026-11-20T10:00:00Z");
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let id = BookingId::fresh(Now::at("2026-11-20T10:00:00Z"), &Entropy::seeded(7));
        assert!(id.to_string().parse::<UserId>().is_err());
        assert!("nonsense".parse::<UserId>().is_err());
    }

    #[test]
    fn ids_stand_in_the_order_of_their_birth_and_are_told_apart() {
        let entropy = Entropy::seeded(7);
        let [first, second] =
            ["10:00:00", "10:00:01"].map(|time| BookingId::fresh(Now::at(&format!("2026-11-20T{time}Z")), &entropy));
        assert!(first < second);
        assert_eq!(format!("{first:?}"), first.to_string());
        let hash = |id: BookingId| {
            use std::hash::{BuildHasher, RandomState};
            static STATE: std::sync::OnceLock<RandomState> = std::sync::OnceLock::new();
            STATE.get_or_init(RandomState::new).hash_one(id)
        };
        assert_ne!(hash(first), hash(second));
    }
}
