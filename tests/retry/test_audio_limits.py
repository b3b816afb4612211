"""The rate limit of audio: seconds per hour."""

from __future__ import annotations

import pytest

from groq import RateLimit
from groq._rate_limits import rate_limits, retry_after
from groq.testing import LocalServer

EXHAUSTED = {
    "x-ratelimit-limit-audio-seconds": "7200",
    "x-ratelimit-remaining-audio-seconds": "0",
    "x-ratelimit-reset-audio-seconds": "2m59.56s",
}


def test_rate_limits_include_audio_seconds() -> None:
    limits = rate_limits(EXHAUSTED)
    assert limits is not None
    assert limits.audio_seconds == RateLimit(7200, 0, 179.56)
    assert limits.requests == limits.tokens == RateLimit(None, None, None)


def test_audio_seconds_are_empty_without_headers() -> None:
    limits = rate_limits({"x-ratelimit-limit-requests": "1"})
    assert limits is not None
    assert limits.audio_seconds == RateLimit(None, None, None)


@pytest.mark.parametrize(("remaining", "seconds"), [("0", 179.56), ("1", None)])
def test_retry_waits_for_the_reset_when_audio_seconds_are_exhausted(remaining: str, seconds: float | None) -> None:
    assert retry_after({**EXHAUSTED, "x-ratelimit-remaining-audio-seconds": remaining}) == seconds


def test_transcription_has_rate_limit_of_audio_seconds() -> None:
    with LocalServer() as server:
        heard = server.client().audio.transcriptions.create(model="whisper-large-v3", file=("a.wav", b"sound"))
    assert heard.rate_limits is not None
    assert heard.rate_limits.audio_seconds.limit == 7200
