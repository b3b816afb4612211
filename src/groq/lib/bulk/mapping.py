"""`map_chat` and `map_chat_async`: many chat completions, concurrently."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from groq import AsyncGroq, Groq
from groq.types.chat import ChatCompletionMessage, ChatCompletionMessageParam

from .._arguments import cannot_open, check_inputs
from ..parse import parse, parse_async
from ..parse.output_type import optional_output_type_of
from ..schema.json_schema import Strict
from .clients import MAP_WAIT, MAX_TASKS, MAX_THREADS, Sender, checked_concurrency, limited
from .files import LineReader, PieceItems, ThreadedPieceItems
from .inputs import MapInput, given, map_input
from .parameters import checked_params
from .results import AsyncMapResults, MapResult, MapResults
from .schedule import Schedule
from .tasks import AsyncWorkers
from .threads import Workers

__all__ = ["AsyncInputs", "Inputs", "map_chat", "map_chat_async"]

# A `Sequence`, so that a `list[dict[str, str]]` matches: lists are invariant.
_Messages: TypeAlias = Sequence[ChatCompletionMessageParam | ChatCompletionMessage | Mapping[str, Any]]
MapInputParam: TypeAlias = str | _Messages | Mapping[str, Any]
Inputs: TypeAlias = Iterable[MapInputParam] | str | os.PathLike[str]
AsyncInputs: TypeAlias = Inputs | AsyncIterable[MapInputParam]

_PARSE_OPTIONS = ("strict", "max_attempts")  # parameters of `parse` only


def map_chat(
    client: Groq, inputs: Inputs, *, ordered: bool = True, concurrency: int | None = None, **params: Any
) -> MapResults[Any]:
    """Return the results of many chat completions; see `client.chat.completions.map`."""
    workers = checked_concurrency(concurrency, MAX_THREADS)
    _check_model(inputs, params)
    prepare = _prepare(client, {**params, "ordered": ordered})
    reader, values = _opened(inputs, takes_async=False)
    sender = Sender(client, workers, MAP_WAIT)
    create = sender.client.chat.completions.create
    if reader is not None:
        values = PieceItems(reader.values)

    def abort() -> None:
        sender.close()
        if reader is not None:
            reader.close()

    schedule = Schedule[MapResult[Any]](workers, ordered=ordered)
    prepared = (prepare(index, value) for index, value in enumerate(values))
    return MapResults(schedule, Workers(schedule, prepared, functools.partial(_send, create), sender.waits, abort))


def map_chat_async(
    client: AsyncGroq, inputs: AsyncInputs, *, ordered: bool = True, concurrency: int | None = None, **params: Any
) -> AsyncMapResults[Any]:
    """Return the results of many chat completions; see `client.chat.completions.map`."""
    workers = checked_concurrency(concurrency, MAX_TASKS)
    _check_model(inputs, params)
    prepare = _prepare(client, {**params, "ordered": ordered})
    reader, values = _opened(inputs, takes_async=True)
    create = limited(client, workers, MAP_WAIT).chat.completions.create
    prepared: Any
    if reader is not None:
        prepared = _Prepared(ThreadedPieceItems(reader.values), prepare)
    elif hasattr(values, "__aiter__"):
        prepared = _Prepared(values, prepare)
    else:
        prepared = (prepare(index, value) for index, value in enumerate(values))
    schedule = Schedule[MapResult[Any]](workers, ordered=ordered)
    release = (lambda: None) if reader is None else reader.close
    return AsyncMapResults(schedule, AsyncWorkers(schedule, prepared, functools.partial(_send_async, create), release))


class _Prepared(AsyncIterator[MapInput]):
    """Async iterator over prepared inputs."""

    def __init__(self, values: Any, prepare: Callable[[int, Any], MapInput]) -> None:
        self._values = aiter(values)
        self._prepare = prepare
        self._index = 0

    async def __anext__(self) -> MapInput:
        value = await anext(self._values)
        self._index += 1
        return self._prepare(self._index - 1, value)

    async def aclose(self) -> None:
        """Close the iterator of the caller, if it is a generator."""
        if hasattr(self._values, "aclose"):
            await self._values.aclose()


def _opened(inputs: AsyncInputs, *, takes_async: bool) -> tuple[LineReader | None, Any]:
    """Return the reader of a file and `None`, or `None` and the inputs."""
    if isinstance(inputs, str | os.PathLike):
        path = os.fspath(inputs)
        try:
            return LineReader(path), None
        except OSError as err:
            raise cannot_open("inputs", path, err) from err
    check_inputs("inputs", inputs, takes_async=takes_async)
    return None, inputs


def _check_model(inputs: Any, params: Mapping[str, Any]) -> None:
    """Raise an error at once if no input can have a model: prompts and messages do not.

    Raises:
        TypeError: The model is missing.
    """
    listed: Sequence[object] = ()
    if isinstance(inputs, list | tuple):
        listed = cast("Sequence[object]", inputs)  # items of any type
    if listed and "model" not in given(params) and all(isinstance(one, str | list) for one in listed):
        raise TypeError("model: expected the id of a model; pass model=... to map(): no input names one.")


def _prepare(client: Groq | AsyncGroq, params: dict[str, Any]) -> Callable[[int, Any], MapInput]:
    """Return a function that converts a value to parameters. Raise an error for invalid shared parameters."""
    shared = checked_params(params)
    del shared["ordered"]
    strict: Strict = shared.get("strict", "auto")
    optional_output_type_of(shared.get("response_format"), strict)
    known = frozenset(inspect.signature(client.chat.completions.create).parameters)
    return lambda index, value: map_input(index, value, shared, known)


def _arguments(params: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the arguments of `create`, and the additional ones of `parse` if the answer is parsed."""
    arguments = dict(params)
    added: dict[str, Any] = {name: arguments.pop(name) for name in _PARSE_OPTIONS if name in arguments}
    is_typed = not isinstance(arguments.get("response_format"), Mapping | None)
    return arguments, added if is_typed else None


def _send(create: Callable[..., Any], one: MapInput) -> MapResult[Any]:
    completion, error = None, one.error
    if one.params is not None:
        arguments, added = _arguments(one.params)
        try:
            completion = create(**arguments) if added is None else parse(create, **arguments, **added)
        except Exception as err:
            error = err
    return MapResult(one.index, one.custom_id, one.value, completion, error)


async def _send_async(create: Callable[..., Awaitable[Any]], one: MapInput) -> MapResult[Any]:
    completion, error = None, one.error
    if one.params is not None:
        arguments, added = _arguments(one.params)
        try:
            completion = await (create(**arguments) if added is None else parse_async(create, **arguments, **added))
        except Exception as err:
            error = err
    return MapResult(one.index, one.custom_id, one.value, completion, error)
