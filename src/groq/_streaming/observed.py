"""Readers that report the chunks and the end of a stream; `Stream.observe` wraps the reader of a stream in one."""

from __future__ import annotations

import contextlib
import inspect
import logging
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from typing_extensions import Self

log = logging.getLogger("groq")

OnChunk = Callable[[Any], object]
OnEnd = Callable[[BaseException | None], object]

# Callbacks of streams that were garbage-collected. A finalizer may run while any lock is held, so it only appends here.
_dropped: deque[OnEnd] = deque()


def report_dropped() -> None:
    """Report the end of streams that were garbage-collected before their end."""
    while _dropped:
        with contextlib.suppress(IndexError):  # another thread was faster
            on_end = _dropped.popleft()
            try:
                _settle(on_end(GeneratorExit()))
            except Exception:  # must not fail the unrelated call that reports it
                log.exception("The callback for the end of a stream failed")


class _Observing:
    """Base of both readers: everything except I/O."""

    def __init__(self, reader: Any, on_chunk: OnChunk | None, on_end: OnEnd | None) -> None:
        self.reader = reader
        self.on_chunk = on_chunk
        self.on_end = on_end

    def __getattr__(self, name: str) -> Any:  # such as `response`
        return getattr(vars(self)["reader"], name)

    def report(self, error: BaseException | None) -> Any:
        on_end, self.on_end = self.on_end, None
        return None if on_end is None else on_end(error)

    def __del__(self) -> None:
        on_end = getattr(self, "on_end", None)
        if on_end is not None and not sys.is_finalizing():
            _dropped.append(on_end)


class ObservedChunks(_Observing):
    """Wrapper around another reader that reports its chunks and its end."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        try:
            chunk = self.reader.__next__()
        except StopIteration:
            self.end(None)
            raise
        except BaseException as err:
            self.end(err)
            raise
        if self.on_chunk is not None:
            try:
                self.on_chunk(chunk)
            except BaseException:
                self.close()
                raise
        return chunk

    def close(self) -> None:
        try:  # before closing: a read that fails because of it must not report the end of the stream
            self.end(GeneratorExit())
        finally:
            self.reader.close()

    def end(self, error: BaseException | None) -> None:
        _settle(self.report(error))


class AsyncObservedChunks(_Observing):
    """Wrapper around another reader that reports its chunks and its end."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        try:
            chunk = await self.reader.__anext__()
        except StopAsyncIteration:
            await self.end(None)
            raise
        except BaseException as err:
            await self.end(err)
            raise
        if self.on_chunk is not None:
            try:
                self.on_chunk(chunk)
            except BaseException:
                await self.aclose()
                raise
        return chunk

    async def aclose(self) -> None:
        try:  # before closing: a read that fails because of it must not report the end of the stream
            await self.end(GeneratorExit())
        finally:
            await self.reader.aclose()

    async def end(self, error: BaseException | None) -> None:
        await _async_settle(self.report(error))


def _settle(result: Any) -> None:
    if inspect.iscoroutine(result):  # nothing awaits it
        result.close()


async def _async_settle(result: Any) -> None:
    if inspect.isawaitable(result):
        await result
