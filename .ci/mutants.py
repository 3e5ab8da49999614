#!/usr/bin/env python3
"""Looks for what no test would notice: `.ci/run mutants`, of some files `MUTANTS=shared/store/src/outbox.rs`.

cargo-mutants says what could be changed. Alone it builds and tests one change after the other, a minute each. Here
all of them are woven into one build, side by side within their functions, and a variable of the environment says
which of them is so: each costs as long as it takes the first test to notice.
"""
import collections, json, os, pathlib, re, shutil, subprocess, sys, threading, time
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent.parent
WOVEN = HERE / "target" / "ci" / "mutants"
PACKAGES = ("domain", "store")
# After two of three rounds one knows most, in a tenth of the time: `ROUNDS=2`.
ROUNDS = int(os.environ.get("ROUNDS", "3"))
# Which tests look at a file, or a folder, first; after them all of them do.
NEAR = {
    "account accounts audit challenges registry": "accounts::",
    "alert alerts announcement announcements notice notices preference preferences readers": "notices::",
    "availability favourites mentor mentors": "mentors::",
    "booking bookings calendar desk idempotency listed": "bookings:: proofs::rivals races::bookings races::limits",
    "card": "secrets::cards",
    "chat chats pace words": "chat:: realtime:: races::screens",
    "commit batch calls patience": "races:: dispatch::",
    "connection connections event": "realtime:: chat::",
    "due": "timer:: bookings::",
    "erase": "accounts:: dispatch:: invariants::",
    "frame frames": "realtime:: chat:: notices::",
    "gate": "accounts:: realtime:: bookings::links proofs::shut_out",
    "answered asked keys page read reader row transact value walk written": "bookings:: mentors:: notices:: accounts::budgets dispatch::leaving",
    "outbox": "dispatch::",
    "prefix": "accounts::admins_lists chat::searching mentors::search models::search",
    "rates": "accounts:: secrets::",
    "search": "mentors:: dispatch::",
    "sessions": "accounts:: models::",
}
# The variable is read once, for it is asked for at every step.
ASKED = """
pub fn mutant() -> u32 {
    static MUTANT: std::sync::LazyLock<u32> = std::sync::LazyLock::new(|| {
        std::env::var("MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
    });
    *MUTANT
}
"""


def listed():
    """What could be changed, `.cargo/mutants.toml` left out."""
    files = os.environ.get("MUTANTS", "").split()
    chosen = [word for name in PACKAGES for word in ("-p", name)] + [word for name in files for word in ("-f", name)]
    told = subprocess.run(["cargo", "mutants", "--list", "--json", *chosen], cwd=HERE, check=True, stdout=subprocess.PIPE)
    changes = json.loads(told.stdout)
    print(f"{sum(not change['function'] for change in changes)} in constants are left to cargo-mutants itself", flush=True)
    return dict(enumerate(change for change in changes if change["function"]))


def copied():
    """The workspace as it lies here, where it may be written to."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, check=True, capture_output=True, text=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (HERE / name).is_file():
            (WOVEN / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HERE / name, WOVEN / name)
    manifest = WOVEN / "Cargo.toml"
    manifest.write_text(re.sub(r'unused_must_use = "deny"', 'unused_must_use = "allow"', manifest.read_text()))


def offset(text, place):
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: place["line"] - 1])) + place["column"] - 1


def weave(mutants, files):
    """Every function with a `match` on which of its bodies it is; each line of a changed one says whose it is. A file
    of which no change is left is as it was."""
    by_file = {file: collections.defaultdict(list) for file in files}
    for number, mutant in mutants.items():
        span = mutant["function"]["span"]
        by_file[mutant["file"]][json.dumps(span)].append(number)
    for package in PACKAGES:
        root = f"shared/{package}/src/lib.rs"
        (WOVEN / root).write_text((HERE / root).read_text() + ASKED)
    for file, functions in by_file.items():
        text = (HERE / file).read_text()
        spans = {key: (offset(text, json.loads(key)["start"]), offset(text, json.loads(key)["end"])) for key in functions}
        woven = text
        for key in sorted(functions, key=lambda key: spans[key], reverse=True):
            start, end = spans[key]
            opens = text.index("{", text.index("fn ", start))
            arms = [arm(number, mutants[number], text, opens, end) for number in functions[key]]
            whose = "".join(f"/*M{number}*/" for number in functions[key])
            so_far = one_type(mutants[functions[key][0]], text[opens:end])
            match = f"{{ match crate::mutant() {{ {whose}\n" + "".join(arms) + f"_ => {so_far}\n}} }}"
            woven = woven[:opens] + match + woven[end:]
        if file.endswith("src/lib.rs"):
            woven += ASKED
        (WOVEN / file).write_text(woven)


def arm(number, mutant, text, opens, end):
    start, stop = (offset(text, mutant["span"][edge]) for edge in ("start", "end"))
    body = one_type(mutant, text[opens:start] + mutant["replacement"] + text[stop:end])
    return f"{number} => {body}, ".replace("\n", f" /*M{number}*/\n") + f"/*M{number}*/\n"


def one_type(mutant, body):
    """Of what returns `impl Iterator` every body is of a type of its own, and a `match` has one."""
    returns = mutant["function"]["return_type"].removeprefix("-> ")
    shown = returns.removeprefix("impl ")
    return body if shown == returns else f"(Box::new({body}) as Box<dyn {shown} + '_>)"


def built(mutants):
    """The test programs by package, once those changes are out that no compiler takes."""
    environment = os.environ | {"CARGO_TARGET_DIR": str(WOVEN / "target")}
    command = ["cargo", "build", "--locked", "--workspace", "--tests", "--message-format=json"]
    files = {mutant["file"] for mutant in mutants.values()}
    while True:
        weave(mutants, files)
        run = subprocess.run(command, cwd=WOVEN, env=environment, capture_output=True, text=True)
        told = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
        if run.returncode == 0:
            return {line["target"]["name"]: line["executable"] for line in told if line.get("executable")
                    and line["profile"]["test"] and set(line["target"]["kind"]) & {"lib", "test", "bin"}}
        unviable = set().union(*(blamed(line["message"]) for line in told if line["reason"] == "compiler-message"))
        if not unviable:
            sys.exit(run.stderr)
        for number in unviable:
            mutants.pop(number, None)


def blamed(message):
    """The changes in whose lines an error is; else those of which it speaks."""
    spans = message["spans"] if message["level"] == "error" else []
    return named([span for span in spans if span["is_primary"]]) or named(spans)


def named(spans):
    numbers = set()
    for span in spans:
        lines = (WOVEN / span["file_name"]).read_text().splitlines()[span["line_start"] - 1 : span["line_end"]]
        numbers |= {int(number) for line in lines for number in re.findall(r"/\*M(\d+)\*/", line)}
    return numbers


def first_failure(program, words, number, seconds):
    """The first test that fails, or what else went wrong; none where all is well."""
    environment = os.environ | {"MUTANT": str(number), "RUST_BACKTRACE": "0", "PROPTEST_CASES": "24"}
    home = WOVEN / ("tests" if program.name.startswith("tests-") else ".")
    run = subprocess.Popen([program, *words], cwd=home, env=environment, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    late = threading.Timer(seconds, run.kill)
    late.start()
    try:
        for line in run.stdout:
            if line.startswith("test ") and line.rstrip().endswith("FAILED"):
                return line.split()[1]
        return None if run.wait() == 0 else "(it never ends)" if late.finished.is_set() else "(it breaks off)"
    finally:
        late.cancel()
        run.kill()
        run.wait()


def rounds(mutant, programs):
    """Who looks at it, one after the other: the tests at the foot of its file, those near it, all of them."""
    # A file of keys goes by whose they are.
    name = next(part for part in pathlib.Path(mutant["file"]).parts[3:] if part != "keys").removesuffix(".rs")
    near = next((tests.split() for names, tests in NEAR.items() if name in names.split()), [])
    yield programs[mutant["package"]], []
    yield (programs["tests"], near) if near else None
    yield programs["tests"], ["--skip", "architecture::"]  # which reads the sources, and these are woven


class Judge:
    def __init__(self, programs):
        self.programs, self.known, self.asking = programs, {}, collections.defaultdict(threading.Lock)

    def patience(self, program, words):
        """Without any change all is well, and takes so long."""
        with self.asking[program, *words]:
            if (program, *words) not in self.known:
                start = time.monotonic()
                if failed := first_failure(program, words, "none", 3600):
                    raise RuntimeError(f"{failed} fails without any change")
                self.known[program, *words] = 30 + 8 * (time.monotonic() - start)
            return self.known[program, *words]

    def noticed_by(self, program, words, number):
        seconds, passed_over = self.patience(program, words), []
        while test := first_failure(program, [*words, *passed_over], number, seconds):
            # Alone as well: what fails beside others may have met another run of ours.
            if test.startswith("(") or first_failure(program, ["--exact", test], number, 600):
                return test
            passed_over += ["--skip", test]
        return None


def main():
    mutants = listed()
    shutil.rmtree(WOVEN / "shared", ignore_errors=True)
    copied()
    all_of_them = dict(mutants)
    programs = {name: pathlib.Path(path) for name, path in built(mutants).items()}
    print(f"{len(all_of_them)} changes, {len(mutants)} of them compile", flush=True)
    judge, left, by = Judge(programs), list(mutants), collections.Counter()
    for at in range(ROUNDS):
        left = judged(judge, at, left, mutants, by)
        print(f"round {at + 1}: {len(left)} of {len(mutants)} are left", flush=True)
    for test, count in by.most_common(20):
        print(f"{count:5} by {test}")
    sys.exit(bool(left))


def judged(judge, at, numbers, mutants, by):
    """Those that nobody noticed who looks in this round."""
    def missed(number):
        looks = list(rounds(mutants[number], judge.programs))[at]
        if test := looks and judge.noticed_by(*looks, number):
            by[test] += 1
        return not test

    still = []
    with ThreadPoolExecutor(os.cpu_count() + 1) as crew:
        for count, (number, left) in enumerate(zip(numbers, crew.map(missed, numbers)), 1):
            if left:
                still.append(number)
                print("  not yet noticed:", mutants[number]["name"], flush=True)
            if count % 100 == 0:
                print(f"  {count} of {len(numbers)} looked at", flush=True)
    return still


if __name__ == "__main__":
    main()
