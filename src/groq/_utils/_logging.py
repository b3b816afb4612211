"""`GROQ_LOG`: logging to standard error, for debugging."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator
from contextvars import ContextVar
from typing import Any

from ._warnings import warn_once

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def setup_logging(level: str | None) -> None:
    """Set the log level of this package and httpx: `"info"` for requests and retries, `"debug"` for details.

    `None` and an empty string leave logging to the application. So do invalid values, with a warning.
    """
    number = _LEVELS.get((level or "").lower())
    if number is None:
        if level:
            valid = " or ".join(map(repr, _LEVELS))
            warn_once(f"GROQ_LOG: expected {valid}, got {level!r}, which is ignored.")
        return
    logging.basicConfig(format="[%(asctime)s - %(name)s:%(lineno)d - %(levelname)s] %(message)s")
    logging.getLogger("groq").setLevel(number)
    logging.getLogger("httpx").setLevel(number)


_is_redacting: ContextVar[bool] = ContextVar("_is_redacting", default=False)


@contextlib.contextmanager
def redacted_urls() -> Generator[None]:
    """Remove credentials and queries, which may contain secrets, from the URLs that httpx logs in this block."""
    token = _is_redacting.set(True)
    try:
        yield
    finally:
        _is_redacting.reset(token)


def _redact_urls(record: logging.LogRecord) -> bool:
    if _is_redacting.get() and isinstance(record.args, tuple):
        values: list[Any] = [*record.args]
        record.args = tuple(
            one.copy_with(userinfo=b"", query=None) if hasattr(one, "copy_with") else one for one in values
        )
    return True


for _name in ("httpx", "httpx2"):
    logging.getLogger(_name).addFilter(_redact_urls)
