"""`scripts/soak` for a few seconds instead of ten minutes, and its leak detection."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..support.soak import MIN_CALLS, PARTS, Sample, growth

# A line of the report, which starts with the number of the part and the number of calls.
PART = re.compile(r"^ +\d+ +([\d,]+) +[\d.]+(?: +\d+){3}$", re.MULTILINE)
ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Sample(calls=MIN_CALLS, memory=60 << 20, files=10, threads=9, cpu=0.001)

needs_proc = pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="growth is read from /proc")


@needs_proc
@pytest.mark.thorough
@pytest.mark.timeout(180)
def test_no_growth_in_some_seconds_of_calls() -> None:
    command = [sys.executable, "-W", "error", "-X", "faulthandler", "scripts/soak.py"]
    command += ["--seconds", "3", "--cancelled", "60", "--threads", "4", "--tasks", "8", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    parts = PART.findall(done.stdout)
    assert len(parts) >= 3 * PARTS  # calls, and cancelled calls on each event loop
    assert all(int(calls.replace(",", "")) > 0 for calls in parts)


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ({}, []),
        ({"memory": 70 << 20}, []),
        ({"memory": 73 << 20}, ["memory"]),
        ({"files": 11}, ["descriptors"]),
        ({"threads": 10}, ["threads"]),
        ({"cpu": 0.0014}, []),
        ({"cpu": 0.0016}, ["CPU"]),
        ({"cpu": 0.0016, "calls": MIN_CALLS // 4}, []),
        ({"files": 9, "threads": 8, "memory": 1 << 20}, []),
    ],
)
def test_growth_is_detected(last: dict[str, Any], found: list[str]) -> None:
    later = dataclasses.replace(SAMPLE, **last)
    samples = [dataclasses.replace(SAMPLE, memory=1, files=1, threads=1), *[SAMPLE] * (PARTS - 4), *[later] * 3]
    assert [line.split()[0] for line in growth(samples)] == found


def test_memory_may_grow_by_at_most_20_mb() -> None:
    large = dataclasses.replace(SAMPLE, memory=900 << 20)
    samples = [large, large, *[dataclasses.replace(large, memory=921 << 20)] * 3]
    assert len(growth(samples)) == 1
