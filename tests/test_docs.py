"""What the guides say is so: their code runs as that of the README does, and the reference has all that is public.

`scripts/check` builds the site and finds links that lead nowhere. Code that a guide takes from an example or from the
README is run by their tests.
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
import yaml

import groq
import groq.resources
import groq.testing
from groq.testing import LocalServer

from .test_examples import EXAMPLES
from .test_readme import ROOT, Block, find_blocks, make_files, run_block

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
REFERENCE = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md"))
INCLUDE = '--8<-- "'
BLOCKS = [block for path in PAGES for block in find_blocks(path)]

# Named in prose, or of use only to those who know them from elsewhere.
NOT_IN_REFERENCE = {
    *("Client", "AsyncClient", "NoneType", "NotGiven", "NOT_GIVEN", "Omit", "ProxiesTypes", "Timeout", "Transport"),
    *("DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT", "__title__", "__version__"),
    *("resources", "types"),
}


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_code_runs(block: Block, groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    run_block(block, groq_server)


def test_all_code_is_run() -> None:
    assert len(BLOCKS) == TEXT.count("```python")
    # Such a fence is for what is included, and ruff does not lay it out.
    assert TEXT.count("```{.python}") == TEXT.count(f"```{{.python}}\n{INCLUDE}examples/")
    assert [block for block in BLOCKS if block.marker == "not run"] == []


def test_included_code_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path, section in re.findall(INCLUDE + r'([^":]+)(?::([\w-]+))?"', TEXT):
        assert (ROOT / path).exists(), path
        assert not section or re.search(rf"\[start:{section}\](?s:.*)\[end:{section}\]", readme), section


def test_most_examples_are_in_a_guide() -> None:
    missing = {path.stem for path in EXAMPLES if f'"examples/{path.name}"' not in TEXT}
    # What these show is in a guide in other words.
    assert missing <= {
        *("chat_completion", "chat_completion_stop", "chat_completion_streaming", "error_handling", "files"),
        *("json_mode", "models", "speech", "transcription"),
    }


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.relative_to(DOCS).as_posix() for path in PAGES]


def test_nothing_is_fetched_from_elsewhere() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert config["theme"]["font"] is False
    assert not {"extra_css", "extra_javascript", "repo_url"} & config.keys()
    assert [plugin if isinstance(plugin, str) else next(iter(plugin)) for plugin in config["plugins"]] == [
        "search",
        "mkdocstrings",
    ]
    assert "inventories" not in config["plugins"][1]["mkdocstrings"]["handlers"]["python"]


def test_reference_has_every_public_name() -> None:
    listed = set(re.findall(r"^::: groq\.(\w+)$", REFERENCE, re.MULTILINE))
    exceptions = {name for name in groq.__all__ if name.endswith("Error")}
    assert "::: groq._exceptions" in REFERENCE
    assert set(groq.__all__) - listed - exceptions == NOT_IN_REFERENCE
    assert {f"groq.testing.{name}" for name in groq.testing.__all__} <= set(re.findall(r"::: (\S+)", REFERENCE))


def test_reference_has_every_method() -> None:
    listed = {
        (module.rpartition(".")[0], name.strip())
        for module, names in re.findall(r"::: groq\.resources\.(\S+)\n.*\n +members: \[(.*)\]", REFERENCE)
        for name in names.split(",")
    }
    methods = re.findall(r"^\| `([\w.]+)\.(\w+)\(", (ROOT / "api.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == set(methods)


def test_reference_has_every_type() -> None:
    hook = runpy.run_path(str(DOCS / "_hook.py"))
    listed = [module for patterns in hook["MARKER"].findall(REFERENCE) for module in hook["modules"](patterns)]
    assert len(listed) == len(set(listed)), "two pages have the same type"
    assert sorted(listed) == hook["modules"]("**/*"), "give it a place: <!-- types: … --> in docs/reference"
