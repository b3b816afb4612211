"""The reference has every object, and shows types, defaults and required parameters in readable form."""

from __future__ import annotations

import functools
import logging
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOOK = runpy.run_path(str(ROOT / "scripts" / "_docs_reference.py"))
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "reference").glob("*.md"))}

Render = Callable[[str], str]


@pytest.fixture(scope="module")
def reference() -> Any:
    """The renderer, after its first pass over all pages."""
    made = HOOK["Reference"]()
    for name, text in PAGES.items():
        made.render(name, text)
        made.urls[name] = name
    return made


@pytest.fixture(scope="module")
def render(reference: Any) -> Render:
    return functools.cache(lambda name: str(reference.render(name, PAGES[name])))


def entry(name: str, page: str) -> str:
    """Return the first entry of a list of parameters or attributes."""
    match = re.search(rf"^<code class='name'>{name}</code>.*\n:   .*", page, re.MULTILINE)
    assert match, name
    return match[0]


def test_types_are_readable(render: Render) -> None:
    page = render("chat.md")
    assert "<code class='type'>float | None</code>" in entry("temperature", page)
    assert "<code class='type'>bool</code>" in entry("disable_tool_validation", page)
    assert "<code class='type'>str | Sequence[str] | None</code>" in entry("stop", page)
    assert '"hidden" | "raw" | "parsed" | None' in entry("reasoning_format", page)
    assert not re.search(r"Optional\[|Union\[|Omit|NotGiven|Literal\[|Required\[", page)


def test_required_parameters_and_defaults_are_marked(render: Render) -> None:
    chat, clients = render("chat.md"), render("clients.md")
    assert "required" in entry("messages", chat)
    assert "required" not in entry("temperature", chat)
    assert "default <code>2</code>" in entry("max_retries", clients)
    assert "default" not in entry("base_url", clients).split(":   ")[0]


def test_required_parameters_are_first_and_deprecated_ones_last(render: Render) -> None:
    create = render("chat.md").partition("stream()")[0]
    listed = re.findall(r"^<code class='name'>(\w+)</code>(.*)\n:   (.*)", create, re.MULTILINE)
    required = ["required" in term for _, term, _ in listed]
    deprecated = [text.startswith("Deprecated") for _, _, text in listed]
    assert required == sorted(required, reverse=True)
    assert deprecated == sorted(deprecated)
    assert sum(required) == 2
    assert any(deprecated)


def test_types_link_to_their_page(render: Render) -> None:
    assert '<a href="chat-completion.md#ChatCompletion">ChatCompletion</a>' in render("chat.md")


def test_links_lead_to_a_heading(reference: Any, render: Render) -> None:
    headings = {name: set(re.findall(r"\{ #(\S+) \}", render(name))) for name in PAGES}
    for name in PAGES:
        for page, anchor in re.findall(r'<a href="([\w.-]*)#([^"]+)">', render(name)):
            assert anchor in headings[page or name], (name, page, anchor)
    assert {place.anchor for place in reference.places.values()} <= set().union(*headings.values())


def test_parameters_of_a_method_are_listed_once(render: Render) -> None:
    page = render("chat.md")
    assert page.count("<code class='name'>temperature</code>") == 1
    assert "The other parameters are those of" in page
    assert "The keys are the parameters of" in render("chat-tools.md")


def test_main_type_precedes_its_parts(render: Render) -> None:
    page = render("chat-completion.md")
    assert re.findall(r"^### `(\w+)`", page, re.MULTILINE)[0] == "ChatCompletion"


def test_examples_and_trees_are_code(render: Render) -> None:
    assert re.search(r"```text\nGroqError +", render("exceptions.md"))
    pages = "\n".join(render(name) for name in PAGES)
    assert ">>>" not in pages
    assert "```python\nclient = Groq()" in pages


def test_code_is_at_most_80_columns_wide(render: Render) -> None:
    for name in PAGES:
        for code in re.findall(r"^ *```.*?^ *```$", render(name), re.MULTILINE | re.DOTALL):
            assert [line for line in code.splitlines() if len(line) > 84] == [], name  # 4 more in a list


@pytest.mark.usefixtures("reference")
def test_docstrings_name_the_parameters(reference: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "mkdocs.hooks.reference"):
        for name, text in PAGES.items():
            reference.render(name, text)
    assert caplog.messages == []


def test_reports_missing_object(reference: Any, caplog: pytest.LogCaptureFixture) -> None:
    reference.render("chat.md", "::: groq.nothing\n")
    reference.render("chat.md", "::: groq.Groq\n    options: {members: [nothing]}\n")
    assert {*caplog.messages} == {"chat.md: there is no groq.nothing", "chat.md: groq._client.Groq has no nothing"}


def test_patterns_select_modules_in_their_order() -> None:
    assert HOOK["modules"]("model file_* !file_list*")[:3] == ["model", "file_create_params", "file_create_response"]
    assert "file_list_response" not in HOOK["modules"]("file_* !file_list*")
