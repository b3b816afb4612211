"""Exceptions → one line on the standard error, and an exit status."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from .base import State
from .keys import known_key
from .output import note, one_line

if TYPE_CHECKING:
    from .. import APIError

FAILURE = 1
USAGE_ERROR = 2
INTERRUPTED = 130

_MAX_TEXT = 1_000
_MAX_SENTENCE = 700  # leaves room for advice


def report(error: BaseException, state: State, where: str = "") -> int:
    """Print an error, with `where` if it is given; return the exit status."""
    if isinstance(error, click.Abort | KeyboardInterrupt) or _was_interrupted(error):
        return INTERRUPTED
    if state.debug:
        import traceback  # imported here: makes the start faster

        sys.stderr.write(_without_key("".join(traceback.format_exception(error))))
    line, status = described(error)
    note(f"{state.command}: {where}: {line}" if where else f"{state.command}: {line}")
    return status


@contextmanager
def tool_errors_in_one_line(state: State) -> Generator[None]:
    """Omit the traceback when the package logs that a tool failed, except with `--debug`."""
    import logging  # imported here: makes the start faster

    def shorten(record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not state.debug:
            record.msg = f"groq: {one_line(f'{record.getMessage()}: {type(error).__name__}: {error}')}"
            record.args, record.exc_info = (), None
        return True

    log = logging.getLogger("groq.lib.tools")
    log.addFilter(shorten)
    try:
        yield
    finally:
        log.removeFilter(shorten)


def _was_interrupted(error: BaseException | None) -> bool:
    """Return whether Ctrl-C caused an error: a second one can break the release of a lock."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def described(error: BaseException) -> tuple[str, int]:
    """Return one line about an error, and the exit status."""
    line, status = _described(error)
    is_sentence = not isinstance(error, click.ClickException)  # those may end with a file name
    line = one_line(_without_key(line))
    return _shortened(line.removesuffix(".") if is_sentence else line, _MAX_TEXT), status


def _shortened(text: str, most: int) -> str:
    return f"{text[:most]}..." if len(text) > most else text


def _described(error: BaseException) -> tuple[str, int]:
    if isinstance(error, click.UsageError):
        usage = f" (see `{error.ctx.command_path} --help`)" if error.ctx is not None else ""
        message = error.format_message().removesuffix(".")
        return f"{message[:1].lower()}{message[1:]}{usage}", USAGE_ERROR
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    if isinstance(error, OSError):
        return f"{error.filename or ''}: {error.strerror or error}".removeprefix(": "), FAILURE
    from .. import APIError, GroqError  # imported here: makes the start faster

    if isinstance(error, APIError):
        return _of_api(error), FAILURE
    if isinstance(error, GroqError):
        return str(error), FAILURE
    return f"unexpected {type(error).__name__}: {error} (--debug shows the traceback)", FAILURE


def _of_api(error: APIError) -> str:
    """Return the API's error message, with advice."""
    status: int | None = getattr(error, "status_code", None)
    facts = [f"status {status}" if status else "", f"request {error.request_id}" if error.request_id else ""]
    facts = [fact for fact in facts if fact]
    sentence = _shortened(_sentence(error), _MAX_SENTENCE)
    line = f"{sentence} ({', '.join(facts)})" if facts else sentence
    # A local server that cannot record without a key also sends a 401; it does not concern the key of the command.
    key = known_key() if status == 401 and error.code != "not_recorded" else None
    if key is not None:
        return f"{line}: the key {key.masked} is from {key.source}"
    if error.code == "model_not_found":
        return f"{line}: `groq models` lists the models"
    advice: str = getattr(error, "hint", "") if status != 401 else ""  # the hint of a 401 is about the key
    return f"{line}. {_for_the_shell(advice)}" if advice else line


def _for_the_shell(text: str) -> str:
    """Replace parameters by environment variables in a message of the package."""
    return text.replace("base_url", "GROQ_BASE_URL")


def _sentence(error: APIError) -> str:
    from .. import APIConnectionError  # imported here, as the next one: makes the start faster
    from ..lib._json_values import is_object

    inner: object = error.body.get("error", error.body) if is_object(error.body) else None
    message: object = inner.get("message") if is_object(inner) else None
    if not isinstance(message, str) or not message:
        cause = str(error.__cause__ or "")
        is_new = cause and not isinstance(error, APIConnectionError)  # its message includes the cause
        message = f"{_for_the_shell(error.message).removesuffix('.')}{f': {cause}' if is_new else ''}"
    return message.removesuffix(".")


def _without_key(text: str) -> str:
    """Redact the key, which a server may repeat, in a text."""
    key = known_key()
    return text.replace(key.value, key.masked) if key is not None and len(key.value) > 3 else text
