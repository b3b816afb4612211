"""Connection attempts that an exception raised by a signal handler interrupts."""

from __future__ import annotations

import errno
import socket
from typing import Any

import httpx
import pytest
from typing_extensions import override

from groq._transport.connect import literal_address, race
from groq._transport.pool import Pool
from groq._utils._flows import drive


class Interrupted(socket.socket):
    """A socket whose methods raise, to simulate a signal handler."""

    at_start: OSError | None = None
    at_end: OSError | None = None
    made: list[Interrupted]

    @override
    def setblocking(self, flag: bool, /) -> None:
        self.made.append(self)
        if self.at_start is not None:
            raise self.at_start

    @override
    def connect(self, address: Any, /) -> None:
        raise BlockingIOError

    @override
    def getsockopt(self, *args: Any) -> Any:
        assert self.at_end is not None
        raise self.at_end


class Backend:
    """Reports every socket as writable."""

    @staticmethod
    def wait_writable(pending: list[socket.socket], timeout: float | None) -> list[socket.socket]:
        del timeout
        return pending


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> type[Interrupted]:
    monkeypatch.setattr(socket, "socket", Interrupted)
    monkeypatch.setattr(Interrupted, "made", [], raising=False)
    return Interrupted


def connect_to_two_addresses() -> None:
    pool = Pool(httpx.Limits())
    try:
        drive(race(pool, literal_address("127.0.0.1", 9) * 2, None, Backend))
    finally:
        pool.close()


@pytest.mark.parametrize("error", [TimeoutError("of the program"), OSError("of the program")])
def test_error_without_errno_propagates_when_an_attempt_ends(
    attempts: type[Interrupted], monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    monkeypatch.setattr(attempts, "at_end", error)
    with pytest.raises(OSError, match="of the program"):
        connect_to_two_addresses()
    assert [one.fileno() for one in attempts.made] == [-1]


def test_error_with_errno_fails_the_attempt_when_it_ends(
    attempts: type[Interrupted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "at_end", OSError(errno.ENOTCONN, "not connected"))
    with pytest.raises(OSError, match="not connected"):
        connect_to_two_addresses()
    assert [one.fileno() for one in attempts.made] == [-1, -1]


def test_error_without_errno_propagates_when_an_attempt_starts(
    attempts: type[Interrupted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "at_start", TimeoutError("of the program"))
    with pytest.raises(TimeoutError, match="of the program"):
        connect_to_two_addresses()
    assert [one.fileno() for one in attempts.made] == [-1]
