"""The programs of the guide that need an engine."""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas
import pytest
import ray

from groq.testing import LocalServer

from ..test_readme import ROOT, Block, find_blocks
from .test_ray import MIB

GUIDE = ROOT / "docs" / "guides" / "many-prompts.md"


def program(engine: str) -> Block:
    """Return the program that imports the engine."""
    [found] = [block for block in find_blocks(GUIDE) if f"import {engine}" in block.code or f"from {engine}" in block.code]
    return found


def run(block: Block) -> None:
    exec(compile(block.code, str(GUIDE), "exec", dont_inherit=True), {"__name__": "__main__"})


@pytest.fixture(autouse=True)
def in_folder(groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - its environment
    monkeypatch.chdir(tmp_path)


def test_ray_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="ray-") as folder:
        options: dict[str, Any] = {"_temp_dir": folder, "object_store_memory": 200 * MIB, "include_dashboard": False}
        monkeypatch.setattr(ray, "init", functools.partial(ray.init, address="local", num_cpus=2, **options))
        try:
            run(program("ray"))
        finally:
            ray.shutdown()
    moods = pandas.read_parquet("moods")
    assert sorted(moods["id"]) == list(range(100))
    assert moods["mood_error"].isna().all()
    assert set(moods["mood_parsed"]) <= {"glad", "sad"}


def test_dask_program_runs() -> None:
    run(program("dask"))
    summaries = pandas.read_parquet("summaries")
    assert len(summaries) == 100
    assert summaries["answer_error"].isna().all()


def test_spark_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on the PATH")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    run(program("pyspark"))
    summaries = pandas.read_parquet("summaries")
    assert sorted(summaries["id"]) == list(range(100))
    assert summaries["answer_error"].isna().all()
