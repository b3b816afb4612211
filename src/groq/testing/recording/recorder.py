"""Answer from a cassette, and record missing answers. `LocalServer` uses it for requests without a scripted reply."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from ..api.answers import Answer, error_answer
from ..server.messages import RecordedRequest
from . import requests, responses
from .cassette import Cassette
from .misses import explain
from .redaction import Redaction
from .upstream import Upstream, UpstreamError, UpstreamResponse

CassetteMode = Literal["auto", "record", "replay"]

UPSTREAM = "https://api.groq.com"

# Other keys are placeholders, such as "test".
_KEY_PREFIX = "gsk_"
_FINAL = {"x-should-retry": "false"}


class Recorder:
    """Recorder and player of answers between a client and the API. Thread-safe.

    Args:
        path: The cassette.
        mode: The mode, as in `LocalServer`.
        upstream: The URL of the API.
        timing: Whether to replay answers with their recorded delays.
        placeholder: The key of clients without their own.
    """

    def __init__(self, path: Path, mode: CassetteMode, upstream: str, *, timing: bool, placeholder: str) -> None:
        key = os.environ.get("GROQ_API_KEY")
        # Another local server accepts the placeholder as a key; the API does not.
        key = None if key == placeholder and upstream == UPSTREAM else key
        is_ci = os.environ.get("CI", "").lower() not in ("", "0", "false")
        self._mode: CassetteMode = "replay" if mode == "auto" and (is_ci or not key) else mode
        self._upstream = Upstream(upstream, key)
        self._timing = timing
        self._placeholder = placeholder
        self.cassette: Cassette = Cassette(path, rewrite=mode == "record")
        self.misses: list[str] = []

    def answer(self, request: RecordedRequest) -> Answer:
        own_key = request.headers.get("authorization", "").partition(" ")[2].strip()
        is_own = own_key.startswith(_KEY_PREFIX) and own_key != self._placeholder
        key = own_key if is_own else self._upstream.key
        redaction = Redaction(request.headers, (self._upstream.key,))
        recorded = requests.as_recorded(request, redaction)
        found = None if self._mode == "record" else self.cassette.take(recorded)
        if found is None and self._mode == "replay":
            found = self.cassette.last(recorded)
        if found is not None:
            return responses.answer_of(found, timing=self._timing)
        if self._mode == "replay":
            miss = explain(self.cassette.path, recorded, self.cassette.entries)
            self.misses.append(miss)
            return error_answer(501, miss, code="not_recorded", headers=_FINAL)
        if key is None:
            message = (
                "The key of this client is a placeholder. "
                "To record, start this server with GROQ_API_KEY set to a key of the API"
            )
            return error_answer(401, message, code="not_recorded", headers=_FINAL)
        try:
            response = self._upstream.send(request, key)
        except UpstreamError as err:
            return error_answer(502, f"{err}. Nothing was recorded.", code="upstream_unreachable", headers=_FINAL)
        return self._recording(recorded, response, redaction)

    def _recording(self, request: dict[str, object], response: UpstreamResponse, redaction: Redaction) -> Answer:
        """Return the answer of the API, and record it when it is complete."""

        def record() -> None:
            whole = responses.as_recorded(
                response.status, response.headers, response.seconds, response.pieces, redaction
            )
            self.cassette.append(request, whole)

        response.done = record
        headers = redaction.headers(response.headers)
        if not response.has_length:
            return Answer(response.status, headers, response, is_recorded=True)
        try:
            return Answer(response.status, headers, b"".join(response), is_recorded=True)
        except ConnectionResetError as err:
            return error_answer(502, f"{self._upstream.url}: {err}. Nothing was recorded.", headers=_FINAL)
        finally:
            response.close()

    def reset(self) -> None:
        """Start over with the first answers."""
        self.cassette.rewind()
        self.misses.clear()
