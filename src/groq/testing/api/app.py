"""The API as an application of the server: answers requests, and keeps its state between them."""

from __future__ import annotations

import functools
import hashlib
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from ...lib._mutex import Mutex
from ..server.messages import Headers, RecordedRequest
from ..server.routing import without_slash
from . import browsers
from .answers import Answer, Refusal, error_answer
from .call import ApiCall
from .chat_tools import ToolMode
from .faults import Faults
from .rate_limits import ServerRateLimits, model_of
from .replies import BatchExpiry, Reply
from .reply_queue import ReplyQueue
from .routes import ALL_METHODS, allowed_methods, handler_for
from .store import MAX_FILE_BYTES, Store

KEPT_REQUESTS = 1000
KEPT_BYTES = 512 * 1024 * 1024

_REGION = "local"


class App:
    """The API without a model. Thread-safe."""

    def __init__(
        self,
        replies: ReplyQueue,
        max_file_bytes: int = MAX_FILE_BYTES,
        faults: Faults | None = None,
        limits: ServerRateLimits | None = None,
        *,
        batch_polls: int = 1,
        tools: ToolMode = "auto",
        relay: Callable[[RecordedRequest], Answer] | None = None,
    ) -> None:
        self._replies = replies
        self._max_file_bytes = max_file_bytes
        self._batch_polls = batch_polls
        self._faults = faults or Faults()
        self._limits = limits or ServerRateLimits()
        self._tools: ToolMode = tools
        # Answers requests without a scripted reply from a cassette.
        self._relay = relay
        self._lock = Mutex()
        self.reset()

    def reset(self) -> None:
        """Drop requests, files and all other state; start over with full limits and the first request id."""
        with self._lock:
            self._requests: deque[RecordedRequest] = deque()
            self._kept_bytes = 0
            self._numbers = itertools.count(1)
            self._limits.reset()
            self._store = Store(self._max_file_bytes, self._batch_polls)

    @property
    def requests(self) -> list[RecordedRequest]:
        with self._lock:
            return list(self._requests)

    def answer(self, request: RecordedRequest) -> Answer:
        self._record(request)
        number, request_id = self._next_id()
        model = model_of(request)
        refused = self._limits.refusal(model) or self._faults.failure(number)
        answer = refused or self._faults.with_fault(number, self._decide(request, request_id))
        return self._finish(self._faults.delayed(answer), model, request_id)

    def refuse(self, status: int, message: str) -> Answer:
        """Answer an invalid request with an API error."""
        return self._finish(error_answer(status, message), None, self._next_id()[1])

    def _record(self, request: RecordedRequest) -> None:
        """Keep a request; drop the oldest beyond `KEPT_REQUESTS` and, for uploads, `KEPT_BYTES`."""
        with self._lock:
            self._requests.append(request)
            self._kept_bytes += len(request.body)
            while len(self._requests) > KEPT_REQUESTS or (self._kept_bytes > KEPT_BYTES and len(self._requests) > 1):
                self._kept_bytes -= len(self._requests.popleft().body)

    def _decide(self, request: RecordedRequest, request_id: str) -> Answer:
        path = without_slash(request.path)
        allowed = allowed_methods(path)
        # Not scripted: a preflight of a browser precedes the request that takes the reply.
        if (request.method == "OPTIONS" and allowed) or browsers.is_preflight(request):
            return browsers.answer_options(request, allowed or ALL_METHODS)
        scripted = self._replies.take(path, Answer)
        if scripted is not None:
            return scripted
        if self._relay is not None and not self._replies.has(path):
            return self._relay(request)
        try:
            return self._handle(request, path, request_id)
        except Refusal as refusal:
            return refusal.answer

    def _handle(self, request: RecordedRequest, path: str, request_id: str) -> Answer:
        handler, params = handler_for(request.method, path)
        if not _has_key(request.headers):
            message = "Expected a header 'Authorization: Bearer <API key>'; the local server takes any key"
            raise Refusal(message, status=401)
        take_reply = functools.partial(self._replies.take, path, Reply)
        take_expiry = functools.partial(self._replies.take, path, BatchExpiry)
        now = int(time.time())
        call = ApiCall(
            request, params, request_id, now, take_reply, take_expiry, self._tools, self._store, ask=self._decide
        )
        return handler(call)

    def _finish(self, answer: Answer, model: str | None, request_id: str) -> Answer:
        own = {} if answer.is_recorded else {"x-request-id": request_id, "x-groq-region": _REGION}
        answer = self._limits.applied(model, answer)
        return replace(answer, headers={**own, **browsers.HEADERS, **answer.headers})

    def _next_id(self) -> tuple[int, str]:
        # Counted, not random: every fresh server gives the same ids in the same order.
        with self._lock:
            number = next(self._numbers)
        return number, f"req_{hashlib.sha256(str(number).encode()).hexdigest()[:26]}"


def _has_key(headers: Headers) -> bool:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(key.strip())
