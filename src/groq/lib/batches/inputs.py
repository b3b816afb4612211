"""Requests in all accepted forms → lines of a batch file, checked one at a time. Pure, except for reading files."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Coroutine, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.abc import ObjectSendStream

from groq import omit
from groq.types import BatchRequestInputParam
from groq.types.chat import CompletionCreateParams

from ..._request.arguments import repeatable
from .._arguments import cannot_open, check_inputs
from .._batch_lines import CHAT_URL, LineError, RequestLine, parse_value
from .._json_values import is_array, is_mapping, is_object, kind_of
from ..bulk.ids import Ids, default_id
from ..bulk.inputs import check_names, request_line
from ..bulk.inputs import given as without_omitted
from ..parse.output_type import optional_output_type_of
from ..parse.strict_models import strict_for
from ..schema.json_schema import Strict
from .errors import BatchInputError

# fmt: off
__all__ = [
    "AsyncRequests", "BatchRequest", "Given", "InputLine", "Requests", "Template", "custom_id_of", "opened_requests",
    "request_lines", "with_requests",
]
# fmt: on

# A prompt, a list of messages, parameters of `create`, or a line of a batch.
BatchRequest: TypeAlias = str | Iterable[Any] | Mapping[str, Any] | BatchRequestInputParam
Requests: TypeAlias = Iterable[BatchRequest] | str | os.PathLike[str]
AsyncRequests: TypeAlias = Requests | AsyncIterable[BatchRequest]

_URLS = frozenset({CHAT_URL, "/v1/audio/transcriptions", "/v1/audio/translations"})
_END = object()
_T = TypeVar("_T")
_LINE_KEYS = frozenset({"custom_id", "method", "url", "body"})
_KNOWN = {*CompletionCreateParams.__annotations__, "extra_body"}
_CALL_OPTIONS = ("extra_headers", "extra_query", "timeout")  # arguments of `create` that a line cannot express


class Template:
    """The options that all requests share.

    Args:
        model: The model of requests without one.
        params: Parameters of requests that do not have them.
        response_format: The format of the answers, or a type.
        strict: See `json_schema_of`.
    """

    def __init__(
        self, model: str | None, params: Mapping[str, Any] | None, response_format: Any, strict: Strict
    ) -> None:
        _check_params(params or {})
        named = {"model": model, "response_format": response_format}
        self.params: dict[str, Any] = {
            **repeatable(without_omitted(params or {}), "params"),
            **{name: one for name, one in named.items() if one not in (None, omit)},
        }
        self._strict: Strict = strict

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of a chat completion, with the schema of a type as `response_format`."""
        params = _with_extra_body(without_omitted(params))
        model, messages = params.get("model"), params.get("messages")
        if not isinstance(model, str) or not model:
            got = "an empty one" if model == "" else kind_of(model)
            raise LineError(f"model: expected a string, got {got}; name it in the request, or pass model=")
        if not is_array(messages) and not isinstance(messages, tuple):
            raise LineError(f"messages: expected a list, got {kind_of(messages)}")
        if not messages:
            raise LineError("messages: expected at least one message, got an empty list")
        if params.get("stream"):
            raise LineError("stream: batches do not stream; leave it out")
        for name in _CALL_OPTIONS:
            if name in params:
                raise LineError(f"{name}: a line of a batch has only the body of a request; set it on the client")
        output = optional_output_type_of(params.get("response_format"), strict_for(model, self._strict))
        return params if output is None else {**params, "response_format": output.response_format}


def _check_params(params: Mapping[str, Any]) -> None:
    """Raise an error for a parameter that the API rejects in lines, or that differs for each line.

    Raises:
        TypeError: It is unknown, or cannot be shared.
    """
    if "messages" in params:
        raise TypeError("params: expected parameters for all requests, got messages. Pass them in each request.")
    for name in _CALL_OPTIONS:
        if name in params:
            raise TypeError(f"params: expected parameters of the body, got {name}. Set it on the client.")
    check_names(params, _KNOWN, "chat completions")


def _with_extra_body(params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters merged with those of `extra_body`, as `create` sends them."""
    extra = params.pop("extra_body", None)
    if extra is not None and not is_mapping(extra):
        raise LineError(f"extra_body: expected an object, got {kind_of(extra)}")
    return {**params, **(extra or {})}


class Given(NamedTuple):
    """A request as passed by the caller.

    Attributes:
        place: Its file and line, or its position, for error messages.
        default_id: The id if it has no `custom_id`.
        request: A prompt, messages, parameters or a line.
    """

    place: str
    default_id: str
    request: Any


class InputLine(NamedTuple):
    """A line of an input file, and its id."""

    custom_id: str
    text: bytes


def request_lines(requests: Iterable[Given], template: Template) -> Iterator[InputLine]:
    """Yield the lines of an input file, one for each request.

    Requests without a `custom_id` get one from their position, so that the same requests have the same ids.

    Raises:
        BatchInputError: A request is invalid, repeats an id, or has another URL than the first request.
    """
    first_url = ""
    with closing(Ids()) as ids:
        for number, given in enumerate(requests, start=1):
            try:
                line = _request_line(given, template)
                first_url = first_url or line.url
                if line.url != first_url:
                    raise LineError(f"url: expected {first_url!r} as in the first request, got {line.url!r}")
                if ids.add(line.custom_id, number) is not None:
                    raise LineError(f"custom_id: expected one that no other request has, got {line.custom_id!r} again")
                encoded = InputLine(line.custom_id, line.encode())
            except (TypeError, ValueError) as err:
                raise BatchInputError(f"{given.place}: {err}") from err
            yield encoded
    if not first_url:
        raise BatchInputError("requests: expected at least one request, got none")


def opened_requests(requests: Requests) -> Generator[Given, None, None]:
    """Yield the requests of a JSONL file, or of an iterable.

    Raises:
        BatchInputError: It is neither, or a line of the file is not JSON.
    """
    if isinstance(requests, str | os.PathLike):
        yield from _of_file(Path(requests))
        return
    _check(requests, takes_async=False)
    for index, request in enumerate(requests):
        yield Given(f"requests[{index}]", f"request-{index}", request)


def _of_file(path: Path) -> Iterator[Given]:
    try:
        opened = path.open("rb")
    except OSError as err:
        raise BatchInputError(cannot_open("requests", path, err).strerror) from err
    with opened as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    # The ids are those of `groq.bulk.run`.
                    given = Given(f"{path}, line {number}", default_id(number, line), parse_value(line))
                except LineError as err:
                    raise BatchInputError(f"{path}, line {number}: {err}") from err
                yield given


def _check(requests: object, *, takes_async: bool) -> None:
    try:
        check_inputs("requests", requests, takes_async=takes_async)
    except (TypeError, ValueError) as err:
        raise BatchInputError(str(err)) from err


async def with_requests(requests: AsyncRequests, work: Callable[[Any], _T]) -> _T:
    """Run work in a worker thread, and pass it an iterator over the requests.

    An async iterable is iterated in the task of the caller: cancel scopes of a generator must not change tasks.
    """
    if not isinstance(requests, AsyncIterable):
        return await anyio.to_thread.run_sync(work, requests)
    _check(requests, takes_async=True)
    wanted, wants = anyio.create_memory_object_stream[None](0)
    sent, received = anyio.create_memory_object_stream[Callable[[], Any]](0)
    outcome: list[Callable[[], _T]] = []

    async def ask() -> Callable[[], Any]:
        await wanted.send(None)
        return await received.receive()

    async def run() -> None:
        with wanted, received:
            try:
                done = await anyio.to_thread.run_sync(work, _asked(ask))
            except Exception as err:
                outcome.append(partial(_raise, err))
            else:
                outcome.append(lambda: done)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run)
        with wants, sent:
            await _answer(requests, wants, sent)
    return outcome[0]()


async def _answer(
    requests: AsyncIterable[Any], wants: AsyncIterable[None], sent: ObjectSendStream[Callable[[], Any]]
) -> None:
    """Send the next request whenever the worker thread wants one."""
    iterator = aiter(requests)
    end: Any = _END
    try:
        async for _ in wants:
            try:
                found = await anext(iterator, end)
            except Exception as err:
                await sent.send(partial(_raise, err))
            else:
                await sent.send(partial(_same, found))
    finally:
        if isinstance(iterator, AsyncGenerator):
            await iterator.aclose()


def _asked(ask: Callable[[], Coroutine[Any, Any, Callable[[], Any]]]) -> Iterator[Any]:
    while (request := anyio.from_thread.run(ask)()) is not _END:
        yield request


def _raise(err: Exception) -> Any:
    raise err


def _same(value: _T) -> _T:
    return value


def _request_line(given: Given, template: Template) -> RequestLine:
    request = given.request
    if is_object(request) and "body" in request and (unknown := sorted(request.keys() - _LINE_KEYS)):
        raise LineError(f"expected custom_id, method, url and body, got also {', '.join(unknown)}")
    line = request_line(request, given.default_id, template.params)
    if line.url not in _URLS:
        raise LineError(f"url: expected one of {', '.join(sorted(_URLS))}, got {line.url!r}")
    return RequestLine(line.custom_id, template.checked(line.body), line.url) if line.url == CHAT_URL else line


def custom_id_of(line: bytes) -> str | None:
    """Return the id of a line of an input file; `None` if the line is damaged."""
    try:
        found = parse_value(line)
    except LineError:
        return None
    custom_id = found.get("custom_id") if is_object(found) else None
    return custom_id if isinstance(custom_id, str) else None
