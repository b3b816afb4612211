"""The README: its code runs, it is short, and its links lead to existing pages.

A block runs against the local server with `client` defined, in a directory with the files of `make_files`. Its `test_…`
functions are called. A comment `<!-- before: … -->` in front of it runs first, with `server` defined. `test_docs` runs
the blocks of the guides in the same way.
"""

from __future__ import annotations

import functools
import inspect
import json
import re
import wave
from pathlib import Path
from typing import Any, NamedTuple

import anyio
import pytest
import yaml

import groq
from groq.testing import LocalServer

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"(?:^<!-- (?P<marker>before: [^\n]*) -->\n+)?^```python[^\n]*\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ENGINES = ("dask", "pyspark", "ray")
TEXT = FENCE.sub("", README)
ROW = re.compile(r"^\| (?P<first>.*?) \| (?P<second>.*?) \|$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://)(?P<path>[^)#]*)(?:#(?P<heading>[^)]*))?\)")


class Block(NamedTuple):
    path: Path
    line: int
    marker: str
    code: str

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}"


def find_blocks(path: Path) -> list[Block]:
    """Return the Python blocks of a document."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(path, text.count("\n", 0, match.start("code")) + 1, match["marker"] or "", match["code"])
        for match in BLOCK.finditer(text)
    ]


def run_block(block: Block, server: LocalServer) -> None:
    """Run a block as the docstring of this module describes."""
    if "from mcp import" in block.code:
        pytest.importorskip("mcp", reason="mcp needs newer dependencies than the oldest that this package allows")
    for engine in ENGINES:  # tests/distributed runs these
        if re.search(rf"^(import|from) {engine}\b", block.code, re.MULTILINE):
            pytest.skip(f"needs {engine}: run scripts/test-distributed")
    exec(block.marker.removeprefix("before: "), {"server": server})
    # Leading blank lines, so that a traceback has the line numbers of the document.
    code = compile("\n" * (block.line - 1) + block.code, str(block.path), "exec", dont_inherit=True)
    with groq.Groq() as client:
        names: dict[str, Any] = {"client": client, "__name__": "document"}
        exec(code, names)
        for name, value in names.items():
            if name.startswith("test_"):
                test = functools.partial(value, **dict.fromkeys(inspect.signature(value).parameters, server))
                if inspect.iscoroutinefunction(value):
                    anyio.run(test)
                else:
                    test()
    assert server.pending == 0


def make_files(folder: Path) -> None:
    """Create the files that the blocks open: a second of silence, a batch, a recorded answer, scripted replies."""
    with wave.open(str(folder / "meeting.wav"), "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", "not compressed"))
        sound.writeframes(bytes(16_000))
    body = {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Hello"}]}
    request = {"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": body}
    (folder / "requests.jsonl").write_text(json.dumps(request), encoding="utf-8")
    message = {"role": "assistant", "content": "Paris."}
    answer = {"id": "chatcmpl-1", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    asked = {**body, "messages": [{"role": "user", "content": "The capital of France?"}]}
    recorded = {
        "request": {"method": "POST", "path": "/openai/v1/chat/completions", "json": asked},
        "response": {"status": 200, "headers": {"content-type": "application/json"}, "json": answer},
    }
    (folder / "capital.jsonl").write_text(json.dumps(recorded) + "\n", encoding="utf-8")
    (folder / "replies.jsonl").write_text('{"text": "Hello!"}\n{"error": 503, "times": 2}\n', encoding="utf-8")


BLOCKS = find_blocks(ROOT / "README.md")


def wide_lines(document: str) -> list[str]:
    """Return the lines of code wider than 80 columns, which scroll on a narrow page."""
    return [line for code in FENCE.findall(document) for line in code.splitlines() if len(line) > 80]


def section(title: str, document: str) -> str:
    """Return a section without its code, up to the next heading of any level."""
    text = FENCE.sub("", document).split(f"# {title}\n", 1)[1]
    return re.split(r"^#+ ", text, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_code_runs(block: Block, groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    run_block(block, groq_server)


def test_all_code_is_run() -> None:
    assert len(BLOCKS) == README.count("```python")


def test_code_is_at_most_80_columns_wide() -> None:
    assert wide_lines(README) == []


def test_has_at_most_150_lines() -> None:
    assert len(README.splitlines()) <= 150


def test_links_lead_to_existing_pages() -> None:
    # No relative links: PyPI shows the README without the other files.
    assert [link[0] for link in LINK.finditer(TEXT)] == []
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["site_url"]
    paths = re.findall(rf"\]\({re.escape(site)}([^)#]*)", TEXT)
    assert len(paths) > 10
    for path in paths:
        places = [ROOT / "docs" / f"{path.rstrip('/') or 'index'}.md", ROOT / "docs" / path / "index.md"]
        assert any(place.exists() for place in places), path


def test_statements_about_a_checkout_are_in_its_section() -> None:
    before, _, checkout = README.partition("\n## In a checkout\n")
    assert checkout
    assert not re.search(r"\./scripts|\.venv|examples/", before)


def test_named_scripts_are_executable() -> None:
    for name in set(re.findall(r"\./scripts/([\w-]+)", README)):
        assert (ROOT / "scripts" / name).stat().st_mode & 0o111, name
