"""What people pass as requests → lines of a batch file, checked one at a time. Pure but for reading a JSONL file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from groq import omit
from groq.types import BatchRequestInputParam

from .._batch_lines import CHAT_URL, LineError, RequestLine, parse_value
from .._json import is_array, is_object, kind_of
from ..bulk.inputs import request_line
from ..parse.output_type import optional_output_type_of
from ..parse.strict_models import strict_for
from ..schema.json_schema import Strict
from .errors import BatchInputError

__all__ = ["BatchRequest", "Template", "custom_id_of", "read_requests", "request_lines"]

# A prompt, a list of messages, parameters of `create`, or a line of a batch.
BatchRequest: TypeAlias = str | Iterable[Any] | Mapping[str, Any] | BatchRequestInputParam

_URLS = frozenset({CHAT_URL, "/v1/audio/transcriptions", "/v1/audio/translations"})
_LINE_KEYS = frozenset({"custom_id", "method", "url", "body"})


class Template:
    """What all requests have in common.

    Args:
        model: The model of requests that name none.
        params: Parameters of requests that do not have them.
        response_format: The format of the answers, or a type.
        strict: See `json_schema_of`.
    """

    def __init__(
        self, model: str | None, params: Mapping[str, Any] | None, response_format: Any, strict: Strict
    ) -> None:
        given = {"model": model, "response_format": response_format}
        self.params = {**(params or {}), **{name: one for name, one in given.items() if one not in (None, omit)}}
        self._strict: Strict = strict

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of a chat completion, with the schema of a type as `response_format`."""
        model, messages = params.get("model"), params.get("messages")
        if not isinstance(model, str) or not model:
            raise LineError(f"model: expected a string, got {kind_of(model)}; name it in the request, or pass model=")
        if not is_array(messages) and not isinstance(messages, tuple):
            raise LineError(f"messages: expected a list, got {kind_of(messages)}")
        if not messages:
            raise LineError("messages: expected at least one message, got an empty list")
        if params.get("stream"):
            raise LineError("stream: a batch has nobody to stream to; leave it out")
        output = optional_output_type_of(params.get("response_format"), strict_for(model, self._strict))
        return dict(params) if output is None else {**params, "response_format": output.response_format}


def request_lines(requests: Iterable[Any], template: Template) -> Iterator[bytes]:
    """Yield the lines of an input file, one for each request.

    Requests without a `custom_id` get one from their position: the same requests have the same ids.

    Raises:
        BatchInputError: A request is invalid, or has the id of another one; or its URL is not that of the first.
    """
    if isinstance(requests, Mapping):
        raise BatchInputError("requests: expected an iterable of requests, got a single one; put it into a list")
    ids: set[str] = set()
    first_url = ""
    for index, request in enumerate(requests):
        try:
            line = _request_line(request, index, template)
            first_url = first_url or line.url
            if line.url != first_url:
                raise LineError(f"url: expected {first_url!r} as in the first request, got {line.url!r}")
            if line.custom_id in ids:
                raise LineError(f"custom_id: expected a different one for each request, got {line.custom_id!r} again")
            encoded = line.encode()
        except (TypeError, ValueError) as err:
            raise BatchInputError(f"requests[{index}]: {err}") from err
        ids.add(line.custom_id)
        yield encoded
    if not ids:
        raise BatchInputError("requests: expected at least one request, got none")


def read_requests(path: str | os.PathLike[str]) -> Iterator[Any]:
    """Yield the requests of a JSONL file.

    Raises:
        BatchInputError: A line is not JSON.
    """
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    value = parse_value(line)
                except LineError as err:
                    raise BatchInputError(f"{path}, line {number}: {err}") from err
                yield value


def _request_line(request: Any, index: int, template: Template) -> RequestLine:
    if isinstance(request, Mapping) and "body" in request and (unknown := sorted(request.keys() - _LINE_KEYS)):
        raise LineError(f"expected custom_id, method, url and body, got also {', '.join(unknown)}")
    line = request_line(request, f"request-{index}", template.params)
    if line.url not in _URLS:
        raise LineError(f"url: expected one of {', '.join(sorted(_URLS))}, got {line.url!r}")
    return RequestLine(line.custom_id, template.checked(line.body), line.url) if line.url == CHAT_URL else line


def custom_id_of(line: bytes) -> str | None:
    """Return the id of a line of an input file."""
    found: object = json.loads(line)
    custom_id = found.get("custom_id") if is_object(found) else None
    return custom_id if isinstance(custom_id, str) else None
