"""Whether an answer is complete: pure. `decoder` notes each chunk."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import httpx

from .._exceptions import request_of
from .._models import parse_plain_json
from .._utils import is_json_object, is_list

_LAST_EVENTS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class CompletenessTracker:
    """Tracker of the parts of an answer that have arrived.

    Attributes:
        has_end: The chunks belong to an answer with a recognizable end.
    """

    def __init__(self, response: httpx.Response, cast_to: Any) -> None:
        self._response = response
        # The events of the Responses API are an Annotated union.
        self.has_end = "choices" in getattr(cast_to, "model_fields", ()) or hasattr(cast_to, "__metadata__")
        self._started: set[int | None] = set()  # indexes of choices
        self._finished: set[int | None] = set()
        self._has_usage = False
        self._has_last_event = False  # the event that ends a response

    def note(self, chunk: Any) -> None:
        """Note a chunk."""
        choices: object = getattr(chunk, "choices", None)
        if not is_list(choices):  # not a chat completion, or an invalid one
            self._note_other(chunk)
            return
        self.has_end = True
        may_be_last = not choices
        for choice in choices:
            index = getattr(choice, "index", None)
            index = index if isinstance(index, int) else None
            self._started.add(index)
            if getattr(choice, "finish_reason", None):  # some servers send "" before the end
                self._finished.add(index)
                may_be_last = True
        if may_be_last and getattr(chunk, "usage", None) is not None:
            self._has_usage = True

    def _note_other(self, chunk: Any) -> None:
        data = chunk if is_json_object(chunk) else {"type": getattr(chunk, "type", None)}
        choices, type_ = data.get("choices"), data.get("type")
        if is_list(choices):
            plain = [SimpleNamespace(**choice) for choice in choices if is_json_object(choice)]
            self.note(SimpleNamespace(choices=plain, usage=data.get("usage")))
        elif isinstance(type_, str) and type_.startswith("response."):
            self.has_end = True
            self._has_last_event = self._has_last_event or type_ in _LAST_EVENTS

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing except `[DONE]`.

        Every choice that started has a finish reason, there are as many as were requested, and the usage came if it was
        requested.
        """
        if self._has_last_event:
            return True
        if not self._started or not self._started <= self._finished:
            return False
        request = _body_of(self._response)
        number, options = request.get("n"), request.get("stream_options")
        wants_usage = is_json_object(options) and options.get("include_usage") is True
        has_all_choices = not isinstance(number, int) or len(self._started) >= number
        return has_all_choices and (self._has_usage or not wants_usage)


def _body_of(response: httpx.Response) -> dict[str, Any]:
    """Return the decoded body of the request, or an empty dictionary if it is unknown."""
    try:
        body = parse_plain_json(request_of(response).content)
    except (httpx.StreamError, ValueError):
        return {}
    return body if is_json_object(body) else {}
