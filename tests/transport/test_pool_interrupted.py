"""Exceptions raised by signal handlers in the pool, at each point where Python runs signal handlers."""

from __future__ import annotations

import dis
import functools
import gc
import sys
import types
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from groq import DefaultHttpxClient
from groq._transport import pool as pool_module
from groq._transport import round_trip as round_trip_module
from groq._transport.pool import Lease, Pool, PooledConnection, release_dropped

from ..support.server import ScriptedServer, sized

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="Python 3.13 does not trace the instructions of the first call of a function"
)

A, B, C = ("a",), ("b",), ("c",)
LIMIT = 3


class Alarm(Exception):
    """The exception that the signal handler raises."""


@functools.cache
def names(code: types.CodeType) -> dict[int, str]:
    return {one.offset: one.opname for one in dis.get_instructions(code)}


def runs_handlers(opname: str | None) -> bool:
    """Return whether CPython runs signal handlers after this instruction: a call, a jump back, a function start."""
    return opname is None or opname in ("RESUME", "JUMP_ABSOLUTE") or opname.startswith(("CALL", "JUMP_BACKWARD"))


class Alarms:
    """Raises once, at the nth point of these modules where signal handlers may run.

    Attributes:
        is_due: Whether the point has not been reached yet.
    """

    def __init__(self, number: int, *modules: types.ModuleType) -> None:
        self._left = number
        self._files = {module.__file__ for module in modules}
        self.is_due = True
        self._before: Any = None  # the trace function

    # Not a generator: since Python 3.12, it would be part of a cycle that keeps the exception and its leases alive.
    def __enter__(self) -> None:
        self._before = sys.gettrace()
        sys._getframe().f_trace_opcodes = True  # Python 3.12 checks the frames for this when the trace function is set
        sys.settrace(self._enter)

    def __exit__(self, kind: type[BaseException] | None, error: object, traceback: object) -> bool:
        sys.settrace(self._before)
        return kind is Alarm

    def _enter(self, frame: types.FrameType, event: str, arg: object) -> Any:
        del event, arg
        if frame.f_code.co_filename not in self._files or not self.is_due:
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        last: str | None = None

        def trace(frame: types.FrameType, event: str, arg: object) -> Any:
            nonlocal last
            del arg
            if event == "exception":  # the call has not returned
                last = event
            elif event == "opcode" and self.is_due:
                if runs_handlers(last):
                    self._left -= 1
                    if self._left < 0:
                        self.is_due = False
                        raise Alarm
                last = names(frame.f_code).get(frame.f_lasti)
            return trace

        return trace


class Connection(PooledConnection):
    """A connection that records whether it is open."""

    is_open = True

    def __init__(self, made: list[Connection]) -> None:
        made.append(self)

    def is_usable(self) -> bool:
        return self.is_open

    def abort(self) -> None:
        self.is_open = False


class Program:
    """Operations of requests on a pool. The requests in `others` are never interrupted and hold their connections."""

    def __init__(self) -> None:
        self.pool = Pool(httpx.Limits(max_connections=LIMIT, max_keepalive_connections=2))
        self.made: list[Connection] = []
        self.others = [self.acquired(A)]

    def acquired(self, origin: Any, lease: Lease | None = None) -> Lease:
        lease = lease or Lease(self.pool, origin)
        try:
            assert lease.is_granted or self.pool.acquire(lease)
            if lease.connection is None:
                lease.connection = Connection(self.made)
                self.pool.opened(lease, lease.connection)
            assert lease.connection.is_open
        except BaseException:
            lease.release(reuse=False)
            raise
        return lease

    def send(self, origin: Any, *, reuse: bool = True) -> None:
        self.acquired(origin).release(reuse=reuse)

    def queue(self, origin: Any) -> tuple[Lease, list[None]]:
        woken: list[None] = []
        lease = Lease(self.pool, origin)
        assert not self.pool.acquire(lease)
        lease.wake = lambda: woken.append(None)
        return lease, woken

    # Interrupted operations.

    def reuse(self) -> None:
        self.send(A)
        self.send(A)
        self.send(A, reuse=False)

    def evict(self) -> None:
        self.send(A)
        self.send(B)
        self.send(C)

    def hand_over(self) -> None:
        first, second = self.acquired(A), self.acquired(B)
        queued = [self.queue(origin)[0] for origin in (A, A, C)]
        first.release(reuse=True)
        queued[1].release(reuse=True)
        second.release(reuse=True)
        for lease in queued:
            if lease.is_granted:
                self.acquired(lease.origin, lease).release(reuse=True)

    def drop(self) -> None:
        self.acquired(A)
        dropped = self.acquired(B)
        del dropped
        self.send(A)

    def drop_in_the_queue(self) -> None:
        held = [self.acquired(A), self.acquired(B)]
        dropped, _ = self.queue(A)
        del dropped
        held.pop().release(reuse=True)

    def replace(self) -> None:
        lease = self.acquired(A)
        self.pool.replace(lease)
        self.acquired(A, lease).release(reuse=True)

    def find_spoiled(self) -> None:
        self.send(B)
        self.made[-1].is_open = False
        self.send(B)

    def disconnect(self) -> None:
        self.send(B)
        self.pool.disconnect()


SCENARIOS = [
    Program.reuse,
    Program.evict,
    Program.hand_over,
    Program.drop,
    Program.drop_in_the_queue,
    Program.replace,
    Program.find_spoiled,
    Program.disconnect,
]


def check(program: Program) -> None:
    """Check that the pool grants leases up to its limit and knows all open connections."""
    (other,) = program.others
    assert other.is_granted
    leases = [other, *(program.acquired(origin) for origin in (A, B))]
    connections = [lease.connection for lease in leases]
    assert len(set(connections)) == LIMIT
    last, woken = program.queue(C)
    assert (program.pool.open, program.pool.in_use, program.pool.waiting) == (LIMIT, LIMIT, 1)
    leases.pop().release(reuse=True)
    assert last.is_granted
    assert woken
    for lease in (*leases, last):
        lease.release(reuse=True)
    assert (program.pool.in_use, program.pool.waiting) == (0, 0)
    program.pool.close()
    assert not any(one.is_open for one in program.made)


def at_each_point(run: Callable[[Alarms], None], *modules: types.ModuleType) -> int:
    """Run a function repeatedly, interrupted at each point in turn; return the number of points."""
    for number in range(20_000):
        alarms = Alarms(number, *modules)
        run(alarms)
        if alarms.is_due:
            return number
    raise AssertionError("the number of points has no end")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[one.__name__ for one in SCENARIOS])
def test_pool_is_consistent_after_an_exception_at_any_point(scenario: Callable[[Program], None]) -> None:
    def run(alarms: Alarms) -> None:
        program = Program()
        connection = program.others[0].connection
        with alarms:
            scenario(program)
        assert program.others[0].connection is connection
        assert connection.is_open or scenario is Program.disconnect
        check(program)

    assert at_each_point(run, pool_module) > 20


def test_waiting_request_is_served_when_another_one_is_interrupted() -> None:
    def run(alarms: Alarms) -> None:
        program = Program()
        leases = [program.acquired(A), program.acquired(B)]
        queued = [program.queue(origin) for origin in (A, C)]
        with alarms:
            while leases:
                leases[-1].release(reuse=True)
                leases.pop()
        leases.clear()
        release_dropped()
        assert all(lease.is_granted and woken for lease, woken in queued)
        queued.clear()
        check(program)

    assert at_each_point(run, pool_module) > 20


def test_pool_is_closed_when_closing_is_interrupted() -> None:
    def run(alarms: Alarms) -> None:
        program = Program()
        program.send(B)
        with alarms:
            program.pool.close()
        program.pool.close()
        assert not any(one.is_open for one in program.made)

    assert at_each_point(run, pool_module) > 5


def test_client_works_after_an_exception_at_any_point_of_a_request() -> None:
    limits = httpx.Limits(max_connections=2)
    with (
        ScriptedServer(otherwise=lambda request: sized(request.target)) as server,
        DefaultHttpxClient(trust_env=False, limits=limits, timeout=10) as client,
    ):
        url = server.url

        def run(alarms: Alarms) -> None:
            with alarms:
                assert client.get(f"{url}/one").text == "/one"
            gc.collect(0)
            with client.stream("GET", f"{url}/two") as two, client.stream("GET", f"{url}/three") as three:
                connections = {one.extensions["network_stream"] for one in (two, three)}
                assert len(connections) == 2
                assert (two.read(), three.read()) == (b"/two", b"/three")

        assert at_each_point(run, pool_module, round_trip_module) > 50
