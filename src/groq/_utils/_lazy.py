"""Packages whose names are imported on first use (PEP 562), so that `import groq` stays fast."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    resource_property = cached_property
else:

    class resource_property(cached_property):
        """A resource of a client. On the class it is one of the class, for `unittest.mock.create_autospec(Groq)`."""

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            return self.func(owner) if instance is None else super().__get__(instance, owner)


def lazy_module(
    module_name: str, names: Mapping[str, str], submodules: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make `__getattr__` and `__dir__` for a package.

    Args:
        module_name: The package's `__name__`.
        names: Public name → the module that defines it, relative to the package, such as `.chat_completion`.
        submodules: Submodules that are attributes too; the direct ones that `names` mentions always are.
    """
    children = {*submodules, *(path[1:] for path in names.values() if "." not in path[1:])}

    def __getattr__(name: str) -> object:
        if name in names:
            value = getattr(import_module(names[name], module_name), name)
        elif name in children:
            value = import_module(f".{name}", module_name)
        else:
            module = sys.modules.get(module_name)
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}", name=name, obj=module)
        # Two threads may both get here; both store the same object.
        setattr(sys.modules[module_name], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[module_name]), *names, *children})

    return __getattr__, __dir__
