"""The documentation: code runs, tables match the package, and the reference is complete.

`scripts/docs` builds the site and finds broken links. `test_examples` runs the code that guides copy from examples.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import runpy
from pathlib import Path

import httpx
import pytest
import yaml

import groq
import groq.lib.parse
import groq.resources
import groq.testing
from groq._retry.policy import RetryQuota
from groq.bulk import BulkSummary, MapResult
from groq.lib.bulk.clients import MAP_WAIT, MAX_TASKS, MAX_THREADS, RUN_WAIT
from groq.testing import LocalServer

from .test_examples import EXAMPLES
from .test_readme import ROOT, ROW, Block, find_blocks, make_files, run_block, section, wide_lines

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
REFERENCE = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "reference").glob("*.md"))
EXAMPLE = re.compile(r'^```python title="examples/(?P<name>\w+)\.py"\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL)
COPIED = {match["name"]: match["code"] for match in EXAMPLE.finditer(TEXT)}
# `test_cookbook` runs the recipes.
BLOCKS = [
    block
    for path in PAGES
    if path.parent.name != "cookbook"
    for block in find_blocks(path)
    if block.code not in COPIED.values()
]
ENVIRONMENT = (DOCS / "guides" / "environment.md").read_text(encoding="utf-8")
PERFORMANCE = (DOCS / "guides" / "performance.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
BULK = (DOCS / "guides" / "bulk.md").read_text(encoding="utf-8")
ERRORS = (DOCS / "guides" / "errors.md").read_text(encoding="utf-8")
FILES = (DOCS / "guides" / "files.md").read_text(encoding="utf-8")
TESTING = (DOCS / "guides" / "testing.md").read_text(encoding="utf-8")

# Described in prose, or only useful to users who know them from elsewhere.
NOT_IN_REFERENCE = {
    *("Client", "AsyncClient", "NoneType", "NotGiven", "NOT_GIVEN", "Omit", "ProxiesTypes", "Timeout", "Transport"),
    *("DEFAULT_CONNECTION_LIMITS", "DEFAULT_MAX_RETRIES", "DEFAULT_TIMEOUT", "__title__", "__version__"),
    *("CallNext", "Middleware", "resources", "types"),
}


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_code_runs(block: Block, groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    run_block(block, groq_server)


@pytest.mark.parametrize("block", [block._replace(marker="") for block in BLOCKS if block.marker], ids=str)
def test_code_runs_without_scripted_replies(
    block: Block, groq_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    run_block(block, groq_server)


@pytest.mark.parametrize("name", ["replies.jsonl", "capital.jsonl"])
def test_guide_to_testing_shows_the_files_it_uses(name: str, tmp_path: Path) -> None:
    make_files(tmp_path)
    shown = re.findall(r"^```json\n(.*?)^```$", TESTING.partition("With these lines in")[2], re.MULTILINE | re.DOTALL)
    blocks = [re.sub(r"\n(?=\{)", "\0", re.sub(r"^#.*\n", "", block).strip()) for block in shown]
    values = [[json.loads(line) for line in block.split("\0")] for block in blocks]
    assert [json.loads(line) for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()] in values


def test_all_code_is_run() -> None:
    recipes = sum(len(find_blocks(path)) for path in (DOCS / "cookbook").glob("*.md"))
    assert len(BLOCKS) + len(COPIED) + recipes == TEXT.count("```python")


def test_each_block_creates_the_client_that_it_uses() -> None:
    assert [str(block) for block in BLOCKS if "client" in undefined_names(block.code)] == []


def undefined_names(code: str) -> set[str]:
    """Return the names that a block reads and does not define."""
    nodes = list(ast.walk(ast.parse(code)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    defined = {node.arg for node in nodes if isinstance(node, ast.arg)}
    defined |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names if isinstance(node.ctx, ast.Load)} - defined


def test_code_is_at_most_80_columns_wide() -> None:
    assert wide_lines(TEXT) == []


@pytest.mark.parametrize("name", COPIED)
def test_copied_example_equals_the_file(name: str) -> None:
    example = (ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8")
    assert COPIED[name] == example.partition('"""\n\n')[2]


def test_most_examples_are_in_a_guide() -> None:
    missing = {path.stem for path in EXAMPLES} - COPIED.keys()
    # The guides show variants of these instead.
    assert missing <= {
        *("chat_completion", "chat_completion_stop", "chat_completion_streaming", "error_handling", "files"),
        *("json_mode", "models", "speech", "transcription"),
        *("agent", "chat_cli", "extraction", "web_service"),  # whole programs, listed in the cookbook
    }


def test_pages_render_on_github() -> None:
    assert "--8<--" not in TEXT  # an include of pymdownx
    assert re.findall(r"\]\[groq", TEXT) == []  # a cross-reference of mkdocstrings


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(listed) == [path.relative_to(DOCS).as_posix() for path in PAGES]


def test_pages_load_nothing_from_other_hosts() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert config["theme"]["font"] is False
    assert config["plugins"] == ["search"]
    assert "extra_javascript" not in config
    assert all((DOCS / path).exists() for path in config["extra_css"])
    # Material's default partial requests the stars from the host of the repository.
    assert "data-md-component" not in (ROOT / config["theme"]["custom_dir"] / "partials" / "source.html").read_text()


def test_header_has_version_and_repository() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    runpy.run_path(str(DOCS / "_hook.py"))["on_config"](config)
    assert config["site_name"] == f"groq {groq.__version__}"
    urls = re.findall(r'^\w+ = "(https://.*)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert {config["site_url"], config["repo_url"]} <= set(urls)


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
    hook = runpy.run_path(str(ROOT / "scripts" / "_docs_reference.py"))
    listed = [module for patterns in hook["MARKER"].findall(REFERENCE) for module in hook["modules"](patterns)]
    assert len(listed) == len(set(listed)), "two pages have the same type"
    assert sorted(listed) == hook["modules"]("**/*"), "add it to <!-- types: … --> in docs/reference"


def test_environment_table_is_complete() -> None:
    listed = {row["first"].strip("`") for row in ROW.finditer(section("Read by this package", ENVIRONMENT))}
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(GROQ_\w+)\"", SOURCE))
    assert {name for name in listed if name.startswith("GROQ_")} == read


def test_benchmark_table_equals_the_results() -> None:
    table = PERFORMANCE.partition("<!-- benchmarks:start -->")[2].partition("<!-- benchmarks:end -->")[0]
    results = (ROOT / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    rows = [re.split(r" ?\| ?", line)[1:-1] for line in results.splitlines() if line.startswith("|")]
    rows = rows[: next(n for n, row in enumerate(rows) if row[0] == "what" and n)]
    short = [[row[0], *row[2:5]] for row in rows if row[1]]
    assert [re.split(r" ?\| ?", line)[1:-1] for line in table.splitlines() if line.startswith("|")] == short


def test_benchmarks_write_the_table(tmp_path: Path) -> None:
    write_guide = runpy.run_path(str(ROOT / "benchmarks" / "run.py"))["write_guide"]
    guide = tmp_path / "guide.md"
    guide.write_text(PERFORMANCE, encoding="utf-8")
    write_guide(
        [["what", "goal", "ratio", "this", "groq"], ["a", "≤ 1", "0.5", "1 s", "2 s"], ["b", "", "", "", ""]], guide
    )
    text = guide.read_text(encoding="utf-8")
    assert "| a | 0.5 | 1 s | 2 s |\n\n" in text
    assert "| b |" not in text
    assert text.partition("<!-- benchmarks")[0] == PERFORMANCE.partition("<!-- benchmarks")[0]


def test_extras_exist() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.findall(
        r"^(\w+) = \[", project.partition("[project.optional-dependencies]")[2].partition("\n\n")[0], re.M
    )
    assert set(re.findall(r"groq\[(\w+)\]", TEXT)) <= set(extras)


def test_includes_pages_of_the_repository() -> None:
    include = runpy.run_path(str(DOCS / "_hook.py"))["on_page_markdown"]
    for page in ("changelog.md", "security.md", "contributing/index.md"):
        text = include((DOCS / page).read_text(encoding="utf-8"))
        assert len(text) > 1_000
        for link in re.findall(r"\]\((?!http)([^)#]+)", text):
            assert (DOCS / page).parent.joinpath(link).exists(), link


def test_table_cells_have_the_name_of_their_column() -> None:
    label = runpy.run_path(str(DOCS / "_hook.py"))["on_page_content"]
    head, row = "<thead><tr><th>a</th><th><code>b</code></th></tr></thead>", "<tr>\n<td>1</td>\n<td>2</td>\n</tr>"
    named = row.replace("<td>1", '<td data-label="a">1').replace("<td>2", '<td data-label="b">2')
    assert label(f"<table>{head}{row}{row}</table>{row}") == f"<table>{head}{named}{named}</table>{row}"


def test_named_examples_exist() -> None:
    for name in re.findall(r"/examples/(\w+\.py)", TEXT):
        assert (ROOT / "examples" / name).exists(), name


def test_error_table_matches_the_package(groq_server: LocalServer) -> None:
    named = dict[tuple[int, str | None], str]()
    for row in ROW.finditer(section("Errors", ERRORS)):
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
    assert [name for name in exceptions if f"`{name}`" not in section("Errors", ERRORS)] == []


def test_errors_have_the_listed_attributes() -> None:
    listed = {name for row in ROW.finditer(section("Errors", ERRORS)) for name in re.findall(r"`(\w+)`", row["first"])}
    body = {"error": {"message": "No", "type": "t", "code": "c", "param": "p", "failed_generation": "f"}}
    error = groq.APIError("No", httpx.Request("POST", "https://api.groq.com"), body=body)
    assert {*vars(error), "snapshot"} <= listed
    assert (error.type, error.code, error.param, error.failed_generation) == ("t", "c", "p", "f")


def test_uploads_have_the_listed_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    names = {"the name of the file": "meeting.wav", "the given name": "meeting.wav", "`upload`": "upload"}
    rows = [row for row in ROW.finditer(section("Uploads", FILES)) if row["second"] in names]
    assert len(rows) == 5
    for row in rows:
        value = eval(row["first"].split("`")[1], {"Path": Path, "open": open, "data": b"RIFF"})
        with LocalServer() as server:
            server.client().audio.transcriptions.create(model="whisper-large-v3", file=value)
            [request] = server.requests
        if hasattr(value, "close"):
            value.close()
        assert f'filename="{names[row["second"]]}"'.encode() in request.body, row[0]


def test_numbers_equal_those_of_the_package() -> None:
    quota = RetryQuota()
    assert f"up to {groq.DEFAULT_MAX_RETRIES} times" in section("Retries", ERRORS)
    assert f"may spend {sum(1 for _ in iter(quota.take, False))} retries" in section("Retries", ERRORS)
    assert f"{groq.DEFAULT_TIMEOUT.connect:g} seconds to connect" in section("Timeouts", ERRORS)
    assert f"{groq.DEFAULT_TIMEOUT.read:g} seconds for each read or write" in section("Timeouts", ERRORS)


def test_differences_from_openai_are_true(groq_server: LocalServer) -> None:
    text = (DOCS / "guides" / "from-openai.md").read_text(encoding="utf-8")
    client = groq_server.client()
    missing = re.findall(r"`(\w+)`", text.partition("- `create()` has no ")[2].partition(". They raise")[0])
    assert len(missing) == 7
    assert not set(missing) & inspect.signature(client.chat.completions.create).parameters.keys()
    for listing, name in (
        (client.files.list, "purpose"),
        (client.batches.list, "limit"),
        (client.batches.list, "after"),
    ):
        assert name not in inspect.signature(listing).parameters
    for name in ("LengthFinishReasonError", "ContentFilterFinishReasonError"):
        assert not hasattr(groq, name)
        assert issubclass(getattr(groq.lib.parse, name), groq.lib.parse.OutputValidationError)
    assert not any(hasattr(one, name) for one, name in ((client, "completions"), (client, "beta"), (groq, "chat")))
    completion = client.chat.completions.create(
        model="openai/gpt-oss-20b",
        messages=[{"role": "user", "content": "Hi"}],
        logprobs=True,
        top_logprobs=2,
        logit_bias={"1": 5},
    )
    assert completion.choices[0].logprobs is None


def test_guide_to_bulk_lists_the_attributes_of_results_and_of_the_summary() -> None:
    rows = [row["first"] for row in ROW.finditer(BULK)]
    listed = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    for documented in (MapResult, BulkSummary):
        public = {name for name in vars(documented) if not name.startswith("_")} | documented.__annotations__.keys()
        assert public - {"skipped_failed"} <= listed
    assert "`skipped_failed` of them" in BULK


def test_guide_to_bulk_says_how_long_refused_calls_are_sent_again() -> None:
    text = " ".join(section("How many at once", BULK).split())
    assert f"for up to {MAP_WAIT:g} seconds; `groq.bulk.run()` for up to an hour" in text
    assert RUN_WAIT == 3600
    assert f"maximum is {MAX_THREADS} threads, or {MAX_TASKS} tasks" in text


def test_scripted_replies_are_methods_of_the_server() -> None:
    listed = {
        name for row in ROW.finditer(section("Replies", TESTING)) for name in re.findall(r"`(\w+)\(", row["first"])
    }
    assert listed == {name for name in dir(LocalServer) if name.startswith("reply")}
