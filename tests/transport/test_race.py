"""Attempts to connect that an error of the program interrupts."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from typing_extensions import override

from groq._transport.connect import Race, SocketSettings, literal_address


class Interrupted(socket.socket):
    """A socket whose state cannot be read: a signal handler raises an error meanwhile."""

    error: OSError

    @override
    def getsockopt(self, *args: Any) -> Any:
        raise self.error


class Interrupting(tuple[Any, ...]):
    """Socket options that a signal handler interrupts."""

    __slots__ = ()

    @override
    def __iter__(self) -> Iterator[Any]:
        raise TimeoutError("of the program")


def race_with(error: OSError) -> tuple[Race, Interrupted]:
    race, opened = Race([], SocketSettings()), Interrupted()
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


def test_error_without_a_code_is_raised_when_an_attempt_starts() -> None:
    race = Race(literal_address("127.0.0.1", 9) * 2, SocketSettings(options=Interrupting()))
    with pytest.raises(TimeoutError, match="of the program"):
        race.start(0.0)
    assert race.pending == []
