"""Type checkers infer what programs rely on. mypy checks these modules with the others; this runs pyright on them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from . import tree

MODULES = ["lib/inferred_types.py", "lib/parse/inferred_types.py", "messages/typed_conversations.py"]


@pytest.mark.timeout(120)  # one process for all of them, as most of its time goes into the package itself
def test_pyright_infers_the_types_that_are_asserted() -> None:
    paths = [str(tree.ROOT / "tests" / module) for module in MODULES]
    assert all("# pyright: strict\n" in tree.read(tree.ROOT / "tests" / module) for module in MODULES)
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, *paths]
    done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False, timeout=110)
    assert done.returncode == 0, done.stdout
