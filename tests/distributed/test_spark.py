"""`mapInPandas` on a local Spark, which needs Java."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pyspark.sql
import pytest

from groq.lib.distributed import ChatTask

from .conftest import BusyServer
from .guide import run_program
from .rows import KILLING, MODEL, Word, check_answers, check_budget, killed_rows, killing_task, make_rows

NUMBER = max(KILLING) + 100


@pytest.fixture(scope="module")
def session(busy: BusyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[pyspark.sql.SparkSession]:  # noqa: ARG001 - its environment
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and `java` is not on the PATH")
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder: Any = pyspark.sql.SparkSession.builder
        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.memory": "1g",
            "spark.driver.host": "127.0.0.1",
            "spark.local.dir": str(folder),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.sql.execution.arrow.maxRecordsPerBatch": "250",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        made = builder.master("local[4,8]").getOrCreate()  # four workers, and eight attempts per partition
        made.sparkContext.setLogLevel("OFF")
        yield made
        made.stop()


def test_each_row_is_answered_once_when_workers_are_killed(
    session: pyspark.sql.SparkSession, busy: BusyServer, tmp_path: Path
) -> None:
    frame = session.createDataFrame(pandas.DataFrame(make_rows(NUMBER, tmp_path))).repartition(16)
    task = killing_task()
    answered = frame.mapInPandas(task, schema=task.schema(frame))
    check_answers([row.asDict() for row in answered.collect()], NUMBER)
    assert killed_rows(tmp_path) == sorted(f"killed-{row}" for row in KILLING)
    check_budget(busy.counted(), NUMBER)


def test_values_are_returned_as_json(session: pyspark.sql.SparkSession, tmp_path: Path) -> None:
    frame = session.createDataFrame(pandas.DataFrame(make_rows(100, tmp_path))).repartition(4)
    task = ChatTask(model=MODEL, prompt="Say {word}.", response_format=Word, share=0.25)
    rows = frame.mapInPandas(task, schema=task.schema(frame)).collect()
    assert len(rows) == 100
    for row in rows:
        assert row.answer_error is not None or Word.model_validate(json.loads(row.answer_parsed))


def test_iterator_of_frames_yields_a_frame_for_each(busy: BusyServer, tmp_path: Path) -> None:
    frames = [pandas.DataFrame(make_rows(3, tmp_path)), pandas.DataFrame(make_rows(2, tmp_path))]
    task = ChatTask(model=MODEL, prompt="Say {word}.", response_format=Word)
    busy.counted()
    answered = task(iter(frames))
    assert isinstance(answered, Iterator)
    assert busy.counted().total() == 0
    assert len(next(answered)) == 3
    assert 3 <= busy.counted().total() <= 20
    assert [len(frame) for frame in answered] == [2]
    task.close()


def test_program_of_the_guide_runs(
    session: pyspark.sql.SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(session), "stop", lambda _: None)  # keep the session for other tests
    run_program("pyspark", "answer", tmp_path / "written")
