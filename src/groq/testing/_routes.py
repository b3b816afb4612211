"""Which function answers which request: one table. `_app` asks it; the functions do no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from . import _chat
from ._call import Call
from ._replies import CHAT_PATH
from ._wire import Answer, error_answer


@dataclass(frozen=True)
class Route:
    """`template` is a path whose `{name}` segments stand for any one segment."""

    method: str
    template: str
    handler: Callable[[Call], Answer]


ROUTES = (Route("POST", CHAT_PATH, _chat.create),)


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | Answer:
    """The route with its decoded path parameters, or the error that says why there is none: 404, 405."""
    allowed: list[str] = []
    for route in ROUTES:
        params = match_path(route.template, path)
        if params is None:
            continue
        if route.method == method:
            return route, params
        allowed.append(route.method)
    if allowed:
        return _wrong_method(method, path, ", ".join(allowed))
    message = f"Unknown request URL: {method} {path}. The local test server serves: {_served()}"
    return error_answer(404, message, code="unknown_url")


def match_path(template: str, path: str) -> dict[str, str] | None:
    """The values of the `{name}` segments, percent-decoded; `None` when the path is another one."""
    expected, actual = template.split("/"), path.split("/")
    if len(expected) != len(actual):
        return None
    params: dict[str, str] = {}
    for want, got in zip(expected, actual, strict=True):
        if want.startswith("{") and got:
            params[want.strip("{}")] = unquote(got)
        elif want != got:
            return None
    return params


def _wrong_method(method: str, path: str, allowed: str) -> Answer:
    answer = error_answer(405, f"{method} is not allowed on {path}: use {allowed}", code="method_not_allowed")
    return Answer(answer.status, {**answer.headers, "allow": allowed}, answer.body)


def _served() -> str:
    return ", ".join(sorted({f"{route.method} {route.template}" for route in ROUTES}))
