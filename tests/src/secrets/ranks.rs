//! Promise 19 again: nor from the work that it took. Each sample is the processor's time of the thread
//! that runs the function and nothing else; the table works in others. `GUESS_SAMPLES=1000` is the full
//! size, at the promise's own bounds, and `GUESS_AT=email-login` asks there alone.

use domain::Entropy;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use testkit::TestCloud;

use super::classes::{Ask, CLASSES, asks, town};
use crate::accounts::address;
use crate::proofs::option;

/// The full size, if it is asked for.
fn full() -> Option<usize> {
    option("GUESS_SAMPLES")?.parse().ok()
}

/// The alias has the same handler, and document 4's call the main API's functions.
fn is_left_out(path: &str) -> bool {
    let elsewhere = option("GUESS_AT").is_some_and(|at| !path.contains(&at));
    elsewhere || path.starts_with("/api/v1/auth/") || (full().is_none() && path.starts_with("/api/auth/"))
}

/// How many samples a class gets, and how far from one half its rank may be. In the suite that is five
/// deviations of chance, so that it never fails by chance.
fn size(hashes: bool) -> (usize, f64) {
    let few = if hashes { 10 } else { 60 };
    let samples = full().unwrap_or(few);
    let count = f64::from(u32::try_from(samples).unwrap());
    let chance = ((2.0 * count + 1.0) / (12.0 * count * count)).sqrt();
    (samples, if samples >= 1000 { 0.05 } else { 5.0 * chance })
}

/// `accounts` by itself, on a thread of its own.
struct Alone {
    handler: local::lambda::Handler,
    runtime: tokio::runtime::Runtime,
}

impl Alone {
    fn beside(cloud: &TestCloud) -> Self {
        let (local, keys) = (cloud.local(), cloud.local().secrets().unwrap());
        let vars: [(&str, &str); 11] = [
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &local.endpoints().dynamodb),
            ("TABLE", local.table_name()),
            ("TOKEN_PUBLIC_KEYS", &keys.token_public_keys),
            ("TOKEN_PRIVATE_KEY", &keys.token_private_key),
            ("TOKEN_KEY_ID", &keys.token_key_id),
            ("LINK_SECRET", &keys.link_secret),
            ("AUTH_RATE", "100000000"),
            ("REGISTRATION", "confirmed"),
        ];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let within = runtime.enter();
        let vars = vars.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let handler = local::lambda::http(accounts::router(accounts::App::from(&vars, Entropy::system()).unwrap()));
        drop(within);
        Self { handler, runtime }
    }

    /// Nanoseconds of the processor for one request.
    fn time(&self, path: &str, body: &Value, at: i64) -> i64 {
        let event = event(path, body, at);
        let before = clock_gettime(ClockId::ThreadCPUTime);
        let reply = self.runtime.block_on((self.handler)(event, lambda_runtime::Context::default()));
        let after = clock_gettime(ClockId::ThreadCPUTime);
        let reply: Value = serde_json::from_str(&reply.expect("a reply")).unwrap();
        assert!(reply["statusCode"].as_u64().is_some_and(|status| status < 500 && status != 429), "{path}: {reply}");
        (after.tv_sec - before.tv_sec) * 1_000_000_000 + after.tv_nsec - before.tv_nsec
    }

    fn sample(&self, ask: &Ask, at: i64) -> i64 {
        if let Some((path, body)) = &ask.first {
            self.time(path, body, at);
        }
        self.time(&ask.path, &ask.body, at)
    }
}

/// As the gateway writes it.
fn event(path: &str, body: &Value, at: i64) -> String {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "localhost"},
        "requestContext": {
            "accountId": "1", "apiId": "local", "domainName": "localhost", "domainPrefix": "local",
            "http": {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"},
            "requestId": "one", "routeKey": "$default", "stage": "$default", "time": "x", "timeEpoch": at,
        },
        "body": body.to_string(), "isBase64Encoded": false,
    })
    .to_string()
}

/// How often a sample of one class is above one of the other (Mann and Whitney): 0.5 says nothing.
fn rank(one: &[i64], other: &[i64]) -> f64 {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| a.cmp(b)));
    let (above, all) =
        pairs.fold((0.0, 0.0), |(above, all), order| (above + f64::from(order as i8 + 1) / 2.0, all + 1.0));
    above / all
}

/// The samples of each class, taken in turns, a different one first each time.
fn samples(alone: &Alone, way: usize, count: usize, at: i64) -> Vec<Vec<i64>> {
    let classes: Vec<Ask> = CLASSES.iter().map(|class| asks(&address(class)).swap_remove(way)).collect();
    let mut taken = vec![Vec::new(); classes.len()];
    for round in 0..count + 3 {
        for turn in 0..classes.len() {
            let class = (round + turn) % classes.len();
            let took = alone.sample(&classes[class], at);
            // The first rounds warm up.
            if round >= 3 {
                taken[class].push(took);
            }
        }
    }
    taken
}

fn median(samples: &[i64]) -> i64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// Few samples can rank as chance would, but not take a quarter more or less: a hash that is left out is all the work.
fn judged(name: &str, samples: &[Vec<i64>], slack: f64) -> Vec<String> {
    let rank = |class: usize| rank(&samples[class], &samples[0]);
    let each = (1..CLASSES.len()).map(|class| (CLASSES[class], rank(class), median(&samples[class]) / 1000));
    let told: Vec<_> = each.collect();
    let line: Vec<String> = told.iter().map(|(class, rank, took)| format!("{class} {rank:.3} ({took} us)")).collect();
    println!("{name}, {} samples, known {} us: {}", samples[0].len(), median(&samples[0]) / 1000, line.join(", "));
    let known = median(&samples[0]) / 1000;
    let told_by_rank = told.iter().filter(|(_, rank, _)| (rank - 0.5).abs() > slack);
    let told_by_time = told.iter().filter(|(.., took)| (took - known).abs() > known / 4);
    told_by_rank
        .map(|(class, rank, _)| format!("{name}: {class} {rank:.3}, more than {slack:.3} from one half"))
        .chain(told_by_time.map(|(class, _, took)| format!("{name}: {class} takes {took} us, known {known} us")))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_is_told_by_the_work_that_it_takes() {
    let mut told = Vec::new();
    for (way, ask) in asks("").into_iter().enumerate() {
        if is_left_out(&ask.path) {
            continue;
        }
        let (cloud, (count, slack)) = (town().await, size(ask.hashes()));
        let name = ask.name();
        let judge = move || {
            let at = cloud.now().0.as_millisecond();
            judged(&name, &samples(&Alone::beside(&cloud), way, count, at), slack)
        };
        told.extend(tokio::task::spawn_blocking(judge).await.unwrap());
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}
