"""Templates of paths."""

from __future__ import annotations

import pytest

from groq.testing.server.routing import is_same_path, match_path


@pytest.mark.parametrize(
    ("template", "path", "params"),
    [
        ("/a/{x}", "/a/b", {"x": "b"}),
        ("/a/{x}", "/a/b%2Fc", {"x": "b/c"}),
        ("/a/{x}", "/a/b/c", None),
        ("/a/{x}", "/a/", None),
        ("/a/{+x}", "/a/b", {"x": "b"}),
        ("/a/{+x}", "/a/b/c", {"x": "b/c"}),
        ("/a/{+x}", "/a/b/c%2Fd", {"x": "b/c/d"}),
        ("/a/{+x}", "/a", None),
        ("/a/{+x}", "/a/", None),
        ("/a/{x}/c", "/a/b/c", {"x": "b"}),
        ("/a/{x}/c", "/a/b/d", None),
    ],
)
def test_matches_paths(template: str, path: str, params: dict[str, str] | None) -> None:
    assert match_path(template, path) == params


def test_compares_paths_encoded_or_not() -> None:
    assert is_same_path("/models/a/b", "/models/a%2Fb")
    assert is_same_path("/models/a%2Fb", "/models/a/b")
    assert not is_same_path("/models/a", "/models/a/b")
