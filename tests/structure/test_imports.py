"""Importing the package is cheap, and its public names exist; each case runs in a new interpreter."""

from __future__ import annotations

import pytest

from ..support.programs import run_program

HEAVY = {"httpx", "pydantic", "pydantic_core"}


@pytest.mark.parametrize("module", ["groq", "groq.testing.pytest_plugin"])
def test_import_does_not_load_heavy_modules(module: str) -> None:
    code = f"import sys; before = set(sys.modules); import {module}; print(*{HEAVY} & (sys.modules.keys() - before))"
    loaded = run_program(code)
    assert loaded.split() == [], f"import {module} loads {loaded}"


def test_every_public_name_resolves() -> None:
    assert (
        run_program("import groq; print(*[name for name in groq.__all__ if getattr(groq, name, groq) is groq])").split()
        == []
    )


def test_public_names_are_listed_by_dir_before_they_are_loaded() -> None:
    assert run_program("import groq; print(*(set(groq.__all__) - set(dir(groq))))").split() == []


def test_star_import_has_every_public_name() -> None:
    assert run_program("from groq import *; import groq; print(*(set(groq.__all__) - set(globals())))").split() == []


def test_every_module_can_be_imported() -> None:
    code = (
        "import importlib, pkgutil, groq\n"
        "for module in pkgutil.walk_packages(groq.__path__, 'groq.'):\n"
        "    if not module.name.endswith('__main__'):\n"
        "        importlib.import_module(module.name)\n"
    )
    run_program(code)


def test_raises_attribute_error_for_unknown_name() -> None:
    assert run_program("import groq; print(hasattr(groq, 'no_such_name'))").strip() == "False"
