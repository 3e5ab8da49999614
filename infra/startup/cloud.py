"""The little of AWS that a function meets at its start: Lambda's runtime API, and a table over HTTPS."""

import http.server
import json
import ssl
import subprocess
import threading
import time

# What an empty table answers, by operation. Any other succeeds with nothing to say.
EMPTY = {
    "Query": {"Items": [], "Count": 0, "ScannedCount": 0},
    "UpdateItem": {"Attributes": {"seen": {"N": "1"}}},  # the first try of this minute
}


# The rows that are there, by sort key: the gate and the account of whoever calls, and how far the timer has come.
ROWS = {
    "account": {
        "number": {"N": "1"}, "email": {"S": "ada@example.org"}, "name": {"S": "Ada"}, "roles": {"L": [{"S": "mentee"}]},
        "status": {"S": "active"}, "version": {"N": "1"},
        "created": {"S": "2026-11-20T15:00:00Z"}, "updated": {"S": "2026-11-20T15:00:00Z"},
    },
    "gate": {"status": {"S": "active"}, "epoch": {"N": "0"}},
    "walked": {"at": {"S": "2026-11-20T15:59:00Z"}},
}


def found(key):
    """The row under this key, if it is there."""
    row = ROWS.get(key.get("sk", {}).get("S"))
    return {**key, "id": key["pk"], **row} if row else None


def reply(operation, request):
    """What the table answers."""
    if operation == "GetItem":
        row = found(request["Key"])
        return {"Item": row} if row else {}
    if operation == "BatchGetItem":
        asked = request["RequestItems"].items()
        rows = {table: [row for key in wanted["Keys"] if (row := found(key))] for table, wanted in asked}
        return {"Responses": rows, "UnprocessedKeys": {}}
    return EMPTY.get(operation, {})


class Handler(http.server.BaseHTTPRequestHandler):
    """Keeps connections open, writes each answer in two pieces as large ones come, and says nothing on the console."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(self, body=b"", status=200, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        time.sleep(0.02)
        self.wfile.write(body)


class Listener(http.server.ThreadingHTTPServer):
    """Counts who connects, whatever comes of it."""

    daemon_threads = True
    accepted = 0

    def get_request(self):
        self.accepted += 1
        return super().get_request()

    def handle_error(self, *_):
        pass  # a killed function hangs up in the middle


class Server:
    """A server of one kind of handler on a free port, for the length of a `with`."""

    def __init__(self, handler, context=None):
        self.server = Listener(("127.0.0.1", 0), handler)
        if context:
            # A handshake within `accept`, left half made, would hold back whoever connects next.
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Runtime(Server):
    """Hands out one event, and keeps the reply or the error that comes back."""

    def __init__(self, event):
        self.reply = None
        self.failed = False
        self.done = threading.Event()
        runtime, taken = self, threading.Lock()

        class Invocations(Handler):
            def do_GET(self):  # …/invocation/next
                if not taken.acquire(blocking=False):
                    threading.Event().wait()  # no second event: the function is killed while it waits
                headers = [
                    ("content-type", "application/json"),
                    ("lambda-runtime-aws-request-id", "5b1f7d1e-0000-4000-8000-000000000001"),
                    ("lambda-runtime-deadline-ms", "4102444800000"),
                    ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:000000000000:function:counted"),
                    ("lambda-runtime-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0"),
                ]
                self.answer(event, headers=headers)

            def do_POST(self):  # …/invocation/<id>/response, …/invocation/<id>/error, …/init/error
                runtime.reply = self.body()
                runtime.failed = not self.path.endswith("/response")
                self.answer(status=202)
                runtime.done.set()

        super().__init__(Invocations)


class Table(Server):
    """An all but empty table that counts its calls."""

    def __init__(self, context):
        self.calls = []
        table = self

        class Calls(Handler):
            def do_POST(self):
                request = json.loads(self.body() or b"{}")
                operation = self.headers.get("x-amz-target", "").rsplit(".", 1)[-1]
                table.calls.append(operation or self.path)
                answer = json.dumps(reply(operation, request)).encode()
                self.answer(answer, headers=[("content-type", "application/x-amz-json-1.0")])

        super().__init__(Calls, context)

    @property
    def connections(self):
        return self.server.accepted


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


def certificates(folder):
    """An authority made for this run, and a server context with a certificate of it. As AWS has: RSA, 2048."""
    ca, ca_key, leaf = folder / "ca.pem", folder / "ca.key", folder / "leaf"
    new = ["req", "-newkey", "rsa:2048", "-nodes", "-subj"]
    openssl(*new, "/CN=start-up count", "-x509", "-days", "2", "-keyout", ca_key, "-out", ca,
            "-addext", "keyUsage=critical,keyCertSign")
    openssl(*new, "/CN=localhost", "-keyout", f"{leaf}.key", "-out", f"{leaf}.csr")
    (folder / "leaf.ext").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    openssl("x509", "-req", "-in", f"{leaf}.csr", "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2",
            "-extfile", f"{leaf}.ext", "-out", f"{leaf}.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{leaf}.pem", f"{leaf}.key")
    return ca, context
