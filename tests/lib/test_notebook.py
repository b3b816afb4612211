"""A notebook in a real kernel: the outputs of its cells, without warnings."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest

from groq.testing import LocalServer

# Not `importorskip`, because only other processes import these: the kernel and the program below.
if not all(map(find_spec, ("ipykernel", "nbclient"))):
    pytest.skip("ipykernel or nbclient is not installed; requirements/notebook.txt has both", allow_module_level=True)

# Runs the cells, and prints the outputs of each cell.
RUNNER = """
import json, sys
import nbclient, nbformat

cells = [nbformat.v4.new_code_cell(source) for source in json.load(sys.stdin)]
notebook = nbformat.v4.new_notebook(cells=cells)
nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
print(json.dumps([cell.outputs for cell in cells]))
"""

CREATE = 'client.chat.completions.create(messages=[{"role": "user", "content": "Hi"}], model="openai/gpt-oss-20b"'
CELLS = {
    "client": "from groq import Groq\nclient = Groq()\nclient",
    "completion": f"completion = {CREATE})\ncompletion",
    "message": "completion.choices[0].message",
    "stream": f"stream = {CREATE}, stream=True)\nstream",
    "rest": "''.join(chunk.choices[0].delta.content or '' for chunk in stream)",
    "read": "stream",
    "typed": "typed = client.chat.completions.stream"
    f"{CREATE.removeprefix('client.chat.completions.create')})\ntyped.until_done()",
    "embedding": 'client.embeddings.create(input="Hi", model="nomic-embed-text-v1_5").data[0]',
    "models": "client.models.list().data[0]",
    "async": "from groq import AsyncGroq\n(await Async" + CREATE.replace("client.", "Groq().", 1) + ")).id[:9]",
}


@pytest.fixture(scope="module")
def outputs() -> dict[str, list[Any]]:
    """The outputs of each cell."""
    with LocalServer() as server, pytest.MonkeyPatch.context() as patch:
        server.reply("**Hello** from a notebook", times=None)
        patch.setenv("GROQ_BASE_URL", server.base_url)
        patch.setenv("GROQ_API_KEY", "gsk_local")
        command = [sys.executable, "-c", RUNNER]
        done = subprocess.run(
            command, input=json.dumps([*CELLS.values()]), capture_output=True, text=True, timeout=110, check=False
        )
    assert done.returncode == 0, done.stderr[-4000:]
    return dict(zip(CELLS, json.loads(done.stdout), strict=True))


def shown(outputs: dict[str, list[Any]], cell: str, form: str = "text/plain") -> str:
    [output] = outputs[cell]  # a warning would be a second output
    text: str = output["data"][form]
    return text


@pytest.mark.timeout(120)  # starting a kernel takes long
def test_client_is_shown_without_its_key(outputs: dict[str, list[Any]]) -> None:
    text = shown(outputs, "client")
    assert text.startswith("Groq(base_url='http://127.0.0.1:")
    assert "gsk_" not in text


def test_completion_and_message_are_markdown(outputs: dict[str, list[Any]]) -> None:
    for cell in ("completion", "message"):
        assert shown(outputs, cell, "text/markdown") == "**Hello** from a notebook"
    assert shown(outputs, "completion").startswith("ChatCompletion(id=")
    assert shown(outputs, "message").startswith("ChatCompletionMessage(content='**Hello**")


def test_repr_of_a_stream_does_not_read_it(outputs: dict[str, list[Any]]) -> None:
    assert shown(outputs, "stream", "text/markdown").startswith(
        "`<Stream of ChatCompletionChunk: open, iterate over it;"
    )
    assert shown(outputs, "rest") == "'**Hello** from a notebook'"
    assert "read to its end" in shown(outputs, "read")


def test_typed_stream_shows_the_received_value(outputs: dict[str, list[Any]]) -> None:
    text = "**Hello** from a notebook\n\n`<ChatCompletionStream: read to its end>`"
    assert shown(outputs, "typed", "text/markdown") == text


def test_other_models_are_text(outputs: dict[str, list[Any]]) -> None:
    assert "… (768 numbers)]" in shown(outputs, "embedding")
    [output] = outputs["models"]
    assert sorted(output["data"]) == ["text/plain"]


def test_async_client_runs_in_a_cell(outputs: dict[str, list[Any]]) -> None:
    assert shown(outputs, "async").startswith("'chatcmpl")
