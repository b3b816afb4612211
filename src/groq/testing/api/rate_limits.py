"""Rate-limit headers that count down per server. `app` adds them to every answer; no request is refused.

The budget depends on the requests, not on the clock, so tests are repeatable: it is full again when half of it is
spent, so that a client that keeps within the limits never waits. `reset` is the time that the API would take for it.
"""

from __future__ import annotations

import math
import threading
from collections import Counter

_DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
_MINUTE_MS = 60_000
# Name → (limit, window).
_LIMITS = {"requests": (14_400, _DAY_MS), "tokens": (250_000, _MINUTE_MS), "audio-seconds": (7_200, _HOUR_MS)}


class Budget:
    """Requests per day, tokens per minute, seconds of audio per hour. Thread-safe."""

    def __init__(self) -> None:
        self._spent: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spend(self, tokens: int, audio_seconds: float | None = None) -> dict[str, str]:
        """Take one request and `tokens` tokens; return the headers with the rest.

        `audio_seconds` is `None` unless the request has audio, whose answers have extra headers.
        """
        taken = {"requests": 1, "tokens": tokens}
        if audio_seconds is not None:
            taken["audio-seconds"] = math.ceil(audio_seconds)
        with self._lock:
            for name, value in taken.items():
                self._spent[name] = (self._spent[name] + value) % (_LIMITS[name][0] // 2)
            spent = {name: self._spent[name] for name in taken}
        headers: dict[str, str] = {}
        for name, value in spent.items():
            headers.update(limit_headers(name, value, *_LIMITS[name]))
        return headers


def limit_headers(name: str, spent: int, limit: int, window_ms: int) -> dict[str, str]:
    """Return the three headers of one limit. `remaining` never falls below zero."""
    spent = min(spent, limit)
    return {
        f"x-ratelimit-limit-{name}": str(limit),
        f"x-ratelimit-remaining-{name}": str(limit - spent),
        f"x-ratelimit-reset-{name}": go_duration(-(-spent * window_ms // limit)),
    }


def go_duration(milliseconds: int) -> str:
    """Format as Go does: `0s`, `577ms`, `7.66s`, `2m59.56s`, `1h2m3s`."""
    if 0 < milliseconds < 1000:
        return f"{milliseconds}ms"
    minutes, rest_ms = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds, thousandths = divmod(rest_ms, 1000)
    fraction = f".{thousandths:03d}".rstrip("0") if thousandths else ""
    prefix = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{prefix}{seconds}{fraction}s"
