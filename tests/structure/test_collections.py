"""Garbage collections stay fast however many objects tests of other modules keep alive."""

from __future__ import annotations

import gc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ..conftest import pytest_runtest_teardown

pytestmark = pytest.mark.skipif(not hasattr(gc, "freeze"), reason="PyPy has no gc.freeze")


@pytest.mark.parametrize(("path", "is_kept"), [("other.py", True), (__file__, False)], ids=["other", "same"])
def test_objects_are_excluded_from_collections_when_the_next_test_is_of_another_module(
    path: str, is_kept: bool, request: pytest.FixtureRequest
) -> None:
    following: Any = SimpleNamespace(path=Path(path))
    kept = [[number] for number in range(10_000)]
    teardown = pytest_runtest_teardown(request.node, following)
    next(teardown)
    assert next(teardown, None) is None
    searched = {id(one) for one in gc.get_objects()}
    assert [id(one) in searched for one in kept] == [not is_kept] * 10_000
