"""Every example runs against the local server and prints the documented output."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from groq.testing import LocalServer

from .support.ports import closed_port

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NO_MODEL = "in which no model runs"
SERVICES = {"web_service"}  # run until they are stopped

Run = Callable[[str], str]


@pytest.fixture
def run(
    groq_server: LocalServer, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Run an example in this process with `groq_server` as the API; return its output.

    It writes files to `tmp_path`.
    """
    assert groq_server.base_url == os.environ["GROQ_BASE_URL"]
    monkeypatch.chdir(tmp_path)

    def run_example(name: str) -> str:
        runpy.run_path(str(ROOT / "examples" / f"{name}.py"), run_name="__main__")
        return capsys.readouterr().out

    return run_example


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of each wait for a batch; no time passes."""
    seconds: list[float] = []
    monkeypatch.setattr("groq.lib.batches.driver.sleep", seconds.append)
    return seconds


def bodies(server: LocalServer) -> list[Any]:
    return [request.json for request in server.requests]


def test_chat_completion(run: Run) -> None:
    output = run("chat_completion")
    assert NO_MODEL in output
    assert "Why is low latency useful?" in output


def test_chat_completion_streaming(run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    groq_server.reply("It feels like talking to someone.")
    pieces: list[str] = []
    write = sys.stdout.write

    def record(text: str) -> int:
        pieces.append(text)
        return write(text)

    monkeypatch.setattr(sys.stdout, "write", record)
    assert run("chat_completion_streaming") == "It feels like talking to someone.\n"
    assert len([piece for piece in pieces if piece.strip()]) > 3
    assert [body["stream"] for body in bodies(groq_server)] == [True]


def test_chat_completion_async(run: Run) -> None:
    first, second = run("chat_completion_async").splitlines()
    assert "What is latency?" in first
    assert "What is throughput?" in second


def test_chat_completion_async_streaming(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply("Piece by piece.")
    assert run("chat_completion_async_streaming") == "Piece by piece.\n"
    assert [body["stream"] for body in bodies(groq_server)] == [True]


def test_chat_completion_stop(run: Run) -> None:
    answer, reason = run("chat_completion_stop").splitlines()
    assert answer.endswith("1, 2, 3, 4, 5")
    assert reason == "finish_reason: stop"


def test_tool_calling(run: Run, groq_server: LocalServer) -> None:
    call, answer = run("tool_calling").splitlines()
    assert call == 'get_weather({"city":"Paris"})'
    assert '"temperature": 21' in answer
    first, second = bodies(groq_server)
    assert [message["role"] for message in first["messages"]] == ["user"]
    asked, answered = second["messages"][1:]
    assert asked["tool_calls"][0]["id"] == answered["tool_call_id"]
    assert json.loads(answered["content"])["city"] == "Paris"


def test_tool_calling_answers_several_calls(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply_tool_calls(("get_weather", {"city": "Oslo"}), ("get_weather", {"city": "Rome"}))
    groq_server.reply_tool_call("get_weather", {"city": "Bern"})
    groq_server.reply("All clear.")
    assert run("tool_calling").splitlines()[-1] == "All clear."
    sent = [message for message in bodies(groq_server)[-1]["messages"] if message["role"] == "tool"]
    assert [json.loads(message["content"])["city"] for message in sent] == ["Oslo", "Rome", "Bern"]


def test_json_mode(run: Run) -> None:
    answer = json.loads(run("json_mode"))
    assert NO_MODEL in answer["message"]


def test_structured_output(run: Run, groq_server: LocalServer) -> None:
    assert run("structured_output") == "title, 1 minutes\ningredients\n"
    groq_server.reply_json({"title": "Pancakes", "minutes": 20, "ingredients": ["flour", "milk", "eggs"]})
    assert run("structured_output") == "Pancakes, 20 minutes\nflour, milk, eggs\n"


def test_vision(run: Run, groq_server: LocalServer) -> None:
    assert "What colour is this? [image_url]" in run("vision")
    [body] = bodies(groq_server)
    assert body["messages"][0]["content"][1]["image_url"]["url"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_reasoning(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply("Three.", reasoning="s-t-r-a-w-b-e-r-r-y")
    assert run("reasoning") == "Reasoning: s-t-r-a-w-b-e-r-r-y\nAnswer: Three.\n"


def test_error_handling(run: Run) -> None:
    assert "Invalid parameter temperature: Error code: 400" in run("error_handling")


@pytest.mark.parametrize(
    ("status", "advice"),
    [(429, "Rate limit on requests: retry after 1.0 s."), (403, "Status 403, request id req_")],
)
def test_error_handling_of_other_statuses(run: Run, groq_server: LocalServer, status: int, advice: str) -> None:
    groq_server.reply_error(status, should_retry=False)
    assert advice in run("error_handling")


def test_error_handling_without_a_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq._retry.policy.INITIAL_RETRY_DELAY", 0.0)
    with closed_port() as port:
        monkeypatch.setenv("GROQ_BASE_URL", f"http://127.0.0.1:{port}")
        assert "No complete response: Connection error." in run("error_handling")


def test_raw_response(run: Run) -> None:
    status, retries, requests, tokens, answer = run("raw_response").splitlines()
    assert status.startswith("Status 200, request req_")
    assert retries == "Retries: 0"
    assert requests == "Requests left today: 14399"
    assert tokens.startswith("Tokens left this minute: 249")
    assert NO_MODEL in answer


def test_responses(run: Run, groq_server: LocalServer) -> None:
    assert "Why is low latency useful?" in run("responses")
    groq_server.reply("Because people wait.")
    assert run("responses") == "Because people wait.\n"
    assert [body["instructions"] for body in bodies(groq_server)] == ["Answer in one sentence."] * 2


def test_responses_streaming(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply("Because people wait.", reasoning="Who waits?")
    reasoning, message, tokens = run("responses_streaming").splitlines()
    assert reasoning == "[reasoning] Who waits?"
    assert message == "[message] Because people wait."
    assert re.fullmatch(r"\d+ tokens", tokens)
    assert [body["stream"] for body in bodies(groq_server)] == [True]


def test_embeddings(run: Run, groq_server: LocalServer) -> None:
    ranked = [line.split(" ", 1) for line in run("embeddings").splitlines()]
    assert ranked[0][1] == "Cook pancakes in a hot pan."
    assert [score for score, _ in ranked] == sorted((score for score, _ in ranked), reverse=True)
    assert [len(body["input"]) for body in bodies(groq_server)] == [4]


def test_reranking(run: Run) -> None:
    first, second, third = run("reranking").splitlines()
    assert first == "0.98 Paris is where the Eiffel Tower is."
    assert (second, third) == ("0.40 A tower is a tall building.", "0.20 Big Ben is in London.")


def test_transcription(run: Run, groq_server: LocalServer) -> None:
    about, first, second = run("transcription").splitlines()
    assert about == "3 s of English"
    assert first.startswith(" 0.00 No model runs in the local test server")
    assert second.endswith('The file is "silence.wav" and has 96044 bytes.')
    [request] = groq_server.requests
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")


def test_speech(run: Run, tmp_path: Path) -> None:
    output, speech = run("speech"), tmp_path / "speech.wav"
    assert output == f"speech.wav: {speech.stat().st_size} bytes\n"
    with wave.open(str(speech)) as sound:
        assert sound.getnframes() / sound.getframerate() > 2


def test_models(run: Run) -> None:
    *ids, owner, window, longest = run("models").splitlines()
    assert "openai/gpt-oss-20b" in ids
    assert "llama3-8b-8192" not in ids  # listed, but not active
    assert owner == "openai/gpt-oss-20b, owned by OpenAI"
    assert window == "Context window: 131072 tokens"
    assert longest == "Longest completion: 65536 tokens"


def test_files(run: Run, groq_server: LocalServer) -> None:
    listed, content, deleted = run("files").splitlines()
    assert listed == f"requests.jsonl: {len(content)} bytes, purpose batch"
    assert json.loads(content)["custom_id"] == "greeting"
    assert deleted == "Deleted: True"
    assert [request.method for request in groq_server.requests] == ["POST", "GET", "GET", "DELETE"]


def test_batch(run: Run, groq_server: LocalServer, slept: list[float]) -> None:
    groq_server.reply("A delay.")
    groq_server.reply("A rate.")
    *states, first, second = run("batch").splitlines()
    assert states == ["{'in_progress': 1}", "{'finalizing': 1}", "{'completed': 1}"]
    assert (first, second) == ("What is latency? A delay.", "What is throughput? A rate.")
    assert slept == [0.1, 0.2]
    assert run("batch").splitlines()[-2:] == [first, second]
    assert len([one for one in groq_server.requests if one.method == "POST"]) == 2


def test_batch_shows_requests_that_failed(run: Run, groq_server: LocalServer, slept: list[float]) -> None:
    groq_server.reply_error(400, "No.")
    groq_server.reply("A rate.")
    first, second = run("batch").splitlines()[-2:]
    assert first == "What is latency? failed: No."
    assert second == "What is throughput? A rate."
    assert slept


@contextmanager
def web_service() -> Iterator[str]:
    """Serve the example; then wait until its open responses have ended."""
    app = runpy.run_path(str(ROOT / "examples" / "web_service.py"))["app"]
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/chat"
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


MESSAGES = {"messages": [{"role": "user", "content": "Hi"}]}


def test_web_service(groq_server: LocalServer) -> None:
    groq_server.reply("Hello there.")
    groq_server.reply_error(400, "No.")
    with web_service() as url, httpx.Client(trust_env=False, timeout=30) as browser:
        response, refused = browser.post(url, json=MESSAGES), browser.post(url, json=MESSAGES)
    assert response.headers["content-type"].startswith("text/event-stream")
    *texts, done = response.text.strip().split("\n\n")
    assert "".join(json.loads(text.removeprefix("event: text\ndata: ")) for text in texts) == "Hello there."
    assert len(texts) > 1
    assert re.fullmatch(r'event: done\ndata: "req_\w+"', done)
    assert refused.text == 'event: error\ndata: "BadRequestError"\n\n'


def test_web_service_stops_reading_when_the_browser_disconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalServer(pace=0.2) as server:
        monkeypatch.setenv("GROQ_BASE_URL", server.base_url)
        monkeypatch.setenv("GROQ_API_KEY", "k")
        server.reply("word " * 1_000)  # streams for longer than the shutdown timeout of the service
        with (
            web_service() as url,
            httpx.Client(trust_env=False, timeout=30) as browser,
            browser.stream("POST", url, json=MESSAGES) as response,
        ):
            first = next(response.iter_text())
    assert first.startswith("event: text")


def type_lines(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Make `input` return the lines, then raise EOFError. Return the prompts that it shows."""
    prompts: list[str] = []
    left = list(lines)

    def read(prompt: str = "") -> str:
        prompts.append(prompt)
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr("builtins.input", read)
    return prompts


def test_chat_cli(run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    groq_server.reply("Hello Ann.")
    groq_server.reply_error(400, "No.")
    groq_server.reply("Ann.")
    assert type_lines(monkeypatch, "I am Ann.", "Fail.", "Who am I?") == []
    first, failure, third, bye = run("chat_cli").splitlines()
    assert (first, third, bye) == ("Hello Ann.", "Ann.", "Bye.")
    assert failure.startswith(" (failed: Error code: 400")
    assert [message["content"] for message in bodies(groq_server)[-1]["messages"]] == [
        "I am Ann.",
        "Hello Ann.",
        "Fail.",
        "Who am I?",
    ]


def test_chat_cli_keeps_a_stopped_answer(run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    groq_server.reply("One two three four five.")
    groq_server.reply("Six.")
    type_lines(monkeypatch, "Count.", "Go on.")
    write = sys.stdout.write

    def interrupt(text: str) -> int:
        if "three" in text:
            raise KeyboardInterrupt
        return write(text)

    monkeypatch.setattr(sys.stdout, "write", interrupt)
    assert run("chat_cli") == "One two (stopped)\nSix.\nBye.\n"
    assert bodies(groq_server)[-1]["messages"][1] == {"role": "assistant", "content": "One two three"}


def test_extraction(run: Run, groq_server: LocalServer) -> None:
    groq_server.reply_json({"number": "A-0", "total": 5.5})
    groq_server.reply_error(400, "No.")
    failure, summary = run("extraction").splitlines()
    assert summary == "299 invoices, total 303.5"
    assert re.fullmatch(r"Invoice A-\d+: please pay \d+ euros\. failed: BadRequestError\(.*'No\.'.*", failure)
    assert len(groq_server.requests) == 300


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "done.txt").write_text("Buy milk: done.")
    (folder / "open.txt").write_text("Buy eggs.")
    return folder


def test_agent(run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch, notes: Path) -> None:
    groq_server.reply_tool_call("list_notes", {})
    groq_server.reply_tool_calls(("read_note", {"name": "done.txt"}), ("read_note", {"name": "open.txt"}))
    groq_server.reply_tool_calls(("delete_note", {"name": "done.txt"}), ("delete_note", {"name": "open.txt"}))
    groq_server.reply("One note is left.")
    prompts = type_lines(monkeypatch, "y", "n")
    answer, spent = run("agent").splitlines()
    assert answer == "One note is left."
    assert re.fullmatch(r"\d+ tokens in 4 turns", spent)
    assert prompts == ["Delete done.txt? [y/n] ", "Delete open.txt? [y/n] "]
    assert [path.name for path in notes.iterdir()] == ["open.txt"]
    results = [message["content"] for message in bodies(groq_server)[-1]["messages"] if message["role"] == "tool"]
    assert results[:3] == ['["done.txt","open.txt"]', "Buy milk: done.", "Buy eggs."]
    assert results[3] == "done.txt is deleted"
    assert "did not approve" in results[4]


def test_agent_resumes_after_a_crash(
    run: Run, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch, notes: Path
) -> None:
    groq_server.reply_tool_call("read_note", {"name": "done.txt"})
    groq_server.reply_tool_call("delete_note", {"name": "done.txt"})
    type_lines(monkeypatch)
    with pytest.raises(EOFError):
        run("agent")
    assert len(groq_server.requests) == 2
    type_lines(monkeypatch, "y")
    groq_server.reply("Tidy.")
    assert run("agent").startswith("Tidy.\n")
    assert len(groq_server.requests) == 3
    assert [path.name for path in notes.iterdir()] == ["open.txt"]
    assert not (notes.parent / "agent.json").exists()


def test_each_example_has_a_test() -> None:
    assert EXAMPLES
    assert [path.name for path in EXAMPLES if f"test_{path.stem}" not in globals()] == []


def run_by_command(paths: list[Path], folder: Path) -> None:
    def output(path: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "groq.testing", "run", str(path)]
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=200, cwd=folder
        )

    with ThreadPoolExecutor(max_workers=4) as pool:
        done = dict(zip(paths, pool.map(output, paths), strict=True))
    failed = {path.name: run.stderr for path, run in done.items() if run.returncode or run.stderr or not run.stdout}
    assert failed == {}


def test_examples_run_with_the_documented_command(tmp_path: Path) -> None:
    # One of each kind: a call, an async stream, an upload. The tests above run all examples.
    names = {"chat_completion", "chat_completion_async_streaming", "transcription"}
    run_by_command([path for path in EXAMPLES if path.stem in names], tmp_path)


@pytest.mark.thorough
@pytest.mark.timeout(240)  # two processes for each, on a busy machine
def test_each_example_runs_with_the_documented_command(tmp_path: Path) -> None:
    run_by_command([path for path in EXAMPLES if path.stem not in SERVICES], tmp_path)
