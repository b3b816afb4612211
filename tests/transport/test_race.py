"""Attempts to connect that an error of the program interrupts."""

from __future__ import annotations

import errno
import socket
from typing import Any

import pytest
from typing_extensions import override

from groq._transport.connect import Race, literal_address


class Interrupted(socket.socket):
    """A socket whose state cannot be set or read: a signal handler raises an error meanwhile."""

    error: OSError = TimeoutError("of the program")

    @override
    def setblocking(self, flag: bool, /) -> None:
        raise self.error

    @override
    def getsockopt(self, *args: Any) -> Any:
        raise self.error


def race_with(error: OSError) -> tuple[Race, Interrupted]:
    race, opened = Race([]), Interrupted()
    opened.error = error
    race.pending.append(opened)
    return race, opened


@pytest.mark.parametrize("error", [TimeoutError("of the program"), OSError("of the program")])
def test_error_without_a_code_is_raised_when_an_attempt_ends(error: OSError) -> None:
    race, opened = race_with(error)
    with pytest.raises(OSError, match="of the program"):
        race.finish(opened)
    assert opened.fileno() == -1


def test_error_with_a_code_fails_the_attempt_when_it_ends() -> None:
    race, opened = race_with(OSError(errno.ENOTCONN, "not connected"))
    assert not race.finish(opened)
    assert opened.fileno() == -1
    with pytest.raises(OSError, match="not connected"):
        race.start(0.0)


def test_error_without_a_code_is_raised_when_an_attempt_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    race = Race(literal_address("127.0.0.1", 9) * 2)
    monkeypatch.setattr(socket, "socket", Interrupted)
    with pytest.raises(TimeoutError, match="of the program"):
        race.start(0.0)
    assert race.pending == []
