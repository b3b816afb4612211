"""The pool with dummy connections: assignment, order, and closing of idle connections."""

from __future__ import annotations

import gc
import os
import random
import textwrap
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from groq._transport import pool as pool_module
from groq._transport.pool import Lease, Pool, PooledConnection, release_dropped

from ..support.examples import examples
from ..support.run_python import run_python

A, B, C = ("a",), ("b",), ("c",)
PATIENCE = 20.0


class Connection(PooledConnection):
    """A connection that counts its calls.

    Attributes:
        hooks: Functions to call when it is checked, closed or, in the middle of a pool operation, hashed.
    """

    def __init__(self) -> None:
        self.is_open = True
        self.checks = self.aborts = self.hashes = 0
        self.hooks: dict[str, Callable[[], object]] = {}

    def __hash__(self) -> int:
        self.hashes += 1
        self._call("step")
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def is_usable(self) -> bool:
        self.checks += 1
        self._call("check")
        return self.is_open

    def abort(self) -> None:
        self.aborts += 1
        self.is_open = False
        self._call("abort")

    def _call(self, name: str) -> None:
        hook = self.hooks.pop(name, None)  # once
        if hook is not None:
            hook()


class Clock:
    """The clock of the pool."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pool_module, "time", clock)
    return clock


MakePool = Callable[..., Pool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    made: list[Pool] = []

    def make(connections: int | None = 10, idle: int | None = 10, expiry: float | None = None, **options: Any) -> Pool:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=idle, keepalive_expiry=expiry)
        made.append(Pool(limits, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def acquired(pool: Pool, origin: Any = A) -> Lease:
    """Return a lease with a connection, a new one if the pool has no idle one."""
    lease = Lease(pool, origin)
    assert pool.acquire(lease)
    if lease.connection is None:
        pool.opened(lease, Connection())
    return lease


def idle(pool: Pool, *origins: Any) -> list[Connection]:
    """Return a connection for each origin, returned to the pool in this order."""
    leases = [acquired(pool, origin) for origin in origins]
    connections = [lease.connection for lease in leases]
    for lease in leases:
        lease.release(reuse=True)
    return connections


class Waiting(Lease):
    """A waiting lease that counts how often it is woken."""

    __slots__ = ("woken",)

    def __init__(self, pool: Pool, origin: Any = A) -> None:
        super().__init__(pool, origin)
        self.woken = 0
        assert not pool.acquire(self)
        self.wake = self._count

    def _count(self) -> None:
        self.woken += 1


def counts(pool: Pool) -> tuple[int, int, int]:
    return pool.open, pool.in_use, pool.waiting


# Which connection.


def test_most_recently_used_connection_is_reused_first(make_pool: MakePool) -> None:
    pool = make_pool()
    first, second, third = idle(pool, A, A, A)
    leases = [acquired(pool) for _ in range(4)]
    assert [lease.connection for lease in leases[:3]] == [third, second, first]
    assert leases[3].connection not in (first, second, third)
    leases[1].release(reuse=True)
    assert acquired(pool).connection is second


def test_connection_is_used_for_its_origin_only(make_pool: MakePool) -> None:
    pool = make_pool()
    one, other = idle(pool, A, B)
    leases = [acquired(pool, C), acquired(pool, B), acquired(pool, A)]
    assert leases[0].connection not in (one, other)
    assert [lease.connection for lease in leases[1:]] == [other, one]
    assert counts(pool) == (3, 3, 0)


def test_connection_is_closed_when_it_cannot_be_reused(make_pool: MakePool) -> None:
    pool = make_pool()
    lease = acquired(pool)
    connection = lease.connection
    lease.release(reuse=False)
    assert (connection.aborts, counts(pool)) == (1, (0, 0, 0))


def test_lease_is_released_once(make_pool: MakePool) -> None:
    pool = make_pool()
    lease = acquired(pool)
    connection = lease.connection
    lease.release(reuse=True)
    assert (lease.is_granted, lease.connection) == (False, None)
    for reuse in (True, False):
        lease.release(reuse=reuse)  # simulates two threads
    assert (connection.aborts, counts(pool)) == (0, (1, 0, 0))


def test_stale_connection_is_replaced_when_it_is_granted(make_pool: MakePool) -> None:
    pool = make_pool()
    stale, good = idle(pool, A, A)
    good.is_open = False
    lease = Lease(pool, A)
    assert pool.acquire(lease)
    assert (lease.connection, good.aborts, stale.aborts) == (None, 1, 0)
    assert counts(pool) == (2, 1, 0)
    pool.opened(lease, new := Connection())
    lease.release(reuse=True)
    assert (new.aborts, counts(pool)) == (0, (2, 0, 0))


def test_connection_is_replaced_when_its_holder_asks_for_it(make_pool: MakePool) -> None:
    pool = make_pool()
    lease = acquired(pool)
    connection = lease.connection
    pool.replace(lease)
    pool.replace(lease)
    assert (lease.is_granted, lease.connection, connection.aborts, counts(pool)) == (True, None, 1, (1, 1, 0))


# Limits.


def test_request_waits_when_all_connections_are_in_use(make_pool: MakePool) -> None:
    pool = make_pool(connections=2)
    leases = [acquired(pool, A), acquired(pool, B)]
    waiting = [Waiting(pool, A), Waiting(pool, C)]
    assert counts(pool) == (2, 2, 2)
    assert [one.is_granted for one in waiting] == [False, False]
    for lease in (*leases, *waiting):
        lease.release(reuse=True)


def test_connection_counts_while_it_is_being_opened(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    opening = Lease(pool, A)
    assert pool.acquire(opening)
    assert counts(pool) == (1, 1, 0)
    waiting = Waiting(pool)
    opening.release(reuse=False)  # the connection attempt failed
    assert (waiting.is_granted, waiting.connection, waiting.woken) == (True, None, 1)


def test_no_limits_when_they_are_none(make_pool: MakePool) -> None:
    pool = make_pool(connections=None, idle=None)
    idle(pool, *[(number,) for number in range(300)], *[A] * 300)
    assert counts(pool) == (600, 0, 0)


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_oldest_idle_connection_is_closed_above_the_idle_limit(make_pool: MakePool, limit: int) -> None:
    pool = make_pool(idle=limit)
    connections = idle(pool, A, B, A, C, A)
    assert [one.aborts for one in connections] == [1] * (5 - limit) + [0] * limit
    assert counts(pool) == (limit, 0, 0)


def test_oldest_idle_connection_of_another_origin_is_closed_at_the_limit(make_pool: MakePool) -> None:
    pool = make_pool(connections=3)
    connections = idle(pool, A, B, A)
    new = [acquired(pool, C)]
    assert [one.aborts for one in connections] == [1, 0, 0]
    new.append(acquired(pool, C))
    assert [one.aborts for one in connections] == [1, 1, 0]
    assert counts(pool) == (3, 2, 0)
    assert acquired(pool, A).connection is connections[2]


def test_idle_connections_are_ordered_by_last_use(make_pool: MakePool) -> None:
    pool = make_pool(connections=2)
    first, second = idle(pool, A, B)
    acquired(pool, A).release(reuse=True)
    lease = acquired(pool, C)
    assert (first.aborts, second.aborts) == (0, 1)
    lease.release(reuse=True)


def test_idle_connection_is_not_used_when_it_has_expired(make_pool: MakePool, clock: Clock) -> None:
    pool = make_pool(expiry=5)
    (connection,) = idle(pool, A)
    clock.now += 4.5
    lease = acquired(pool)
    assert lease.connection is connection
    lease.release(reuse=True)
    clock.now += 4.5  # since the last use
    lease = acquired(pool)
    assert lease.connection is connection
    lease.release(reuse=True)
    clock.now += 5
    lease = Lease(pool, A)
    assert pool.acquire(lease)
    assert (lease.connection, connection.aborts, connection.checks) == (None, 1, 2)
    assert counts(pool) == (1, 1, 0)


@pytest.mark.parametrize("step", ["acquire", "release"])
def test_expired_connections_of_all_origins_are_closed_by_the_next_step(
    make_pool: MakePool, clock: Clock, step: str
) -> None:
    pool = make_pool(expiry=5)
    lease = acquired(pool, C)
    expired = idle(pool, A, B, A)
    clock.now += 1
    (kept,) = idle(pool, ("d",))
    clock.now += 4.5
    if step == "acquire":
        acquired(pool, ("e",)).release(reuse=False)
    else:
        lease.release(reuse=True)
    assert [one.aborts for one in (*expired, kept)] == [1, 1, 1, 0]


def test_no_connection_is_kept_when_the_expiry_is_zero(make_pool: MakePool, clock: Clock) -> None:
    del clock  # even if the clock stands still
    pool = make_pool(expiry=0)
    (connection,) = idle(pool, A)
    lease = Lease(pool, A)
    assert pool.acquire(lease)
    assert (lease.connection, connection.aborts) == (None, 1)


# Waiting requests.


def test_waiting_requests_are_served_in_order(make_pool: MakePool) -> None:
    pool = make_pool(connections=2)
    leases = [acquired(pool, A), acquired(pool, A)]
    waiting = [Waiting(pool, origin) for origin in (A, B, A, C, B)]
    served: list[Waiting] = []
    for _ in waiting:
        leases.pop(0).release(reuse=True)
        granted = [one for one in waiting if one.is_granted and one not in served]
        assert len(granted) == 1
        if granted[0].connection is None:
            pool.opened(granted[0], Connection())
        served += granted
        leases += granted
        assert pool.open == 2
    assert served == waiting
    assert [one.woken for one in waiting] == [1] * 5


def test_new_request_does_not_overtake_waiting_ones(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    lease = acquired(pool)
    first, second = Waiting(pool, B), Waiting(pool, A)
    lease.release(reuse=True)
    third = Waiting(pool, A)
    assert [one.is_granted for one in (first, second, third)] == [True, False, False]


def test_released_connection_goes_to_the_first_waiting_request_of_its_origin(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    lease, waiting = acquired(pool), Waiting(pool)
    connection = lease.connection
    lease.release(reuse=True)
    assert (waiting.connection, waiting.woken, connection.aborts) == (connection, 1, 0)
    assert counts(pool) == (1, 1, 0)
    connection.is_open = False  # the connection breaks meanwhile
    pool.check_usable(waiting)
    assert (waiting.is_granted, waiting.connection, connection.aborts) == (True, None, 1)


@pytest.mark.parametrize(("origin", "reuse"), [(B, True), (B, False), (A, False)])
def test_waiting_request_may_connect_when_the_released_connection_has_another_origin(
    make_pool: MakePool, origin: Any, reuse: bool
) -> None:
    pool = make_pool(connections=1)
    lease, waiting = acquired(pool, A), Waiting(pool, origin)
    connection = lease.connection
    lease.release(reuse=reuse)
    assert (waiting.is_granted, waiting.connection, waiting.woken, connection.aborts) == (True, None, 1, 1)
    assert counts(pool) == (1, 1, 0)


def test_connection_of_a_closed_pool_is_not_reused(make_pool: MakePool) -> None:
    pool = make_pool()
    lease = acquired(pool)
    connection = lease.connection
    pool.close()
    lease.release(reuse=True)
    assert (counts(pool), connection.is_open) == ((0, 0, 0), False)


def test_cancelled_request_leaves_the_queue(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    lease, first, second = acquired(pool), Waiting(pool), Waiting(pool)
    first.release(reuse=True)
    first.release(reuse=True)
    lease.release(reuse=True)
    assert (first.is_granted, first.woken, second.is_granted, second.woken) == (False, 0, True, 1)


@pytest.mark.parametrize("origin", [A, B])
def test_next_request_is_served_when_a_granted_one_is_cancelled(make_pool: MakePool, origin: Any) -> None:
    pool = make_pool(connections=1)
    lease, first, second = acquired(pool), Waiting(pool), Waiting(pool, origin)
    connection = lease.connection
    lease.release(reuse=True)
    assert first.is_granted
    first.release(reuse=True)
    assert (first.is_granted, first.connection) == (False, None)
    assert (second.is_granted, second.woken, second.connection) == (True, 1, connection if origin == A else None)
    assert connection.aborts == (0 if origin == A else 1)
    second.release(reuse=True)
    assert counts(pool) == ((1, 0, 0) if origin == A else (0, 0, 0))


def test_cancelled_request_returns_its_right_to_connect(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    lease = Lease(pool, A)
    assert pool.acquire(lease)
    lease.release(reuse=True)
    lease.release(reuse=True)
    lease.release(reuse=True)
    assert counts(pool) == (0, 0, 0)


# The end of a pool.


def test_close_closes_all_connections_and_wakes_all_waiting_requests(make_pool: MakePool) -> None:
    pool = make_pool(connections=3)
    connections = idle(pool, A, B)
    used = [acquired(pool, C), acquired(pool, C), acquired(pool, C)]
    kept = [lease.connection for lease in used]
    waiting = [Waiting(pool) for _ in range(3)]
    pool.close()
    assert pool.is_closed
    assert [one.aborts for one in (*connections, *kept)] == [1] * 5
    assert [(one.woken, one.is_granted) for one in waiting] == [(1, False)] * 3
    for lease in used:
        lease.release(reuse=True)
    for one in waiting:
        one.release(reuse=True)
    pool.close()
    assert counts(pool) == (0, 0, 0)


def test_closed_pool_grants_nothing(make_pool: MakePool) -> None:
    pool = make_pool()
    pool.close()
    lease = Lease(pool, A)
    woken: list[None] = []
    lease.wake = lambda: woken.append(None)
    assert not pool.acquire(lease)
    assert (woken, counts(pool)) == ([None], (0, 0, 0))


def test_connection_is_closed_when_the_pool_was_closed_meanwhile(make_pool: MakePool) -> None:
    pool = make_pool()
    lease = Lease(pool, A)
    assert pool.acquire(lease)
    pool.close()
    connection = Connection()
    with pytest.raises(httpx.ConnectError, match="client was closed"):
        pool.opened(lease, connection)
    assert (connection.is_open, lease.is_granted, counts(pool)) == (False, False, (0, 0, 0))


def test_pool_opens_new_connections_after_disconnect(make_pool: MakePool) -> None:
    pool = make_pool()
    (kept,) = idle(pool, A)
    used = acquired(pool, B)
    broken = used.connection
    pool.disconnect()
    assert (kept.aborts, broken.aborts, counts(pool)) == (1, 1, (1, 1, 0))
    used.release(reuse=True)
    for origin in (A, B):
        assert acquired(pool, origin).connection not in (kept, broken)


# Finalisers.


def test_dropped_lease_is_released_by_the_next_step_of_any_pool(make_pool: MakePool) -> None:
    pool, other = make_pool(connections=1), make_pool()
    lease = acquired(pool)
    connection = lease.connection
    waiting = Waiting(pool)
    del lease
    assert (connection.aborts, waiting.is_granted) == (0, False)  # a finalizer neither closes nor wakes
    acquired(other).release(reuse=True)
    assert (connection.aborts, waiting.is_granted, waiting.woken) == (1, True, 1)


def test_dropped_lease_does_not_count(make_pool: MakePool) -> None:
    pool = make_pool()
    acquired(pool)
    assert counts(pool) == (0, 0, 0)


def test_dropped_lease_schedules_a_step_on_the_event_loop(make_pool: MakePool) -> None:
    asked: list[Callable[[], None]] = []
    pool = make_pool(schedule=asked.append)
    lease = acquired(pool)
    connection = lease.connection
    del lease
    assert (asked, connection.aborts) == ([release_dropped], 0)
    asked[0]()
    assert connection.aborts == 1


def test_dropped_waiting_lease_is_skipped(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    lease, dropped, second = acquired(pool), Lease(pool, A), None
    assert not pool.acquire(dropped)
    second = Waiting(pool)
    del dropped
    lease.release(reuse=True)
    release_dropped()
    assert (second.is_granted, second.woken, counts(pool)) == (True, 1, (1, 1, 0))


@pytest.mark.parametrize("how", ["reference", "cycle"])
def test_lease_may_be_dropped_during_a_step(make_pool: MakePool, how: str) -> None:
    pool = make_pool(connections=4)
    dropped = [acquired(pool, B), acquired(pool, C)]
    closed = [lease.connection for lease in dropped]
    if how == "cycle":
        dropped.append(dropped)  # type: ignore[arg-type] # a cycle of garbage

    def drop() -> None:
        nonlocal dropped
        dropped = []
        gc.collect()

    lease = acquired(pool)
    kept = lease.connection
    kept.hooks["step"] = drop
    lease.release(reuse=True)  # hashes the connection, with the lock
    assert "step" not in kept.hooks
    assert [one.aborts for one in closed] == [1, 1]
    assert counts(pool) == (1, 0, 0)


def test_dropped_pool_is_closed_by_the_next_step_of_any_pool(make_pool: MakePool) -> None:
    pool, other = make_pool(connections=2), make_pool()
    lease = acquired(pool)
    (kept,) = idle(pool, B)
    connection = lease.connection
    pool.abandon()
    assert (connection.aborts, kept.aborts) == (0, 0)
    acquired(other).release(reuse=True)
    assert (connection.aborts, kept.aborts, pool.is_closed) == (1, 1, True)


def test_dropped_pool_schedules_a_step_on_the_event_loop(make_pool: MakePool) -> None:
    asked: list[Callable[[], None]] = []
    pool = make_pool(schedule=asked.append)
    (connection,) = idle(pool, A)
    pool.abandon()
    assert asked == [release_dropped]
    release_dropped()
    assert connection.aborts == 1


@pytest.mark.parametrize("is_used", [False, True])
def test_pool_is_freed_when_it_is_dropped(is_used: bool) -> None:
    pool = Pool(httpx.Limits(max_connections=1, max_keepalive_connections=1))
    if is_used:
        idle(pool, A)
    freed = weakref.ref(pool)
    pool.abandon()
    release_dropped()
    del pool
    gc.collect()
    assert freed() is None


def test_pool_is_freed_when_it_is_closed() -> None:
    pool = Pool(httpx.Limits(max_connections=1))
    idle(pool, A)
    pool.close()
    freed = weakref.ref(pool)
    del pool
    gc.collect()
    assert freed() is None


# Reentrancy.

WHERE = ["check", "abort", "step"]


@pytest.mark.parametrize("where", WHERE)
def test_pool_may_be_closed_during_its_own_step(make_pool: MakePool, where: str) -> None:
    pool = make_pool(connections=3)
    first, second = idle(pool, A, B)
    other = acquired(pool, C)
    first.hooks[where] = pool.close
    if where == "abort":
        lease = acquired(pool, A)
        lease.release(reuse=False)
    else:
        lease = Lease(pool, A)
        pool.acquire(lease)
        lease.release(reuse=True)
    other.release(reuse=True)
    assert where not in first.hooks
    assert pool.is_closed
    assert (first.is_open, second.is_open) == (False, False)
    assert counts(pool) == (0, 0, 0)


@pytest.mark.parametrize("where", WHERE)
def test_lease_may_be_released_during_a_step(make_pool: MakePool, where: str) -> None:
    pool = make_pool(connections=2)
    (first,) = idle(pool, A)
    other = acquired(pool, B)
    second = other.connection
    first.hooks[where] = lambda: other.release(reuse=True)
    lease = acquired(pool, A)
    waiting = Waiting(pool, B) if other.is_granted else None
    lease.release(reuse=False)
    assert where not in first.hooks
    if waiting is not None:
        assert waiting.is_granted
        waiting.release(reuse=waiting.connection is not None)
    assert counts(pool)[1:] == (0, 0)
    assert not first.is_open
    assert second.aborts == (0 if pool.open else 1)


def test_rejects_request_during_a_locked_step(make_pool: MakePool) -> None:
    pool = make_pool(connections=2)
    (first,) = idle(pool, A)
    errors: list[RuntimeError] = []

    def send() -> None:
        try:
            pool.acquire(Lease(pool, B))
        except RuntimeError as err:
            errors.append(err)

    first.hooks["step"] = send
    acquired(pool, A).release(reuse=False)
    assert len(errors) == 1
    gc.collect()
    assert counts(pool) == (0, 0, 0)


@pytest.mark.parametrize("where", [where for where in WHERE if where != "step"])
def test_request_may_be_sent_while_a_connection_is_checked_or_closed(make_pool: MakePool, where: str) -> None:
    pool = make_pool(connections=2)
    (first,) = idle(pool, A)
    inner: list[Lease] = [Lease(pool, B)]
    first.hooks[where] = lambda: pool.acquire(inner[0])
    lease = acquired(pool, A)
    lease.release(reuse=False)
    assert where not in first.hooks
    assert inner[0].is_granted
    pool.opened(inner[0], Connection())
    assert counts(pool) == (1, 1, 0)


def test_woken_request_may_send_and_release_at_once(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    order: list[int] = []
    lease = acquired(pool)
    waiting = [Waiting(pool) for _ in range(50)]

    def end(number: int) -> None:
        order.append(number)
        waiting[number].release(reuse=True)

    for number, one in enumerate(waiting):
        one.wake = lambda number=number: end(number)
    lease.release(reuse=True)
    assert order == list(range(50))
    assert counts(pool) == (1, 0, 0)


class Owner:
    """An object whose finalizer runs a function."""

    def __init__(self, end: Callable[[], object]) -> None:
        self.end = end
        self.cycle = self

    def __del__(self) -> None:
        self.end()


@pytest.mark.parametrize("what", ["close", "release", "cancel", "abandon", "disconnect"])
def test_finalizer_may_use_the_pool_during_a_step(make_pool: MakePool, what: str) -> None:
    pool = make_pool(connections=2)
    lease, other = acquired(pool, A), acquired(pool, B)
    ends: dict[str, Callable[[], object]] = {
        "close": pool.close,
        "release": lambda: other.release(reuse=True),
        "cancel": lambda: other.release(reuse=True),
        "abandon": pool.abandon,
        "disconnect": pool.disconnect,
    }
    connection, closed = lease.connection, other.connection
    gc.disable()
    try:
        Owner(ends[what])
        connection.hooks["step"] = gc.collect
        lease.release(reuse=True)
    finally:
        gc.enable()
    assert "step" not in connection.hooks
    release_dropped()
    if what in ("release", "cancel"):
        assert (connection.aborts, closed.aborts, counts(pool)) == (0, 0, (2, 0, 0))
    else:
        assert (connection.is_open, closed.is_open) == (False, False)
        other.release(reuse=False)
        assert counts(pool) == (0, 0, 0)


# Threads.


def test_limit_holds_with_many_threads(make_pool: MakePool) -> None:
    limit, workers, rounds = 3, 8, 150
    pool = make_pool(connections=limit, idle=2)
    failures: list[str] = []
    in_use: set[Connection] = set()
    holders = threading.Semaphore(limit)

    def one_request(chance: random.Random) -> None:
        lease, woken = Lease(pool, chance.choice((A, B))), threading.Event()
        if not pool.acquire(lease):
            lease.wake = woken.set
            if chance.random() < 0.1:
                lease.release(reuse=True)
                return
            if not lease.is_granted and not woken.wait(PATIENCE):
                failures.append("a request was never woken")
            pool.check_usable(lease)
        if not lease.is_granted or not holders.acquire(blocking=False):
            failures.append("a request was woken and not granted, or one too many was granted")
            return
        if lease.connection is None:
            pool.opened(lease, Connection())
        connection = lease.connection
        if connection in in_use or not connection.is_open:
            failures.append("a connection is used twice, or is closed")
        in_use.add(connection)
        if chance.random() < 0.3:
            threading.Event().wait(0.0005)  # let other threads run
        if not pool.in_use <= pool.open <= limit:
            failures.append(f"{pool.open} are open")
        in_use.discard(connection)
        holders.release()
        ending = chance.random()
        if ending < 0.7:
            lease.release(reuse=True)
        elif ending < 0.9:
            lease.release(reuse=False)
        else:
            del lease  # dropped
            release_dropped()

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(rounds):
            one_request(chance)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []
    assert counts(pool)[1:] == (0, 0)
    assert pool.open <= 2


def test_close_wakes_all_waiting_threads(make_pool: MakePool) -> None:
    pool = make_pool(connections=1)
    lease = acquired(pool)
    ends: list[bool] = []
    ready = threading.Barrier(9)

    def wait() -> None:
        waiting, woken = Lease(pool, A), threading.Event()
        granted = pool.acquire(waiting)
        waiting.wake = woken.set
        ready.wait(PATIENCE)
        ends.append(not granted and (woken.wait(PATIENCE) or pool.is_closed) and not waiting.is_granted)
        waiting.release(reuse=True)

    threads = [threading.Thread(target=wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    ready.wait(PATIENCE)
    pool.close()
    for thread in threads:
        thread.join(PATIENCE)
    assert ends == [True] * 8
    lease.release(reuse=True)
    assert counts(pool) == (0, 0, 0)


# Cost of a step.


@pytest.mark.parametrize("number", [10, 1000])
def test_cost_of_a_step_is_independent_of_the_number_of_connections(make_pool: MakePool, number: int) -> None:
    pool = make_pool(connections=number + 1, idle=number)
    # Some are for the same origin, and some are in use.
    connections = idle(pool, *[((index % (number // 2)),) for index in range(number - 5)])
    used = [acquired(pool, C) for _ in range(5)]
    connections += [lease.connection for lease in used]
    for origin in (C, (0,), ("new",)):
        for one in connections:
            one.checks = one.hashes = 0
        lease = Lease(pool, origin)
        assert pool.acquire(lease)
        lease.release(reuse=lease.connection is not None)
        assert sum(one.checks for one in connections) <= 1
        assert sum(one.hashes for one in connections) <= 10
    assert sum(one.aborts for one in connections) == 0


@pytest.mark.parametrize("number", [10, 1000])
def test_cost_of_a_step_is_independent_of_the_number_of_waiting_requests(make_pool: MakePool, number: int) -> None:
    pool = make_pool(connections=1)
    lease = acquired(pool)
    connection = lease.connection
    waiting = [Waiting(pool, A if index % 2 else B) for index in range(number)]
    connection.hashes = 0
    waiting[number // 2].release(reuse=True)
    lease.release(reuse=True)
    assert sum(one.woken for one in waiting) == 1
    assert waiting[0].woken == 1
    assert (connection.checks, connection.hashes <= 10) == (0, True)


# The pool against a model.


class PoolMachine(RuleBasedStateMachine):
    """Compares the pool with plain lists: idle connections, oldest first; held leases; waiting leases, in order."""

    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(pool_module, "time", self.clock)
        self.pool = Pool(httpx.Limits(max_connections=4, max_keepalive_connections=3, keepalive_expiry=10))
        self.idle: list[tuple[Any, Connection, float]] = []
        self.held: dict[Lease, Connection | None] = {}
        self.waiting: list[Lease] = []
        self.closed: set[Connection] = set()
        self.all: list[Connection] = []
        self.woken: list[Lease] = []
        self.expected_woken: list[Lease] = []

    # The model.

    def close_idle(self, position: int) -> None:
        self.closed.add(self.idle.pop(position)[1])

    def expire(self) -> None:
        while self.idle and self.idle[0][2] <= self.clock.now:
            self.close_idle(0)

    def grant(self, lease: Lease) -> None:
        """Return what a new lease gets."""
        fits = [at for at, one in enumerate(self.idle) if one[0] == lease.origin and one[2] > self.clock.now]
        if fits:
            connection = self.idle.pop(fits[-1])[1]
            self.held[lease] = connection if connection.is_open else None
            if not connection.is_open:
                self.closed.add(connection)
            return
        self.expire()
        if len(self.held) + len(self.idle) >= 4 and self.idle:
            self.close_idle(0)
        if len(self.held) + len(self.idle) < 4:
            self.held[lease] = None
        else:
            self.waiting.append(lease)

    def take_back(self, lease: Lease, reuse: bool) -> None:
        """Update the model for a lease that ends."""
        connection = self.held.pop(lease)
        if self.waiting:
            first = self.waiting.pop(0)
            self.expected_woken.append(first)
            fits = reuse and first.origin == lease.origin
            self.held[first] = connection if fits else None
            if connection is not None and not fits:
                self.closed.add(connection)
            return
        if reuse and connection is not None:
            self.expire()
            if len(self.idle) >= 3:
                self.close_idle(0)
            self.idle.append((lease.origin, connection, self.clock.now + 10))
        elif connection is not None:
            self.closed.add(connection)

    # Actions.

    @rule(target=leases, origin=st.sampled_from([A, B, C]))
    def acquire(self, origin: Any) -> Lease:
        lease = Lease(self.pool, origin)
        self.grant(lease)
        assert self.pool.acquire(lease) == (lease in self.held)
        if lease in self.waiting:
            lease.wake = lambda: self.woken.append(lease)
        return lease

    @rule(lease=leases)
    def open(self, lease: Lease) -> None:
        if lease in self.held and self.held[lease] is None:
            connection = Connection()
            self.all.append(connection)
            self.held[lease] = connection
            self.pool.opened(lease, connection)

    @rule(lease=leases, reuse=st.booleans())
    def release(self, lease: Lease, reuse: bool) -> None:
        reuse = reuse and self.held.get(lease) is not None
        if lease in self.held:
            self.take_back(lease, reuse)
        elif lease in self.waiting:
            self.waiting.remove(lease)
        lease.release(reuse=reuse)

    @rule(lease=leases)
    def cancel(self, lease: Lease) -> None:
        if lease in self.held:
            self.take_back(lease, self.held[lease] is not None)
        elif lease in self.waiting:
            self.waiting.remove(lease)
        lease.release(reuse=True)

    @rule(lease=leases)
    def replace(self, lease: Lease) -> None:
        if lease in self.held:
            connection = self.held[lease]
            if connection is not None:
                self.closed.add(connection)
            self.held[lease] = None
            self.pool.replace(lease)

    @rule(lease=leases)
    def drop(self, lease: Lease) -> None:
        if lease in self.held:  # simulates its finalizer
            self.take_back(lease, False)
            assert lease.ref is not None
            lease.ref.close()

    @precondition(lambda self: self.idle)
    @rule(chance=st.integers(0, 2))
    def break_one(self, chance: int) -> None:
        self.idle[chance % len(self.idle)][1].is_open = False

    @rule(seconds=st.sampled_from([1.0, 5.0, 10.0]))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule()
    def disconnect(self) -> None:
        while self.idle:
            self.close_idle(0)
        for lease, connection in self.held.items():
            if connection is not None:
                self.closed.add(connection)
                assert lease.is_granted
        self.pool.disconnect()

    # Invariants.

    @invariant()
    def is_as_the_model_says(self) -> None:
        assert counts(self.pool) == (len(self.held) + len(self.idle), len(self.held), len(self.waiting))
        assert self.pool.open <= 4
        assert {one for one in self.all if one.aborts} == self.closed
        for lease, connection in self.held.items():
            assert lease.is_granted
            assert lease.connection is connection
        assert not any(lease.is_granted for lease in self.waiting)
        assert self.woken == self.expected_woken

    def teardown(self) -> None:
        self.pool.close()
        try:
            assert all(one.aborts for one in self.all)
            assert counts(self.pool) == (len(self.held), len(self.held), 0)
            assert self.woken == self.expected_woken + self.waiting
        finally:
            for lease in self.held:
                lease.release(reuse=False)
            self.patch.undo()


def test_pool_behaves_as_the_model() -> None:
    bounded = examples(
        20,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(PoolMachine, settings=bounded)  # type: ignore[no-untyped-call] # of hypothesis


# Forks.

# Runs in its own process, because a fork of this one would inherit threads and fixtures. `in_child` returns
# the result of the child to the parent.
FORKED = """
import gc, os, sys, threading
import httpx
from groq._transport.pool import Lease, Pool, PooledConnection, release_dropped


class Connection(PooledConnection):
    is_open = True
    def is_usable(self): return self.is_open
    def abort(self):
        self.is_open = False
        if os.getpid() != parent:
            os.write(writer, b"the child closes a connection of its parent; ")


parent = os.getpid()
reader, writer = os.pipe()
pool = Pool(httpx.Limits(max_connections=2, max_keepalive_connections=2))


def acquired(origin="a", connection=None):
    lease = Lease(pool, origin)
    assert pool.acquire(lease), "not granted"
    if lease.connection is None:
        pool.opened(lease, connection or Connection())
    return lease


def forked(in_child):
    child = os.fork()
    if not child:
        try:
            in_child()
        except BaseException as err:
            os.write(writer, repr(err).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    found = os.read(reader, 10_000).decode()
    assert not found, found


class Own(Connection):
    def abort(self):
        self.is_open = False


kept = acquired()
kept_connection = kept.connection
kept.release(reuse=True)
used = acquired("b")
used_connection = used.connection
"""


def run_forked(code: str) -> None:
    run_python(textwrap.dedent(code), preamble=FORKED)


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")


@needs_fork
def test_forked_child_opens_its_own_connections() -> None:
    run_forked("""
    def in_child():
        first, second = acquired("a", Own()), acquired("b", Own())
        assert kept_connection not in (first.connection, second.connection)
        assert (pool.open, pool.in_use) == (2, 2), (pool.open, pool.in_use)
        connection = first.connection
        first.release(reuse=True)
        assert acquired("a").connection is connection

    forked(in_child)
    assert (pool.open, pool.in_use) == (2, 1)
    assert acquired().connection is kept_connection
    """)


@needs_fork
@pytest.mark.parametrize("reuse", [False, True])
def test_forked_child_does_not_touch_connections_when_it_releases_a_lease_of_its_parent(reuse: bool) -> None:
    run_forked(f"""
    def in_child():
        global used
        used.release(reuse={reuse})
        used = None
        gc.collect()
        one, other = acquired("c", Own()), acquired("d", Own())
        assert (pool.open, pool.in_use, pool.waiting) == (2, 2, 0), (pool.open, pool.in_use)

    forked(in_child)
    used.release(reuse=True)
    assert acquired("b").connection is used_connection
    """)


@needs_fork
@pytest.mark.parametrize("what", ["close", "disconnect"])
def test_forked_child_does_not_touch_connections_when_it_closes_the_pool(what: str) -> None:
    run_forked(f"""
    def in_child():
        pool.{what}()
        assert not Lease(pool, "a").is_granted

    forked(in_child)
    used.release(reuse=True)
    assert not pool.is_closed
    assert acquired("b").connection is used_connection
    """)


@needs_fork
def test_forked_child_does_not_deadlock_when_the_parent_held_the_lock() -> None:
    run_forked("""
    def in_child():
        first, second = acquired("a", Own()), acquired("b", Own())
        assert kept_connection not in (first.connection, second.connection)

    class Forks(Connection):
        def __hash__(self):
            if not done:
                done.append(True)
                forked(in_child)  # with the lock
            return id(self)

    done = [True]
    used.release(reuse=False)
    lease = acquired("c", Forks())
    done.clear()
    lease.release(reuse=True)
    assert done
    assert (pool.open, pool.in_use) == (2, 0), (pool.open, pool.in_use)
    """)


@needs_fork
def test_forked_child_does_not_touch_connections_when_it_drops_a_lease_of_its_parent() -> None:
    run_forked("""
    def in_child():
        global used
        used = None
        gc.collect()
        release_dropped()
        one, other = acquired("c", Own()), acquired("d", Own())
        assert (pool.open, pool.in_use) == (2, 2), (pool.open, pool.in_use)

    forked(in_child)
    used.release(reuse=True)
    assert acquired("b").connection is used_connection
    """)


@needs_fork
def test_forked_child_does_not_touch_connections_when_it_drops_the_pool() -> None:
    run_forked("""
    def in_child():
        pool.abandon()
        release_dropped()

    forked(in_child)
    used.release(reuse=True)
    assert acquired("b").connection is used_connection
    """)
