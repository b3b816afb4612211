"""The pytest fixture."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from groq.testing import LocalServer

from ..support.programs import run_program
from .conftest import Api
from .recording.conftest import KEY

# Unused plugins that are slow to import.
UNUSED = ("hypothesispytest", "respx", "xdist", "xdist.looponfail", "anyio", "pyreqwest", "randomly")


def pytest_of(folder: Path, source: str, **env: str) -> str:
    """Run a test module in a child process; return the output of pytest."""
    (folder / "test_app.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [f"-pno:{name}" for name in UNUSED]
    variables = {name: value for name, value in os.environ.items() if name not in ("GROQ_BASE_URL", "CI")}
    done = subprocess.run(
        [*command, "-W", "error", "--strict-markers", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=folder,
        env={**variables, "GROQ_API_KEY": "mine", **env},
    )
    return done.stdout + done.stderr


def test_fixture_runs_server_and_sets_environment(groq_server: LocalServer) -> None:
    assert os.environ["GROQ_BASE_URL"] == groq_server.base_url
    assert os.environ["GROQ_API_KEY"] == groq_server.api_key
    groq_server.reply("hello")
    api = Api(groq_server.port)
    assert api.chat().message["content"] == "hello"
    api.connection.close()


def test_plugin_loads_where_pytest_has_no_stash() -> None:
    run_program("import pytest; del pytest.Stash, pytest.StashKey; import groq.testing.pytest_plugin")  # pytest 6


def test_each_test_gets_its_own_server_and_restores_environment(tmp_path: Path) -> None:
    said = pytest_of(
        tmp_path,
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
    )
    assert "3 passed" in said, said


def test_server_is_released_after_its_test(tmp_path: Path) -> None:
    said = pytest_of(
        tmp_path,
        "import gc\n"
        "import weakref\n"
        "servers = weakref.WeakSet()\n"
        "def test_first(groq_server):\n"
        "    servers.add(groq_server)\n"
        "def test_after():\n"
        "    gc.collect()\n"
        "    assert not servers\n",
    )
    assert "2 passed" in said, said


LEFT_OVER = """\
import pytest

def test_reply_is_left_over(groq_server):
    groq_server.reply("never asked for")

@pytest.mark.groq_server(strict=False)
def test_left_over_is_allowed(groq_server):
    groq_server.reply("never asked for")

def test_fails_anyway(groq_server):
    groq_server.reply("never asked for")
    assert 1 == 2

@pytest.mark.groq_server(strict=False, tools="never", latency=0.0)
class TestMarked:
    @pytest.mark.groq_server(strict=True)
    def test_closest_marker_wins(self, groq_server):
        groq_server.reply("never asked for")
"""


def test_fails_the_test_whose_scripted_reply_was_not_fetched(tmp_path: Path) -> None:
    said = pytest_of(tmp_path, LEFT_OVER)
    assert "3 failed, 1 passed" in said, said
    assert "test_app.py:4: the message 'never asked for' for /openai/v1/chat/completions" in said
    assert "test_app.py:11" not in said
    assert said.count("\n1 scripted reply was not fetched:") == 2


CASSETTE = """\
import groq
import pytest

@pytest.mark.groq_server(strict=False)
@pytest.mark.groq_cassette("cassettes/app.jsonl", upstream=UPSTREAM)
def test_app(groq_server):
    client = groq.Groq(max_retries=0)
    assert client.api_key == groq_server.api_key
    assert client.models.list().data[0].id == "real"

@pytest.mark.groq_cassette("cassettes/app.jsonl", mode="replay")
def test_miss(groq_server):
    try:
        groq.Groq().files.list()
    except groq.GroqError:
        pass

@pytest.mark.groq_cassette("cassettes/app.jsonl", mode="replay")
def test_failure_says_less(groq_server):
    try:
        groq.Groq().batches.list()
    except groq.GroqError:
        pass
    raise ValueError("It failed")

@pytest.mark.groq_cassette()
def test_no_path(groq_server): ...
"""


def test_marker_records_next_to_the_test_and_replays_in_ci(tmp_path: Path) -> None:
    with LocalServer() as upstream:
        upstream.reply_raw(body='{"object": "list", "data": [{"id": "real"}]}', path="/openai/v1/models", headers=JSON)
        source = f"UPSTREAM = {upstream.base_url!r}\n{CASSETTE}"
        first = pytest_of(tmp_path, source, GROQ_API_KEY=KEY)
        second = pytest_of(tmp_path, source, GROQ_API_KEY=KEY, CI="true")
        assert [request.headers["authorization"] for request in upstream.requests] == [f"Bearer {KEY}"]
    for said in (first, second):
        assert "2 failed, 1 passed, 1 error" in said, said
        assert "Captured groq_cassette call" in said
        assert said.count("has no answer to GET /openai/v1/batches. It has: GET /openai/v1/models.") == 1
        assert "has no answer to GET /openai/v1/files. It has: GET /openai/v1/models." in said
        assert "groq_cassette: expected the path of a file, got ()" in said
    assert (tmp_path / "cassettes" / "app.jsonl").read_text("utf-8").count("\n") == 1


JSON = {"content-type": "application/json"}
