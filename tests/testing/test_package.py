"""The imports and public names of `groq.testing`."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import groq.testing

HEAVY = ("httpx", "pydantic", "http.server", "http.client", "socket", "selectors", "json", "groq.testing._local_server")


@pytest.mark.parametrize("module", ["groq.testing", "groq.testing.pytest_plugin"])
def test_import_loads_nothing_heavy(module: str) -> None:
    # pytest and its dependencies are loaded before any plugin.
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
        "import http.client, json; from groq.testing import LocalServer, _local_server\n"
        "assert 'groq.zip' in _local_server.__file__\n"
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


def test_public_names_resolve_and_are_documented() -> None:
    assert set(groq.testing.__all__) <= set(dir(groq.testing))
    for name in groq.testing.__all__:
        assert getattr(groq.testing, name).__doc__
