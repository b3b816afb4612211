"""Create or update the environment that the scripts run in. `_venv` finds the Python that runs this; stdlib only.

A stamp in the environment has a hash of everything that determines its content: without a change, nothing is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"

# Need → arguments of pip; an environment for `dev` also serves `runtime`. The packages of `compat` are
# pinned, and some require another version of this package: `--no-deps` keeps pip from replacing this checkout.
COMPAT_MORE = ["-r", "requirements/compat-more.txt"] if sys.version_info >= (3, 11) else []
PIP_ARGUMENTS = {
    "runtime": ["-c", "requirements/runtime.txt", "-e", "."],
    "dev": [*(f"-rrequirements/{name}.txt" for name in ("runtime", "dev", "mcp", "notebook")), "-e", "."],
    "bench-this": ["-c", "requirements/runtime.txt", "-e", "."],
    "bench-groq": ["-c", "requirements/runtime.txt", "-r", "requirements/bench-groq.txt"],
    "bench-openai": ["-c", "requirements/runtime.txt", "-r", "requirements/bench-openai.txt"],
    "bench-httpx": ["-c", "requirements/runtime.txt", "-r", "requirements/bench-httpx.txt"],
    "compat": ["--no-deps", "-r", "requirements/compat.txt", *COMPAT_MORE, "-e", "."],
    "distributed": ["-c", "requirements/runtime.txt", "-r", "requirements/distributed.txt", "-e", "."],
}
# Packages that `prereleases` installs in their newest version, pre-releases included.
PRERELEASES = ["anyio", "httpx", "pydantic", "trio"]
# Releases that replace other parts of httpx than the one in compat.txt does; vcrpy 9 needs Python 3.11.
COMPAT_LINES = ["vcrpy-7", "vcrpy-8.1", *(["vcrpy-9"] if sys.version_info >= (3, 11) else [])]
# Benchmarks with trio have their own environments: some clients import trio wherever it is installed.
for _name in [name for name in PIP_ARGUMENTS if name.startswith("bench-")]:
    PIP_ARGUMENTS[f"{_name}-trio"] = [*PIP_ARGUMENTS[_name], "-c", "requirements/dev.txt", "trio"]


def main(need: str, *flags: str) -> int:
    folder = ROOT / (".venv" if need in ("runtime", "dev") else f".venv-{need}")
    if "--is-current" in flags:
        return 0 if is_current(folder, need) else 1
    with Path(__file__).open() as lock:  # the kernel releases it when this process ends, even if it is killed
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another script that is installing")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not (is_current(folder, need) and is_usable(folder)):
            install(folder, need)
    return 0


def is_current(folder: Path, need: str) -> bool:
    if not (folder / "bin" / "python").exists():
        return False
    serving = ["runtime", "dev"] if need == "runtime" else [need]
    return any(read(stamp(folder, name)) == fingerprint(name) for name in serving)


def stamp(folder: Path, need: str) -> Path:
    return folder / f"installed-{need}"


def fingerprint(need: str) -> str:
    """Return the interpreter and the folder on one line, a hash of the requirements on the next."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", *sorted(REQUIREMENTS.glob("*.txt")), Path(__file__)):
        digest.update(path.read_bytes() + b"\0")
    return f"{interpreter()}\n{digest.hexdigest()} {need}\n"


def interpreter() -> str:
    return f"{' '.join(sys.version.split())} in {ROOT}"


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def install(folder: Path, need: str) -> None:
    say(f"installing what {need} needs into {folder.name} (Python {sys.version.split()[0]})")
    started = time.monotonic()
    if not is_usable(folder):
        shutil.rmtree(folder, ignore_errors=True)
        # Use the base interpreter, so that this environment does not depend on an active one.
        python = getattr(sys, "_base_executable", None) or sys.executable
        run(python, "-m", "venv", str(folder))
    stamp(folder, need).unlink(missing_ok=True)
    python = str(folder / "bin" / "python")
    if need == "lowest":
        install_lowest(python)
    elif need.startswith("python-") or need == "prereleases":
        install_quickly(python, need)
    elif need in ("compat", "distributed"):
        run(*uv(python), *PIP_ARGUMENTS[need])  # up to 170 packages, which pip fetches one after the other
    else:
        run(python, "-m", "pip", "install", *PIP_ARGUMENTS[need])
    if need == "compat":
        install_lines(python, folder / "lines")
    stamp(folder, need).write_text(fingerprint(need))
    say(f"installed in {time.monotonic() - started:.0f} s")


def is_usable(folder: Path) -> bool:
    """Return whether the environment runs, and all its stamps match this Python and this folder."""
    python = folder / "bin" / "python"
    probe = "import sys, pip; print(' '.join(sys.version.split()))"
    try:
        answer = subprocess.run([python, "-c", probe], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return False
    places = {read(path).partition("\n")[0] for path in folder.glob("installed-*")}
    return f"{answer} in {ROOT}" == interpreter() and places <= {interpreter()}


def install_lowest(python: str) -> None:
    """Install the oldest dependencies that pyproject.toml allows, and the newest of their dependencies."""
    install = uv(python)
    run(
        *install,
        "--resolution",
        "lowest-direct",
        "-r",
        "pyproject.toml",
        "--extra",
        "aiohttp",
        "--extra",
        "cli",
        "--extra",
        "tools",
        "-r",
        "requirements/dev.txt",
    )
    run(*install, "--no-deps", "-e", ".")


def install_quickly(python: str, need: str) -> None:
    """Install with uv, which takes seconds: the pinned versions, or pre-releases and the pinned tools."""
    runtime, tools = (read(REQUIREMENTS / name).split() for name in ("runtime.txt", "dev.txt"))
    pins = [*runtime, *tools]
    if need == "prereleases":
        newest = [f"{name}>=0.dev0" for name in PRERELEASES]
        pins = ["--prerelease", "explicit", *newest, *[pin for pin in tools if pin.split("==")[0] not in PRERELEASES]]
    run(*uv(python), *pins, "-e", ".")


def uv(python: str) -> tuple[str, ...]:
    """Install uv, and return the command that installs into the environment."""
    [pin] = [line for line in read(REQUIREMENTS / "dev.txt").split() if line.startswith("uv==")]
    run(python, "-m", "pip", "install", pin)
    return (python, "-m", "uv", "pip", "install", "--python", python)


def install_lines(python: str, folder: Path) -> None:
    """Install other releases of installed packages, each in its own folder, which a test adds to the path."""
    shutil.rmtree(folder, ignore_errors=True)
    for line in COMPAT_LINES:
        pin = f"requirements/compat-{line}.txt"
        run(python, "-m", "pip", "install", "--no-deps", "--target", str(folder / line), "-r", pin)


def run(*command: str) -> None:
    """Run a command, and show its output only if it fails."""
    env = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
        sys.exit(f"failed: {' '.join(command)}")


def say(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
