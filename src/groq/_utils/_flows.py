"""Flows and their drivers. A flow is a generator that decides but does no I/O, so it serves threads and event loops.

It yields steps: a function with its arguments, such as `(connection.receive, timeout)`. `drive` calls the function,
`async_drive` calls and awaits it; both send the result back, or throw the error.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

_T = TypeVar("_T")
Step = tuple[Any, ...]
Flow = Generator[Step, Any, _T]


def drive(flow: Flow[_T]) -> _T:
    """Run a flow whose functions block."""
    try:
        function, *arguments = next(flow)
        while True:
            try:
                value = function(*arguments)
            except BaseException as err:
                function, *arguments = flow.throw(err)
            else:
                function, *arguments = flow.send(value)
    except StopIteration as end:
        result: _T = end.value
        return result


async def async_drive(flow: Flow[_T]) -> _T:
    """Run a flow whose functions are async."""
    try:
        function, *arguments = next(flow)
        while True:
            try:
                value = await function(*arguments)
            except BaseException as err:
                function, *arguments = flow.throw(err)
            else:
                function, *arguments = flow.send(value)
    except StopIteration as end:
        result: _T = end.value
        return result
