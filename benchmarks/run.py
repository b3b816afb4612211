"""Compare the CPU time of this package with `groq` 1.7.0, `openai` and bare `httpx`, on one loopback server in one run.

Each package has its own environment and is used only through its public interface. Measurements alternate between the
packages. The best of all rounds counts, and the table shows its ratio to `groq` 1.7.0. Prints the table, and writes
RESULTS.md and the table in docs/guides/performance.md. With any option other than --rounds, it writes only the file
given with --output.

  --smoke                            run every line once, at a small scale, with this package and httpx only
  --only create                      measure the lines whose name has "create" in it
  --source ../other                  measure the package in another working tree, in the environment of this one
  --before ../other --output FILE    also measure that one, alternating with this one, and write both to a file
  --only create --update             measure these lines again, and replace them in RESULTS.md
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
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
GUIDE = ROOT / "docs" / "guides" / "performance.md"
RESULTS = HERE / "RESULTS.md"
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
        goal: The maximum of the ratio, or of the value itself if it has a unit.
        measure: `cpu`, `wall` or `rss`.
        to: The package in the denominator of the ratio.
        beside: The line of this package in the denominator, instead of a package.
        environment: Additional requirements of the environments.
        secure: Whether it is measured over TLS.
    """

    name: str
    what: str
    goal: str
    measure: str = "cpu"
    unit: tuple[float, str] = (1e6, "µs")
    packages: tuple[str, ...] = ("this", "groq", "openai", "httpx")
    rounds: int = 3
    to: str = "groq"
    beside: str = ""
    environment: str = ""
    secure: bool = False


WITH_AIOHTTP = ("this", "groq", "groq+aiohttp", "openai", "httpx")
BESIDE_HTTPX = ("this", "httpx")
LINES = [
    Line("import", "`import groq`", "≤ 0.11", unit=(1e3, "ms"), rounds=7),
    Line("process", "whole process: import, client, one completion", "≤ 0.45", unit=(1e3, "ms"), rounds=7),
    Line("process_trio", "the same with trio installed", "≤ 0.45", unit=(1e3, "ms"), rounds=7, environment="trio"),
    Line("construct", "second and later `Groq()`", "≤ 0.05"),
    Line("create", "`create()`, warm", "≤ 0.15", rounds=5),
    Line("create_tls", "`create()` over TLS, warm", "≤ 0.20", rounds=5, secure=True),
    Line(
        "beside_post",
        "`create()`; the ratio is to `httpx.Client.post(…).json()` of the same body",
        "≤ 0.5",
        packages=BESIDE_HTTPX,
        rounds=5,
        to="httpx",
    ),
    Line(
        "beside_send",
        "`create()`; the ratio is to `httpx.Client.send` of a prepared request",
        "",
        packages=BESIDE_HTTPX,
        rounds=5,
        to="httpx",
    ),
    Line("empty_middleware", "what an empty middleware adds to `create()`", "≤ 3 µs", packages=("this",)),
    Line("alone_chunks", "a chunk of a stream that arrives on its own", "≤ 0.11"),
    Line("async_alone_chunks", "the same, 100 async streams at once", "≤ 0.11", packages=WITH_AIOHTTP, rounds=2),
    Line("written_chunks", "a chunk of a stream written chunk by chunk without pause", "≤ 0.085"),
    Line("async_written_chunks", "the same, async", "≤ 0.085", packages=WITH_AIOHTTP),
    Line("chunks", "a chunk of a stream that arrives together", "≤ 0.08"),
    Line("async_chunks", "the same, async", "≤ 0.08", packages=WITH_AIOHTTP),
    Line("unknown_chunks", "a chunk with an unknown enum value; the ratio is to a known one", "≤ 1.3", beside="chunks"),
    Line("accumulated_chunks", "accumulating a chunk of a stream of 1,000", "≤ 3 µs", packages=("this",)),
    Line(
        "long_accumulated_chunks",
        "the same of 1,000,000; the ratio is to 1,000",
        "≤ 1.2",
        packages=("this",),
        beside="accumulated_chunks",
    ),
    Line("fifty", "async `create()`, 50 in flight", "≤ 0.08", packages=WITH_AIOHTTP),
    Line(
        "thousand",
        "1,000 streams of 40 chunks at once, wall",
        "≤ 0.03, loop never blocked > 0.1 s",
        measure="wall",
        unit=(1, "s"),
        packages=WITH_AIOHTTP,
        rounds=2,
    ),
    Line("huge_event", "one event of 16 MB", "≤ 150 ms", unit=(1e3, "ms")),
    Line("memory", "memory after one completion", "≤ 0.70", measure="rss", unit=(1e-6, "MB")),
    Line(
        "mapped",
        "memory after `map()` of 1,000 prompts",
        "",
        measure="rss",
        unit=(1e-6, "MB"),
        packages=("this",),
        rounds=1,
    ),
    Line(
        "many_mapped",
        "the same of 1,000,000; the ratio is to 1,000",
        "≤ 1.1",
        measure="rss",
        unit=(1e-6, "MB"),
        packages=("this",),
        rounds=1,
        beside="mapped",
    ),
    Line("embeddings", "2,048 × 768 embeddings decoded", "≤ 0.3", unit=(1e3, "ms")),
]
WHOLE_PROCESSES = ("import", "process", "process_trio", "memory")


@dataclass(frozen=True)
class Subject:
    """A package that is measured.

    Attributes:
        column: The column in the table; `before` is this package from another source.
        package: `this`, `groq`, `openai` or `httpx`, with `+aiohttp` if it uses aiohttp.
        source: A folder with the package, which precedes the installed one.
    """

    column: str
    package: str
    source: Path | None = None

    def python(self, environment: str = "") -> str:
        """Return the interpreter of its environment, which is created if it is missing."""
        need = "-".join(["bench", self.package.partition("+")[0], *([environment] if environment else [])])
        subprocess.run([sys.executable, str(ROOT / "scripts" / "_venv.py"), need], check=True)
        return str(ROOT / f".venv-{need}" / "bin" / "python")


@dataclass(frozen=True)
class Server:
    """The URLs of the server; `secure_url` is empty if it has no certificate."""

    url: str
    secure_url: str
    folder: Path

    def environment(self, subject: Subject, *, secure: bool) -> dict[str, str]:
        """Return the environment of a measured process: no proxies, no settings, no key."""
        found = {"PATH": os.environ.get("PATH", ""), "BENCH_MARKS": str(self.folder / "marks")}
        if secure:
            found["SSL_CERT_FILE"] = str(self.folder / "root.pem")
        if subject.source is not None:
            found["PYTHONPATH"] = str(subject.source)
        return found


@contextlib.contextmanager
def serving(python: str) -> Iterator[Server]:
    """Run the server."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = subprocess.Popen([python, str(HERE / "server.py"), folder], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            port, secure_port = server.stdout.readline().split()
            secure_url = f"https://127.0.0.1:{secure_port}" if secure_port != "0" else ""
            yield Server(f"http://127.0.0.1:{port}", secure_url, Path(folder))
        finally:
            server.kill()
            server.communicate()


def whole_process(python: str, code: str, environment: dict[str, str]) -> dict[str, float]:
    """Return the CPU time of a program, from its start to its end, and the `rss` that it printed."""
    child = subprocess.Popen([python, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    with child:
        assert child.stdout is not None
        printed = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"failed with {child.returncode}: {python} -c {code!r}")
    found = {"cpu": usage.ru_utime + usage.ru_stime}
    return {**found, "rss": float(printed)} if printed.strip() else found


def completion_code(package: str, url: str) -> str:
    """Return a program that requests one completion."""
    body = 'model="m", messages=[{"role": "user", "content": "Hi"}]'
    if package == "httpx":
        return f"{USE[package]}; httpx.Client().post('{url}/openai/v1/chat/completions', json=dict({body})).json()"
    base_url = url + "/openai/v1" if package == "openai" else url
    return (
        f"{USE[package]}; c = C(api_key='key', base_url='{base_url}'); "
        f"assert c.chat.completions.create({body}).choices[0].message.content"
    )


def measure_process(line: Line, subject: Subject, python: str, server: Server) -> dict[str, float]:
    """Measure one round of a line about a whole process."""
    name = subject.package.partition("+")[0]
    environment = server.environment(subject, secure=False)
    if line.name == "import":
        return whole_process(python, "import " + ("groq" if name == "this" else name), environment)
    code = completion_code(name, server.url) + (RSS if line.name == "memory" else "")
    return whole_process(python, code, environment)


def measure_within(
    lines: list[Line], subject: Subject, python: str, server: Server, scale: int
) -> dict[str, dict[str, float]]:
    """Measure one round of the lines inside a process, all in the same process."""
    secure = lines[0].secure
    url = server.secure_url if secure else server.url
    names = ",".join(line.name for line in lines)
    done = subprocess.run(
        [python, str(HERE / "subject.py"), names, subject.package, url, str(scale)],
        env=server.environment(subject, secure=secure),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=1_800,
    )
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


Results = dict[str, dict[str, dict[str, float]]]


def run_smoke(lines: list[Line], subjects: list[Subject], server: Server) -> Results:
    """Run every line once, in as few processes as possible."""
    results: Results = {line.name: {} for line in lines}
    for subject in subjects:
        for line in lines:
            if line.name in WHOLE_PROCESSES:
                results[line.name][subject.column] = measure_process(line, subject, sys.executable, server)
        for secure in (False, True):
            within = [line for line in lines if line.name not in WHOLE_PROCESSES and line.secure == secure]
            if within:
                for name, found in measure_within(within, subject, sys.executable, server, 1).items():
                    results[name][subject.column] = found
    return results


def run(lines: list[Line], subjects: list[Subject], server: Server, rounds: int | None) -> Results:
    """Measure every line, alternating between the subjects; the best of the rounds counts."""
    results: Results = {}
    for line in lines:
        found = results.setdefault(line.name, {})
        named = [(one, one.python(line.environment)) for one in subjects if one.package in line.packages]
        for _ in range(rounds or line.rounds):
            for subject, python in named:
                if line.name in WHOLE_PROCESSES:
                    new = measure_process(line, subject, python, server)
                else:
                    new = measure_within([line], subject, python, server, 20)[line.name]
                best = found.setdefault(subject.column, new)
                found[subject.column] = {key: min(value, best[key]) for key, value in new.items()}
        values = {column: shown(line, one[line.measure]) for column, one in found.items()}
        print(f"{line.name:20}", values, flush=True)
    return results


def shown(line: Line, value: float | None) -> str:
    """Format a value with its unit."""
    if value is None:
        return "–"
    factor, unit = line.unit
    return f"{value * factor:,.3g} {unit}" if value * factor < 1000 else f"{value * factor:,.0f} {unit}"


def rows(results: Results) -> list[list[str]]:
    """Return the rows of the table, header first."""
    has_before = any("before" in found for found in results.values())
    before = ["ratio before", "groq (before)"] if has_before else []
    table = [["what", "goal", "ratio", "groq (this)", *before, "groq 1.7.0", "openai", "httpx"]]
    for line in LINES:
        found = results.get(line.name)
        if found is None:
            continue
        values = {column: found[column][line.measure] for column in found}
        cells: list[str] = []
        for column in ("this", "before") if has_before else ("this",):
            base = (
                results.get(line.beside, {}).get(column, {}).get(line.measure) if line.beside else values.get(line.to)
            )
            blocked = f" (blocked {found[column]['blocked']:.2f} s)" if "blocked" in found[column] else ""
            cells += [compared(values[column], base), shown(line, values[column]) + blocked]
        table.append([line.what, line.goal, *cells, *(shown(line, values.get(column)) for column in PEERS)])
        if "groq+aiohttp" in values:
            ratio = compared(values["groq+aiohttp"], values["groq"])
            cells = ["", *([""] * len(before)), shown(line, values["groq+aiohttp"]), "", ""]
            table.append(["… `groq` 1.7.0 with aiohttp", "", ratio, *cells])
    return table


def compared(value: float, base: float | None) -> str:
    """Format a ratio, or a dash if there is nothing to compare with."""
    if base is None:
        return "–"
    return f"{value / base:.3f}" if value / base < 0.1 else f"{value / base:.2f}"


def markdown(table: list[list[str]]) -> str:
    """Format a table as Markdown."""
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([lines[0], "|" + " --- |" * len(table[0]), *lines[1:]]) + "\n"


def machine() -> str:
    """Return one line about the machine and the date."""
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", info.read_text()) if info.exists() else None
    name = found[1].strip() if found else platform.machine()
    date = datetime.datetime.now(datetime.timezone.utc).date()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {date}"


def versions(subjects: list[Subject]) -> str:
    """Return the versions of each package."""
    names = "('groq', 'openai', 'httpx', 'httpcore', 'h11', 'anyio', 'pydantic', 'aiohttp')"
    code = (
        "import importlib.metadata as m; have = {d.metadata['Name'] for d in m.distributions()}; "
        f"print(', '.join(n + ' ' + m.version(n) for n in {names} if n in have))"
    )
    return "".join(
        f"- `{subject.column}`: {subprocess.check_output([subject.python(), '-c', code], text=True).strip()}\n"
        for subject in subjects
        if "+" not in subject.package
    )


def results_document(table: list[list[str]], subjects: list[Subject]) -> str:
    """Return the text of RESULTS.md."""
    kept = HERE / "NOTES.md"
    notes = "\n" + kept.read_text() if kept.exists() else ""
    head = (
        f"# Results\n\n{machine()}. Written by `./scripts/bench`, which explains itself: `./scripts/bench --help`.\n\n"
    )
    return f"{head}{markdown(table)}\n## What was measured\n\n{versions(subjects)}{notes}"


def updated(table: list[list[str]], document: str) -> list[list[str]]:
    """Return the rows of RESULTS.md, updated with those of this table, in the order of `LINES`."""
    stored = [line[2:-2].split(" | ") for line in document.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    groups: dict[tuple[str, str], list[list[str]]] = {}
    for rows_of in (stored[2:], table[1:]):  # without the table header
        key = "", ""
        for row in rows_of:
            if not row[0].startswith("…"):  # a variant of the previous row
                key = line_key(row[0], key)
                groups[key] = []
            groups[key].append(row)
    merged, key = [table[0]], ("", "")
    for line in LINES:
        key = line_key(line.what, key)
        merged += groups.get(key, [])
    return merged


def line_key(what: str, before: tuple[str, str]) -> tuple[str, str]:
    """Return a unique key of a line. "The same" refers to the previous line, whose key is `before`."""
    return (before[0] if what.startswith("the same") else what), what


def write_guide(table: list[list[str]], guide: Path = GUIDE) -> None:
    """Write the short table into the guide."""
    before, start, rest = guide.read_text(encoding="utf-8").partition("<!-- benchmarks:start -->\n")
    _, end, after = rest.partition("<!-- benchmarks:end -->")
    if start and end:
        short = [[row[0], *row[2:5]] for row in table if row[1]]
        text = f"{before}{start}\n{markdown(short)}\n{machine()}.\n\n{end}{after}"
        guide.write_text(text, encoding="utf-8")


def source_folder(text: str) -> Path:
    """Return the folder with the package: a working tree's, or the given one."""
    path = Path(text).resolve()
    for folder in (path / "src", path):
        if (folder / "groq" / "__init__.py").exists():
            return folder
    raise argparse.ArgumentTypeError(f"there is no package groq in {text} or its src")


def pattern(text: str) -> re.Pattern[str]:
    """Parse a regular expression."""
    try:
        return re.compile(text)
    except re.error as err:
        raise argparse.ArgumentTypeError(f"{text!r} is not a regular expression: {err}") from err


def arguments_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="run everything once and small, to see that it runs")
    parser.add_argument(
        "--only",
        metavar="PATTERN",
        type=pattern,
        help="measure the lines whose name the regular expression is found in: " + ", ".join(x.name for x in LINES),
    )
    parser.add_argument(
        "--source", metavar="PATH", type=source_folder, help="the working tree that is measured as this"
    )
    parser.add_argument("--before", metavar="PATH", type=source_folder, help="a working tree for a column of its own")
    parser.add_argument("--rounds", metavar="N", type=int, help="measure each line in N rounds, not in its own number")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the results to this file")
    parser.add_argument("--update", action="store_true", help="write the lines into RESULTS.md, and keep the others")
    arguments = parser.parse_args()
    if arguments.only and not any(arguments.only.search(line.name) for line in LINES):
        parser.error(f"no line matches {arguments.only.pattern!r}")
    return arguments


def main() -> None:
    arguments = arguments_of()
    peers = ["httpx"] if arguments.smoke else ["groq", "groq+aiohttp", "openai", "httpx"]
    subjects = [Subject("this", "this", arguments.source)]
    if arguments.before:
        subjects.append(Subject("before", "this", arguments.before))
    subjects += [Subject(name, name) for name in peers]
    with serving(sys.executable) as server:
        lines = [line for line in LINES if not arguments.only or arguments.only.search(line.name)]
        if not server.secure_url:
            print("there is no openssl to make a certificate with: nothing is measured over TLS")
            lines = [line for line in lines if not line.secure]
        if arguments.smoke:
            results = run_smoke(lines, subjects, server)
        else:
            results = run(lines, subjects, server, arguments.rounds)
    table = rows(results)
    print("\n" + markdown(table))
    if arguments.output:
        arguments.output.write_text(results_document(table, subjects))
    elif arguments.update or not (arguments.smoke or arguments.only or arguments.source or arguments.before):
        if arguments.update:
            table = updated(table, RESULTS.read_text(encoding="utf-8"))
        RESULTS.write_text(results_document(table, subjects), encoding="utf-8")
        write_guide(table)


if __name__ == "__main__":
    main()
