#!/usr/bin/env python3
"""Counts the instructions of each function's cold start, up to its first real reply.

    cargo lambda build --release --target x86_64-unknown-linux-musl --lambda-dir target/measured
    infra/startup/count.py [--binaries target/measured] [function ...]

A start is mostly one TLS handshake, which plain HTTP would hide, so the table answers over HTTPS
with a certificate made for the run. Fails when a limit of cases.txt is passed, when the reply is
not the one it names, or when the function never called its table or connected to it more than once.
"""

import argparse
import base64
import collections
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

import cloud

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATIENCE = 180  # seconds: callgrind is some fifty times slower than the processor


def cases():
    for line in (HERE / "cases.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            function, event, status, instructions = line.split()
            yield function, ROOT / event, status, int(instructions)


class Keys:
    """An Ed25519 pair for tokens, made for the run."""

    def __init__(self, folder):
        self.path = folder / "token.pem"
        cloud.openssl("genpkey", "-algorithm", "ed25519", "-out", self.path)
        self.private = self.path.read_text()
        public = cloud.openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")[-32:]
        key = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "count", "x": unpadded(public)}
        self.public = json.dumps({"keys": [key]})

    def token(self, claims):
        parts = [{"alg": "EdDSA", "typ": "JWT", "kid": "count"}, claims]
        text = ".".join(unpadded(json.dumps(part).encode()) for part in parts)
        message = self.path.with_name("message")
        message.write_text(text)
        signature = cloud.openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.path, "-in", message)
        return f"{text}.{unpadded(signature)}"


def unpadded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def environment(keys, ca, runtime, table):
    """What Lambda sets, and a value for every variable that any function reads."""
    return {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime.port}",
        "AWS_LAMBDA_FUNCTION_NAME": "counted",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_LEVEL": "WARN",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        "AWS_SESSION_TOKEN": "session",
        "AWS_CA_BUNDLE": str(ca),
        "AWS_ENDPOINT_URL_DYNAMODB": f"https://localhost:{table.port}",
        "AWS_ENDPOINT_URL_S3": f"https://localhost:{table.port}",
        "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI": f"https://localhost:{table.port}",
        "AWS_ENDPOINT_URL_SES": f"https://localhost:{table.port}",
        "TABLE": "Table",
        "BUCKET": "photos",
        "TOKEN_PUBLIC_KEYS": keys.public,
        "TOKEN_PRIVATE_KEY": keys.private,
        "TOKEN_KEY_ID": "count",
        "LINK_SECRET": base64.b64encode(bytes(range(32))).decode(),
        "BASE_URL": "https://api.example.org",
        "SOCKET_STAGE": "https://socket.execute-api.eu-west-1.amazonaws.com/ws",
        "LINKS": "{}",
        "ORIGINS": "https://app.example.org",
        "SENDER": "Ithaca <no-reply@example.org>",
        "ORGANISATION_ZONE": "Africa/Cairo",
        "EMAIL_LOGIN": "proved",
        "REGISTRATION": "confirmed",
        "AUTH_RATE": "5",
        "EDGE_SECRET": "seven lamps on a long pier",
        "ADMIN_EMAIL": "admin@example.org",
        "ADMIN_PASSWORD": "seven quiet harbours at dusk",
        "GOOGLE_CLIENT_ID": "client.apps.googleusercontent.com",
        "GOOGLE_KEYS_URL": "https://www.googleapis.com/oauth2/v3/certs",
        "GOOGLE_ISSUER": "https://accounts.google.com",
    }


def run(binary, event, keys, ca, context):
    """One start under callgrind: the instructions, the runtime with its reply, the table, the console."""
    with tempfile.TemporaryDirectory() as folder, cloud.Runtime(event) as runtime, cloud.Table(context) as table:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", str(binary)]
        process = subprocess.Popen(command, env=environment(keys, ca, runtime, table), stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + PATIENCE
        while not runtime.done.wait(0.05) and process.poll() is None and time.monotonic() < deadline:
            pass
        process.send_signal(signal.SIGTERM)
        console = process.communicate(timeout=PATIENCE)[0]
        counted = re.search(r"Collected : (\d+)", console)
        return int(counted[1]) if counted else None, runtime, table, console


def complaints(instructions, runtime, table, wanted, most):
    if runtime.reply is None:
        yield "gave no reply"
    elif runtime.failed:
        yield f"failed: {runtime.reply.decode(errors='replace')[:300]}"
    elif wanted != "-" and json.loads(runtime.reply).get("statusCode") != int(wanted):
        yield f"answered {runtime.reply.decode(errors='replace')[:300]}"
    if not table.calls:
        yield "never called its table, so no handshake was counted"
    elif table.connections > 1:
        yield f"connected {table.connections} times: every connection is a handshake"
    if instructions is None:
        yield "callgrind gave no count"
    elif instructions > most:
        yield f"{instructions:,} instructions are over {most:,}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", type=pathlib.Path, default=ROOT / "target" / "measured")
    parser.add_argument("functions", nargs="*")
    options = parser.parse_args()
    failures = 0
    print(f"{'function':10} {'instructions':>14} {'limit':>12} {'bytes':>10}  the table heard")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        keys, (ca, context) = Keys(folder), cloud.certificates(folder)
        for function, path, wanted, most in cases():
            if options.functions and function not in options.functions:
                continue
            binary = options.binaries / function / "bootstrap"
            event = path.read_text().replace("{{token}}", keys.token(claims())).encode()
            instructions, runtime, table, console = run(binary, event, keys, ca, context)
            size = binary.stat().st_size
            print(f"{function:10} {instructions or 0:14,} {most:12,} {size:10,}  {told(table)}")
            found = list(complaints(instructions, runtime, table, wanted, most))
            for complaint in found:
                print(f"  {function} {complaint}")
            if found and not runtime.reply:
                print(console[-2000:])
            failures += bool(found)
    return 1 if failures else 0


def told(table):
    """Each connection is a handshake, most of a start's cost."""
    calls = collections.Counter(table.calls)
    heard = ", ".join(f"{count} {operation}" for operation, count in calls.items())
    return f"{heard} on {table.connections} connections"


def claims():
    """Of somebody whose session outlives every event's instant."""
    person, session = "0193a000-0000-7000-8000-000000000001", "0193a000-0000-7000-8000-000000000002"
    return {"sub": person, "sid": session, "roles": ["mentee"], "epoch": 0, "aud": "ithaca", "iat": 0, "exp": 1 << 32}


if __name__ == "__main__":
    sys.exit(main())
