"""Routing: match a method and a path against a table of templates. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote

_Handler = TypeVar("_Handler")


@dataclass(frozen=True)
class Route(Generic[_Handler]):
    """One row of a table; `template` is the first argument of `match_path`."""

    method: str
    template: str
    handler: _Handler


def find_route(
    routes: Sequence[Route[_Handler]], method: str, path: str
) -> tuple[Route[_Handler], dict[str, str]] | list[str]:
    """Return the first matching route with its path parameters, or else the methods that the path allows."""
    allowed: list[str] = []
    for route in routes:
        params = match_path(route.template, path)
        if params is not None and route.method == method:
            return route, params
        allowed += [route.method] * (params is not None)
    return allowed


def match_path(template: str, path: str) -> dict[str, str] | None:
    """Return the percent-decoded values of the `{name}` segments; `None` if the path does not match.

    A final `{+name}` matches all remaining segments: model ids contain slashes.
    """
    expected, actual = template.split("/"), path.split("/")
    if expected[-1].startswith("{+") and len(actual) > len(expected):
        actual[len(expected) - 1 :] = ["/".join(actual[len(expected) - 1 :])]
    if len(expected) != len(actual):
        return None
    params: dict[str, str] = {}
    for want, got in zip(expected, actual, strict=True):
        if want.startswith("{") and got:
            params[want.strip("{+}")] = unquote(got)
        elif want != got:
            return None
    return params


def is_same_path(wanted: str, path: str) -> bool:
    """Return whether `wanted` is this path, encoded or not, or a template that matches it."""
    return unquote(wanted) == unquote(path) or match_path(wanted, path) is not None


def without_slash(path: str) -> str:
    """Return the path without one trailing slash, which some clients add."""
    return path.removesuffix("/") or "/"
