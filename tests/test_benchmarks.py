"""The benchmarks run. How fast is no test: a timed one fails on a busy machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).resolve().parent.parent / "benchmarks" / "run.py"


def test_every_line_runs() -> None:
    command = [sys.executable, str(RUN), "--smoke"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)
    assert (done.returncode, done.stderr) == (0, "")
    table = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert len(table) == 2 + 12
    assert "µs" in done.stdout
