"""The command line, run in this process with a local server."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from groq.cli.app import cli
from groq.testing import LocalServer

from ..support.fixtures import clean_environment, server, sleeps

__all__ = ["clean_environment", "server", "sleeps"]

KEY = "gsk_0123456789abcdefghijklmnop"


class Result(NamedTuple):
    """The output and exit status of a command."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]

# The same entry point as `python -m groq.cli`.
RUN_MODULE = "import runpy; runpy.run_module('groq.cli', run_name='__main__', alter_sys=True)"


def environment(server: LocalServer) -> dict[str, str]:
    """Return the environment of a command that uses a server."""
    return {**server.env, "GROQ_API_KEY": KEY}


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def groq(server: LocalServer, in_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `groq` with arguments and text for stdin."""
    monkeypatch.setitem(sys.modules, "keyring", None)  # ignore the keyring of this machine
    monkeypatch.setenv("HOME", os.fspath(in_folder))
    monkeypatch.syspath_prepend(in_folder)
    for name, value in environment(server).items():
        monkeypatch.setenv(name, value)
    # click 8.1 mixes stdout and stderr by default; later versions never do.
    options: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}

    def run(*arguments: str, stdin: str | bytes = "") -> Result:
        done = CliRunner(**options).invoke(cli, list(arguments), input=stdin, prog_name="groq")
        return Result(done.exit_code, done.stdout, done.stderr)

    return run
