"""The same small endpoint elsewhere: Node 20 with the AWS SDK's third version, Python 3.11 with boto3.

Each is made under target/bench once, from pinned versions. Where Node or Python is not installed, or
the packages cannot be had, a peer is left out and says so.
"""

import pathlib
import shutil
import subprocess

from measured import Subject
from work import HERE, PAGE, ROOT, rows

MADE = ROOT / "target" / "bench"


def subjects(keys, say):
    for name, make in (("node", node), ("python", python)):
        made = make(say)
        if made:
            yield Subject(name, made, PAGE.event(keys), PAGE.wanted, rows)


def node(say):
    path = shutil.which("node")
    version = path and told([path, "--version"])
    if not version or not version.startswith("v20."):
        return say(f"Node is left out: Node 20 is not installed (found {version or 'none'}).")
    folder, bundle = MADE / "node", MADE / "node" / "handler.bundle.mjs"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for file in ("package.json", "package-lock.json", "handler.mjs"):
            shutil.copy(HERE / "peers" / "node" / file, folder / file)
        if not (folder / "node_modules" / ".bin" / "esbuild").exists():
            run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder)
        run([folder / "node_modules" / ".bin" / "esbuild", "handler.mjs", "--bundle", "--minify", "--platform=node",
             "--target=node20", "--format=esm", f"--outfile={bundle}", "--log-level=error",
             "--banner:js=import{createRequire}from'node:module';const require=createRequire(import.meta.url);"],
            folder)
    except (OSError, subprocess.CalledProcessError) as error:
        return say(f"Node is left out: its bundle could not be made ({error}).")
    return [pathlib.Path(path).resolve(), bundle]


def python(say):
    path = shutil.which("python3.11")
    if not path or not (told([path, "--version"]) or "").startswith("Python 3.11"):
        return say("Python is left out: Python 3.11 is not installed.")
    own = MADE / "python" / "bin" / "python"
    try:
        if not own.exists():
            run([path, "-m", "venv", MADE / "python"], ROOT)
        pinned = HERE / "peers" / "python" / "requirements.txt"
        if pinned.read_text().strip() not in (told([own, "-m", "pip", "freeze"]) or ""):
            run([own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", pinned], ROOT)
    except (OSError, subprocess.CalledProcessError) as error:
        return say(f"Python is left out: its environment could not be made ({error}).")
    return [own, HERE / "peers" / "python" / "handler.py"]


def run(command, folder):
    subprocess.run([str(part) for part in command], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def told(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None
