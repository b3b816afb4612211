"""Which connection a request gets. No I/O: `round_trip` and the backends open connections and wait.

A request holds a `Lease`. The pool grants it at once, with the connection of its origin that was used last or with the
right to open one, or puts it at the end of the queue. The end of a lease serves the queue.

Each step is put into the inbox of the pool, and whoever gets the lock runs what is there. The lock is reentrant: a
finaliser or a signal handler may close something in the middle of a step, which is done after that step.

A signal handler may also raise an exception anywhere. So a step stays in the inbox until it is complete. After an
exception, the pool counts again what is in use, and runs the step again. Leases are known by weak references: Python
notes the end of one without running bytecode, which could be interrupted, and the next step frees its place.

Steps await nothing, and take the same time however many connections and requests there are.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

import httpx

from .http1 import ResponseParser
from .tls import TlsLayer


class PooledConnection:
    """The base of the connections of all backends.

    Attributes:
        parser: Of the responses.
        tls: The TLS of the connection; `None` without TLS.
        deadline: A time of `time.monotonic` by which reads and writes end; `None` for no limit.
        holder: A weak reference to the response that is read over it.
    """

    parser: ResponseParser
    tls: TlsLayer | None = None
    holder: Callable[[], object] | None = None
    deadline: float | None = None

    def is_usable(self) -> bool:
        """Return whether it can carry a request: it is open, and nothing was received while it was idle."""
        raise NotImplementedError

    def abort(self) -> None:
        """Close it at once, from any thread, and end a read that waits for it."""
        raise NotImplementedError

    def leave_open(self) -> None:
        """Leave it to the end of the process to close it: a daemon thread may be reading."""
        self.abort()


Origin = tuple[Any, ...]

# From so many connections in use on, a pool is busy.
_BUSY = 64
# Seconds after which who waits looks again: a finaliser wakes nobody, nor does `close` who has no connection yet.
POLL_INTERVAL = 0.1


class Lease:
    """The place of one request in a pool, from before it is sent until its response is read or closed.

    Attributes:
        connection: The connection; `None` while the lease waits, or if its holder has to open one.
        is_granted: The lease counts against the limits of the pool.
        wake: Is called, in any thread, when the lease is granted after all or its pool is closed.
        ref: The reference by which the pool knows it.
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

        Further calls do nothing. When this returns, the connection is out of reach of the lease.
        """
        ref = self.ref
        if ref is not None:
            self.pool.step(self.pool.end, ref, reuse)
            self.connection = None  # at once, even if the step runs after another one
            if _pending_releases:
                release_dropped()


class LeaseRef(weakref.ref[Lease]):
    """What the pool knows of a lease that waits or is granted: a weak reference, and the connection."""

    __slots__ = ("connection", "pool", "scheduling_ref")
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    pool: Pool
    connection: Any
    scheduling_ref: object  # its callback has the event loop run `release_dropped`

    def close(self) -> None:
        """Free the place of a lease that was dropped."""
        self.pool.step(self.pool.end, self, False)


# References to leases that were dropped, and pools that were abandoned.
_pending_releases: deque[LeaseRef | Pool] = deque()
# Pools that are not closed. So their connections are never part of a garbage cycle with a lease, and outlive it.
_pools: set[Pool] = set()
# For forks, those that are closed, too.
_all_pools: weakref.WeakSet[Pool] = weakref.WeakSet()
# What a forked child has of its parent: it never uses or frees it, which would close the connections.
_kept_after_fork: list[object] = []


class Pool:
    """Connections to any number of origins, and the requests that wait for one.

    Args:
        limits: How many connections there may be, how many of them idle, and for how many seconds.
        schedule: Calls a function soon, in the event loop that the connections belong to. For finalisers: it must not
            wait. Without it, what was dropped waits for the next step.
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
        """Be empty, at first and in a forked child."""
        self._lock = threading.RLock()
        self._is_stepping = False
        self._needs_repair = False  # an exception ended a step
        self._inbox: deque[tuple[Any, ...]] = deque()  # functions and their arguments
        self._held: set[LeaseRef] = set()
        self._waiting: OrderedDict[LeaseRef, None] = OrderedDict()
        # By origin, with the connection that was used last at the end; and all of them by age, the oldest first.
        self._idle: dict[Origin, deque[Any]] = {}
        self._expiries: OrderedDict[Any, tuple[Origin, float]] = OrderedDict()
        # What to do after a step, without the lock.
        self._closing: deque[PooledConnection] = deque()
        self._waking: deque[Callable[[], None]] = deque()

    @property
    def open(self) -> int:
        """How many connections are open or being opened."""
        release_dropped()
        return len(self._held) + len(self._expiries)

    @property
    def in_use(self) -> int:
        """How many of them are held by a request or its response."""
        release_dropped()
        return len(self._held)

    @property
    def is_busy(self) -> bool:
        """Whether there are so many requests that those that begin are paced."""
        return len(self._held) >= _BUSY

    @property
    def waiting(self) -> int:
        """How many requests wait for a connection."""
        release_dropped()
        return len(self._waiting)

    def acquire(self, lease: Lease) -> bool:
        """Grant a new lease, or put it into the queue; return whether it is granted.

        A granted lease has a usable connection, or its holder opens one and calls `opened`. Otherwise the holder sets
        `wake`, looks at `is_granted` once more, and waits.
        """
        if _pending_releases:
            release_dropped()
        # Of two weak references, the older one is called last.
        scheduling_ref = None if self._schedule is None else weakref.ref(lease, self._schedule_release)
        lease.ref = ref = LeaseRef(lease, _pending_releases.append)
        ref.pool, ref.scheduling_ref = self, scheduling_ref
        if not self.step(self._enqueue, ref):
            self._inbox.remove((self._enqueue, ref))
            raise RuntimeError(
                "A signal handler or a finaliser sends a request in the middle of a step of the connection pool: send "
                "it from elsewhere, such as another thread."
            )
        if lease.is_granted:
            self.check_usable(lease)
        return lease.is_granted

    def check_usable(self, lease: Lease) -> None:
        """Close the connection that a lease was granted if the server has closed it; the holder opens another one."""
        if lease.connection is not None and not lease.connection.is_usable():
            self.replace(lease)

    def opened(self, lease: Lease, connection: PooledConnection) -> None:
        """Give a granted lease the connection that its holder opened.

        Raises:
            httpx.ConnectError: The pool was closed meanwhile, and so is the connection.
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
        """Close the connection of a lease, whose holder opens another one."""
        if lease.connection is not None:
            lease.connection.abort()
            lease.connection = None
            if lease.ref is not None:
                lease.ref.connection = None

    def abandon(self) -> None:
        """Close the pool, for a finaliser: nobody sends through it any more."""
        if not self._held and not self._expiries:
            _pools.discard(self)
        elif not self.is_closed:
            _pending_releases.append(self)
            self._schedule_release()

    def close(self) -> None:
        """Close all connections, those in use too, and wake all that wait. No request is granted afterwards."""
        self.step(self._close)

    def disconnect(self) -> None:
        """Close what is idle, for the end of the program; further requests open new connections."""
        self.step(self._disconnect, True)

    def _schedule_release(
        self, _dropped: object = None, _is_finalizing: Callable[[], bool] = sys.is_finalizing
    ) -> None:
        if self._schedule is not None and not _is_finalizing():
            self._schedule(release_dropped)

    def step(self, *step: Any) -> bool:
        """Run a step, and what else is in the inbox; return `False` in the middle of a step, which runs it later."""
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
            if step:  # else leave it to the next step
                self.step()
            raise
        return True

    def _repair(self) -> None:
        """Count again what is in use, and close all other connections. If interrupted, this begins anew."""
        granted = {ref: lease for ref in self._held if (lease := ref()) is not None and lease.is_granted}
        known = {*self._expiries, *[ref.connection for ref in self._held]}
        self._closing.extend(known.difference([None], [ref.connection for ref in granted]))
        self._idle, self._expiries, self._held = {}, OrderedDict(), set(granted)
        for ref, lease in granted.items():
            self._waiting.pop(ref, None)
            if lease.wake is not None:
                self._waking.append(lease.wake)
        self._serve()

    # The steps, run by who holds the lock. A step may run again from its start after `_repair`, which finds what is
    # moved: it is in its new place before it leaves the old one.

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
            ref.connection = connection = connection or lease.connection  # opened just now
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
        """Grant leases in the order in which they came, as long as there is a place."""
        while self._waiting and self._grant(next(iter(self._waiting))):
            self._waiting.popitem(last=False)

    def _grant(self, ref: LeaseRef) -> bool:
        """Give a lease a connection or the right to open one; return `False` if it has to wait."""
        lease = ref()
        if lease is None:
            return True  # it was dropped
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
            lease.is_granted = True  # last: its holder may look at any time
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
    """Release the leases that were dropped, and close the pools that were abandoned."""
    while _pending_releases:
        try:
            dropped = _pending_releases[0]
        except IndexError:  # another thread was faster
            return
        dropped.close()
        with contextlib.suppress(ValueError):  # another thread was faster
            _pending_releases.remove(dropped)


def _reset_after_fork() -> None:
    """Let all pools be empty in a forked child."""
    _kept_after_fork.extend(_pending_releases)
    _pending_releases.clear()
    for pool in _all_pools:
        _kept_after_fork.append(vars(pool).copy())
        pool.begin()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_reset_after_fork)


@atexit.register
def _disconnect_all() -> None:
    """Close what nobody has closed: Python would report it as a leak when the interpreter shuts down."""
    for pool in list(_pools):
        pool.disconnect()
