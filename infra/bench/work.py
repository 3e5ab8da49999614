"""What is asked, and what the table holds of it."""

import datetime
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "startup"))

import cloud  # noqa: E402
import count  # noqa: E402

RECORDED = json.loads((HERE / "rows.json").read_text())
MENTOR, MENTEE = RECORDED["mentor"], RECORDED["mentee"]
AT = datetime.datetime.fromisoformat(RECORDED["at"])


def small_rows(operation, request):
    """The all but empty table of infra/startup."""
    return cloud.reply(operation, request)


def rows(operation, request):
    """The recorded table: keys, and stretches of a partition."""
    if operation == "GetItem":
        found = [row for row in RECORDED["rows"] if held(row, request["Key"])]
        return {"Item": found[0]} if found else {}
    if operation == "BatchGetItem":
        (table, wanted), = request["RequestItems"].items()
        return {"Responses": {table: [row for key in wanted["Keys"] for row in RECORDED["rows"] if held(row, key)]},
                "UnprocessedKeys": {}}
    if operation == "Query":
        found = stretch(request)
        return {"Items": found, "Count": len(found), "ScannedCount": len(found)}
    return cloud.reply(operation, request)


def held(row, key):
    return all(row[name] == value for name, value in key.items())


def stretch(request):
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    low, high = values[":low"]["S"], values[":high"]["S"]
    of = [row for row in RECORDED["rows"] if row.get(names["#pk"]) == values[":pk"]]
    of = [row for row in of if low <= row[names["#sk"]]["S"] <= high]
    return sorted(of, key=lambda row: row[names["#sk"]]["S"])[:request["Limit"]]


class Ask:
    """A request of a real route: which function, its event, the status and how many rows it must show."""

    def __init__(self, name, function, path, most, instructions, shows=None, body=None, query=""):
        self.name, self.function, self.path, self.most, self.shows = name, function, path, most, shows
        self.instructions = instructions
        self.body, self.query = body, query
        self.wanted = 201 if body else 200

    def event(self, keys):
        event = json.loads((ROOT / "events/mentors/list.json").read_text())
        http, method = event["requestContext"]["http"], "POST" if self.body else "GET"
        event |= {"rawPath": self.path, "rawQueryString": self.query, "routeKey": f"ANY {self.path}"}
        http |= {"method": method, "path": self.path}
        event["requestContext"]["timeEpoch"] = int(AT.timestamp() * 1000)
        if self.query:
            event["queryStringParameters"] = dict(pair.split("=") for pair in self.query.split("&"))
        if self.body:
            event["body"] = json.dumps(self.body)
            event["headers"] |= {"content-type": "application/json", "authorization": f"Bearer {keys.token(mentee())}",
                                 "idempotency-key": "a0d2f6c3-5b1e-4b6c-9a57-0c6f6e9d1f10"}
        return json.dumps(event).encode()

    def shown(self, reply):
        """Complains of a reply that is shorter than the work was to be."""
        data = json.loads(json.loads(reply)["body"])["data"]
        if self.shows and len(data) != self.shows:
            raise SystemExit(f"{self.name} shows {len(data)} rows, not {self.shows}")


def mentee():
    return count.claims() | {"sub": MENTEE}


def booking():
    """The first hour of the mentor's first Tuesday, which is free."""
    day = AT.date() + datetime.timedelta(days=(8 - AT.isoweekday()) % 7 + 1)
    return {"mentorId": MENTOR, "start": f"{day}T09:00:00Z", "duration": 60, "timezone": "Europe/London",
            "topic": "A first conversation", "description": "I would like to talk about changing teams."}


# CPU milliseconds of a request: a tenth of a Django REST and PostgreSQL peer's on the same work. And the most
# instructions that it may take, which is the same on every machine: a tenth above what it took when this was written.
PAGE = Ask("mentor page", "mentors", f"/v1/mentors/{MENTOR}", 0.20, 430_000)
ROUTES = [
    PAGE,
    Ask("mentor list", "mentors", "/v1/mentors", 0.33, 1_880_000, shows=20),
    Ask("slots of 14 days", "mentors", f"/v1/mentors/{MENTOR}/slots", 0.30, 1_720_000, query="duration=60"),
    Ask("booking", "bookings", "/v1/bookings", 0.56, 2_650_000, body=booking()),
]
