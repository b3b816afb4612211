"""`GROQ_LOG`: logging to standard error, for people who look into a problem."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator
from contextvars import ContextVar
from typing import Any

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def setup_logging(level: str | None) -> None:
    """Log what this package and httpx do: `"info"` names requests and retries, `"debug"` also their details.

    Any other value, and `None`, leaves logging to the application.
    """
    chosen = _LEVELS.get((level or "").lower())
    if chosen is None:
        return
    logging.basicConfig(format="[%(asctime)s - %(name)s:%(lineno)d - %(levelname)s] %(message)s")
    logging.getLogger("groq").setLevel(chosen)
    logging.getLogger("httpx").setLevel(chosen)


_is_redacting: ContextVar[bool] = ContextVar("_is_redacting", default=False)


@contextlib.contextmanager
def redacted_urls() -> Generator[None]:
    """Take accounts and queries, which may hold secrets, out of the URLs that httpx logs meanwhile."""
    token = _is_redacting.set(True)
    try:
        yield
    finally:
        _is_redacting.reset(token)


def _without_queries(record: logging.LogRecord) -> bool:
    if _is_redacting.get() and isinstance(record.args, tuple):
        record.args = tuple(_without_query(value) for value in record.args)
    return True


def _without_query(value: Any) -> Any:
    return value.copy_with(userinfo=b"", query=None) if hasattr(value, "copy_with") else value  # a URL of httpx


for _name in ("httpx", "httpx2"):
    logging.getLogger(_name).addFilter(_without_queries)
