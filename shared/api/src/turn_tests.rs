use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::{StreamExt, stream};

/// Counts who is under way at once; the first `bad` calls fail.
#[derive(Clone, Debug, Default)]
struct Busy {
    bad: usize,
    called: Arc<AtomicUsize>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl HttpConnector for Busy {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let busy = self.clone();
        HttpConnectorFuture::new(async move {
            busy.most.fetch_max(busy.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(10)).await;
            busy.now.fetch_sub(1, Ordering::SeqCst);
            if busy.called.fetch_add(1, Ordering::SeqCst) < busy.bad {
                return Err(ConnectorError::io("cut".into()));
            }
            Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from("said")))
        })
    }
}

async fn ask(busy: &Busy, open: &Arc<OnceCell<()>>) -> Result<HttpResponse, ConnectorError> {
    let request = HttpRequest::get("http://table/").unwrap();
    Turn { connector: SharedHttpConnector::new(busy.clone()), open: open.clone() }.call(request).await
}

#[tokio::test]
async fn the_first_call_goes_alone_and_the_next_ones_side_by_side() {
    let (busy, open) = (Busy::default(), Arc::default());
    let (one, other) = tokio::join!(ask(&busy, &open), ask(&busy, &open));
    assert_eq!(one.unwrap().body().bytes(), Some(&b"said"[..]));
    assert_eq!(other.unwrap().body().bytes(), Some(&b"said"[..]));
    assert_eq!(busy.most.load(Ordering::SeqCst), 1, "in turn");
    let (one, other) = tokio::join!(ask(&busy, &open), ask(&busy, &open));
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(busy.most.load(Ordering::SeqCst), 2, "side by side");
    assert_eq!(busy.called.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_first_call_that_fails_or_is_given_up_holds_nobody() {
    let (busy, open) = (Busy { bad: 1, ..Busy::default() }, Arc::default());
    let (one, other) = tokio::join!(ask(&busy, &open), ask(&busy, &open));
    assert!(one.is_err() && other.is_ok());
    let (busy, open) = (Busy::default(), Arc::default());
    assert!(tokio::time::timeout(Duration::from_millis(1), ask(&busy, &open)).await.is_err());
    assert!(ask(&busy, &open).await.is_ok());
}

/// A server whose replies come in two pieces, as large ones do: its address, and how often somebody connected.
fn in_pieces() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, connected) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = connected.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
            std::thread::spawn(move || answer_in_pieces(stream.unwrap()));
        }
    });
    (format!("http://{address}/"), connected)
}

#[expect(clippy::disallowed_methods, reason = "a thread of its own, and no runtime's")]
fn answer_in_pieces(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let mut request = [0; 4096];
    while stream.read(&mut request).is_ok_and(|read| read > 0) {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n").unwrap();
        std::thread::sleep(Duration::from_millis(2));
        stream.write_all(b"said").unwrap();
    }
}

/// How many connections a hundred calls have, so many at once. As a task, which is what most sandboxes serve in: it
/// goes on before whatever heard the same news after it.
async fn connections(at_once: usize) -> usize {
    let (address, connected) = in_pieces();
    let connector = SharedHttpConnector::new(aws_smithy_http_client::Connector::builder().build_http());
    let turn = Turn { connector, open: Arc::default() };
    let calls = async move {
        let call = |_| turn.call(HttpRequest::get(&address).unwrap());
        let replies = stream::iter(0..100).map(call).buffer_unordered(at_once);
        replies.for_each(async |reply| assert_eq!(reply.unwrap().body().bytes(), Some(&b"said"[..]))).await;
    };
    tokio::spawn(calls).await.unwrap();
    connected.load(Ordering::SeqCst)
}

#[tokio::test]
async fn calls_one_after_the_other_have_one_connection() {
    assert_eq!(connections(1).await, 1);
}

#[tokio::test]
async fn calls_side_by_side_have_one_connection_each_and_no_more() {
    assert!((2..=8).contains(&connections(8).await));
}
