"""Which connection a request gets. No I/O: `blocking` and `asynchronous` open connections, wait and close.

A request holds a `Lease`. `acquire` grants it at once, with the connection of its origin that was used last or with the
right to open one, or puts it at the end of the queue. A lease that ends hands what it has to the first one that waits.

Each step is put into the inbox of the pool, and whoever gets the lock runs what is there. The lock is reentrant: a
finaliser or a signal handler of the program may close something in the middle of a step, and theirs is run when that is
over. The finaliser of a lease only puts its step into the inbox, and the next step of any pool runs it.

Steps await nothing, and take the same time however many connections and requests there are.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

import httpx


class PooledConnection:
    """What the pool and the readers of responses ask of a connection; each shell has its own.

    Attributes:
        deadline: A time of `time.monotonic` by which reads and writes end; `None` for no limit.
        is_reused: It has carried a request before.
        holder: A weak reference to the response that is read over it.
    """

    holder: Callable[[], object] | None = None
    deadline: float | None = None
    is_reused: bool = False

    def is_usable(self) -> bool:
        """Whether it can carry a request: it is open, and nothing was received while it was idle."""
        raise NotImplementedError

    def abort(self) -> None:
        """Close it at once, from any thread, and end a read that waits for it."""
        raise NotImplementedError

    def leave_open(self) -> None:
        """Leave it to the end of the process to close it: a daemon thread may be reading."""
        self.abort()


Origin = tuple[Any, ...]

# From so many connections in use on, a pool is busy.
_BUSY = 100

# The pools whose inboxes a finaliser has put something into.
_noted: deque[Pool] = deque()
# What the parent process uses is neither used nor freed in a forked child, which would close it.
_of_the_parent: list[object] = []
# Pools that are not closed. They, and so their connections, are never part of a garbage cycle, in which the finalisers
# of the sockets would run together with those that note them here.
_pools: set[Pool] = set()
_forks = 0


def _count_fork() -> None:
    global _forks
    _forks += 1
    _of_the_parent.extend(_noted)
    _noted.clear()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_count_fork)


class Lease:
    """The place of one request in a pool, from before it is sent until its response is read or closed.

    Attributes:
        connection: The connection; `None` while the lease waits, or if its holder has to open one.
        is_granted: The lease counts against the limits of the pool.
        wake: Is called, in any thread, when the lease is granted after all or its pool is closed.
    """

    is_granted = False

    def __init__(self, pool: Pool, origin: Origin) -> None:
        self.pool = pool
        self.origin = origin
        self.connection: Any = None  # a PooledConnection, which each shell knows by its own class
        self.wake: Callable[[], None] | None = None
        self._fork = _forks

    @property
    def is_of_parent(self) -> bool:
        """Whether it was granted in the process that this one was forked from."""
        return self._fork != _forks

    def release(self, *, reuse: bool) -> None:
        """End the lease: keep its connection for the next request, or close it. Further calls do nothing.

        When this returns, the connection is out of reach of the lease.
        """
        if self.__dict__.pop("is_granted", False):  # of two threads, one gets it
            connection, self.connection = self.connection, None
            if self.is_of_parent:
                _of_the_parent.append(connection)
            else:
                self.pool.release(self.origin, connection, reuse=reuse)

    def __del__(self, _is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        if self.is_granted and not _is_finalizing():
            if self.is_of_parent:
                _of_the_parent.append(self.connection)
            else:
                self.pool.note_dropped(self.origin, self.connection)


class Pool:
    """Connections to any number of origins, and the requests that wait for one.

    Args:
        limits: How many connections there may be, how many of them idle, and for how many seconds.
        schedule: Calls a function soon, in the event loop that the connections belong to. For finalisers: it must not
            wait. Without it, what was dropped waits for the next step.
    """

    def __init__(self, limits: httpx.Limits, schedule: Callable[[Callable[[], None]], None] | None = None) -> None:
        self._max_open = _number(limits.max_connections)
        self._max_idle = _number(limits.max_keepalive_connections)
        self._expiry = float("inf") if limits.keepalive_expiry is None else limits.keepalive_expiry
        self._schedule = schedule
        self.is_closed = False
        _pools.add(self)
        self._begin()

    def _begin(self) -> None:
        self._lock = threading.RLock()
        self._is_stepping = False
        self._inbox: deque[tuple[Any, ...]] = deque()  # functions and their arguments
        self._fork = _forks
        self._open = 0
        # By origin, with the connection that was used last at the end; and all of them by age, the oldest first.
        self._idle: dict[Origin, deque[Any]] = {}
        self._ages: OrderedDict[Any, tuple[Origin, float]] = OrderedDict()
        self._used: set[Any] = set()
        self._waiting: OrderedDict[Lease, None] = OrderedDict()
        # What to do after a step, without the lock.
        self._closing: deque[PooledConnection] = deque()
        self._waking: deque[Lease] = deque()

    @property
    def open(self) -> int:
        """How many connections are open or being opened."""
        settle()
        return self._open

    @property
    def in_use(self) -> int:
        """How many of them are held by a request or its response."""
        settle()
        return self._open - len(self._ages)

    @property
    def is_busy(self) -> bool:
        """Whether there are so many requests that those that begin are paced."""
        return self._open - len(self._ages) >= _BUSY

    @property
    def waiting(self) -> int:
        """How many requests wait for a connection."""
        return len(self._waiting)

    def acquire(self, lease: Lease) -> bool:
        """Grant a new lease, or put it into the queue.

        A granted lease has a usable connection, or its holder opens one and calls `opened`. Otherwise the holder sets
        `wake`, looks at `is_granted` once more, and waits.

        Returns:
            Whether the lease is granted.
        """
        if _noted:
            settle()
        if self._fork != _forks:
            self._leave_to_parent()
        if not self._run(self._grant, lease):
            self._inbox.remove((self._grant, lease))
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
        self._used.add(connection)
        if self.is_closed:
            lease.release(reuse=False)
            raise httpx.ConnectError("The client was closed while the connection was opened.")

    def replace(self, lease: Lease) -> None:
        """Close the connection of a lease, whose holder opens another one."""
        connection, lease.connection = lease.connection, None
        if connection is not None:
            self._used.discard(connection)
            connection.abort()

    def cancel(self, lease: Lease) -> None:
        """End the wait of a lease, which may have been granted meanwhile."""
        self._run(self._forget, lease)
        lease.release(reuse=lease.connection is not None)

    def release(self, origin: Origin, connection: PooledConnection | None, *, reuse: bool) -> None:
        """Hand what a lease had to the first one that waits, else keep its connection or close it."""
        self._run(self._take_back, origin, connection, reuse)

    def note_dropped(self, origin: Origin, connection: PooledConnection | None) -> None:
        """`release`, for a finaliser."""
        self._inbox.append((self._take_back, origin, connection, False))
        self._note()

    def abandon(self) -> None:
        """Close the pool, for a finaliser: nobody sends through it any more."""
        if self._fork != _forks:
            self._leave_to_parent()
        if not self._open:
            _pools.discard(self)
        elif not self.is_closed:
            self._inbox.append((self._close,))
            self._note()

    def close(self) -> None:
        """Close all connections, those in use too, and wake all that wait. No request is granted afterwards."""
        if self._fork != _forks:
            self._leave_to_parent()
        self._run(self._close)

    def disconnect(self) -> None:
        """Close what is idle, for the end of the program; further requests open new connections."""
        if self._fork == _forks:
            self._run(self._disconnect, True)

    def _note(self) -> None:
        _noted.append(self)
        if self._schedule is not None:
            self._schedule(settle)

    def _leave_to_parent(self) -> None:
        _of_the_parent.append((self._ages, self._used, self._waiting, self._inbox))
        self._begin()

    def _run(self, *step: Any) -> bool:
        """Run a step, and what else is in the inbox.

        Returns:
            Whether it is over; not if this is called in the middle of a step, which is then followed by it.
        """
        if step:
            self._inbox.append(step)
        with self._lock:
            if self._is_stepping:
                return False
            self._is_stepping = True
            try:
                while self._inbox:
                    function, *arguments = self._inbox.popleft()
                    function(*arguments)
            finally:
                self._is_stepping = False
        # One by one: what a signal handler interrupts is done by the next step, in whatever thread.
        while self._waking or self._closing:
            with contextlib.suppress(IndexError):  # another thread was faster
                if self._waking:
                    if (wake := self._waking.popleft().wake) is not None:
                        wake()
                else:
                    self._closing.popleft().abort()
        return True

    # The steps: each is run by who holds the lock.

    def _grant(self, lease: Lease) -> None:
        if self.is_closed:
            self._waking.append(lease)
            return
        now = time.monotonic() if self._ages else 0.0
        idle = self._idle.get(lease.origin)
        if idle and self._ages[idle[-1]][1] > now:
            lease.connection = connection = idle.pop()
            if not idle:
                del self._idle[lease.origin]
            del self._ages[connection]
            self._used.add(connection)
            lease.is_granted = True
        else:
            self._expire(now)
            if self._open >= self._max_open and self._ages:
                self._evict()
            if self._open < self._max_open:
                self._open += 1
                lease.is_granted = True
            else:
                self._waiting[lease] = None
                return
        if lease.wake is not None:
            self._waking.append(lease)

    def _take_back(self, origin: Origin, connection: PooledConnection | None, reuse: bool) -> None:
        self._used.discard(connection)
        reuse = reuse and connection is not None and not self.is_closed
        if self._waiting:
            first, _ = self._waiting.popitem(last=False)
            if reuse and first.origin == origin:
                first.connection = connection
                self._used.add(connection)
                connection = None
            first.is_granted = True  # last: its holder may look at any time
            self._waking.append(first)
        elif connection is not None and reuse and self._keep(origin, connection):
            connection = None
        else:
            self._open -= 1
        if connection is not None:
            self._closing.append(connection)

    def _keep(self, origin: Origin, connection: PooledConnection) -> bool:
        now = time.monotonic()
        self._expire(now)
        if len(self._ages) >= self._max_idle:
            if not self._ages:
                return False
            self._evict()
        self._idle.setdefault(origin, deque()).append(connection)
        self._ages[connection] = origin, now + self._expiry
        return True

    def _expire(self, now: float) -> None:
        while self._ages and next(iter(self._ages.values()))[1] <= now:
            self._evict()

    def _evict(self) -> None:
        """Take out the connection that has been idle for longest."""
        connection, (origin, _) = self._ages.popitem(last=False)
        idle = self._idle[origin]
        idle.popleft()
        if not idle:
            del self._idle[origin]
        self._open -= 1
        self._closing.append(connection)

    def _forget(self, lease: Lease) -> None:
        self._waiting.pop(lease, None)

    def _close(self) -> None:
        self.is_closed = True
        _pools.discard(self)
        self._waking.extend(self._waiting)
        self._waiting.clear()
        self._disconnect(False)

    def _disconnect(self, at_exit: bool) -> None:
        self._closing.extend(self._ages)
        for connection in list(self._used):
            if at_exit:
                connection.leave_open()
            else:
                self._closing.append(connection)
        self._open -= len(self._ages)
        self._idle.clear()
        self._ages.clear()


def settle() -> None:
    """Run what finalisers have noted."""
    while _noted:
        try:
            pool = _noted.popleft()
        except IndexError:  # another thread was faster
            return
        pool._run()  # pyright: ignore[reportPrivateUsage] # of this module


@atexit.register
def _disconnect_all() -> None:
    """Close what nobody has closed: Python would report it as a leak when the interpreter shuts down."""
    for pool in list(_pools):
        pool.disconnect()


def _number(limit: int | None) -> int:
    return sys.maxsize if limit is None else limit
