"""Programs without source files: only bytecode, compiled in another folder, as freezing tools and small images have."""

from __future__ import annotations

import compileall
import shutil
from pathlib import Path

import httpcore
import httpx

import groq

from ..support.programs import run_program

PROGRAM = """
import os, warnings
import groq, httpx
from groq.testing import LocalServer

assert groq.__file__.endswith(".pyc") and httpx.__file__.endswith(".pyc"), (groq.__file__, httpx.__file__)
os.environ["GROQ_CUSTOM_HEADERS"] = "nonsense"
with LocalServer() as server, warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    with server.client() as client:
        client.models.list()
        transport = client._client._transport
        print(transport.pool.open, len(transport._fallback.take_all()), [one.filename for one in caught])
"""


def test_bytecode_without_sources_sends_and_warns_as_the_sources_do(tmp_path: Path) -> None:
    built, moved = tmp_path / "built", tmp_path / "moved"
    for package in (groq, httpx, httpcore):
        source = Path(package.__path__[0])
        shutil.copytree(source, built / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    assert compileall.compile_dir(built, quiet=1, legacy=True)
    for file in built.rglob("*.py"):
        file.unlink()
    built.rename(moved)
    assert run_program(PROGRAM, PYTHONPATH=str(moved)) == "1 0 ['<string>']\n"
