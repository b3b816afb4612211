"""The pytest fixture."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

from groq.testing import LocalServer, pytest_plugin

from .conftest import Api


def test_fixture_runs_server_and_sets_environment(groq_server: LocalServer) -> None:
    assert os.environ["GROQ_BASE_URL"] == groq_server.base_url
    assert os.environ["GROQ_API_KEY"] == groq_server.api_key
    groq_server.reply("hello")
    api = Api(groq_server.port)
    assert api.chat().message["content"] == "hello"
    api.connection.close()


def test_each_test_gets_its_own_server_and_restores_environment(tmp_path: Path) -> None:
    (tmp_path / "test_app.py").write_text(
        "import os\n"
        "import pytest\n"
        "ports = []\n"
        "@pytest.mark.parametrize('number', [1, 2])\n"
        "def test_fresh(groq_server, number):\n"
        "    assert groq_server.requests == []\n"
        "    ports.append(groq_server)\n"
        "    assert os.environ['GROQ_BASE_URL'] == groq_server.base_url\n"
        "def test_after():\n"
        "    assert 'GROQ_BASE_URL' not in os.environ\n"
        "    assert os.environ['GROQ_API_KEY'] == 'mine'\n"
        "    assert len(set(ports)) == 2\n",
        encoding="utf-8",
    )
    env = {name: value for name, value in os.environ.items() if name != "GROQ_BASE_URL"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "-W",
        "error",
        str(tmp_path),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={**env, "GROQ_API_KEY": "mine"},
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_fixture_documents_how_to_detect_leftover_replies(groq_server: LocalServer) -> None:
    assert "assert groq_server.pending == 0" in (inspect.getdoc(pytest_plugin.groq_server) or "")
    groq_server.reply("never asked for")
    assert groq_server.pending == 1
