"""The pool of connections. No I/O: `round_trip` and the backends open connections and wait.

A request holds a `Lease`. The pool grants it immediately or queues it. A granted lease has the most recently used
connection to its origin, or the right to open one. The end of a lease serves the queue.

Each change is a step in the inbox of the pool; the thread that gets the lock runs all steps in it. The lock is
reentrant: a finalizer or a signal handler may add a step in the middle of another one, which runs after that.

A signal handler may also raise an exception anywhere. So a step stays in the inbox until it is complete. After an
exception, the pool counts its leases again and repeats the step. It knows leases by weak references: Python records
their end without running bytecode, which could be interrupted, and the next step frees their places.

Steps do not wait, and take constant time, whatever the number of connections and requests.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
import threading
import time
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

import httpx

from .._utils._forks import after_fork_in_child
from .http1 import ResponseParser
from .tls import TlsLayer


class PooledConnection:
    """Base of the connections of all backends.

    Attributes:
        parser: The parser of the responses.
        tls: The TLS of the connection; `None` without TLS.
        deadline: A time of `time.monotonic` by which reads and writes end; `None` for no limit.
        holder: A weak reference to the response being read.
    """

    parser: ResponseParser
    tls: TlsLayer | None = None
    holder: Callable[[], object] | None = None
    deadline: float | None = None

    def is_usable(self) -> bool:
        """Return whether the connection can be reused: it is open, and received nothing while it was idle."""
        raise NotImplementedError

    def abort(self) -> None:
        """Close the connection immediately, from any thread, and interrupt a blocked read."""
        raise NotImplementedError

    def leave_open(self) -> None:
        """Leave the connection open at exit: a daemon thread may be reading."""
        self.abort()


Origin = tuple[Any, ...]

# A pool with this many connections in use is busy.
_BUSY_CONNECTIONS = 64
# Seconds between polls of a waiting request: neither finalizers, nor `close` before it has a connection, wake it.
POLL_INTERVAL = 0.1


class Lease:
    """The place of one request in a pool, from before it is sent until its response is read or closed.

    Attributes:
        connection: The connection; `None` while the lease waits, and if its holder has to open one.
        is_granted: The lease counts against the limits of the pool.
        wake: Called, in any thread, when a waiting lease is granted or its pool is closed.
        ref: The pool's reference to it.
    """

    connection: Any = None  # a PooledConnection, of the class of the backend
    is_granted = False
    wake: Callable[[], None] | None = None
    ref: LeaseRef | None = None

    def __init__(self, pool: Pool, origin: Origin) -> None:
        self.pool = pool
        self.origin = origin

    def release(self, *, reuse: bool) -> None:
        """End the lease, or its wait: keep its connection for the next request, or close it.

        Further calls do nothing. Afterwards, the lease cannot use the connection.
        """
        ref = self.ref
        if ref is not None:
            self.pool.step(self.pool.end, ref, reuse)
            self.connection = None  # now, even if the step runs later
            if _pending_releases:
                release_dropped()


class LeaseRef(weakref.ref[Lease]):
    """The pool's weak reference to a lease that waits or is granted, and the connection of the lease."""

    __slots__ = ("connection", "pool", "scheduling_ref")
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    pool: Pool
    connection: Any
    scheduling_ref: object  # its callback schedules `release_dropped` in the event loop

    def close(self) -> None:
        """Free the place of a garbage-collected lease."""
        self.pool.step(self.pool.end, self, False)


# References to garbage-collected leases, and abandoned pools.
_pending_releases: deque[LeaseRef | Pool] = deque()
# Open pools. Strong references: connections must outlive leases, and not be part of a garbage cycle with one.
_pools: set[Pool] = set()
# All pools, closed ones too, for forks.
_all_pools: weakref.WeakSet[Pool] = weakref.WeakSet()
# State that a forked child inherits. It is never used or freed, which would close the connections of the parent.
_kept_after_fork: list[object] = []


class Pool:
    """Connections to any number of origins, and the requests that wait for one.

    Args:
        limits: The maximum of connections, of idle ones, and of seconds to be idle.
        schedule: Schedules a function in the event loop of the connections. Finalizers call it, so it must not block.
            Without it, dropped leases are released by the next step.
    """

    def __init__(self, limits: httpx.Limits, schedule: Callable[[Callable[[], None]], None] | None = None) -> None:
        self._max_open, self._max_idle, self._expiry = (
            float("inf") if limit is None else limit
            for limit in (limits.max_connections, limits.max_keepalive_connections, limits.keepalive_expiry)
        )
        self._schedule = schedule
        self.is_closed = False
        self.begin()
        _pools.add(self)
        _all_pools.add(self)

    def begin(self) -> None:
        """Start empty; also called in a forked child."""
        self._lock = threading.RLock()
        self._is_stepping = False
        self._needs_repair = False  # an exception interrupted a step
        self._inbox: deque[tuple[Any, ...]] = deque()  # functions and their arguments
        self._held: set[LeaseRef] = set()
        self._waiting: OrderedDict[LeaseRef, None] = OrderedDict()
        # Idle connections by origin, the most recently used last; and all of them by age, the oldest first.
        self._idle: dict[Origin, deque[Any]] = {}
        self._expiries: OrderedDict[Any, tuple[Origin, float]] = OrderedDict()
        # Work to do after a step, without the lock.
        self._closing: deque[PooledConnection] = deque()
        self._waking: deque[Callable[[], None]] = deque()

    @property
    def open(self) -> int:
        """How many connections are open or being opened."""
        release_dropped()
        return len(self._held) + len(self._expiries)

    @property
    def in_use(self) -> int:
        """How many connections are held by a request or its response."""
        release_dropped()
        return len(self._held)

    @property
    def is_busy(self) -> bool:
        """Whether new requests must take turns, because many are in flight."""
        return len(self._held) >= _BUSY_CONNECTIONS

    @property
    def waiting(self) -> int:
        """How many requests wait for a connection."""
        release_dropped()
        return len(self._waiting)

    def acquire(self, lease: Lease) -> bool:
        """Grant a new lease or queue it; return whether it is granted.

        A granted lease has a usable connection, or its holder opens one and calls `opened`. Otherwise the holder sets
        `wake`, checks `is_granted` once more, and waits.
        """
        if _pending_releases:
            release_dropped()
        # Callbacks of weak references run newest first: that of `ref` notes the lease before this one schedules.
        scheduling_ref = None if self._schedule is None else weakref.ref(lease, self._schedule_release)
        ref = LeaseRef(lease, _pending_releases.append)
        ref.pool, ref.scheduling_ref = self, scheduling_ref
        lease.ref = ref
        if not self.step(self._enqueue, ref):
            self._inbox.remove((self._enqueue, ref))
            raise RuntimeError(
                "A signal handler or a finalizer sends a request while the connection pool is changing: send "
                "it from elsewhere, such as another thread."
            )
        if lease.is_granted:
            self.check_usable(lease)
        return lease.is_granted

    def check_usable(self, lease: Lease) -> None:
        """Close the granted connection if the server has closed it; the holder then opens another one."""
        if lease.connection is not None and not lease.connection.is_usable():
            self.replace(lease)

    def opened(self, lease: Lease, connection: PooledConnection) -> None:
        """Give a granted lease the connection that its holder opened.

        Raises:
            httpx.ConnectError: The pool was closed meanwhile; the connection is closed, too.
        """
        lease.connection = connection
        if lease.ref is not None:
            lease.ref.connection = connection
        if self.is_closed:
            lease.release(reuse=False)
            self.check_open()

    def check_open(self) -> None:
        """Raise `httpx.ConnectError` if the pool is closed."""
        if self.is_closed:
            raise httpx.ConnectError("The client was closed.")

    def replace(self, lease: Lease) -> None:
        """Close the connection of a lease; its holder opens another one."""
        if lease.connection is not None:
            lease.connection.abort()
            lease.connection = None
            if lease.ref is not None:
                lease.ref.connection = None

    def abandon(self) -> None:
        """Close the pool from a finalizer of its transport."""
        if not self._held and not self._expiries:
            _pools.discard(self)
        elif not self.is_closed:
            _pending_releases.append(self)
            self._schedule_release()

    def close(self) -> None:
        """Close all connections, also those in use, and wake all waiting requests. No lease is granted afterwards."""
        self.step(self._close)

    def disconnect(self) -> None:
        """Close idle connections at exit; further requests open new ones."""
        self.step(self._disconnect, True)

    def _schedule_release(
        self, _dropped: object = None, _is_finalizing: Callable[[], bool] = sys.is_finalizing
    ) -> None:
        if self._schedule is not None and not _is_finalizing():
            self._schedule(release_dropped)

    def step(self, *step: Any) -> bool:
        """Add a step, and run all steps in the inbox; return `False` within another step, after which they run."""
        try:
            if step:
                self._inbox.append(step)
            with self._lock:
                if self._is_stepping:
                    return False
                self._is_stepping = True
                try:
                    if self._needs_repair:
                        self._needs_repair = False
                        self._repair()
                    inbox = self._inbox
                    while inbox:
                        function, *arguments = inbox[0]
                        function(*arguments)
                        inbox.popleft()
                finally:
                    self._is_stepping = False
            while self._waking or self._closing:
                with contextlib.suppress(IndexError, ValueError):  # another thread was faster
                    if self._waking:
                        self._waking.popleft()()
                    else:
                        connection = self._closing[0]
                        connection.abort()
                        self._closing.remove(connection)
        except BaseException:
            self._needs_repair = True
            if step:  # otherwise, the next step repairs
                self.step()
            raise
        return True

    def _repair(self) -> None:
        """Count the granted leases again, and close all other connections. An interrupted repair starts over."""
        granted = {ref: lease for ref in self._held if (lease := ref()) is not None and lease.is_granted}
        known = {*self._expiries, *[ref.connection for ref in self._held]}
        self._closing.extend(known.difference([None], [ref.connection for ref in granted]))
        self._idle, self._expiries, self._held = {}, OrderedDict(), set(granted)
        for ref, lease in granted.items():
            self._waiting.pop(ref, None)
            if lease.wake is not None:
                self._waking.append(lease.wake)
        self._serve()

    # The steps, which run under the lock. After `_repair`, a step may run again from its start: so it adds an object to
    # its new place before it removes it from the old one.

    def _enqueue(self, ref: LeaseRef) -> None:
        if ref not in self._held and (self._waiting or not self._grant(ref)):
            self._waiting[ref] = None

    def end(self, ref: LeaseRef, reuse: bool) -> None:
        """End a lease that waits or is granted."""
        self._waiting.pop(ref, None)
        if ref not in self._held:
            return
        connection, lease = ref.connection, ref()
        if lease is not None:
            ref.connection = connection = connection or lease.connection  # just opened
            lease.connection = lease.ref = None  # before another one gets it
            lease.is_granted = False
        if connection is not None:
            if reuse and lease is not None and self._max_idle and not self.is_closed:
                self._keep(lease.origin, connection)
            else:
                self._closing.append(connection)
        self._held.discard(ref)
        self._serve()

    def _serve(self) -> None:
        """Grant waiting leases in their order, as long as the limits allow."""
        while self._waiting and self._grant(next(iter(self._waiting))):
            self._waiting.popitem(last=False)

    def _grant(self, ref: LeaseRef) -> bool:
        """Give a lease a connection or the right to open one; return `False` if it has to wait."""
        lease = ref()
        if lease is None:
            return True  # garbage-collected
        if not self.is_closed:
            connection = None
            now = time.monotonic() if self._expiries else 0.0
            idle = self._idle.get(lease.origin)
            if idle and self._expiries[idle[-1]][1] > now:
                connection = idle[-1]
            else:
                self._expire(now)
                if len(self._held) + len(self._expiries) >= self._max_open:
                    if not self._expiries:
                        return False
                    self._evict()
            ref.connection = connection
            self._held.add(ref)
            if idle and connection is not None:
                self._take_out(connection, lease.origin, idle.pop)
            lease.connection = connection
            lease.is_granted = True  # last: its holder may check it at any time
        if lease.wake is not None:
            self._waking.append(lease.wake)
        return True

    def _keep(self, origin: Origin, connection: PooledConnection) -> None:
        now = time.monotonic()
        self._expire(now)
        if len(self._expiries) >= self._max_idle:
            self._evict()
        self._expiries[connection] = origin, now + self._expiry
        self._idle.setdefault(origin, deque()).append(connection)

    def _expire(self, now: float) -> None:
        while self._expiries and next(iter(self._expiries.values()))[1] <= now:
            self._evict()

    def _evict(self) -> None:
        """Close the connection that has been idle for longest."""
        connection, (origin, _) = next(iter(self._expiries.items()))
        self._closing.append(connection)
        self._take_out(connection, origin, self._idle[origin].popleft)

    def _take_out(self, connection: PooledConnection, origin: Origin, pop: Callable[[], object]) -> None:
        pop()
        if not self._idle[origin]:
            del self._idle[origin]
        del self._expiries[connection]

    def _close(self) -> None:
        self.is_closed = True
        _pools.discard(self)
        self._serve()
        self._disconnect(False)

    def _disconnect(self, at_exit: bool) -> None:
        self._closing.extend(self._expiries)
        for ref in self._held:
            if ref.connection is not None:
                ref.connection.leave_open() if at_exit else self._closing.append(ref.connection)
        self._idle.clear()
        self._expiries.clear()


def release_dropped() -> None:
    """Release garbage-collected leases, and close abandoned pools."""
    while _pending_releases:
        try:
            dropped = _pending_releases[0]
        except IndexError:  # another thread was faster
            return
        dropped.close()
        with contextlib.suppress(ValueError):  # another thread was faster
            _pending_releases.remove(dropped)


@after_fork_in_child
def _reset_after_fork() -> None:
    """Empty all pools in a forked child."""
    _kept_after_fork.extend(_pending_releases)
    _pending_releases.clear()
    for pool in _all_pools:
        _kept_after_fork.append(vars(pool).copy())
        pool.begin()


@atexit.register
def _disconnect_all() -> None:
    """Close connections that are still open: Python would report a leak when the interpreter shuts down."""
    for pool in list(_pools):
        pool.disconnect()
