"""One process that is measured: its cloud, its clock of processor time, its memory."""

import os
import re
import signal
import subprocess
import tempfile
import time

from wire import Runtime, Table
from work import count

PATIENCE = 120  # seconds


class Bench:
    """What all processes of a run share: keys, certificates."""

    def __init__(self, folder, keys, certificates):
        self.folder, self.keys, (self.ca, self.context) = folder, keys, certificates


class Subject:
    """Something that answers an event: a name, how it is started, what is asked of it, and its table."""

    def __init__(self, name, command, event, wanted, rows):
        self.name, self.command, self.event, self.wanted, self.rows = name, command, event, wanted, rows

    def start(self, bench, prefix=(), host="localhost"):
        return Measured(self, bench, prefix, host)


class Measured:
    """A started subject, for the length of a `with`."""

    def __init__(self, subject, bench, prefix, host):
        self.subject, self.bench, self.prefix, self.host = subject, bench, prefix, host
        self.runtime, self.table = Runtime(subject.event, subject.wanted), Table(bench.context, subject.rows)

    def __enter__(self):
        self.runtime.__enter__()
        self.table.__enter__()
        environment = count.environment(self.bench.keys, self.bench.ca, self.runtime, self.table)
        at = f"https://{self.host}:{self.table.port}"
        environment |= {name: at for name in environment if name.startswith("AWS_ENDPOINT_URL_")}
        environment |= {"NODE_EXTRA_CA_CERTS": str(self.bench.ca), "AWS_DEFAULT_REGION": environment["AWS_REGION"]}
        self.console = tempfile.TemporaryFile()
        command = [*self.prefix, *map(str, self.subject.command)]
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, stdout=self.console, stderr=self.console)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.runtime.__exit__()
        self.table.__exit__()
        self.console.close()

    def cold(self):
        """The first reply: milliseconds since the start, and of the processor's time."""
        self.runtime.allow(1)
        self.hold(self.runtime.until_replied(PATIENCE))
        return (time.perf_counter() - self.started) * 1e3, self.cpu()

    def warm(self, requests):
        """So many requests: milliseconds of each, and of the processor's time for each."""
        self.hold(self.runtime.until_idle(PATIENCE))
        cpu, start = self.cpu(), time.perf_counter()
        self.runtime.allow(requests)
        self.hold(self.runtime.until_idle(PATIENCE))
        return (time.perf_counter() - start) * 1e3 / requests, (self.cpu() - cpu) / requests

    def cpu(self):
        """Milliseconds of user and system time of all its threads, those that are gone included."""
        return time.clock_gettime(~self.process.pid << 3 | 2) * 1e3  # Linux: a clock by process id

    def peak(self):
        """The most memory that it has had at once, in MB of 1,048,576 bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) / 1024

    def hold(self, fine):
        if fine:
            return
        said = self.runtime.wrong or b"nothing"
        self.console.seek(0)
        raise SystemExit(f"{self.subject.name} answered {said.decode(errors='replace')[:600]}\n"
                         f"{self.console.read().decode(errors='replace')[-2000:]}")


def syscalls(subject, bench, host="127.0.0.1"):
    """How many calls a cold start makes of the kernel, up to its first reply: the fewest of three, for waits
    that are cut in two only add to them.

    To an address, unless told otherwise: how libc looks a name up is the machine's to say (nsswitch.conf).
    """
    return min(traced(subject, bench, host) for _ in range(3))


def traced(subject, bench, host):
    with tempfile.NamedTemporaryFile("r") as summary:
        with subject.start(bench, ("strace", "-f", "-c", "-o", summary.name), host) as measured:
            measured.cold()
            for child in children(measured.process.pid):
                os.kill(child, signal.SIGKILL)
            measured.process.wait(PATIENCE)
        # % time, seconds, usecs/call, calls, errors where there are any, name
        return int(re.search(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?total$", summary.read(), re.M)[1])


def instructions(subject, bench, requests=60):
    """What a warm request takes, by callgrind: what so many more of them add to a start with a few."""
    few = 20
    return (collected(subject, bench, few + requests) - collected(subject, bench, few)) // requests


def collected(subject, bench, requests):
    with tempfile.NamedTemporaryFile("r") as log:
        valgrind = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log.name}")
        with subject.start(bench, valgrind) as measured:
            measured.cold()
            measured.warm(requests - 1)
            measured.process.send_signal(signal.SIGTERM)
            measured.process.wait(PATIENCE)
        return int(re.search(r"Collected : (\d+)", log.read())[1])


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]
