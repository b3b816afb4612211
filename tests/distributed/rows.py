"""Five thousand rows, the functions of workers, and checks of the answers."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pydantic

from groq.lib.distributed import ChatTask

MODEL = "openai/gpt-oss-20b"
NUMBER = 5_000
KILLING = {700: "exit", 2_400: "kill", 4_100: "exit"}


class Word(pydantic.BaseModel):
    """The requested answer."""

    word: str
    length: int


def make_rows(number: int, folder: Path | str) -> list[dict[str, Any]]:
    """Return rows. Workers write marker files to the folder."""
    return [{"id": position, "word": f"w{position}", "folder": str(folder)} for position in range(number)]


def killing_prompt(row: Mapping[str, Any]) -> str:
    """Return the prompt of a row. The first worker that gets certain rows is killed."""
    way = KILLING.get(int(row["id"]))
    if way and is_first(Path(str(row["folder"]), f"killed-{row['id']}")):
        if way == "kill" and sys.platform != "win32":
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(1)
    return f"Say {row['word']}."


def is_first(path: Path) -> bool:
    """Return whether this is the first call with this path, in any process."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def killing_task(**options: Any) -> ChatTask:
    """Return a task for four workers, some of which are killed."""
    client = {"max_retries": 6}
    return ChatTask(**{"model": MODEL, "prompt": killing_prompt, "share": 0.25, "client": client, **options})


def killed_rows(folder: Path) -> list[str]:
    """Return the rows whose worker was killed."""
    return sorted(path.name for path in folder.glob("killed-*"))


def check_answers(rows: Iterable[Mapping[str, Any]], number: int, output: str = "answer") -> None:
    """Assert that each row occurs once, with an answer or an error that any engine can store."""
    found = sorted(rows, key=lambda row: int(row["id"]))
    assert [int(row["id"]) for row in found] == list(range(number))
    errors = Counter[str]()
    for row in found:
        if is_missing(row[f"{output}_error"]):
            assert f'"Say {row["word"]}."' in row[output] or output != "answer"
            assert row[f"{output}_completion_tokens"] > 0
            assert row[f"{output}_request_id"].startswith("req_")
        else:
            assert is_missing(row[output])
            assert "requested with `failures`" in row[f"{output}_error"]
            errors[row[f"{output}_error_class"]] += 1
    assert errors.keys() == {"BadRequestError"}
    assert 0.002 * number < errors.total() < 0.03 * number
    values = [[row[name] for name in row if name.startswith(output)] for row in found]
    assert pickle.loads(pickle.dumps(values)) is not None


def is_missing(value: Any) -> bool:
    """Return whether a value is `None`, or its equivalent in pandas."""
    return value is None or value != value or str(value) == "<NA>"


def check_budget(counted: Counter[int | str], number: int) -> None:
    """Assert that each row was sent until it was answered, and few requests were refused."""
    assert counted[200] + counted[400] >= number
    assert counted[503] > 0
    assert counted["disconnect"] > 0
    assert counted[429] <= 0.02 * counted.total(), counted
