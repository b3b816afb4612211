"""`typing.get_type_hints` works on everything public: frameworks and documentation tools call it."""

from __future__ import annotations

import pkgutil
from pathlib import Path

import pytest

import groq.lib
import groq.resources

from .support.run_python import run_python

ROOT = Path(__file__).parents[1]
PROGRAM = """
sys.path.insert(0, sys.argv[1])
from tests.support.type_hints import check
check(sys.argv[2])
"""


def public_modules() -> list[str]:
    """The modules whose names are public: those of `groq.resources`, and the features of `groq.lib`."""
    resources = pkgutil.walk_packages(groq.resources.__path__, "groq.resources.")
    features = pkgutil.iter_modules(groq.lib.__path__, "groq.lib.")
    found = ["groq", "groq.bulk", "groq.testing", "groq.resources._root"]
    found += [one.name for one in resources if not one.ispkg and "._" not in one.name]
    return found + [one.name for one in features if "._" not in one.name]


@pytest.mark.parametrize("module", public_modules())
def test_type_hints_of_public_names_resolve(module: str) -> None:
    if module == "groq.lib.mcp":
        pytest.importorskip("mcp")
    # In a new process, which has not imported the types in the hints.
    run_python(PROGRAM, str(ROOT), module)
