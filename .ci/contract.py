#!/usr/bin/env python3
"""Holds the running local cloud to its own OpenAPI document, as each role: `.ci/run contract`.

Run, it gives each role a cloud of its own and schemathesis in front of it. Imported by schemathesis, it
is the hooks: who signs in, and which ids exist, since nobody draws an id that exists from a hat.

No operation is left out. Those that end the caller's own session (logout, logout-all, a password change)
are met by signing in anew after a 401; what an admin suspends or deletes is one of the newcomers made
below, and an id of the role's own account is never put in.
"""
import atexit, collections, datetime, itertools, json, os, pathlib, re, subprocess, sys, time, urllib.error, urllib.request
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent.parent
OUT = HERE / "target" / "ci" / "contract"
PASSWORD = "harbour-lantern-42"  # of the demo people, infra/local/src/demo.rs
ROLES = {"anonymous": None, "mentee": "mentee@example.com", "mentor": "mentor@example.com", "admin": "admin@example.com"}
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,unsupported_method,allow_header_conformance,ignored_auth"
)
# What a made-up request does not reach, and the suite does: a secret that only a letter or Google has, an hour that
# has passed.
SECRET = ("/bookings/{id}/answer", "/notifications/unsubscribe/{token}", "POST /v1/auth/confirm-email", "/auth/google",
          "POST /api/auth/confirm-email", "POST /v1/auth/reset-password", "/auth/reset-password/confirm")
PASSED = ("/bookings/{id}/complete", "/bookings/{id}/no-show", "/bookings/{id}/feedback", "/bookings/{id}/add_feedback")
# The smallest picture there is.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de000"
    "0000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


def ask(url, path, token=None, body=None):
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url + path, json.dumps(body).encode() if body is not None else None, headers)
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def picture(url, token):
    edge = b"--edge\r\n"
    part = b'content-disposition: form-data; name="file"; filename="me.png"\r\ncontent-type: image/png\r\n\r\n'
    headers = {"content-type": "multipart/form-data; boundary=edge", "authorization": f"Bearer {token}"}
    body = edge + part + PIXEL + b"\r\n--edge--\r\n"
    urllib.request.urlopen(urllib.request.Request(f"{url}/v1/mentors/me/photo", body, headers)).read()


def sign_in(url, email):
    try:
        return ask(url, "/v1/auth/login", body={"email": email, "password": PASSWORD})["data"]
    except urllib.error.HTTPError as error:
        # Schemathesis only says that it got no token.
        with (OUT / "sign_in.txt").open("a") as why:
            print(email, error.code, error.read().decode(), file=why)
        raise


class Town:
    """What there is in a cloud, made through the front door."""

    def __init__(self, url, role):
        self.url, self.email = url, ROLES[role]
        self.turns, self.keys = collections.Counter(), itertools.count()
        admin = sign_in(url, ROLES["admin"])["token"]
        newcomer = lambda n: {"name": f"Newcomer {n}", "email": f"newcomer{n}@example.com", "password": PASSWORD}
        newcomers = [ask(url, "/v1/admin/users", admin, newcomer(n))["data"] for n in range(6)]
        self.mentor = ask(url, "/v1/mentors?search=mina")["data"][0]["id"]
        # Three bookings an hour are the most of one person.
        mentees = [ROLES["mentee"]] + [newcomer["email"] for newcomer in newcomers[:3]]
        starts = iter(slot["start"] for slot in self.slots()[::4])
        self.bookings = [self.book(email, next(starts)) for email in mentees for _ in range(3)]
        self.starts = list(starts)
        mentor = sign_in(url, ROLES["mentor"])["token"]
        for booking in self.bookings[:4]:
            ask(url, f"/v1/bookings/{booking}/confirm", mentor, {})
        picture(url, mentor)
        # Who may be written to: the mentor by a mentee of theirs, and the other way round.
        self.other = sign_in(url, ROLES["mentee"])["user"]["id"] if role == "mentor" else self.mentor
        applicants = [sign_in(url, newcomer["email"])["token"] for newcomer in newcomers[3:]]
        self.applicants = [ask(url, "/v1/mentors", token, {"bio": "Hello."})["data"]["id"] for token in applicants]
        self.people = [newcomer["id"] for newcomer in newcomers]
        guests = [ask(url, "/v1/admin/users", admin, newcomer(n))["data"] for n in range(6, 14)] if role == "mentee" else []
        self.guests = Guests(url, guests)
        own = sign_in(url, self.email or ROLES["mentee"])
        self.feed = ask(url, "/v1/calendar/feed", own["token"])["data"]["url"].rsplit("/", 1)[1]
        self.talk(own, admin)
        ended = [sign_in(url, self.email or ROLES["mentee"]) for _ in range(3)]
        sessions = ask(url, "/v1/auth/sessions", ended[0]["token"])["data"]
        self.sessions = [session["id"] for session in sessions if not session["current"]]

    def slots(self):
        """Of four weeks; a question is of two."""
        day = lambda after: (datetime.date.today() + datetime.timedelta(days=after)).isoformat()
        weeks = [f"from={day(start)}&to={day(start + 13)}" for start in (1, 15)]
        return [slot for week in weeks for slot in ask(self.url, f"/v1/mentors/{self.mentor}/slots?duration=60&{week}")["data"]]

    def book(self, email, start):
        body = {"mentorId": self.mentor, "start": start, "duration": 60, "topic": "Ownership"}
        return ask(self.url, "/v1/bookings", sign_in(self.url, email)["token"], body)["data"]["id"]

    def talk(self, own, admin):
        """A chat of the role's own with words of both sides, one of them reported, and what they are told of."""
        of = own if "admin" not in own["user"]["roles"] else sign_in(self.url, ROLES["mentee"])
        self.chats = [ask(self.url, "/v1/chats?type=support", of["token"])["data"][0]["id"]]
        says = lambda token, words: ask(self.url, f"/v1/chats/{self.chats[0]}/messages", token, {"content": words})["data"]["id"]
        theirs = [says(admin, "How can we help?"), says(admin, "Are you there?")]
        self.messages = [says(own["token"], "Hello."), says(own["token"], "I have a question."), *theirs]
        report = ask(self.url, f"/v1/messages/{theirs[0]}/report", of["token"], {"reason": "Too short."})
        self.reports = [report["data"]["id"]]
        told = {"title": "Closed", "message": "Stay at home."}
        people = {"userIds": [own["user"]["id"]]}
        self.alerts = [ask(self.url, "/v1/admin/alerts", admin, told | people)["data"]["id"] for _ in range(2)]
        everybody = told | {"targetAudience": "all"}
        made = [ask(self.url, "/v1/admin/announcements", admin, everybody)["data"]["id"] for _ in range(3)]
        self.announcements = made
        self.notices = self.told_of(own["token"])

    def told_of(self, token):
        """Notices, which come a moment after their cause."""
        for _ in range(50):
            if notices := ask(self.url, "/v1/notifications", token)["data"]:
                return [notice["id"] for notice in notices]
            time.sleep(0.2)
        raise SystemExit("nobody is told of anything")

    def known(self, path, name):
        """What exists under this name on this path, if we know any."""
        if name == "id":
            return next((ids for part, ids in self.places() if part in path), [self.mentor])
        if "password" in name.lower():
            return [PASSWORD]  # so that a changed one is the old one
        if name == "email" and "login" in path:
            return [self.email or ROLES["mentee"]]
        if "refresh" in name:
            return [sign_in(self.url, self.email or ROLES["mentee"])["refreshToken"]]
        if name == "file":
            return [PIXEL] if "photo" in path else [self.feed]
        starts = self.starts if "/bookings" in path else ["09:00"]
        dates = [start[:10] for start in self.starts]
        return {"userId": self.people, "user_id": self.people, "mentorId": [self.mentor], "mentor_id": [self.mentor],
                "start": starts, "end": ["17:00"], "duration": [60], "timezone": ["Europe/London"],
                "session_date": dates, "date": dates[:1], "from": dates[:1], "to": dates[-1:], "start_time": ["12:00"],
                "end_time": ["13:00"], "chatId": self.chats, "receiver_id": [self.other], "search": ["question", "mina"],
                "userIds": [self.people[:2]], "roles": [["mentee"], ["mentee", "mentor"]], "reason": ["Not now."],
                "If-Match": ["*"]}.get(name)

    def places(self):
        """Which ids belong on which path, the first that fits."""
        return (("/bookings/", self.bookings), ("/sessions/", self.sessions), ("/admin/mentors/", self.applicants),
                ("/messages/conversation/", [self.mentor, *self.people]), ("/chats/", self.chats),
                ("/messages/", self.messages), ("/reports/", self.reports), ("/alerts/", self.alerts),
                ("/announcements/", self.announcements), ("/notifications/", self.notices))

    def fill(self, context, part, drawn):
        """Puts what exists in the place of what was drawn, in seven turns of eight of this part of the operation."""
        path = context.operation.path
        turn = self.turns[context.operation.label, part] = self.turns[context.operation.label, part] + 1
        return drawn if turn % 8 == 0 else self.put(path, drawn, turn)

    def put(self, path, drawn, dice):
        if isinstance(drawn, list):
            return [self.put(path, inner, dice) for inner in drawn]
        if not isinstance(drawn, dict):
            return drawn
        known = {name: self.known(path, name) for name in drawn}
        if "Idempotency-Key" in drawn:
            known["Idempotency-Key"] = [f"request {next(self.keys)}"]
        return {name: known[name][dice % len(known[name])] if known[name] else self.put(path, inner, dice)
                for name, inner in drawn.items()}


def completed(path, drawn):
    """With what the reference cannot call required, since it goes by two names or stands for another."""
    if path.endswith("/members/import") and isinstance(drawn, (str, bytes)):
        return "email,first_name,last_name,membershiptype\nnew@example.org,Ada,Lovelace,Student\n"
    wanting = {"/email-login": "email", "mentorship/auth/refresh": "refresh"}
    field = next((field for end, field in wanting.items() if path.endswith(end)), None)
    return drawn | {field: ""} if field and isinstance(drawn, dict) else drawn


def legible(drawn, depth=0):
    """Without bytes in a structure within a form: that goes over as JSON, and schemathesis stumbles over them."""
    if isinstance(drawn, dict):
        return {name: legible(inner, depth + 1) for name, inner in drawn.items()}
    if isinstance(drawn, list):
        return [legible(inner, depth + 1) for inner in drawn]
    return bytes(drawn).decode("latin-1") if depth > 1 and isinstance(drawn, (bytes, bytearray)) else drawn


class Guests:
    """People who come in turn, each with a token that is good."""

    def __init__(self, url, people):
        self.url, self.turn, self.tokens = url, itertools.cycle(person["email"] for person in people), {}

    def __next__(self):
        email = next(self.turn)
        if time.monotonic() - self.tokens.get(email, (None, float("-inf")))[1] > 300:
            self.tokens[email] = sign_in(self.url, email)["token"], time.monotonic()
        return self.tokens[email][0]


def hooks():
    import schemathesis

    url, role = os.environ["CONTRACT_URL"], os.environ["CONTRACT_ROLE"]
    town, seen = Town(url, role), collections.defaultdict(collections.Counter)

    @schemathesis.hook
    def map_path_parameters(context, drawn):
        return town.fill(context, "path", drawn)

    @schemathesis.hook
    def map_body(context, drawn):
        return town.fill(context, "body", completed(context.operation.path, drawn))

    @schemathesis.hook
    def before_call(context, case, kwargs):
        case.body = legible(case.body)

    @schemathesis.hook
    def after_call(context, case, response):
        seen[f"{response.request.method} {case.operation.path}"][response.status_code] += 1

    @schemathesis.hook
    def map_headers(context, drawn):
        ours = {name: value for name, value in (drawn or {}).items() if name in ("If-Match", "Idempotency-Key")}
        return {**drawn, **town.fill(context, "headers", ours)} if drawn else drawn

    @schemathesis.hook
    def map_query(context, drawn):
        return town.fill(context, "query", drawn)

    @schemathesis.auth(refresh_interval=300)  # a token lives for 900 seconds; after a 401 it is fetched anew
    class SignedIn:
        def get(self, case, context):
            return sign_in(url, town.email)["token"] if town.email else None

        def set(self, case, token, context):
            # A mentee asks for three bookings an hour and becomes a mentor once: they come in turn.
            if role == "mentee" and case.method == "POST" and case.operation.path.endswith(("/bookings", "/create_profile")):
                token = next(town.guests)
            if token:
                case.headers["Authorization"] = f"Bearer {token}"

    atexit.register(lambda: (OUT / f"{role}.json").write_text(json.dumps(seen, indent=1, sort_keys=True)))


def hold(role, examples):
    command = [HERE / "target/debug/local", "--in-memory", "--port", "0", "--set", "AUTH_RATE=1000000"]
    with open(OUT / f"{role}.cloud.txt", "w") as log:
        cloud = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        line = next((line for line in cloud.stdout if "Ithaca is at" in line), "")
        url = re.search(r"http://[^/]*", line).group()
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "contract", "PYTHONPATH": str(HERE / ".ci"), "CONTRACT_URL": url, "CONTRACT_ROLE": role,
        }
        run = ["schemathesis", "run", f"{url}/openapi.json", "--checks", CHECKS, "--max-examples", str(examples),
               "--phases", "examples,coverage,fuzzing,stateful", "--seed", "1", "--generation-deterministic",
               "--continue-on-failure", "--no-color", "--warnings", "off"]
        done = subprocess.run(run, cwd=OUT, env=environment, capture_output=True, text=True)
    finally:
        cloud.terminate()
        cloud.wait()
    (OUT / f"{role}.txt").write_text(done.stdout + done.stderr)
    return role, done


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    roles, examples = sys.argv[1:] or list(ROLES), int(os.environ.get("EXAMPLES", "5"))
    bad, met = [], set()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for role, done in pool.map(lambda role: hold(role, examples), roles):
            seen = json.loads((OUT / f"{role}.json").read_text()) if (OUT / f"{role}.json").exists() else {}
            statuses = sum((collections.Counter(counts) for counts in seen.values()), collections.Counter())
            good = {plain(name) for name, counts in seen.items() if any(status[0] in "23" for status in counts)}
            met |= good
            print(f"{role}: {sum(statuses.values())} requests, {len(good)} operations answered with success;",
                  ", ".join(f"{status} x {count}" for status, count in sorted(statuses.items())))
            if done.returncode:
                bad.append(role)
                print(done.stdout[done.stdout.find("= FAILURES ="):], done.stderr)
    if bad:
        sys.exit(f"not what openapi.json says, as {', '.join(bad)}; see {OUT}")
    if roles == list(ROLES) and (idle := operations() - met):
        sys.exit(f"never answered with success, so little of it was held to anything: {', '.join(sorted(idle))}")


def plain(name):
    """`/api/v1/x` is `/v1/x` by another name."""
    return name.replace(" /api/v1/", " /v1/")


def operations():
    paths = json.loads((HERE / "openapi.json").read_text())["paths"]
    every = {plain(f"{method.upper()} {path}") for path, methods in paths.items() for method in methods if method != "parameters"}
    return {name for name in every if not name.endswith(SECRET + PASSED)}


if __name__ == "__main__":
    main()
elif "CONTRACT_URL" in os.environ:
    hooks()
