#!/usr/bin/env python3
"""Writes rows.json anew: what a table holds of some mentors, as a running local cloud wrote it.

    cargo run -- --in-memory --port 3001     # elsewhere; it says where its DynamoDB is
    infra/bench/record.py http://127.0.0.1:3001 http://127.0.0.1:PORT

Needed when a row of a mentor, an account, a gate, hours or a day changes its shape.
"""

import base64
import datetime
import http.client
import json
import pathlib
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
PASSWORD = "harbour-lantern-42"
MENTORS = 21  # a page of 20 asks for one more
NAMES = ["Amina", "Bilal", "Chioma", "Dina", "Esi", "Farid", "Grace", "Hana", "Idris", "Joy", "Kofi", "Layla",
         "Malik", "Nadia", "Omar", "Priya", "Quentin", "Rania", "Samuel", "Tariq", "Uma"]
BIO = ("Ten years between product teams and platform teams. I read designs, rehearse interviews, and help with "
       "the first ninety days of a new job. Bring a question, a draft or a diff.")
WEEK = [{"dayOfWeek": day, "start": "09:00", "end": "17:00"} for day in range(1, 6)]


class Api:
    """The local cloud, asked from an address of one's own: tries to sign in are counted by address."""

    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.callers = 10

    def __call__(self, method, path, token=None, body=None, source=("127.0.0.1", 0)):
        connection = http.client.HTTPConnection(self.host, source_address=source)
        headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        reply = connection.getresponse()
        text = reply.read()
        if reply.status >= 300:
            raise SystemExit(f"{method} {path}: {reply.status} {text.decode()}")
        return json.loads(text)["data"]

    def sign_in(self, email):
        self.callers += 1
        body = {"email": email, "password": PASSWORD}
        return self("POST", "/v1/auth/login", None, body, (f"127.0.0.{self.callers}", 0))["token"]

    def person(self, admin, name, role):
        email = f"{name.lower()}@example.com"
        body = {"name": f"{name} Example", "email": email, "roles": [role], "password": PASSWORD}
        self("POST", "/v1/admin/users", admin, body)
        return self.sign_in(email)


def mentor(api, admin, name):
    token = api.person(admin, name, "mentor")
    profile = {"bio": BIO, "expertise": ["Rust", "Architecture", "Careers", "Interviews"], "company": "Example Works",
               "jobTitle": "Principal engineer", "yearsOfExperience": 12, "timezone": "Europe/London",
               "linkedin": "https://www.linkedin.com/in/example", "github": "https://github.com/example"}
    me = api("POST", "/v1/mentors", token, profile)["id"]
    api("PUT", "/v1/availability/me", token, {"weekly": WEEK})
    api("PUT", f"/v1/admin/mentors/{me}/approval", admin, {"approved": True, "reason": "Welcome."})
    return me, token


def book(api, mentor, names, admin):
    """Half a fortnight's hours: one booking a weekday, of three mentees' three an hour."""
    mentees = [api.person(admin, name, "mentee") for name in names]
    slots = api("GET", f"/v1/mentors/{mentor}/slots?duration=60&timezone=Etc/UTC")
    days = {}
    for slot in slots:
        days.setdefault(slot["start"][:10], []).append(slot["start"])
    starts = [starts[len(starts) // 2] for starts in list(days.values())[2:]][:7]
    for number, start in enumerate(starts):
        ask = {"mentorId": mentor, "start": start, "duration": 60, "topic": f"Session {number + 1}"}
        api("POST", "/v1/bookings", mentees[1 + number // 3], ask)
    return mentees[0]


def subject(token):
    claims = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]


def scan(dynamodb):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(dynamodb).netloc)
    scope = "AKIDEXAMPLE/20261120/eu-west-1/dynamodb/aws4_request"
    headers = {"x-amz-target": "DynamoDB_20120810.Scan", "content-type": "application/x-amz-json-1.0",
               "x-amz-date": "20261120T000000Z",
               "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
    connection.request("POST", "/", json.dumps({"TableName": "Table"}), headers)
    return json.loads(connection.getresponse().read())["Items"]


def main():
    api = Api(sys.argv[1])
    admin = api.sign_in("admin@example.com")
    mentors = [mentor(api, admin, name)[0] for name in NAMES[:MENTORS]]
    token = book(api, mentors[0], ["Vera", "Wale", "Xenia", "Yusuf"], admin)
    mentee = subject(token)
    whole = {mentors[0], mentee}
    kept = [row for row in scan(sys.argv[2]) if row["pk"]["S"] in mentors + [mentee]]
    kinds = ("account", "gate", "availability", "day")
    kept = [row for row in kept if row["sk"]["S"] == "mentor"
            or row["pk"]["S"] in whole and row["sk"]["S"].split("#")[0] in kinds]
    kept.sort(key=lambda row: (row["sk"]["S"], row["pk"]["S"]))
    at = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    head = json.dumps({"at": at, "mentor": mentors[0], "mentee": mentee})[:-1]
    rows = ",\n".join(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in kept)
    (HERE / "rows.json").write_text(f'{head}, "rows": [\n{rows}\n]}}\n')
    print(f"{len(kept)} rows")


if __name__ == "__main__":
    main()
