"""Check `typing.get_type_hints` on the public names of a module. Does not use pytest, because programs run it."""

from __future__ import annotations

import functools
import importlib
import inspect
import typing
from collections.abc import Iterator
from typing import Any


def public_objects(module: str) -> Iterator[tuple[str, Any]]:
    """Yield the functions and classes of a module, by name, and those of its classes."""
    loaded = importlib.import_module(module)
    for name in getattr(loaded, "__all__", None) or [name for name in list(vars(loaded)) if not name.startswith("_")]:
        one: Any = getattr(loaded, name)
        if str(getattr(one, "__module__", "")).startswith("groq") and (inspect.isclass(one) or inspect.isfunction(one)):
            yield name, one
            yield from members(name, one) if inspect.isclass(one) else ()


def members(name: str, class_: type[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the constructor, public methods and properties of a class, including inherited ones."""
    for base in class_.__mro__:
        if base.__module__.startswith("groq"):
            for key, member in list(vars(base).items()):
                one = member
                if isinstance(one, property | functools.cached_property):
                    one = one.fget if isinstance(one, property) else one.func
                one = getattr(one, "__func__", one)  # of a class method
                if inspect.isfunction(one) and (key == "__init__" or not key.startswith("_")):
                    yield f"{name}.{key}", one


def failures(module: str) -> Iterator[str]:
    for name, one in public_objects(module):
        if inspect.isclass(one) and issubclass(one, Exception):
            continue  # attributes are looked up in `groq`, their `__module__`, which does not have httpx
        try:
            typing.get_type_hints(one)
        except Exception as err:
            yield f"{name}: {err!r}"


def check(module: str) -> None:
    """Raise an error if the hints of a name of the module do not resolve."""
    assert list(public_objects(module))
    assert list(failures(module)) == []
