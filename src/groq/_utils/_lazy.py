"""Lazy imports for packages (PEP 562), so that `import groq` is fast."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module


def lazy_module(
    module_name: str, names: Mapping[str, str], submodules: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for a package.

    Args:
        module_name: The package's `__name__`.
        names: Public name → the module that defines it, relative to the package, such as `.chat_completion`.
        submodules: Submodules to expose besides the direct ones in `names`.
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
        # Thread-safe: concurrent calls store the same object.
        setattr(sys.modules[module_name], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[module_name]), *names, *children})

    return __getattr__, __dir__
