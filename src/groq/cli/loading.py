"""Load Python files and modules named on the command line: types for `--schema`, functions for `--tools`."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from ..lib._json_values import is_object, parse_json
from .output import InputError


def load_schema(text: str) -> Any:
    """Return a type from `module:Type` or `file.py:Type`, or the JSON schema in a file.

    Raises:
        InputError: The type or file does not exist, or is not a JSON schema.
    """
    module, colon, name = text.rpartition(":")
    if not colon or Path(text).is_file():
        return _read_json(text)
    loaded = load_module(module)
    found: Any = loaded
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is None:
        raise InputError(f"expected a type in {module}, got {name!r}, which it does not have")
    return found


def load_tools(path: str) -> list[Any]:
    """Return the tools of a file: objects made with `groq.tool`, or else its public functions.

    Raises:
        InputError: There is no such file, or it has no functions.
    """
    from ..lib.tools import Tool  # imported here: makes the start faster

    module = load_module(path)
    public = [value for name, value in vars(module).items() if not name.startswith("_")]
    tools: list[Any] = [value for value in public if isinstance(value, Tool)]
    if tools:
        return tools
    functions = [one for one in public if inspect.isfunction(one) and one.__module__ == module.__name__]
    if not functions:
        raise InputError(f"--tools: expected functions in {path}, got a file without public functions")
    return functions


def load_module(name: str) -> ModuleType:
    """Import a module, or a file that ends in `.py`.

    Raises:
        InputError: It does not exist, or raised an exception.
    """
    try:
        return _from_file(Path(name)) if name.endswith(".py") else _from_path(name)
    except Exception as err:
        if isinstance(err, ModuleNotFoundError) and _is_missing(name, err):
            raise InputError(f"expected a file that ends in .py, or a module, got {name}: {err}") from err
        raise InputError(f"cannot import {name}: {type(err).__name__}: {err}") from err


def _is_missing(name: str, error: ModuleNotFoundError) -> bool:
    """Return whether the module itself was not found, and not one that it imports."""
    return not name.endswith(".py") and f"{name}.".startswith(f"{error.name}.")


def _from_path(name: str) -> ModuleType:
    with contextlib.suppress(FileNotFoundError):  # the working directory was deleted
        folder = os.getcwd()
        if folder not in sys.path:
            sys.path.insert(0, folder)  # as `python -m` does
    return importlib.import_module(name)


def _from_file(path: Path) -> ModuleType:
    name = path.name  # the stem may be the name of another module
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # resolving annotations looks it up
    sys.path.insert(0, str(path.resolve().parent))
    spec.loader.exec_module(module)
    return module


def _read_json(path: str) -> dict[str, Any]:
    try:
        schema: object = parse_json(Path(path).read_text(encoding="utf-8"))
    except OSError as err:
        expected = "expected a file with a JSON schema, or module:Type"
        raise InputError(f"{expected}; cannot read {path}: {err.strerror}") from err
    except ValueError as err:
        raise InputError(f"expected a JSON schema in {path}, got invalid JSON: {err}") from err
    if not is_object(schema):
        raise InputError(f"expected a JSON schema in {path}, an object, got a {type(schema).__name__}")
    return schema
