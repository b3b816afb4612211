"""Fail if memory, descriptors, threads or the CPU time of a call grow during many calls, many of which fail.

The server runs in another process, so that only the clients are measured.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib.util
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.load_server import load_server
from tests.support.soak import Sample, Soak, growth, storms

HEADER = f"{'part':>4} {'calls':>8} {'memory MB':>10} {'descriptors':>12} {'threads':>8} {'CPU µs a call':>14}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="how long threads and tasks call (default: 600)")
    parser.add_argument("--cancelled", type=int, default=20_000, help="how many calls to cancel (default: 20000)")
    parser.add_argument("--threads", type=int, default=8, help="threads that share a client (default: 8)")
    parser.add_argument("--tasks", type=int, default=24, help="tasks that share a client (default: 24)")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="what happens depends on it")
    options = parser.parse_args()
    # Exit with a traceback if a call hangs.
    faulthandler.dump_traceback_later(120 + 2 * options.seconds + options.cancelled / 10, exit=True)
    print(f"seed {options.seed}")
    grown = []
    with load_server() as url:
        if options.seconds:
            soak = Soak(url, threads=options.threads, tasks=options.tasks, seed=options.seed)
            title = f"{options.seconds:g} s of calls from {options.threads} threads and {options.tasks} tasks"
            grown += anyio.run(report, title, soak.run(options.seconds))
        loops = loops_here() if options.cancelled else {}
        for name, (backend, settings) in loops.items():
            cancelled = options.cancelled // len(loops)
            samples = storms(url, backend=backend, cancelled=cancelled, seed=options.seed)
            title = f"{cancelled:,} cancelled calls on {name}"
            grown += anyio.run(report, title, samples, backend=backend, backend_options=settings)
    for line in grown:
        print(f"FAILED  {line}")
    return 1 if grown else 0


def loops_here() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the installed event loops, by the names of anyio."""
    loops: dict[str, tuple[str, dict[str, Any]]] = {"asyncio": ("asyncio", {}), "trio": ("trio", {})}
    if importlib.util.find_spec("uvloop"):
        loops["uvloop"] = ("asyncio", {"use_uvloop": True})
    return loops


async def report(title: str, samples: AsyncIterator[Sample]) -> list[str]:
    """Print each sample as it arrives, and return what grew between the second and the last."""
    print(f"{title}\n{HEADER}", flush=True)
    kept = []
    async for sample in samples:
        kept.append(sample)
        print(
            f"{len(kept):4} {sample.calls:8,} {sample.memory / (1 << 20):10.1f} {sample.files:12} {sample.threads:8} "
            f"{sample.cpu * 1e6:14.0f}",
            flush=True,
        )
    return [f"{title}: {line}" for line in growth(kept)]


if __name__ == "__main__":
    sys.exit(main())
