"""`GROQ_LOG`: logging to standard error, for people who look into a problem."""

from __future__ import annotations

import logging

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
