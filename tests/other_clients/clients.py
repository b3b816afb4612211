"""Other clients of the API as black boxes, each in its own environment, against the local server.

`scripts/test-clients` installs them, and passes this module to pytest, which does not collect it by default.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NPM = ROOT / ".venv-npm"
MODEL = "openai/gpt-oss-20b"
ANSWER = "It is 21 degrees and clear in Paris."
CALL = ["get_weather", '{"city":"Paris"}']
ERRORS = [["AuthenticationError", 401], ["NotFoundError", 404], ["RateLimitError", 429]]
SEEN = {
    "completion": ANSWER,
    "stream": ANSWER,
    "tool call": CALL,
    "streamed tool call": CALL,
    "errors": ERRORS,
    "unknown model": ["NotFoundError", 404],
    "models": True,
    "embedding": 768,
    "files": ["0.jsonl", "1.jsonl", "2.jsonl"],
    "batch": "completed",
    "batch result": ANSWER,
    "batches": True,
    "deleted": [True, True, True],
    "speech": "RIFF",
    "transcription": True,
    "verbose transcription": "English",
    "translation": True,
}
RESPONSES = {"response": ANSWER, "streamed response": ANSWER}


def queue_replies(server: LocalServer, last: int) -> None:
    """Queue the replies in the order of each program; `last` is the number of requests after the errors."""
    server.reply(ANSWER, times=2)
    server.reply_tool_call("get_weather", {"city": "Paris"}, times=2)
    server.reply_error(401)
    server.reply_error(404)
    server.reply_error(429)
    if last:
        server.reply(ANSWER, times=last)


def wav() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(bytes(16_000))
    return file.getvalue()


def run(server: LocalServer, *command: str | Path, last: int) -> dict[str, Any]:
    """Run a program, print its version, and return the other results."""
    queue_replies(server, last)
    added = {"SERVER_URL": server.base_url, "MODEL": MODEL, "WAV": base64.b64encode(wav()).decode()}
    env = {**os.environ, **added, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    sys.stdout.write(f"{Path(command[1]).name} {' '.join(map(str, command[2:]))} {seen.pop('version')}\n")
    return seen


# The batch makes one request, and the Responses API two.
@pytest.mark.parametrize(("name", "expected", "last"), [("groq", SEEN, 1), ("openai", SEEN | RESPONSES, 3)])
def test_python_client_reads_every_kind_of_response(
    groq_server: LocalServer, name: str, expected: dict[str, Any], last: int
) -> None:
    python = ROOT / f".venv-bench-{name}" / "bin" / "python"
    assert run(groq_server, python, HERE / "of_python.py", name, last=last) == expected


@pytest.fixture
def node() -> Path:
    node = shutil.which("node")
    if node is None or not (NPM / "installed.json").exists():
        pytest.skip("needs node, npm and its registry")
    for program in HERE.glob("*.mjs"):
        shutil.copy(program, NPM)  # node resolves packages relative to the program
    return Path(node)


@pytest.mark.parametrize(("name", "expected", "last"), [("groq-sdk", SEEN, 1), ("openai", SEEN | RESPONSES, 3)])
def test_npm_client_reads_every_kind_of_response(
    groq_server: LocalServer, node: Path, name: str, expected: dict[str, Any], last: int
) -> None:
    assert run(groq_server, node, NPM / "of_npm.mjs", name, last=last) == expected


def test_npm_ai_sdk_reads_every_kind_of_response(groq_server: LocalServer, node: Path) -> None:
    shared = {name: SEEN[name] for name in ("completion", "stream", "tool call", "streamed tool call", "transcription")}
    errors = [["AI_APICallError", status] for _, status in ERRORS]
    assert run(groq_server, node, NPM / "of_ai_sdk.mjs", last=0) == {**shared, "errors": errors}
