"""Every module can be the first that a program imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import groq

PACKAGE = Path(groq.__file__).parent


MODULES = sorted(
    f"groq.{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts)}".removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py" and "types" not in path.parts
)


@pytest.mark.timeout(240)  # some 120 processes, on a busy machine
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each module is imported in a process of its own")
def test_every_module_can_be_imported_first() -> None:
    code = """
import os, sys
import anyio, httpx, pydantic, typing_extensions  # once for all of the children
import groq  # which every import of one of its modules imports first
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
    done = subprocess.run(
        [sys.executable, "-c", code, *MODULES], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout
