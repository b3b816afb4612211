"""Every module can be the first one that a program imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import groq

PACKAGE = Path(groq.__file__).parent


FILES = [path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py" and "types" not in path.parts]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="each module is imported in a forked process")


def test_every_package_and_every_module_outside_of_them_can_be_imported_first() -> None:
    # The modules of a package are imported after it, and `test_rooms` rules out cycles.
    import_each_first([path for path in FILES if path.parent == PACKAGE or path.name == "__init__.py"])


@pytest.mark.thorough
@pytest.mark.timeout(240)  # some 200 processes, on a busy machine
def test_every_module_can_be_imported_first() -> None:
    import_each_first(FILES)


def import_each_first(paths: list[Path]) -> None:
    names = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in sorted(paths)]
    code = """
import asyncio, gc, os, sqlite3, sys
import anyio.abc, anyio.from_thread, anyio.to_thread, httpx, pydantic, typing_extensions  # once for all of the children
pydantic.TypeAdapter(pydantic.create_model("Model"))  # imports the modules of pydantic, and finds its plugins
import groq  # which every import of one of its modules imports first
gc.disable()  # imports make hardly any garbage
failed = []
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(name)
        except BaseException as err:
            print(name, repr(err), flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
sys.exit(bool(failed))
"""
    modules = [name.removesuffix(".__init__") for name in names]
    command = [sys.executable, "-c", code, *modules]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout
