"""Ray Data on a local cluster."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ray
import ray.data

from groq.lib.distributed import ChatTask

from .conftest import SETTINGS, BusyServer
from .guide import run_program
from .rows import KILLING, MODEL, NUMBER, Word, check_answers, check_budget, killed_rows, killing_task, make_rows

MIB = 1024 * 1024


def start_ray(**options: Any) -> None:
    ray.init(
        address="local",
        num_cpus=2,
        object_store_memory=200 * MIB,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"GROQ_API_KEY": SETTINGS["GROQ_API_KEY"]}},
        **options,
    )


@pytest.fixture(autouse=True, scope="module")
def cluster(busy: BusyServer) -> Iterator[None]:  # noqa: ARG001 - its environment
    with tempfile.TemporaryDirectory(prefix="ray-") as folder:  # a short path: the length of socket paths is limited
        options: dict[str, Any] = {"_temp_dir": folder, "_node_ip_address": "127.0.0.1", "logging_level": "error"}
        for attempts_left in (2, 1, 0):
            try:
                start_ray(**options)
                break
            except Exception:  # on a busy machine, the node may not start in 30 seconds
                ray.shutdown()
                if not attempts_left:
                    raise
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield
        ray.shutdown()


def test_each_row_is_answered_once_when_workers_are_killed(busy: BusyServer, tmp_path: Path) -> None:
    dataset = ray.data.from_items(make_rows(NUMBER, tmp_path), override_num_blocks=20)
    answered = dataset.map_batches(killing_task(), batch_size=250, num_cpus=0.5, concurrency=4)
    check_answers(answered.take_all(), NUMBER)
    assert killed_rows(tmp_path) == sorted(f"killed-{row}" for row in KILLING)
    check_budget(busy.counted(), NUMBER)


@pytest.mark.parametrize("batch_format", ["numpy", "pandas", "pyarrow"])
def test_answers_with_values_in_each_batch_format(batch_format: Any, tmp_path: Path) -> None:
    dataset = ray.data.from_items(make_rows(200, tmp_path), override_num_blocks=4)
    task = ChatTask(model=MODEL, prompt="Say {word}.", response_format=Word, output="reply", share=0.5)
    answered = dataset.map_batches(task, batch_format=batch_format, batch_size=50)
    rows = answered.take_all()
    assert sorted(row["id"] for row in rows) == list(range(200))
    for row in rows:
        assert (row["reply_parsed"] is None) == (row["reply_error"] is not None)
        if row["reply_parsed"] is not None:
            Word.model_validate(row["reply_parsed"])
    path = tmp_path / "answers"
    answered.write_parquet(str(path))
    assert ray.data.read_parquet(str(path)).count() == 200


def test_error_of_a_row_ends_the_job_on_request(tmp_path: Path) -> None:
    dataset = ray.data.from_items(make_rows(100, tmp_path), override_num_blocks=1)
    task = ChatTask(model=MODEL, prompt="Say {word}.", on_error="raise", temperature=9)
    with pytest.raises(Exception, match="temperature"):
        dataset.map_batches(task).take_all()


def test_program_of_the_guide_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray, "init", lambda runtime_env: None)  # noqa: ARG005 - the cluster exists already
    run_program("ray", "mood", tmp_path / "written")
