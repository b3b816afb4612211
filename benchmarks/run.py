"""This package beside `groq` 1.7.0, `openai` and bare `httpx`: CPU time on one loopback server, in one run.

Each package has an environment of its own and is used by its public interface only. Measurements alternate between the
packages, the best of the rounds counts, and what is compared is the ratio to `groq` 1.7.0. Prints a table and writes
RESULTS.md and the table in the README; `--smoke` measures this package and httpx once, small, and writes nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = ("groq", "openai", "httpx")
USE = {
    "this": "from groq import Groq as C",
    "groq": "from groq import Groq as C",
    "openai": "from openai import OpenAI as C",
    "httpx": "import httpx",
}
RSS = "; import re; print(int(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1]) * 1024)"


@dataclass(frozen=True)
class Line:
    """A line of the table.

    Attributes:
        goal: What the ratio should be at most, or the value itself where there is a `limit`.
        measure: `cpu`, `wall` or `rss`.
        beside: The line of this package that the ratio is to, in place of that of `groq` 1.7.0.
    """

    name: str
    what: str
    goal: str
    measure: str = "cpu"
    unit: tuple[float, str] = (1e6, "µs")
    packages: tuple[str, ...] = ("this", "groq", "openai", "httpx")
    rounds: int = 3
    beside: str = ""


WITH_AIOHTTP = ("this", "groq", "groq+aiohttp", "openai", "httpx")
LINES = [
    Line("import", "`import groq`", "≤ 0.15", unit=(1e3, "ms"), rounds=7),
    Line("process", "whole process: import, client, one completion", "≤ 0.6", unit=(1e3, "ms"), rounds=7),
    Line("construct", "second and later `Groq()`", "≤ 0.05"),
    Line("create", "`create()`, warm", "≤ 0.34"),
    Line("chunks", "a chunk of a stream that arrives together", "≤ 0.14"),
    Line("async_chunks", "the same, async", "≤ 0.15", packages=WITH_AIOHTTP),
    Line("unknown_chunks", "a chunk with an unknown enum value; the ratio is to a known one", "≤ 1.3", beside="chunks"),
    Line("fifty", "async `create()`, 50 in flight", "≤ 0.66", packages=WITH_AIOHTTP),
    Line(
        "thousand",
        "1,000 streams of 40 chunks at once, wall",
        "≤ 0.25, loop never blocked > 0.5 s",
        measure="wall",
        unit=(1, "s"),
        packages=WITH_AIOHTTP,
        rounds=2,
    ),
    Line("huge_event", "one event of 16 MB", "≤ 150 ms", unit=(1e3, "ms")),
    Line("memory", "memory after one completion", "≤ 0.8", measure="rss", unit=(1e-6, "MB")),
    Line("embeddings", "2,048 × 768 embeddings decoded", "≤ 0.3", unit=(1e3, "ms")),
]


def python_of(package: str) -> str:
    """The interpreter of a package's environment, which is made where it is missing."""
    name = package.partition("+")[0]
    need = "dev" if name == "smoke" else f"bench-{name}"
    subprocess.run([sys.executable, str(ROOT / "scripts" / "_venv.py"), need], check=True)
    return str(ROOT / f".venv-{need}" / "bin" / "python")


def child_environment(url: str) -> dict[str, str]:
    """What a measured process gets: no proxies, no settings, no key."""
    return {"PATH": os.environ.get("PATH", ""), "BENCH_URL": url}


@contextlib.contextmanager
def serving(python: str) -> Iterator[str]:
    """The server, and where it is."""
    server = subprocess.Popen([python, str(HERE / "server.py")], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.kill()
        server.wait()


def whole_process(python: str, code: str, url: str) -> dict[str, float]:
    """The CPU time of a program, from its start to its end, and what it printed as `rss`."""
    child = subprocess.Popen([python, "-c", code], stdout=subprocess.PIPE, text=True, env=child_environment(url))
    assert child.stdout is not None
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"failed with {child.returncode}: {python} -c {code!r}")
    found = {"cpu": usage.ru_utime + usage.ru_stime}
    return {**found, "rss": float(printed)} if printed.strip() else found


def completion_code(package: str, url: str) -> str:
    """A program that gets one completion."""
    body = 'model="m", messages=[{"role": "user", "content": "Hi"}]'
    if package == "httpx":
        return f"{USE[package]}; httpx.Client().post('{url}/openai/v1/chat/completions', json=dict({body})).json()"
    base_url = url + "/openai/v1" if package == "openai" else url
    return (
        f"{USE[package]}; c = C(api_key='key', base_url='{base_url}'); "
        f"assert c.chat.completions.create({body}).choices[0].message.content"
    )


def measure(line: Line, package: str, python: str, url: str, scale: int) -> dict[str, float]:
    """One round of one line."""
    name = package.partition("+")[0]
    if line.name == "import":
        return whole_process(python, "import " + ("groq" if name == "this" else name), url)
    if line.name in ("process", "memory"):
        code = completion_code(name, url) + (RSS if line.name == "memory" else "")
        return whole_process(python, code, url)
    command = [python, str(HERE / "subject.py"), line.name, package, url, str(scale)]
    done = subprocess.run(
        command, env=child_environment(url), stdout=subprocess.PIPE, text=True, check=True, timeout=300
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def shown(line: Line, value: float | None) -> str:
    """A value with its unit."""
    if value is None:
        return "–"
    factor, unit = line.unit
    return f"{value * factor:,.3g} {unit}" if value * factor < 1000 else f"{value * factor:,.0f} {unit}"


def rows(results: dict[str, dict[str, dict[str, float]]]) -> list[list[str]]:
    """The table, header first."""
    table = [["what", "goal", "ratio", "groq (this)", "groq 1.7.0", "openai", "httpx"]]
    for line in LINES:
        found = results.get(line.name)
        if found is None:
            continue
        values = {package: found[package][line.measure] for package in found}
        base = results.get(line.beside, {}).get("this", {}).get(line.measure) if line.beside else values.get("groq")
        cells = [shown(line, values.get(package)) for package in ("this", *PEERS)]
        if "blocked" in found["this"]:
            cells[0] += f" (blocked {found['this']['blocked']:.2f} s)"
        table.append([line.what, line.goal, compared(values["this"], base), *cells])
        if "groq+aiohttp" in values:
            ratio = compared(values["groq+aiohttp"], values["groq"])
            table.append(["… `groq` 1.7.0 with aiohttp", "", ratio, "", shown(line, values["groq+aiohttp"]), "", ""])
    return table


def compared(value: float, base: float | None) -> str:
    """A ratio, or a dash where there is nothing to compare with."""
    return "–" if base is None else f"{value / base:.2f}"


def markdown(table: list[list[str]]) -> str:
    """A table as Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([lines[0], "|" + " --- |" * len(table[0]), *lines[1:]]) + "\n"


def machine() -> str:
    """One line on where and when this was measured."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", info.read_text()) if info.exists() else None
    name = found[1].strip() if found else platform.machine()
    date = datetime.datetime.now(datetime.timezone.utc).date()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {date}"


def versions(pythons: dict[str, str]) -> str:
    """What was measured, package by package."""
    names = "('groq', 'openai', 'httpx', 'httpcore', 'h11', 'anyio', 'pydantic', 'aiohttp')"
    code = (
        "import importlib.metadata as m; have = {d.metadata['Name'] for d in m.distributions()}; "
        f"print(', '.join(n + ' ' + m.version(n) for n in {names} if n in have))"
    )
    found = {name: subprocess.check_output([python, "-c", code], text=True).strip() for name, python in pythons.items()}
    return "".join(f"- `{name}`: {text}\n" for name, text in found.items() if "+" not in name)


def write(table: list[list[str]], pythons: dict[str, str], notes: str) -> None:
    """Write RESULTS.md, and the short table into the README."""
    head = (
        f"# Results\n\n{machine()}. Written by `./scripts/bench`, which explains itself: `./scripts/bench --help`.\n\n"
    )
    (HERE / "RESULTS.md").write_text(f"{head}{markdown(table)}\n## What was measured\n\n{versions(pythons)}{notes}")
    readme = ROOT / "README.md"
    before, start, rest = readme.read_text().partition("<!-- benchmarks:start -->\n")
    _, end, after = rest.partition("<!-- benchmarks:end -->")
    if start and end:
        short = [[row[0], *row[2:5]] for row in table if row[1]]
        readme.write_text(f"{before}{start}\n{markdown(short)}\n{machine()}.\n\n{end}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="run everything once and small, to see that it runs")
    parser.add_argument("--only", choices=[line.name for line in LINES], help="measure one line, and write nothing")
    arguments = parser.parse_args()
    lines = [line for line in LINES if arguments.only in (None, line.name)]
    packages = ("this", "httpx") if arguments.smoke else ("this", "groq", "groq+aiohttp", "openai", "httpx")
    pythons = {package: sys.executable if arguments.smoke else python_of(package) for package in packages}
    results: dict[str, dict[str, dict[str, float]]] = {}
    with serving(sys.executable) as url:
        for line in lines:
            found = results.setdefault(line.name, {})
            for _ in range(1 if arguments.smoke else line.rounds):
                for package in [one for one in packages if one in line.packages]:
                    new = measure(line, package, pythons[package], url, 1 if arguments.smoke else 20)
                    best = found.setdefault(package, new)
                    found[package] = {key: min(value, best[key]) for key, value in new.items()}
            print(
                f"{line.name:16}",
                {package: shown(line, one[line.measure]) for package, one in found.items()},
                flush=True,
            )
    table = rows(results)
    print("\n" + markdown(table))
    if not arguments.smoke and arguments.only is None:
        kept = HERE / "NOTES.md"
        write(table, pythons, "\n" + kept.read_text() if kept.exists() else "")


if __name__ == "__main__":
    main()
