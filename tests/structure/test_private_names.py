"""Tests use public names, except in `tests/transport`."""

from __future__ import annotations

import ast
from pathlib import Path

from . import tree

# Attributes that docs/reference/compatibility.md promises, `_replace` of named tuples, and what IPython calls.
PROMISED = {"_client", "_post", "_strict_response_validation", "_replace", "_repr_markdown_"}
MODULES = {path.stem for path in tree.PACKAGE.iterdir()}
# Test and attribute → why no public attribute exists.
ALLOWED = {
    ("client/test_deep_copies", "_quota"): "copies share it, and it has no public name",
    ("client/test_http_client", "_settings"): "the proxies of the environment, which no test can reach",
    ("client/test_http_client", "_transport"): "leads to its settings",
    ("distributed/rows", "_exit"): "Python's way to die at once",
    ("drop_in/test_transports", "_transport"): "the contract names its class",
    ("request/test_templates", "_custom_headers"): "the defaults of a client have no setter",
    ("request/test_templates", "_custom_query"): "the defaults of a client have no setter",
    ("support/clients", "_transport"): "how many connections are busy is not public",
    ("support/engines", "_current_frames"): "where a thread waits",
    ("support/waits", "_sleep"): "the one place that keeps clients from waiting",
}
TESTS = tree.ROOT / "tests"
FILES = [
    path
    for path in tree.hand_written(TESTS)
    if path.relative_to(TESTS).parts[0] not in ("transport", "testing", "compat", "structure", "codegen")
]


def module_name(path: Path) -> str:
    return path.relative_to(TESTS).with_suffix("").as_posix()


def private_attributes(path: Path) -> set[str]:
    return {
        node.attr
        for node in ast.walk(tree.parse(path))
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and not (isinstance(node.value, ast.Name) and node.value.id == "self")
    }


def test_uses_no_private_attributes() -> None:
    found = {(module_name(path), name) for path in FILES for name in private_attributes(path) - PROMISED - MODULES}
    assert sorted(found - ALLOWED.keys()) == []


def test_allowed_attribute_is_used() -> None:
    unused = [(name, one) for name, one in ALLOWED if one not in private_attributes(TESTS / f"{name}.py")]
    assert not unused, f"no longer used, remove from ALLOWED: {unused}"
