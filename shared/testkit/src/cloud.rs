//! A cloud per test: in memory, on its own port, its clock standing at [`START`].

use std::sync::{Arc, Mutex, OnceLock};

use api::token::{Claims, Signer};
use domain::{Entropy, Now};
use jiff::{SignedDuration, Timestamp};
use local::{Front, LocalCloud, Mail, Options, Service, Trouble};
use store::Store;
use tokio::task::JoinSet;

use crate::door::Door;
use crate::fault::{Fault, When};
use crate::invariants::Dump;
use crate::meter::{Meter, Pause};
use crate::past::{Past, Stale};
use crate::reply::Ask;
use crate::twin::Twin;

/// A Monday morning.
pub const START: &str = "2026-11-23T08:00:00Z";

/// A cloud of one's own.
#[derive(Clone)]
pub struct TestCloud(Arc<Inner>);

struct Inner {
    cloud: LocalCloud,
    http: reqwest::Client,
    table: aws_sdk_dynamodb::Client,
    signer: Signer,
    entropy: Entropy,
    meter: Meter,
    past: Past,
    door: Front,
    /// Why its rows are not asked at the end.
    broken: OnceLock<&'static str>,
}

/// Whoever leaves a cloud has left it whole.
impl Drop for Inner {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if self.broken.get().is_none() {
            Dump::of(&self.cloud).assert_invariants();
        }
        assert_eq!(self.meter.nonsense(), None, "a function has said what the table does not understand");
    }
}

impl TestCloud {
    pub async fn start() -> Self {
        Self::start_with(|options| options).await
    }

    /// With other options than a test's own.
    pub async fn start_with(change: impl FnOnce(Options) -> Options) -> Self {
        let (meter, past) = (Meter::default(), Past::chosen());
        let mut options = change(Options::for_test().at(START.parse().unwrap()));
        let (front, then) = (meter.clone(), past.clone());
        let (cut, other) = (Arc::clone(&options.cut), options.front.take());
        // Neither reads the system's certificates, which takes a third of a start; the second looks at redirects.
        let plain = || reqwest::Client::builder().tls_certs_only([]);
        let behind_it = plain().build().expect("a client");
        // Ten thousand clouds of one test would have all descriptors, if these stayed open.
        let doors: Mutex<JoinSet<()>> = Mutex::default();
        let door: Front = Arc::new(move |service, endpoint: String| {
            let behind = other.as_ref().map_or(endpoint.clone(), |other| other(service, endpoint));
            let (meter, past, cut, http) = (front.clone(), then.clone(), Arc::clone(&cut), behind_it.clone());
            Door { service, meter, past, cut, behind, http }.open(&mut doors.lock().expect("the doors"))
        });
        if let Some(keys) = options.environment.get_mut("GOOGLE_KEYS_URL") {
            let url: reqwest::Url = keys.parse().expect("an address");
            *keys = door(Service::Google, url.origin().ascii_serialization()) + url.path();
        }
        options.front = Some(Arc::clone(&door));
        let entropy = options.entropy.clone();
        let cloud = LocalCloud::start(options).await.expect("the local cloud starts");
        let secrets = cloud.secrets().expect("its keys");
        let signer = Signer::from_pem(&secrets.token_private_key, &secrets.token_key_id).expect("a signing key");
        let http = plain().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let table = cloud.dynamodb();
        Self(Arc::new(Inner { cloud, http, table, signer, entropy, meter, past, door, broken: OnceLock::new() }))
    }

    pub fn url(&self) -> &str {
        self.0.cloud.url()
    }

    pub fn local(&self) -> &LocalCloud {
        &self.0.cloud
    }

    pub fn now(&self) -> Now {
        Now(self.0.cloud.clock().now())
    }

    /// From now on indexes are late: whatever is written, they know nothing of it until [`Self::wait_for_indexes`]
    /// or until time goes on. `LATE_INDEXES=1` makes them so in every cloud.
    pub fn late_indexes(&self) {
        self.0.past.choose(Stale::Indexes);
    }

    /// From now on these reads are answered from the rows as they are at this moment: a broken twin.
    pub fn stale_reads(&self, stale: Stale) {
        self.0.past.choose(stale);
        self.0.past.remember(self.0.cloud.rows().expect("the rows"));
    }

    /// Lets the indexes catch up, as somebody does who waits a moment before looking.
    pub fn wait_for_indexes(&self) {
        self.0.past.catch_up();
    }

    /// Every read is answered as it should be.
    pub fn fresh_reads(&self) {
        self.0.past.end();
    }

    pub(crate) fn past(&self) -> &Past {
        &self.0.past
    }

    /// Moves everyone's time.
    pub fn advance(&self, by: SignedDuration) {
        self.wait_for_indexes();
        self.0.cloud.clock().advance(by);
    }

    /// Moves everyone's time to an instant, RFC 3339.
    pub fn move_to(&self, instant: &str) {
        self.wait_for_indexes();
        self.0.cloud.clock().set(instant.parse().expect("an instant"));
    }

    /// A request by nobody.
    pub fn get(&self, path: &str) -> Ask {
        self.ask(reqwest::Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Ask {
        self.ask(reqwest::Method::POST, path)
    }

    pub fn ask(&self, method: reqwest::Method, path: &str) -> Ask {
        Ask::new(self.0.http.request(method, format!("{}{path}", self.url())))
    }

    /// The mails sent so far, newest first, once every event is handled.
    pub async fn mail(&self) -> Vec<Mail> {
        self.0.cloud.mail().await.expect("the mailbox")
    }

    /// Fires the timer as of now, and waits for what it causes.
    pub async fn run_timer(&self) {
        let at: Timestamp = self.now().0;
        self.0.cloud.run("timer", at).await.expect("the timer runs");
    }

    /// Every row of the table as it is.
    #[expect(clippy::unused_async, reason = "a hundred tests await it, and a cloud that is far away would have to")]
    pub async fn dump(&self) -> Dump {
        Dump::of(&self.0.cloud)
    }

    /// The test has asked its rows itself, and nothing has moved since.
    pub fn asked_already(&self) {
        self.broken_on_purpose("it was asked already");
    }

    /// The test writes rows that cannot be, or not whole ones, so nobody asks them at the end; and says why.
    pub fn broken_on_purpose(&self, why: &'static str) {
        let _ = self.0.broken.set(why);
    }

    /// What the calls to the table cost while `work` ran; the stream holds still meanwhile.
    pub async fn metered<T>(&self, work: impl Future<Output = T>) -> (crate::Cost, T) {
        self.settle().await;
        self.hold_stream();
        self.0.meter.start();
        let result = work.await;
        let cost = self.0.meter.stop();
        self.release_stream();
        (cost, result)
    }

    /// From now on this befalls the functions' calls to the table.
    pub fn befall(&self, when: When, fault: Fault) {
        self.0.meter.befall(when, fault);
    }

    /// And this besides.
    pub fn befall_too(&self, when: When, fault: Fault) {
        self.0.meter.befall_too(when, fault);
    }

    /// The calls that something befell since. Of calls side by side any may be the k-th.
    pub fn befallen(&self) -> Vec<String> {
        self.0.meter.befallen()
    }

    /// From now on the functions' calls to the table say something else; None ends it.
    pub fn disguise(&self, twin: Option<Twin>) {
        if twin.is_some() {
            self.broken_on_purpose("a twin breaks what it can: its test looks for it");
        }
        self.0.meter.disguise(twin);
    }

    /// The k-th call from now waits at the door until it is told to go on.
    pub fn pause_before(&self, k: usize) -> Pause {
        self.0.meter.pause_before(k)
    }

    /// Waits until no call to anything is under way: what a dead process sent may still arrive.
    pub async fn rest(&self) {
        self.0.meter.rest().await;
    }

    /// What passed since it was calm.
    pub fn cost(&self) -> crate::Cost {
        self.0.meter.stop()
    }

    /// Nothing goes wrong any more.
    pub fn calm(&self) {
        self.0.meter.start();
    }

    /// Keeps the stream's records back: what was committed stays in the outbox.
    pub fn hold_stream(&self) {
        self.0.cloud.trouble(Trouble { hold: true, ..Trouble::default() });
    }

    pub fn release_stream(&self) {
        self.0.cloud.trouble(Trouble::default());
    }

    /// Waits until no event is waiting.
    pub async fn settle(&self) {
        self.0.cloud.drain().await.expect("the stream drains");
    }

    /// Every row, once no event is waiting.
    pub async fn settled(&self) -> Dump {
        self.settle().await;
        self.dump().await
    }

    /// The table as a function has it, for steps that no request can keep apart.
    pub fn store(&self) -> Store {
        self.store_of(&self.0.cloud.endpoints().dynamodb, self.0.cloud.table_name(), "test")
    }

    /// The same with what this function may, and its calls are among those that are counted and may be held.
    pub fn store_in(&self, function: &str) -> Store {
        let door = (self.0.door)(Service::DynamoDb, self.0.cloud.endpoints().dynamodb.clone());
        self.store_of(&door, self.0.cloud.table_name(), function)
    }

    /// One whose table is not there, so that every call of it fails.
    pub fn failing_store(&self) -> Store {
        self.store_of(&self.0.cloud.endpoints().dynamodb, "nowhere", "test")
    }

    fn store_of(&self, endpoint: &str, table: &str, function: &str) -> Store {
        let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let vars: api::Vars = [
            text("AWS_REGION", "eu-west-1"),
            text("AWS_ACCESS_KEY_ID", "test"),
            text("AWS_SECRET_ACCESS_KEY", "test"),
            text("AWS_SESSION_TOKEN", function),
            text("ENDPOINT", endpoint),
        ]
        .into_iter()
        .collect();
        let config = api::aws(&vars, "ENDPOINT").expect("a configuration");
        Store::connect(&config, table, self.0.entropy.clone())
    }

    /// A token that says this, signed with the cloud's own key.
    pub fn sign(&self, claims: &Claims) -> String {
        self.0.signer.sign(claims).expect("a token")
    }

    /// One client for all rows that a test writes: a new one each costs more than the row.
    pub(crate) fn table(&self) -> &aws_sdk_dynamodb::Client {
        &self.0.table
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.0.signer
    }

    pub(crate) fn entropy(&self) -> &Entropy {
        &self.0.entropy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a function would, and though it is counted.
    #[tokio::test]
    #[should_panic(expected = "does not understand")]
    async fn what_the_table_does_not_understand_fails_the_test_in_which_it_is_said() {
        let cloud = TestCloud::start().await;
        let twice = [domain::UserId::fresh(cloud.now(), &Entropy::seeded(1)); 2];
        let (cost, _) = cloud.metered(cloud.store_in("dispatch").readers(&twice)).await;
        assert_eq!(cost.round_trips, 1);
    }
}
