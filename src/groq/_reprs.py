"""Reprs of clients, streams and models in a REPL and in a notebook. Imported on first use."""

from __future__ import annotations

from typing import Any

from ._utils import is_json_array

_SHOWN_CHARACTERS = 1_000
_MAX_NUMBERS, _SHOWN_NUMBERS = 20, 3


class _Shortened:
    """A value whose repr is shortened."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def shortened(value: Any) -> Any:
    """Return a long text or list of numbers as an object whose repr is shorter, and other values unchanged."""
    if isinstance(value, str) and len(value) > _SHOWN_CHARACTERS:
        return _Shortened(f"{value[:_SHOWN_CHARACTERS]!r}… ({len(value):,} characters)")
    if is_json_array(value) and len(value) > _MAX_NUMBERS and all(isinstance(one, int | float) for one in value):
        return _Shortened(f"[{', '.join(map(repr, value[:_SHOWN_NUMBERS]))}, … ({len(value):,} numbers)]")
    return value


def shown(field: tuple[str | None, Any]) -> tuple[str | None, Any]:
    """Return the name and value of a field for a repr. Names are escaped: a server may send any name."""
    name, value = field
    return name if name is None or name.isprintable() else repr(name), shortened(value)


def client_text(client: Any, base_url: str) -> str:
    """Return the class of a client and its main options; `base_url` has no credentials."""
    options = f"timeout={client.timeout!r}, max_retries={client.max_retries!r}"
    return f"{type(client).__name__}(base_url={base_url}, {options})"


def stream_text(stream: Any) -> str:
    """Return the class of a stream, its state and its request id. Nothing is read."""
    reader: Any = stream._iterator  # a tracer may have replaced it
    is_consumed, is_closed = getattr(reader, "is_consumed", False), getattr(reader, "is_closed", False)
    state = "read to its end" if is_consumed else "closed" if is_closed else "open, iterate over it"
    chunk = getattr(stream._cast_to, "__name__", "chunk")
    return f"{type(stream).__name__} of {chunk}: {state}; request id {stream.request_id}"


def markdown(model: Any) -> str | None:
    """Return the text and the tool calls of a message or of a completion; `None` for other models."""
    if (text := getattr(model, "output_text", None)) is not None:
        return str(text)
    choices = getattr(model, "choices", None)
    if choices is None:
        return _message(model) if getattr(model, "role", None) == "assistant" else None
    parts: list[str] = []
    for choice in choices:
        if not hasattr(choice, "message"):  # of a chunk
            return None
        title = f"**Choice {choice.index}**\n\n" if len(choices) > 1 else ""
        reason = choice.finish_reason
        end = f"\n\n*finish_reason: {reason}*" if reason not in ("stop", "tool_calls", None) else ""
        parts.append(f"{title}{_message(choice.message)}{end}")
    return "\n\n".join(parts)


def _message(message: Any) -> str:
    content, calls = getattr(message, "content", None), getattr(message, "tool_calls", None)  # of any type
    functions: list[Any] = [getattr(one, "function", None) for one in calls] if is_json_array(calls) else []
    texts = [content if isinstance(content, str) else ""]
    texts += [f"```python\n{one.name}({one.arguments})\n```" for one in functions if hasattr(one, "arguments")]
    return "\n\n".join(text for text in texts if text) or "*empty*"
