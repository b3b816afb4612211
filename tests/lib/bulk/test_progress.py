"""Progress of a run: lines, a bar, a function, or nothing."""

from __future__ import annotations

import io
import sys
import types
from typing import Any

import pytest
from typing_extensions import override

from groq.lib.bulk.progress import ProgressLines, describe, duration, reporting
from groq.lib.bulk.summary import BulkSummary

SUMMARY = BulkSummary(
    total=10_000, succeeded=1_200, failed=34, skipped=1_000, prompt_tokens=50_000, completion_tokens=7_000, seconds=60
)


class Terminal(io.StringIO):
    @override
    def isatty(self) -> bool:
        return True


def test_line_shows_counts_rate_tokens_and_time_left() -> None:
    assert describe(SUMMARY) == (
        "2,234 of 10,000 (22%), 1,000 from before, 34 failed, 20.6 per second, 57,000 tokens, 6:17 left"
    )
    assert ", 3 from before (2 failed), 1 failed, " in describe(
        BulkSummary(total=4, skipped=3, skipped_failed=2, failed=1)
    )
    assert describe(BulkSummary()) == "0 of 0, 0 failed, 0 per second, 0 tokens"


@pytest.mark.parametrize(("seconds", "text"), [(7, "0:07"), (61.9, "1:01"), (3723, "1:02:03"), (90_000, "25:00:00")])
def test_duration_is_formatted_as_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_pipe_gets_periodic_lines_and_a_last_one() -> None:
    file, now = io.StringIO(), 0.0
    lines = ProgressLines(file, lambda: now)
    for second in range(100):
        now = float(second)
        lines(BulkSummary(total=100, succeeded=second, seconds=second))
    written = file.getvalue().splitlines()
    assert [line.partition(" ")[0] for line in written] == ["15", "30", "45", "60", "75", "90"]
    lines.close()
    assert file.getvalue().splitlines()[6:] == ["99 of 100 (99%), 0 failed, 1 per second, 0 tokens, 0:01 left"]


def test_closed_pipe_does_not_end_the_run() -> None:
    file = io.StringIO()
    file.close()
    lines = ProgressLines(file)
    lines(SUMMARY)
    lines.close()


@pytest.mark.parametrize("progress", [False, None])
def test_nothing_is_shown_in_a_pipe_by_default(progress: bool | None) -> None:
    file = io.StringIO()
    with reporting(progress, file) as report:
        report(SUMMARY)
    assert file.getvalue() == ""


def test_nothing_is_shown_on_a_terminal_when_off() -> None:
    file = Terminal()
    with reporting(False, file) as report:
        report(SUMMARY)
    assert file.getvalue() == ""


def test_nothing_is_shown_without_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    with reporting(True) as report:
        report(SUMMARY)


def test_function_gets_each_summary() -> None:
    seen: list[BulkSummary] = []
    with reporting(seen.append) as report:
        report(SUMMARY)
    assert seen == [SUMMARY]


def test_bar_is_shown_on_a_terminal() -> None:
    file = Terminal()
    with reporting(None, file) as report:
        report(SUMMARY)
        report(BulkSummary(total=10_000, succeeded=9_000, failed=34, skipped=966, prompt_tokens=60_000, seconds=90))
    text = file.getvalue()
    assert "100%" in text
    assert "10000/10000" in text
    assert "34 failed, 60,000 tokens" in text


def test_lines_are_shown_on_a_terminal_without_tqdm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    file = Terminal()
    with reporting(None, file) as report:
        report(SUMMARY)
    assert file.getvalue() == f"{describe(SUMMARY)}\n"


@pytest.mark.parametrize("has_widgets", [True, False])
def test_notebook_gets_a_bar_or_lines(monkeypatch: pytest.MonkeyPatch, has_widgets: bool) -> None:
    class Bar:
        total = n = 0
        updates: list[int] = []  # noqa: RUF012 - there is one instance

        def __init__(self, **_options: Any) -> None:
            if not has_widgets:
                raise ImportError("IProgress not found")

        def set_postfix_str(self, text: str, refresh: bool) -> None: ...

        def update(self, number: int) -> None:
            self.updates.append(number)

        def close(self) -> None: ...

    shell = types.SimpleNamespace(config={"IPKernelApp": {}})
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "tqdm.auto", types.SimpleNamespace(tqdm=Bar))
    file = io.StringIO()
    with reporting(None, file) as report:
        report(SUMMARY)
    assert (Bar.updates, file.getvalue()) == (([2_234], "") if has_widgets else ([], f"{describe(SUMMARY)}\n"))
