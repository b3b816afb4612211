"""What the README says is so: its code runs, its tables match the package, its links lead somewhere.

A block runs on its own against the local server, with `client` at hand, and its `test_…` functions are called. What a
comment `<!-- before: … -->` in front of it says is run first, with `server` at hand; `<!-- not run -->` leaves it out.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import groq
from groq.testing import LocalServer

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))

BLOCK = re.compile(
    r"(?:^<!-- (?P<marker>not run|before: [^\n]*) -->\n+)?^```python\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
TEXT = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (?P<first>.*?) \| (?P<second>.*?) \|$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://)(?P<path>[^)#]*)(?:#(?P<heading>[^)]*))?\)")


class Block(NamedTuple):
    line: int
    marker: str
    code: str


def blocks() -> Iterator[Block]:
    for match in BLOCK.finditer(README):
        line = README.count("\n", 0, match.start("code")) + 1
        yield Block(line, match["marker"] or "", match["code"])


BLOCKS = list(blocks())


def section(title: str) -> str:
    """A section, to the next heading of any level."""
    return re.split(r"^#+ ", TEXT.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line {block.line}")
def test_code_runs(block: Block, groq_server: LocalServer) -> None:
    if block.marker == "not run":
        pytest.skip(block.marker)
    exec(block.marker.removeprefix("before: "), {"server": groq_server})
    # Blank lines in front, so that a traceback names the line of the README.
    code = compile("\n" * (block.line - 1) + block.code, str(ROOT / "README.md"), "exec", dont_inherit=True)
    with groq.Groq() as client:
        names: dict[str, Any] = {"client": client, "__name__": "readme"}
        exec(code, names)
        for name, value in names.items():
            if name.startswith("test_"):
                wanted = inspect.signature(value).parameters
                value(**dict.fromkeys(wanted, groq_server))
    assert groq_server.pending == 0


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
