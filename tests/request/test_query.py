"""Query parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from groq import not_given, omit
from groq._request.query import query_pairs

from ..support.clients import sync_client_of
from .encoding import kind


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, []),
        ({"a": "x y", "b": 1, "c": 0.5}, [("a", "x y"), ("b", "1"), ("c", "0.5")]),
        ({"a": True, "b": False, "c": None}, [("a", "true"), ("b", "false")]),
        ({"a": omit, "b": not_given, "c": 0, "d": 1}, [("c", "0"), ("d", "1")]),
        ({"ids": [1, "b", True]}, [("ids", "1,b,true")]),
        ({"ids": ("a", omit, "b")}, [("ids", "a,b")]),
        ({"ids": []}, []),
        (
            {"filter": {"status": "done", "deep": {"x": [1, 2]}}},
            [("filter[status]", "done"), ("filter[deep][x]", "1,2")],
        ),
        ({"filter": {"status": omit}}, []),
    ],
)
def test_query_parameters_are_flattened(params: Mapping[str, object], expected: list[tuple[str, str]]) -> None:
    assert query_pairs(params) == expected


@pytest.mark.parametrize("value", [object(), b"x", [[1]], [{"a": 1}], {"b": b"x"}], ids=kind)
def test_rejects_query_value_without_text_form(value: object) -> None:
    with pytest.raises(TypeError, match=r"Parameter 'a.*expected a string, number, boolean, list or mapping, got"):
        query_pairs({"a": value})


@pytest.mark.parametrize("value", ["\ud800", float("nan"), float("inf")])
def test_rejects_unencodable_query_by_name(value: Any) -> None:
    client = sync_client_of(lambda _: httpx.Response(200, json={}))
    with pytest.raises(ValueError, match="Parameter 'a': expected"):
        client.models.list(extra_query={"a": value})


def test_rejects_query_that_contains_itself() -> None:
    cyclic: dict[str, object] = {}
    cyclic["a"] = cyclic
    with pytest.raises(ValueError, match=r"^v\[a\]\[a\].*: nested more than 200 deep; does a value contain itself\?"):
        query_pairs({"v": cyclic})
