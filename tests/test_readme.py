"""What the README says is so: its code runs, its tables match the package, its links lead somewhere.

A block runs on its own against the local server, with `client` at hand, in a directory with the files of `make_files`;
its `test_…` functions are called. What a comment `<!-- before: … -->` in front of it says is run first, with `server`
at hand; `<!-- not run -->` leaves it out. `test_docs` runs the blocks of the guides in the same way.
"""

from __future__ import annotations

import inspect
import json
import re
import wave
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import groq
from groq.testing import LocalServer

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"(?:^<!-- (?P<marker>not run|before: [^\n]*) -->\n+)?^```python[^\n]*\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
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
    """The blocks of Python in a document."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(path, text.count("\n", 0, match.start("code")) + 1, match["marker"] or "", match["code"])
        for match in BLOCK.finditer(text)
    ]


def run_block(block: Block, server: LocalServer) -> None:
    """Run a block as the docstring of this module says."""
    if block.marker == "not run":
        pytest.skip(block.marker)
    exec(block.marker.removeprefix("before: "), {"server": server})
    # Blank lines in front, so that a traceback names the line of the document.
    code = compile("\n" * (block.line - 1) + block.code, str(block.path), "exec", dont_inherit=True)
    with groq.Groq() as client:
        names: dict[str, Any] = {"client": client, "__name__": "document"}
        exec(code, names)
        for name, value in names.items():
            if name.startswith("test_"):
                wanted = inspect.signature(value).parameters
                value(**dict.fromkeys(wanted, server))
    assert server.pending == 0


def make_files(folder: Path) -> None:
    """The files that the blocks open: `meeting.wav`, a second of silence, and `requests.jsonl`, a batch of one."""
    with wave.open(str(folder / "meeting.wav"), "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", "not compressed"))
        sound.writeframes(bytes(16_000))
    body = {"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Hello"}]}
    request = {"custom_id": "one", "method": "POST", "url": "/v1/chat/completions", "body": body}
    (folder / "requests.jsonl").write_text(json.dumps(request), encoding="utf-8")


BLOCKS = find_blocks(ROOT / "README.md")


def section(title: str) -> str:
    """A section, to the next heading of any level."""
    return re.split(r"^#+ ", TEXT.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_code_runs(block: Block, groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    run_block(block, groq_server)


def test_nearly_all_code_is_run() -> None:
    assert len(BLOCKS) == README.count("```python")
    assert len([block for block in BLOCKS if block.marker == "not run"]) <= 1


def test_error_table_matches_the_package(groq_server: LocalServer) -> None:
    named = dict[tuple[int, str | None], str]()
    for row in ROW.finditer(section("Errors")):
        status = re.match(r"(\d{3})(?:, code `(\w+)`)?", row["first"])
        if status:
            named[int(status[1]), status[2]] = row["second"].split("`")[1]
    assert len(named) == 10
    client = groq_server.client(max_retries=0)
    for (number, code), expected in named.items():
        groq_server.reply_error(number, code=code)
        with pytest.raises(groq.APIStatusError) as caught:
            client.chat.completions.create(model="openai/gpt-oss-20b", messages=[{"role": "user", "content": "Hi"}])
        assert type(caught.value).__name__ == expected


def test_error_table_names_every_exception() -> None:
    exceptions = [name for name in groq.__all__ if inspect.isclass(getattr(groq, name)) and name.endswith("Error")]
    assert [name for name in exceptions if f"`{name}`" not in section("Errors")] == []


def test_errors_have_the_attributes_that_are_listed() -> None:
    listed = {name for row in ROW.finditer(section("Errors")) for name in re.findall(r"`(\w+)`", row["first"])}
    body = {"error": {"message": "No", "type": "t", "code": "c", "param": "p", "failed_generation": "f"}}
    error = groq.APIError("No", httpx.Request("POST", "https://api.groq.com"), body=body)
    assert vars(error).keys() <= listed
    assert (error.type, error.code, error.param, error.failed_generation) == ("t", "c", "p", "f")


def test_uploads_have_the_names_that_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    names = {"that of the file": "meeting.wav", "the one you give": "meeting.wav", "`upload`": "upload"}
    rows = [row for row in ROW.finditer(section("Uploads and downloads")) if row["second"] in names]
    assert len(rows) == 5
    for row in rows:
        value = eval(row["first"].split("`")[1], {"Path": Path, "open": open, "data": b"RIFF"})
        with LocalServer() as server:
            server.client().audio.transcriptions.create(model="whisper-large-v3", file=value)
            [request] = server.requests
        if hasattr(value, "close"):
            value.close()
        assert f'filename="{names[row["second"]]}"'.encode() in request.body, row[0]


def test_environment_table_is_complete() -> None:
    listed = {row["first"].strip("`") for row in ROW.finditer(section("Environment variables"))}
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(GROQ_\w+)\"", SOURCE))
    assert {name for name in listed if name.startswith("GROQ_")} == read


def test_numbers_are_those_of_the_package() -> None:
    assert f"up to {groq.DEFAULT_MAX_RETRIES} times" in section("Retries")
    assert f"{groq.DEFAULT_TIMEOUT.connect:g} s to connect" in section("Timeouts")
    assert f"{groq.DEFAULT_TIMEOUT.read:g} s between two reads or writes" in section("Timeouts")


def test_scripted_replies_are_methods_of_the_server() -> None:
    listed = {name for row in ROW.finditer(section("Local server")) for name in re.findall(r"`(\w+)\(", row["first"])}
    assert listed == {name for name in dir(LocalServer) if name.startswith("reply")}


def test_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", TEXT, re.M)
    }
    for link in LINK.finditer(TEXT):
        if link["path"]:
            assert (ROOT / link["path"]).exists(), link[0]
        else:
            assert link["heading"] in headings, link[0]


def test_scripts_that_are_named_can_be_run() -> None:
    for name in set(re.findall(r"\./scripts/([\w-]+)", README)):
        assert (ROOT / "scripts" / name).stat().st_mode & 0o111, name
