"""Lazy imports for packages (PEP 562), so that `import groq` is fast."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ._forks import forks_wait_while

# Packages whose classes callers pass to this package, or get from it.
_DEPENDENCIES = ("anyio", "httpx", "pydantic", "pydantic_core", "sniffio")


class _Restorer:
    """Import hook that restores modules of this package and its dependencies after their removal from `sys.modules`.

    `patch.dict(sys.modules)` in a test removes modules that were imported in its block. Importing them again would
    create new classes and sentinels, different from those that callers hold.

    Attributes:
        roots: Top-level packages that were imported: those with lazy names, and their dependencies.
    """

    def __init__(self) -> None:
        self.roots: dict[str, ModuleType] = {}

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002 - of the import system
        root_name = name.partition(".")[0]
        root = self.roots.get(root_name)
        if root is None or name in sys.modules or sys.modules.get(root_name, root) is not root:  # unknown, or a reload
            return None
        parent, _, child = name.rpartition(".")
        module = vars(sys.modules[parent]).get(child) if parent else (root if name in _DEPENDENCIES else None)
        if not isinstance(module, ModuleType) or module.__name__ != name:
            return None
        loader: Any = self  # a Loader by its methods: importing the base class is slow
        return ModuleSpec(name, loader, loader_state=(module, module.__spec__))

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = spec.loader_state[0]
        return module

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None  # the one that `find_spec` returned
        module.__spec__ = module.__spec__.loader_state[1]

    def note_dependencies(self) -> None:
        """Keep the dependencies that have been imported."""
        for name in _DEPENDENCIES:
            if name in sys.modules:
                self.roots.setdefault(name, sys.modules[name])


_restorer = _Restorer()
sys.meta_path.insert(0, _restorer)


class LazyModule(ModuleType):
    """A module that is imported when an attribute is read, such as by `get_type_hints`; so are its submodules."""

    def __getattr__(self, name: str) -> object:
        module = import_module(self.__name__)
        return getattr(module, name) if hasattr(module, name) else import_module(f"{self.__name__}.{name}")


def lazy_names(
    module_name: str, names: Mapping[str, str], submodules: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return `__getattr__` and `__dir__` for a package.

    Args:
        module_name: The package's `__name__`.
        names: Public name → the module that defines it, relative to the package, such as `.chat_completion`.
        submodules: Submodules to expose besides the direct ones in `names`.
    """
    if "." not in module_name:
        _restorer.roots[module_name] = sys.modules[module_name]
    children = {*submodules, *(path[1:] for path in names.values() if "." not in path[1:])}

    def __getattr__(name: str) -> object:
        if name in names:
            value = getattr(import_module(names[name], module_name), name)
        elif name in children:
            value = import_module(f".{name}", module_name)
        else:
            module = sys.modules.get(module_name)
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}", name=name, obj=module)
        _restorer.note_dependencies()
        # Thread-safe: concurrent calls store the same object.
        setattr(sys.modules[module_name], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[module_name]), *names, *children})

    return __getattr__, __dir__


@forks_wait_while
def _is_importing_elsewhere() -> bool:
    """Return whether another thread imports a module of this package or of a dependency."""
    threading: Any = sys.modules.get("threading")  # not imported: there are no other threads
    locks = getattr(sys.modules.get("_frozen_importlib"), "_module_locks", {})
    ours = ("groq", "httpcore", *_DEPENDENCIES)
    owners = {getattr(lock(), "owner", None) for name, lock in list(locks.items()) if name.partition(".")[0] in ours}
    return threading is not None and not owners <= {None, threading.get_ident()}
