"""Paths with `{name}` segments, all pure. `_routes` finds functions with them, `_replies` scripted replies."""

from __future__ import annotations

from urllib.parse import unquote


def match_path(template: str, path: str) -> dict[str, str] | None:
    """The values of the `{name}` segments, percent-decoded; `None` when the path is another one.

    `{+name}`, last in the template, takes all segments that are left: ids of models have slashes in them.
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
    """Whether a path is meant by `wanted`: the path itself, percent-encoded or not, or a template of it."""
    return unquote(wanted) == unquote(path) or match_path(wanted, path) is not None
