"""Lambda's runtime API and a table over HTTPS, as cheap as sockets in Python get: what is measured is
the process on the other side. Nothing is parsed twice, and the same question has the same answer.
"""

import json
import socket
import threading
import zlib


class Server:
    """Listens on a free port, with a thread for each connection, for the length of a `with`."""

    def __init__(self, context=None):
        self.context = context
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            for head, body in requests(connection):
                connection.sendall(self.answer(head, body))
        except OSError:
            pass  # whoever was measured is ended in the middle of its next question
        finally:
            connection.close()


def requests(connection):
    """Each request of a connection: its head in small letters, and its body."""
    data = b""
    while True:
        while (end := data.find(b"\r\n\r\n")) < 0:
            if not (more := connection.recv(65536)):
                return
            data += more
        head, data = data[:end].lower(), data[end + 4:]
        length = int(header(head, b"content-length") or 0)
        while len(data) < length:
            if not (more := connection.recv(65536)):
                return
            data += more
        yield head, data[:length]
        data = data[length:]


def header(head, name):
    start = head.find(b"\r\n" + name + b":")
    return None if start < 0 else head[start + len(name) + 3:].split(b"\r\n", 1)[0].strip()


def reply(body, status=b"200 OK", headers=b""):
    return b"HTTP/1.1 %s\r\n%scontent-length: %d\r\n\r\n%s" % (status, headers, len(body), body)


class Runtime(Server):
    """Hands out one event again and again, as many times as it is told to, and looks at each reply."""

    def __init__(self, event, wanted):
        super().__init__()
        self.wanted = None if wanted == "-" else int(wanted)
        self.invocation = reply(event, headers=(
            b"content-type: application/json\r\n"
            b"lambda-runtime-aws-request-id: 5b1f7d1e-0000-4000-8000-000000000001\r\n"
            b"lambda-runtime-deadline-ms: 4102444800000\r\n"
            b"lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-west-1:000000000000:function:measured\r\n"
            b"lambda-runtime-trace-id: Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0\r\n"))
        self.lock = threading.Condition()
        self.allowed = self.taken = self.replied = 0
        self.waiting = False
        self.last = None  # the last reply
        self.wrong = None  # the first reply that was not what is wanted

    def answer(self, head, body):
        if head.startswith(b"get "):  # …/invocation/next
            with self.lock:
                self.waiting = True
                self.lock.notify_all()
                self.lock.wait_for(lambda: self.taken < self.allowed)
                self.waiting, self.taken = False, self.taken + 1
            return self.invocation
        with self.lock:  # …/invocation/<id>/response, …/invocation/<id>/error, …/init/error
            self.replied, self.last = self.replied + 1, body
            if not self.right(head.split(b" ", 2)[1], body):
                self.wrong = self.wrong or body
            self.lock.notify_all()
        return reply(b"", b"202 Accepted")

    def right(self, path, body):
        if not path.endswith(b"/response"):
            return False
        # The whole of a reply is read once; afterwards it is enough that its status stands in it.
        if self.replied == 1 and self.wanted:
            return json.loads(body).get("statusCode") == self.wanted
        return not self.wanted or b'"statusCode":%d' % self.wanted in body

    def allow(self, events):
        with self.lock:
            self.allowed += events
            self.lock.notify_all()

    def until_replied(self, patience):
        """Returns with the last reply, or not at all."""
        return self.until(lambda: self.replied >= self.allowed, patience)

    def until_idle(self, patience):
        """Returns when the process waits for more than it was allowed."""
        return self.until(lambda: self.replied >= self.allowed and self.waiting, patience)

    def until(self, condition, patience):
        with self.lock:
            return self.lock.wait_for(lambda: self.wrong or condition(), patience) and not self.wrong


class Table(Server):
    """Answers from `rows`, a function of operation and request; remembers what it has answered."""

    def __init__(self, context, rows):
        super().__init__(context)
        self.rows, self.known, self.calls = rows, {}, 0

    def answer(self, head, body):
        self.calls += 1
        operation = header(head, b"x-amz-target") or head.split(b" ", 2)[1]
        if operation.endswith(b"transactwriteitems"):  # each is another, and all succeed
            return self.told({})
        found = self.known.get((operation, body))
        if found is None:
            name = OPERATIONS.get(operation.rsplit(b".", 1)[-1], "")
            found = self.told(self.rows(name, json.loads(body or b"{}")))
            self.known[operation, body] = found
        return found

    @staticmethod
    def told(answer):
        body = json.dumps(answer, separators=(",", ":")).encode()
        return reply(body, headers=(
            b"server: Server\r\ndate: Fri, 20 Nov 2026 16:00:00 GMT\r\n"
            b"content-type: application/x-amz-json-1.0\r\n"
            b"x-amzn-requestid: 7KTF2D2SJ0KDKJHGRUC2FFOB6FVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n"
            b"x-amz-crc32: %d\r\n" % zlib.crc32(body)))


# Heads are in small letters; answers go by the real names.
OPERATIONS = {name.lower().encode(): name for name in
              ("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactGetItems")}
