"""Modules whose names are imported on first use."""

from __future__ import annotations

import importlib
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

PACKAGE = """
from groq._utils._lazy import lazy_names
__getattr__, __dir__ = lazy_names(__name__, {"Thing": ".thing", "Deep": ".sub.deep"}, ("sub",))
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    root = tmp_path / "lazily"
    (root / "sub").mkdir(parents=True)
    (root / "__init__.py").write_text(PACKAGE)
    (root / "thing.py").write_text("class Thing: ...\n")
    (root / "broken.py").write_text("")
    (root / "sub" / "__init__.py").write_text("")
    (root / "sub" / "deep.py").write_text("Deep = 'deep'\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "lazily"]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("lazily")


def test_imports_name_on_first_use_and_keeps_it(package: ModuleType) -> None:
    assert "lazily.thing" not in sys.modules
    thing = package.Thing
    assert thing is sys.modules["lazily.thing"].Thing
    assert vars(package)["Thing"] is thing


def test_imports_names_from_deeper_modules(package: ModuleType) -> None:
    assert package.Deep == "deep"


def test_submodules_are_attributes(package: ModuleType) -> None:
    assert package.sub is sys.modules["lazily.sub"]
    assert package.thing is sys.modules["lazily.thing"]


def test_dir_lists_names_that_are_not_imported_yet(package: ModuleType) -> None:
    assert {"Deep", "Thing", "sub", "thing", "__name__"} <= set(dir(package))
    assert "deep" not in dir(package)


def test_raises_attribute_error_for_unknown_name(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'lazily' has no attribute 'Thin'") as caught:
        package.Thin  # noqa: B018 (the access is the test)
    assert caught.value.name == "Thin"
    assert caught.value.obj is package
    assert not hasattr(package, "__path_hooks__")


def test_raises_import_error_for_unknown_name(package: ModuleType) -> None:
    assert package
    with pytest.raises(ImportError, match="cannot import name 'Thin'"):
        exec("from lazily import Thin")


def test_propagates_error_inside_submodule(package: ModuleType) -> None:
    Path(str(package.__file__)).with_name("thing.py").write_text("import no_such_module_anywhere\n")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        package.Thing  # noqa: B018 (the access is the test)


def test_threads_get_the_same_object(package: ModuleType) -> None:
    found: list[object] = []
    barrier = threading.Barrier(8)

    def access() -> None:
        barrier.wait()
        found.append(package.Thing)

    threads = [threading.Thread(target=access) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
