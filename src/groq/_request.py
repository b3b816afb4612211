"""One call → path, headers and body bytes: pure. `_base_client` sends them."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import functools
import ipaddress
import json
import math
import numbers
import re
import uuid
import warnings
from collections.abc import AsyncIterable, Iterable, Mapping
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import quote

import httpx
import pydantic
from pydantic_core import PydanticSerializationError

from ._exceptions import GroqError
from ._models import BaseModel
from ._types import Headers, NotGiven, Omit, omit
from ._utils import is_given, is_json_array, is_json_object, is_mapping
from ._utils._urls import invalid_host_reason, masked_url

_T = TypeVar("_T")

# https://www.rfc-editor.org/rfc/rfc9110#name-tokens
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_OF_THE_BODY = frozenset({"content-length", "transfer-encoding"})
_EXAMPLE_URL = "https://api.groq.com"
_OPENAI_SUFFIX = "/openai/v1/"
# A JSON document deeper than this is a mistake, and would exhaust the stack.
_MAX_DEPTH = 200

# What people who pass one thing in place of many may have meant.
_EXAMPLES = {"messages": '[{"role": "user", "content": "..."}]'}

_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def api_url(base_url: str, path: str) -> str:
    """Join a base URL, which ends in a slash, and the path of an endpoint.

    Paths of the API carry their own prefix (`/openai/v1/…`, `/v1/fine_tunings`); people set base URLs both with and
    without `/openai/v1`, and both reach the same endpoint.

    Raises:
        ValueError: The path is a whole URL whose host or port cannot be.
    """
    if is_absolute(path):
        if hint := invalid_host_reason(httpx.URL(path)):
            raise ValueError(f"path: expected one such as '/openai/v1/models', got {masked_url(path)}. {hint}")
        return path
    path = path.removeprefix("/")
    if base_url.endswith(_OPENAI_SUFFIX) and path.startswith(("openai/v1/", "v1/")):
        return base_url.removesuffix(_OPENAI_SUFFIX[1:]) + path
    return base_url + path


def is_absolute(path: str) -> bool:
    """Whether a path is a whole URL, which goes where it says, whatever the base URL is."""
    return path.startswith(("http://", "https://"))


def checked_base_url(url: str | httpx.URL) -> httpx.URL:
    """The base URL, ending in a slash.

    Raises:
        GroqError: It is no absolute http or https URL, or it has parts that requests add.
    """
    try:
        parsed = httpx.URL(url.strip() if isinstance(url, str) else url)
    except (httpx.InvalidURL, TypeError, ValueError) as err:
        cause = None if "@" in str(url) else err  # which may name the password
        why = f"{cause or 'is its password percent-encoded?'}."
        raise GroqError(f"base_url: expected a URL such as {_EXAMPLE_URL!r}, got {masked_url(url)}: {why}") from cause
    hint = _base_url_hint(parsed)
    if hint:
        raise GroqError(f"base_url: expected a URL such as {_EXAMPLE_URL!r}, got {masked_url(url)}. {hint}")
    if parsed.scheme == "http" and not _is_loopback(parsed.host):
        _warn_of_plain_http(parsed.host)
    return httpx.URL(f"{str(parsed).rstrip('/')}/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@functools.lru_cache(maxsize=256)  # once for each host
def _warn_of_plain_http(host: str) -> None:
    message = f"base_url: the key and the prompts go to {host} unencrypted. Use https:// unless the network is yours."
    warnings.warn(message, UserWarning, stacklevel=2)


def _base_url_hint(url: httpx.URL) -> str:
    if url.scheme not in ("http", "https") or not url.raw_host:
        return "It has to begin with https:// or http:// and name a host."
    if hint := invalid_host_reason(url):
        return hint
    if url.query or url.fragment:
        return "Put query parameters into default_query."
    if url.path.rstrip("/").endswith("/chat/completions"):
        return "Leave out '/chat/completions': that is one endpoint of the API."
    return ""


def path_template(template: str, /, **values: str) -> str:
    """Fill the `{name}` places of a path, each value as exactly one percent-encoded segment.

    Raises:
        TypeError: A value is not a string.
        ValueError: A value is empty, or is `.` or `..`, which would name another endpoint.
    """
    segments: dict[str, str] = {}
    for name, value in values.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] # callers may be untyped
            raise TypeError(f"{name}: expected a string, got {type(value).__name__} ({value!r}).")
        if value in ("", ".", ".."):
            raise ValueError(f"{name}: expected a non-empty id, got {value!r}. Pass the id that the API gave.")
        segments[name] = quote(value, safe="")
    return template.format_map(segments)


def iterable(name: str, value: _T) -> _T:
    """Give the value back, unless it is one item where many are expected; `None` and what was not given are fine.

    Raises:
        TypeError: A string or a mapping, over which Python would iterate too, or nothing that can be iterated over.
    """
    if value is omit or value is None or not is_given(value):
        return value
    if isinstance(value, str | bytes | Mapping | pydantic.BaseModel) or not hasattr(value, "__iter__"):
        example = _EXAMPLES.get(name, "[...]")
        raise TypeError(f"{name}: expected a list, or another iterable of items, got {_named(value)}. Pass {example}.")
    return value


def merge_headers(*layers: Headers) -> dict[str, str]:
    """Merge headers, later layers over earlier ones, names compared without regard to case.

    `omit` as a value takes the header out.

    Raises:
        TypeError: A value is not a string.
        ValueError: A name or a value has characters that a header cannot carry.
    """
    merged: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for name, value in layer.items():
            if not (isinstance(cast("object", name), str) and _HEADER_NAME(name)):  # callers may be untyped
                raise ValueError(f"Header {name!r}: expected a name of letters, digits and hyphens, such as 'X-Trace'.")
            if isinstance(value, str):
                if not (value.isascii() and value.isprintable()):
                    _check_header(name, value)
                merged[name.lower()] = (name, value)
            elif isinstance(cast("object", value), Omit | NotGiven):  # callers may be untyped
                merged.pop(name.lower(), None)
            else:
                raise TypeError(
                    f"Header {name!r}: expected a string, got {type(value).__name__}. "
                    "Convert it to a string, or pass `omit` to leave the header out."
                )
    for name in _OF_THE_BODY & merged.keys():
        raise ValueError(f"Header {name!r}: expected to be left out, as it follows from the body that is sent.")
    return dict(merged.values())


def _check_header(name: str, value: str) -> None:
    wrong = next((char for char in value if char != "\t" and not (char.isascii() and char.isprintable())), None)
    if wrong is not None:
        raise ValueError(
            f"Header {name!r}: expected printable ASCII, got a value with {wrong!r}. "
            "Strip line ends; encode other text, for example with urllib.parse.quote()."
        )


def json_bytes(body: object, extra: object = None) -> bytes:
    """Encode a request body as JSON; `extra` is laid over its top level.

    What was not given is dropped at any depth, `None` is `null`. Besides JSON types it takes pydantic models,
    dataclasses, mappings, any iterable, enums, dates, UUIDs and the number types of other libraries.

    Raises:
        TypeError: A value that has no JSON form; the message says where it is.
        ValueError: NaN, infinity, a lone surrogate, or a value that contains itself.
    """
    body = _whole_body(body, extra)
    try:
        # The common case in one pass in C; it refuses everything that is not plain JSON, before consuming any of it.
        return _dumps(body).encode()
    except (TypeError, ValueError, RecursionError):
        return _dumps(_plain(body, "", 0)).encode()


def form_fields(body: object, extra: object = None) -> Mapping[str, object]:
    """The fields of a form as plain JSON types, under the rules of `json_bytes`."""
    return checked_mapping("body", _plain(_whole_body(body or {}, extra), "", 0))


def _whole_body(body: object, extra: object) -> object:
    if extra is not None:
        body = {**checked_mapping("body", body or {}), **checked_mapping("extra_body", extra)}
    if is_mapping(body):
        body = {name: value for name, value in body.items() if value is not omit and is_given(value)}
    return body


def checked_mapping(what: str, value: object) -> Mapping[str, object]:
    """Give the value back if it is a mapping.

    Raises:
        TypeError: It is not.
    """
    if is_mapping(value):
        return value
    raise TypeError(f"{what}: expected a mapping, got {type(value).__name__}. Pass a dictionary.")


def _plain(value: object, where: str, depth: int) -> object:
    """Turn a value into plain JSON types, each iterable consumed once."""
    if depth > _MAX_DEPTH:
        raise ValueError(f"{_place(where)}: nested more than {_MAX_DEPTH} deep; does a value contain itself?")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, enum.Enum):
        return _plain(value.value, where, depth + 1)
    if isinstance(value, str):
        return _checked_text(value, where)
    if isinstance(value, numbers.Integral):
        return _checked_integer(int(value), where)
    if isinstance(value, numbers.Real | decimal.Decimal):
        return _checked_number(float(value), where)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return _plain_container(value, where, depth + 1)


def _plain_container(value: Any, where: str, depth: int) -> object:
    if isinstance(value, pydantic.BaseModel):
        return _plain(_model_data(value, where), where, depth)
    if hasattr(value, "__fields_set__") and not isinstance(value, type):  # a model of pydantic.v1
        return _plain(value.dict(by_alias=True, exclude_unset=True), where, depth)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = _fields_of(value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[Any, object]", value).items()  # keys are checked below
        return {
            _key(name, where): _plain(inner, f"{where}.{name}", depth)
            for name, inner in pairs
            if not isinstance(inner, Omit | NotGiven)
        }
    if isinstance(value, type | bytes | bytearray | memoryview) or not isinstance(value, Iterable):
        _refuse(value, where)
    items = cast("Iterable[object]", value)  # nothing is known of the items
    return [
        _plain(inner, f"{where}[{index}]", depth)
        for index, inner in enumerate(items)
        if not isinstance(inner, Omit | NotGiven)
    ]


def _fields_of(instance: Any) -> dict[str, Any]:
    return {field.name: getattr(instance, field.name) for field in dataclasses.fields(instance)}


def _model_data(model: pydantic.BaseModel, where: str) -> dict[str, Any]:
    """What a model says; fields left at a default of `None` are not said.

    A model of this package that came as a response keeps to the fields that a request accepts.
    """
    try:
        said = model.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)
        whole = model.model_dump(mode="json", by_alias=True, warnings=False)
    except (PydanticSerializationError, UnicodeDecodeError) as err:
        raise TypeError(f"{_place(where)}: expected a model that JSON can hold, got {_named(model)}: {err}.") from err
    if not isinstance(model, BaseModel):
        spoken: dict[str, Any] = _without_silent_none(whole, said)
        return spoken
    accepted = model.__request_fields__
    if accepted is None:
        return said
    # `null` for an absent part is how responses say "none"; requests for some models refuse it.
    return {name: value for name, value in said.items() if name in accepted and _is_said(name, value)}


def _is_said(name: str, value: object) -> bool:
    return value is not None or name == "content"


def _without_silent_none(whole: Any, said: Any) -> Any:
    """Drop from `whole` the `None`s that are defaults rather than something that was `said`."""
    if is_json_object(whole) and is_json_object(said):
        items = whole.items()
        return {k: _without_silent_none(v, said.get(k)) for k, v in items if k in said or v is not None}
    if is_json_array(whole) and is_json_array(said):
        return [_without_silent_none(one, other) for one, other in zip(whole, said, strict=False)]
    return whole


def _key(name: object, where: str) -> str:
    if isinstance(name, str):
        return _checked_text(name.value if isinstance(name, enum.Enum) else name, where)
    if name is None or isinstance(name, int | float):
        return _dumps(name)  # as the quick way does
    raise TypeError(f"{_place(where)}: expected keys that are strings, got {type(name).__name__} ({name!r}).")


def _checked_text(text: str, where: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as err:
        raise ValueError(
            f"{_place(where)}: the text has a lone surrogate at position {err.start}, which UTF-8 cannot encode. "
            'Clean it first, for example with text.encode("utf-8", "replace").decode().'
        ) from err
    return str(text)


def _checked_integer(number: int, where: str) -> int:
    if number.bit_length() > 10_000:  # Python refuses to write more than some 4,300 digits
        raise ValueError(f"{_place(where)}: expected a number of a sensible size, got one of thousands of digits.")
    return number


def _checked_number(number: float, where: str) -> float:
    if not math.isfinite(number):
        raise ValueError(f"{_place(where)}: expected a finite number, got {number}; JSON has no form for it.")
    return number


def _refuse(value: Any, where: str) -> NoReturn:
    hint = "Convert it to JSON types first."
    if isinstance(value, type):
        hint = "Pass an instance, or for a pydantic class its `model_json_schema()`."
    elif isinstance(value, bytes | bytearray | memoryview):
        hint = 'Decode it first, or encode it as text: base64.b64encode(data).decode("ascii").'
    elif isinstance(value, AsyncIterable):
        hint = "Collect it first: [item async for item in ...]."
    raise TypeError(f"{_place(where)}: expected a value that JSON can hold, got {_named(value)}. {hint}")


def _named(value: Any) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _place(where: str) -> str:
    where = where.removeprefix(".") or "body"
    return where if len(where) <= 80 else f"{where[:60]}…"
