"""A process of pytest-xdist sends each result and failure of a test, without unread data."""

from __future__ import annotations

from typing import Any

import pytest

from ..support.reports import send_less

SENT = [("testreport", when, outcome) for when in ("setup", "call", "teardown") for outcome in ("failed", "skipped")]
SENT += [("testreport", "call", "passed"), ("logfinish", "", ""), ("runtest_protocol_complete", "", "")]
LEFT_OUT = [("testreport", "setup", "passed"), ("testreport", "teardown", "passed"), ("logstart", "", "")]


class Worker:
    """A fake of the pytest-xdist plugin that records messages."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def sendevent(self, name: str, data: dict[str, str]) -> None:
        self.sent.append((name, data["when"], data["outcome"]))


class Config:
    """The part of a worker's configuration that the code uses."""

    def __init__(self, worker: Worker, **options: Any) -> None:
        self.pluginmanager = pytest.PytestPluginManager()
        self.pluginmanager.register(worker)
        self._options = options

    def getoption(self, name: str) -> Any:
        return self._options.get(name)


def sent(**options: Any) -> list[tuple[str, str, str]]:
    worker = Worker()
    config: Any = Config(worker, **options)
    send_less(config)
    for name, when, outcome in SENT + LEFT_OUT:
        worker.sendevent(name, data={"when": when, "outcome": outcome})
    return worker.sent


def test_every_failure_skip_and_result_is_sent() -> None:
    assert sent() == SENT


@pytest.mark.parametrize("option", ["durations", "xmlpath"])
def test_everything_is_sent_when_an_option_needs_all_phases(option: str) -> None:
    assert sent(**{option: 10}) == SENT + LEFT_OUT


def test_xdist_worker_has_the_replaced_method(pytestconfig: pytest.Config) -> None:
    if not hasattr(pytestconfig, "workerinput"):
        pytest.skip("runs in a process of pytest-xdist only")
    assert any(hasattr(plugin, "sendevent") for plugin in pytestconfig.pluginmanager.get_plugins())
