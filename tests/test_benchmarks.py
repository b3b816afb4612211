"""The benchmarks run without errors. Speed is not tested, because it varies on a busy machine."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parent.parent / "benchmarks" / "run.py"


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUN), "--smoke", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("part", "lines"), [("create", 2 if shutil.which("openssl") else 1), ("memory", 1)])
def test_lines_are_measured_in_a_smoke_run(part: str, lines: int) -> None:
    done = run("--only", part)
    assert (done.returncode, done.stderr) == (0, "")
    assert len([line for line in done.stdout.splitlines() if line.startswith("| ")]) == 2 + lines


@pytest.mark.thorough
@pytest.mark.timeout(240)  # some forty processes in sequence, on a busy machine
def test_every_line_is_measured_in_a_smoke_run() -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    table = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert len(table) == 2 + 24 + (1 if shutil.which("openssl") else 0)
    assert "µs" in done.stdout


def test_measures_another_source_when_one_is_given(tmp_path: Path) -> None:
    package = tmp_path / "src" / "groq"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit(7)\n")
    done = run("--only", "import", "--source", str(tmp_path))
    assert done.returncode == 1
    assert "failed with 7" in done.stderr


def test_update_replaces_the_measured_lines_and_keeps_the_others() -> None:
    stored = RUN.with_name("RESULTS.md").read_text(encoding="utf-8")
    updated = runpy.run_path(str(RUN))["updated"]
    lines = [line[2:-2].split(" | ") for line in stored.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    head, rows = lines[0], lines[2:]
    at = next(i for i, row in enumerate(rows) if row[0] == "the same, async")  # the first of two lines with that name
    table = [head, [*rows[at - 1][:2], "new"], [*rows[at][:2], "new"]]
    assert updated(table, stored) == [head, *rows[: at - 1], *table[1:], *rows[_after(rows, at) :]]


def _after(rows: list[list[str]], at: int) -> int:
    """Return the position after a row and its variants."""
    return next(i for i in range(at + 1, len(rows)) if not rows[i][0].startswith("…"))


def test_rejects_pattern_that_matches_no_line() -> None:
    done = run("--only", "nothing")
    assert done.returncode == 2
    assert "no line matches 'nothing'" in done.stderr


@pytest.mark.thorough
@pytest.mark.timeout(120)
def test_rate_limiter_is_measured_in_each_mode() -> None:
    command = [sys.executable, str(RUN.with_name("rate_limits.py")), "--prompts", "20", "--speed", "60"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()[2:]]
    assert [(name, lost) for name, _, _, lost, *_ in rows] == [
        (name, "0") for name in ("tasks", "threads", "processes", "changing", "headerless")
    ]
