"""Rate-limit headers that count down per server. `app` adds them to every answer; no request is refused.

The budget depends on the requests, not on the clock, so tests are repeatable: nothing is ever given back. `reset` is
the time that the API would take to do so.
"""

from __future__ import annotations

import math
import threading

REQUESTS_PER_DAY = 14_400
TOKENS_PER_MINUTE = 250_000
AUDIO_SECONDS_PER_HOUR = 7_200

_DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
_MINUTE_MS = 60_000


class Budget:
    """Requests per day, tokens per minute, seconds of audio per hour. Thread-safe."""

    def __init__(self, requests: int = REQUESTS_PER_DAY, tokens: int = TOKENS_PER_MINUTE) -> None:
        self._limits = (requests, tokens)
        self._used = (0, 0)
        self._audio_seconds = 0
        self._lock = threading.Lock()

    def spend(self, tokens: int, audio_seconds: float | None = None) -> dict[str, str]:
        """Take one request and `tokens` tokens; return the headers with the rest.

        `audio_seconds` is `None` unless the request has audio, whose answers have extra headers.
        """
        with self._lock:
            self._used = (self._used[0] + 1, self._used[1] + tokens)
            self._audio_seconds += math.ceil(audio_seconds or 0)
            used, heard = self._used, self._audio_seconds
        headers = rate_limit_headers(self._limits, used)
        if audio_seconds is not None:
            headers.update(_window_headers("audio-seconds", _HOUR_MS, AUDIO_SECONDS_PER_HOUR, heard))
        return headers


def rate_limit_headers(limits: tuple[int, int], used: tuple[int, int]) -> dict[str, str]:
    """Return the six headers for (requests per day, tokens per minute); `remaining` never falls below zero."""
    requests = _window_headers("requests", _DAY_MS, limits[0], used[0])
    return {**requests, **_window_headers("tokens", _MINUTE_MS, limits[1], used[1])}


def _window_headers(name: str, window_ms: int, limit: int, spent: int) -> dict[str, str]:
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
