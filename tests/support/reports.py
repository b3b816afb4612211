"""Fewer reports from pytest-xdist workers: each message costs more than a small test."""

from __future__ import annotations

from typing import Any, Protocol

import pytest


class Worker(Protocol):
    """The plugin of pytest-xdist that sends the events of a process."""

    def sendevent(self, name: str, **values: Any) -> None:
        """Send a message."""


def send_less(config: pytest.Config) -> None:
    """Skip redundant messages: the start of a test, a passed setup or teardown, and its keywords."""
    if config.getoption("durations") is not None or config.getoption("xmlpath") is not None:
        return  # both need all phases of a test
    for plugin in config.pluginmanager.get_plugins():
        if hasattr(plugin, "sendevent"):  # only in pytest-xdist workers
            plugin.sendevent = _filtered(plugin)


def _filtered(worker: Worker) -> Any:
    send = worker.sendevent

    def sendevent(name: str, **values: Any) -> None:
        if name == "testreport" and values["data"]["outcome"] == "passed":
            if values["data"]["when"] != "call":
                return
            values["data"]["keywords"] = {}  # unused, and a third of the message
        if name != "logstart":
            send(name, **values)

    return sendevent
