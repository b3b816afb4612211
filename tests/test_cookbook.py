"""The cookbook: each recipe is pasted into `app.py` and run unchanged, against the local server."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from groq.testing import LocalServer

from .support.forks import Program
from .support.run_python import forking, may_fork, run_python
from .test_readme import find_blocks

COOKBOOK = Path(__file__).resolve().parent.parent / "docs" / "cookbook"
RECIPES = {path.stem: find_blocks(path) for path in sorted(COOKBOOK.glob("*.md")) if path.stem != "index"}
SERVICES = {
    "fastapi": ("uvicorn", "app:app", "--port=0"),
    "django": ("uvicorn", "app:application", "--port=0", "--lifespan=off"),
    "flask": ("flask", "--app=app", "run", "--port=0"),
}
SECONDS = 50
PACKAGES = {"slack": "slack_bolt"}

Paste = Callable[[str], Path]


@pytest.fixture
def paste(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paste:
    """Save a recipe as `app.py` in an empty folder, which becomes the current one."""
    monkeypatch.chdir(tmp_path)

    def save(recipe: str) -> Path:
        pytest.importorskip(PACKAGES.get(recipe, recipe) if recipe in {*SERVICES, *PACKAGES} else "groq")
        for name, block in zip(("app.py", "test_app.py"), RECIPES[recipe], strict=False):
            (tmp_path / name).write_text(block.code, encoding="utf-8")
        return tmp_path

    return save


def run_app(*, text: str = "", expected: int = 0) -> str:
    """Run `app.py` with Python; return its stdout, or its stderr if it is expected to fail."""
    code = "import runpy; runpy.run_path('app.py', run_name='__main__')"
    stdout, stderr = run_python(code, preamble="", imported="features", stdin=text, expected=expected)
    return stderr if expected else stdout


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def service(recipe: str, *, fresh: bool = False) -> Iterator[tuple[str, Program | subprocess.Popen[bytes]]]:
    """Serve the recipe with its framework, possibly with groq already imported; yield the URL and the process."""
    reader, writer = os.pipe()
    with open(reader, encoding="utf-8") as output:
        try:
            process = started(SERVICES[recipe], writer, fresh=fresh)
        finally:
            os.close(writer)
        try:
            lines: list[str] = []
            for line in output:
                lines.append(line)
                if match := re.search(r"unning on (http://127\.0\.0\.1:\d+)", line):
                    yield match[1], process
                    return
            pytest.fail("".join(lines))
        finally:
            process.kill()
            process.wait(SECONDS)


def started(module: Sequence[str], output: int, *, fresh: bool) -> Program | subprocess.Popen[bytes]:
    if fresh or not may_fork():
        command = [sys.executable, "-m", *module]
        return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    code = f"""
import runpy, warnings
warnings.resetwarnings()  # frameworks may warn
runpy.run_module({module[0]!r}, run_name="__main__", alter_sys=True)
"""
    forks = forking(dev=False, errors=True, imported="features")
    with open(os.devnull, "rb") as nothing:
        return forks.start(code, module[1:], os.environ, (nothing.fileno(), output, output), session=True)


def test_each_recipe_is_one_program_and_services_have_a_test() -> None:
    titles = {
        name: re.findall(r'^```python title="(.*)"$', (COOKBOOK / f"{name}.md").read_text(), re.MULTILINE)
        for name in RECIPES
    }
    assert titles == {name: ["app.py", "test_app.py"] if name in SERVICES else ["app.py"] for name in RECIPES}
    assert {name: len(blocks) for name, blocks in RECIPES.items()} == {name: len(one) for name, one in titles.items()}


@pytest.mark.thorough
@pytest.mark.parametrize("recipe", SERVICES)
def test_services_pass_their_tests(recipe: str, paste: Paste) -> None:
    paste(recipe)
    assert "2 passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_app.py")


def test_index_lists_each_recipe() -> None:
    assert set(re.findall(r"\]\(([\w-]+)\.md\)", (COOKBOOK / "index.md").read_text())) == set(RECIPES)


@pytest.mark.parametrize("recipe", SERVICES)
def test_service_streams_events_and_reports_errors(recipe: str, groq_server: LocalServer, paste: Paste) -> None:
    paste(recipe)
    groq_server.reply("Hello there.")
    groq_server.reply_error(400, "No.")
    with service(recipe, fresh=True) as (url, _), httpx.Client(trust_env=False, timeout=SECONDS) as browser:
        answers = [browser.post(f"{url}/chat", json={"text": "Hi"}) for _ in range(2)]
    response, refused = answers
    assert response.headers["content-type"].startswith("text/event-stream")
    *texts, done = response.text.strip().split("\n\n")
    assert "".join(json.loads(text.removeprefix("event: text\ndata: ")) for text in texts) == "Hello there."
    assert len(texts) > 1
    assert done.startswith("event: done\n")
    assert refused.text == 'event: error\ndata: "BadRequestError"\n\n'


@pytest.mark.parametrize("recipe", ["fastapi", "django"])
def test_service_closes_the_stream_when_the_browser_disconnects(
    recipe: str, paste: Paste, monkeypatch: pytest.MonkeyPatch
) -> None:
    paste(recipe)
    with LocalServer(pace=0.2) as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        server.reply("word " * 1_000)  # streams for longer than the timeout of the process
        with service(recipe) as (url, process):
            with (
                httpx.Client(trust_env=False, timeout=SECONDS) as browser,
                browser.stream("POST", f"{url}/chat", json={"text": "Hi"}) as response,
            ):
                assert next(response.iter_text()).startswith("event: text")
            process.send_signal(signal.SIGINT)  # uvicorn exits when its responses have ended
            process.wait(SECONDS)


def test_django_returns_the_whole_answer(groq_server: LocalServer, paste: Paste) -> None:
    paste("django")
    groq_server.reply("Hello.")
    groq_server.reply_error(429, should_retry=False)
    groq_server.reply_error(400)
    with service("django") as (url, _), httpx.Client(trust_env=False, timeout=SECONDS) as browser:
        answers = [browser.post(f"{url}/ask", json={"text": "Hi"}) for _ in range(3)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"text": "Hello."}),
        (503, {"error": "busy, try again later"}),
        (502, {"error": "no answer"}),
    ]


def test_flask_closes_the_stream_when_its_generator_is_closed(paste: Paste) -> None:
    paste("flask")
    with LocalServer(pace=0.2) as server:
        server.reply("word " * 1_000)
        code = (
            "import app, groq\nclient = groq.Groq()\nevents = app.answer(client, 'Hi')\nprint(next(events))\n"
            "events.close()\nprint(client.models.list().object)"
        )
        output, _ = run_python(code, preamble="", imported="features", environment=server.env)
    assert output.split() == ["event:", "text", "data:", '"word"', "list"]


def test_streaming_tools_prints_calls_and_the_answer(groq_server: LocalServer, paste: Paste) -> None:
    paste("streaming-tools")
    groq_server.reply_tool_calls(("get_weather", {"city": "Paris"}), ("get_time", {"city": "Paris"}))
    groq_server.reply("Clear, and noon.")
    calls, times, answer, summary = run_app().splitlines()
    assert (calls, times) == ('[get_weather({"city":"Paris"})]', '[get_time({"city":"Paris"})]')
    assert answer == "Clear, and noon."
    assert re.fullmatch(r"5 messages, \d+ tokens", summary)
    assert groq_server.requests[-1].json["messages"][-1]["content"] == "12:00 in Paris"


def test_rag_answers_from_the_nearest_documents(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("rag")
    groq_server.reply("Within 14 days [refunds.md].")
    groq_server.reply("Within 14 days [refunds.md].")
    answer, sources = run_app().splitlines()
    assert answer == "Within 14 days [refunds.md]."
    assert "refunds.md" in sources
    assert len(json.loads((folder / "index.json").read_text())) == 4
    embedded = [len(one.json["input"]) for one in groq_server.requests if one.path.endswith("/embeddings")]
    assert embedded == [4, 1]
    run_app()
    embedded = [len(one.json["input"]) for one in groq_server.requests if one.path.endswith("/embeddings")]
    assert embedded == [4, 1, 1]  # the second run reads the vectors from the file


def test_history_is_kept_after_a_restart(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("history")
    groq_server.reply("Hello Ann.")
    groq_server.reply_error(400, "No.")
    assert "Hello Ann." in run_app(text="I am Ann.\nFail.\n")
    groq_server.reply("Ann.")
    assert "2 messages so far" in (output := run_app(text="Who am I?\n\n"))
    assert "Ann." in output
    sent = groq_server.requests[-1].json["messages"]
    assert [message["content"] for message in sent] == ["I am Ann.", "Hello Ann.", "Who am I?"]
    assert len(json.loads((folder / "history.json").read_text())) == 4


def test_damaged_history_is_not_overwritten(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("history")
    (folder / "history.json").write_text('[{"role": "user"', encoding="utf-8")
    error = run_app(text="Hi\n", expected=1)
    assert re.search(r"(?m)^history\.json: .*Correct the file, or move it away\.$", error)
    assert (folder / "history.json").read_text() == '[{"role": "user"'
    assert groq_server.requests == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_history_ends_silently_after_ctrl_c(groq_server: LocalServer, paste: Paste) -> None:
    paste("history")
    process = subprocess.Popen(
        [sys.executable, "-u", "app.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        shown = process.stdout.readline() + process.stdout.read(2)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
        process.wait(SECONDS)
    assert shown.endswith("ends the program.\n> ")
    assert (rest, errors, process.returncode) == ("\n", "", 0)
    assert groq_server.requests == []


def test_bulk_resumes_after_a_crash(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("bulk-retries")
    groq_server.reply_error(400, "No.")
    answered, failed = run_app().splitlines()
    assert answered == "199 of 200 answered"
    assert failed.startswith("failed: fact-")
    results = folder / "results.jsonl"
    lines = sorted(results.read_text().splitlines(keepends=True), key=lambda line: "No." not in line)
    results.write_text("".join(lines[:150]) + lines[150][:40])  # simulate a crash that truncated the last line
    for _ in range(2):
        assert run_app() == f"{answered}\n{failed}\n"
        assert len(groq_server.requests) == 200 + 50


def test_bulk_retries_transient_failures(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("bulk-retries")
    assert run_app() == "200 of 200 answered\nfailed: none\n"
    results = folder / "results.jsonl"
    first, *others = map(json.loads, results.read_text().splitlines())
    first["response"].update(status_code=503, body={"error": {"message": "Busy"}})
    results.write_text("".join(json.dumps(line) + "\n" for line in (first, *others)))
    assert run_app() == "200 of 200 answered\nfailed: none\n"
    assert len(groq_server.requests) == 201


def test_bulk_stops_at_an_invalid_key_and_keeps_every_request(groq_server: LocalServer, paste: Paste) -> None:
    paste("bulk-retries")
    groq_server.reply_error(401, "Invalid API Key", times=100)
    assert "AuthenticationError" in run_app(expected=1)
    assert len(groq_server.requests) < 100
    groq_server.reset()
    assert run_app() == "200 of 200 answered\nfailed: none\n"


INVALID = '{"topic": "weather", "urgent": false, "summary": "Rain"}'


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "typed.csv").open(newline="", encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["id"])


def test_typed_rows_ask_again_for_answers_that_do_not_match(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("typed-rows")
    groq_server.reply(INVALID)
    assert run_app() == "3 of 3 rows are in typed.csv\n"
    assert [row["id"] for row in rows_of(folder)] == ["0", "1", "2"]
    assert {row["topic"] for row in rows_of(folder)} <= {"billing", "bug", "question"}
    assert len(groq_server.requests) == 3 + 1
    assert groq_server.requests[0].json["response_format"]["type"] == "json_schema"


def test_typed_rows_resume_after_a_crash(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("typed-rows")
    groq_server.reply(INVALID)
    run_app()
    first = rows_of(folder)
    results = folder / "results.jsonl"
    lines = results.read_text("utf-8").splitlines(keepends=True)
    results.write_text("".join(lines[:1]) + lines[1][:40], encoding="utf-8")
    groq_server.reset()
    assert run_app() == "3 of 3 rows are in typed.csv\n"
    assert len(groq_server.requests) == 2
    assert rows_of(folder) == first


def test_typed_rows_report_failures_with_advice(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("typed-rows")
    groq_server.reply_error(400, "No.", times=3)
    none, *failures, advice = run_app().splitlines()
    assert none == "0 of 3 rows are in typed.csv"
    assert [failure[:17] for failure in sorted(failures)] == [f"row {row}: status 400" for row in range(3)]
    assert all("No." in failure for failure in failures)
    assert "Every request was refused" in advice
    assert rows_of(folder) == []


def test_typed_rows_report_answers_that_stay_invalid(groq_server: LocalServer, paste: Paste) -> None:
    folder = paste("typed-rows")
    groq_server.reply("\u2028", times=6)
    assert run_app().count("row ") == 3
    assert (folder / "results.jsonl").read_text() == ""
    assert run_app() == "3 of 3 rows are in typed.csv\n"


SLACK = """
import app, json
posted = []

class Slack:
    def conversations_replies(self, **given):
        return {"messages": [{"text": "<@U1> Hello?"}, {"text": "Hi.", "bot_id": "B1"}, {"text": "And now?"}]}
    def chat_postMessage(self, **given):
        posted.append(given)
        return {"ts": "9"}
    def chat_update(self, **given):
        posted.append(given)

app.SECONDS = 0.0
app.answer({"channel": "C1", "ts": "1"}, Slack())
print(json.dumps([posted[0], len(posted) > 2, posted[-1]]))
"""


def test_slack_edits_its_message_as_the_answer_arrives(groq_server: LocalServer, paste: Paste) -> None:
    paste("slack")
    groq_server.reply("Good day to you.")
    first, is_edited, last = json.loads(run("-c", SLACK))
    assert first == {"channel": "C1", "thread_ts": "1", "text": "…"}
    assert is_edited
    assert last == {"channel": "C1", "ts": "9", "text": "Good day to you."}
    assert [(one["role"], one["content"]) for one in groq_server.requests[0].json["messages"]] == [
        ("user", "Hello?"),
        ("assistant", "Hi."),
        ("user", "And now?"),
    ]
