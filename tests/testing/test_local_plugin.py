"""The pytest fixture, and what importing the package costs."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import groq.testing
from groq.testing import LocalServer, pytest_plugin

from .conftest import Api

HEAVY = ("httpx", "pydantic", "http.server", "http.client", "socket", "selectors", "json", "groq.testing._server")


def test_fixture_is_a_running_server_in_the_environment(groq_server: LocalServer) -> None:
    assert os.environ["GROQ_BASE_URL"] == groq_server.base_url
    assert os.environ["GROQ_API_KEY"] == groq_server.api_key
    groq_server.reply("hello")
    api = Api(groq_server.port)
    assert api.chat().message["content"] == "hello"
    api.connection.close()


def test_each_test_has_its_own_and_the_environment_is_put_back(tmp_path: Path) -> None:
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


@pytest.mark.parametrize("module", ["groq.testing", "groq.testing.pytest_plugin"])
def test_import_is_light(module: str) -> None:
    # pytest itself is there before any plugin, with all that it needs.
    code = f"import pytest, sys; before = set(sys.modules); import {module}; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_server_needs_only_the_standard_library() -> None:
    code = "import sys; from groq.testing import LocalServer; LocalServer().start().close(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not {"httpx", "pydantic", "anyio"} & set(done.stdout.split())


def test_server_runs_from_a_zip_file(tmp_path: Path) -> None:
    package = Path(groq.__file__).parent
    archive = tmp_path / "groq.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in package.rglob("*"):
            if path.suffix in (".py", ".json"):
                packed.write(path, str(path.relative_to(package.parent)))
    code = (
        "import http.client, json; from groq.testing import LocalServer, _server\n"
        "assert 'groq.zip' in _server.__file__\n"
        "with LocalServer() as server:\n"
        "    connection = http.client.HTTPConnection('127.0.0.1', server.port)\n"
        "    body = json.dumps({'model': 'm', 'messages': [{'role': 'user', 'content': 'Hi'}]})\n"
        "    connection.request('POST', '/openai/v1/chat/completions', body, {'authorization': 'Bearer k'})\n"
        "    print(connection.getresponse().status)\n"
        "    connection.close()\n"
    )
    env = {**os.environ, "PYTHONPATH": str(archive)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)
    assert (done.stdout, done.stderr) == ("200\n", "")


def test_fixture_says_how_to_notice_replies_that_nobody_took(groq_server: LocalServer) -> None:
    assert "assert groq_server.pending == 0" in (inspect.getdoc(pytest_plugin.groq_server) or "")
    groq_server.reply("never asked for")
    assert groq_server.pending == 1


def test_public_names_are_all_there() -> None:
    assert set(groq.testing.__all__) <= set(dir(groq.testing))
    for name in groq.testing.__all__:
        assert getattr(groq.testing, name).__doc__
