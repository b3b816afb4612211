"""Advice for common mistakes: the texts, and the mixins and decorators that raise errors with them."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import AsyncIterable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

_MethodT = TypeVar("_MethodT")

KEYS_PAGE = "https://console.groq.com/keys"
_OWN_HOST, _OWN_PREFIX = "api.groq.com", "gsk_"
# The longest prefix first.
_FOREIGN_KEYS = {
    "sk-ant-": "Anthropic",
    "sk-or-": "OpenRouter",
    "sk-": "OpenAI",
    "xai-": "xAI",
    "AIza": "Google",
    "hf_": "Hugging Face",
    "pplx-": "Perplexity",
}
_MIN_MASKED = 20  # eight characters would reveal too much of a shorter key

# Class → advice for a missing attribute; `{0}` is the attribute, `{1}` the type of the result.
_ATTRIBUTES = {
    "EventStream": "Its events may have it: `for event in stream: ...`. For a whole answer, call a `get_final_…` "
    "method.",
    "AsyncEventStream": "Its events may have it: `async for event in stream: ...`. For a whole answer, await a "
    "`get_final_…` method.",
    "Stream": "Its chunks may have it: `for chunk in stream: ...`. For a whole answer, leave out `stream=True`.",
    "AsyncStream": "Its chunks may have it: `async for chunk in stream: ...`. For a whole answer, leave out "
    "`stream=True`.",
    "APIResponse": "It is the HTTP response: `response.parse()` returns the {1}, `response.json()` its JSON.",
    "AsyncAPIResponse": "It is the HTTP response: `await response.parse()` returns the {1}, `await response.json()` "
    "its JSON.",
    "StreamedResponse": "A `with` block opens the response: "
    "`with client.….with_streaming_response.create(...) as response: response.{0}`.",
    "AsyncStreamedResponse": "An `async with` block opens the response: "
    "`async with client.….with_streaming_response.create(...) as response: response.{0}`.",
    "Field": "It is the name and value of one field: iterating over an answer yields its fields. For chunks, pass "
    "`stream=True`; for the items of a list, iterate over its `data`.",
}
# Unsupported special method → the rest of its error message.
_SYNTAX = {
    "__enter__": "has no `with`: use `async with`, in an `async def` function.",
    "__aenter__": "has no `async with`: use `with`, or AsyncGroq in async code.",
    "__await__": "is not awaited: use `async for` over it, or `[one async for one in results]`.",
    "__getitem__": "has no items: use attributes, such as {0}, or `to_dict()`.",
}
# Model → the attributes to suggest; other models suggest their first fields.
_ITEMS = {
    "ChatCompletion": ("choices[0].message.content",),
    "ChatCompletionChunk": ("choices[0].delta.content",),
    "ChatCompletionMessage": ("content",),
    "ChoiceDelta": ("content",),
}
# Parameter of other clients, or a deprecated one → what to write if the method has this parameter.
_OTHER_NAMES = {
    "prompt": 'messages=[{"role": "user", "content": ...}]',
    "system": 'messages=[{"role": "system", "content": ...}, ...]',
    "schema": "response_format",
    "max_tokens": "max_completion_tokens",
}
_ASYNC_ITERATION = "cannot be iterated over with `for`: use `async for`, in an `async def` function."


class UnsupportedSyntaxError(TypeError, AttributeError):
    """`TypeError` for unsupported syntax. It is also an `AttributeError`, so that `hasattr` returns `False`."""

    __module__, __qualname__ = "builtins", "TypeError"  # tracebacks show them

    def __reduce__(self) -> tuple[type[TypeError], tuple[Any, ...]]:
        return TypeError, self.args  # pickle would not find the class


class _Unsupported:
    """Descriptor for an unsupported special method: its use raises a `TypeError` with advice, `hasattr` is `False`."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        raise unsupported_syntax(owner, self._name)


def unsupported() -> Any:
    """Return the descriptor for an unsupported special method. Type checkers see `None`."""
    return _Unsupported()


def advised(advice: Mapping[str, str] | None = None) -> Callable[[_MethodT], _MethodT]:
    """Return a decorator that adds advice to the `TypeError` for an unknown keyword argument of a method.

    Args:
        advice: Unknown argument → advice; `*` matches any other name. By default, suggest a parameter with a
            similar name, the option of the client, or `extra_body`.
    """

    def decorate(method: Any) -> Any:
        @functools.wraps(method)
        def call(*args: Any, **named: Any) -> Any:
            try:
                return method(*args, **named)
            except TypeError as err:
                message = _keyword_message(err, method, args, named, advice or {})
                if message is None:
                    raise
                raise TypeError(message) from None

        @functools.wraps(method)
        async def async_call(*args: Any, **named: Any) -> Any:
            return await call(*args, **named)

        return async_call if inspect.iscoroutinefunction(method) else call

    return decorate


def _keyword_message(error: TypeError, method: Any, args: Any, named: Mapping[str, Any], advice: Any) -> str | None:
    """Return the message for an unknown keyword argument; `None` for another error, such as one inside the method."""
    if not args or (error.__traceback__ and error.__traceback__.tb_next):
        return None
    known = inspect.signature(method).parameters
    name = next((one for one in named if one not in known), None)
    if name is None:
        return None
    text = advice.get(name, advice.get("*")) or unknown_parameter_advice(name, known, args[0]._client)
    return f"{method.__qualname__}() got an unexpected keyword argument {name!r}. {text}".removesuffix(". ")


def unknown_parameter_advice(name: str, known: Collection[str], client: Any = None) -> str:
    """Return advice for an unknown argument: the option of the client, a similar parameter, or `extra_body`."""
    if client is not None and name in inspect.signature(client.with_options).parameters:
        return f"It is an option of the client: client.with_options({name}=...) returns one that has it."
    import difflib  # imported here: the other texts do not need it

    similar = name if name in _OTHER_NAMES else next(iter(difflib.get_close_matches(name, known, 1)), "")
    for other in (_OTHER_NAMES.get(similar, ""), similar):
        if other.partition("=")[0] in known:
            return f"Did you mean {other!r}?"
    if "extra_body" not in known:
        return ""
    return f'For a parameter of the API that this version does not have, pass extra_body={{"{name}": ...}}.'


class Advising:
    """Mixin that adds advice to `AttributeError`."""

    if not TYPE_CHECKING:  # type checkers would assume that every attribute exists

        def __getattr__(self, name: str) -> Any:
            cls = type(self)
            if hasattr(cls, name):  # a property, which raised an `AttributeError`
                return object.__getattribute__(self, name)
            text = f"{cls.__name__!r} object has no attribute {name!r}"
            advice = next((_ATTRIBUTES[base.__name__] for base in cls.__mro__ if base.__name__ in _ATTRIBUTES), "")
            if advice and not name.startswith("_"):
                result = getattr(vars(self).get("_cast_to"), "__name__", "result")
                text = f"{text}. {advice.format(name, result)}"
            raise AttributeError(text, name=name, obj=self)


class Field(tuple[str, Any], Advising):
    """Name and value of a field of a model, as iterating over the model yields them."""


def unsupported_syntax(cls: type, method: str) -> UnsupportedSyntaxError:
    """Return the error for using an unsupported special method of a class."""
    advice = _SYNTAX[method]
    if method == "__getitem__":
        advice = _ASYNC_ITERATION if hasattr(cls, "__aiter__") else advice.format(_suggested_attributes(cls))
    return UnsupportedSyntaxError(f"{cls.__name__!r} object {advice}")


def _suggested_attributes(model: Any) -> str:
    """Return the attributes to suggest for a model."""
    fields = model.model_fields
    found = next(
        (_ITEMS[base.__name__] for base in model.__mro__ if base.__name__ in _ITEMS), list(fields)[:4] or ["name"]
    )
    if "data" in fields and get_origin(fields["data"].annotation) is list:
        found = ["data[0]"]
    elif hasattr(model, "output_text"):
        found = ["output_text"]
    return ", ".join(f"`.{name}`" for name in found)


def consumed_stream_message(cls: type) -> str:
    """Return the message for iterating over a stream after its end."""
    return f"This {cls.__name__} was already read to its end. Keep its chunks in a list, or call the method again."


def api_key_message(given: object, source: str) -> str:
    """Return why a key is invalid, or an empty string if it may be valid."""
    if given is None:
        return (
            "The API key is missing. Pass api_key=..., or set the environment variable GROQ_API_KEY. "
            f"Create keys at {KEYS_PAGE}. Without a key, use a local server: python -m groq.testing run FILE."
        )
    if not isinstance(given, str):
        return f"The API key is not a string: {source} gives a {type(given).__name__}."
    key = given.strip()
    if not key:
        return f"The API key is empty: {source} gives an empty string. Set it, or unset the variable."
    if not (key.isascii() and key.isprintable()):
        return (
            f"The API key has characters that are invalid in headers: {source} gives one of {len(key)} characters, "
            f"not all of them printable ASCII. Copy it again from {KEYS_PAGE}."
        )
    if key.lower().startswith("bearer "):
        return f"The API key starts with 'Bearer ', which the client adds: remove it from {source}."
    if key[0] in "\"'" or key[-1] in "\"'":
        return f"The API key has a quote at its start or end: remove it from {source}."
    return foreign_key_message(key, source, "") if key.startswith(_OWN_PREFIX) else ""


def foreign_key_message(key: str, source: str, host: str) -> str:
    """Return why a host probably rejects a key, or an empty string."""
    if " " in key:
        return f"The API key has a space inside: {source} gives {key.count(' ') + 1} words. Copy it from {KEYS_PAGE}."
    vendor = next((prefix for prefix in _FOREIGN_KEYS if host == _OWN_HOST and key.startswith(prefix)), None)
    if vendor is None:  # other servers have keys of their own
        return ""
    return (
        f"The API key starts with {vendor!r}, like keys of {_FOREIGN_KEYS[vendor]}; keys of Groq start with "
        f"{_OWN_PREFIX!r}. Create one at {KEYS_PAGE}, and put it into {source}."
    )


def status_advice(client: Any, error: Any, key: str, longest_delay: float) -> str:
    """Return advice about an error of the API, or an empty string. `key` is the key that was sent."""
    url, base_path = error.request.url, client.base_url.path.rstrip("/")
    if error.retry_after is not None and error.retry_after > longest_delay:
        return f"The API requests a delay of {error.retry_after:g} s; retries wait for at most {longest_delay:g} s."
    if error.status_code == 401 and key:
        source = "the api_key of the client" if key == getattr(client, "api_key", None) else "the Authorization header"
        if key == os.environ.get("GROQ_API_KEY", "").strip():
            source = "the environment variable GROQ_API_KEY"
        masked = f"{key[:4]}…{key[-4:]}" if len(key) >= _MIN_MASKED else f"of {len(key)} characters"
        where = f"Create keys at {KEYS_PAGE}." if url.host == _OWN_HOST else f"It was sent to {url.host}."
        return f"The key {masked} is from {source}. {where}"
    end = next((end for end in ("/openai/v1", "/openai", "/v1") if base_path.endswith(end)), "/openai/v1")
    if error.status_code == 404 and end != "/openai/v1" and url.path.startswith(base_path):
        return f"The path was {url.path!r}. The client adds '/openai/v1', so remove {end!r} from base_url."
    return ""


def not_json_message(value: object, name: str) -> str:
    """Return advice for a value without a JSON form; `name` is its property in the body."""
    is_class = isinstance(value, type)
    if name == "response_format" and is_class:
        return (
            "To get an answer of this type, call chat.completions.parse(), or stream() to stream it. Here, pass "
            '{"type": "json_schema", "json_schema": {"name": "answer", "schema": {...}}}; groq.json_schema_of() '
            "returns a schema."
        )
    if name == "tools" and is_class:
        return (
            "To have its arguments parsed, pass it to chat.completions.parse(). Here, pass "
            'groq.pydantic_function_tool(it), which is {"type": "function", "function": {...}}.'
        )
    if name == "tools" and callable(value):
        return (
            "To have functions called, use chat.completions.run_tools(), or pass tool(function).to_param(), which is "
            '{"type": "function", "function": {...}}; to responses, pass {"type": "function", '
            '**tool(function).to_param()["function"]}.'
        )
    if is_class:
        return "Pass an instance, or for a pydantic class its `model_json_schema()`."
    if isinstance(value, bytes | bytearray | memoryview):
        return 'Decode it first, or encode it as text: base64.b64encode(data).decode("ascii").'
    if isinstance(value, AsyncIterable):
        return "Collect it first: [item async for item in ...]."
    return "Convert it to JSON types first."
