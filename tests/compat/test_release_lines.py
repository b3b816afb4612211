"""Run the tests of tools whose releases patch different parts of httpx with each release that is not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDS_3_11 = pytest.mark.skipif(sys.version_info < (3, 11), reason="needs Python 3.11")

# Hide aiohttp: vcrpy 7.0 and 8.1 do not need it, and are incompatible with the installed version.
PROGRAM = "import sys; sys.modules['aiohttp'] = None; import pytest; sys.exit(pytest.main(sys.argv[1:]))"


@pytest.mark.parametrize("line", ["vcrpy-7", "vcrpy-8.1", pytest.param("vcrpy-9", marks=NEEDS_3_11)])
def test_tool_passes_its_tests_with_another_release(line: str) -> None:
    name, release = (ROOT / "requirements" / f"compat-{line}.txt").read_text().strip().split("==")
    folder = str(Path(sys.prefix, "lines", line))
    arguments = ["-q", "-p", "pytest_timeout", "-c", "tests/compat/compat.ini", f"tests/compat/test_{name}.py"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            f"{name.upper()}_RELEASE": release,
            f"{name.upper()}_FOLDER": folder,
            "PYTHONPATH": folder,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading other plugins takes longer than these tests
        },
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
