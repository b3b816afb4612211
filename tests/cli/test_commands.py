"""The short commands: models, embed, rerank, files, auth, completion, serve, run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from groq.testing import LocalServer

from .conftest import Run

LINE = '{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {}}\n'


def test_models_are_listed_in_columns(groq: Run) -> None:
    lines = groq("models").out.splitlines()
    assert lines[0].split() == ["MODEL", "OWNER", "CONTEXT", "MAX", "OUTPUT"]
    assert next(line for line in lines if line.startswith("openai/gpt-oss-20b ")).split()[1:] == [
        "OpenAI",
        "131072",
        "65536",
    ]
    assert not [line for line in lines if line.startswith("gemma2-9b-it")]


def test_inactive_models_are_listed_on_request(groq: Run) -> None:
    ids = [model["id"] for model in json.loads(groq("models", "--all", "--json").out)]
    assert "gemma2-9b-it" in ids
    assert ids == sorted(ids)


def test_embed_prints_one_vector_per_line(groq: Run) -> None:
    by_arguments = groq("embed", "a cat", "a dog").out
    assert [len(json.loads(line)) for line in by_arguments.splitlines()] == [768, 768]
    assert groq("embed", stdin="a cat\n\na dog\n").out == by_arguments
    assert groq("embed", stdin="a\fcat\r\n\r\na\u2028dog\r\n").out == by_arguments  # \f and U+2028 end no line
    assert json.loads(groq("embed", "a cat", "--json").out)["object"] == "list"


def test_rerank_prints_scores_and_texts(groq: Run) -> None:
    assert groq("rerank", "cat", "a dog", "a cat", "-n", "1").out == "0.9500  a cat\n"
    assert [one["doc"] for one in json.loads(groq("rerank", "cat", "--json", stdin="a dog\na cat\n").out)] == [
        "a cat",
        "a dog",
    ]


@pytest.mark.parametrize("arguments", [("embed",), ("rerank", "query")])
def test_rejects_missing_texts(groq: Run, arguments: tuple[str, ...]) -> None:
    done = groq(*arguments)
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


class TestFiles:
    @pytest.fixture
    def file_id(self, groq: Run, in_folder: Path) -> str:
        (in_folder / "in.jsonl").write_text(LINE)
        done = groq("files", "upload", "in.jsonl")
        assert (done.status, done.err) == (0, "")
        return done.out.strip()

    def test_list_prints_files(self, groq: Run, file_id: str) -> None:
        lines = groq("files", "list").out.splitlines()
        assert lines[0].split() == ["ID", "SIZE", "CREATED", "PURPOSE", "NAME"]
        assert lines[1].split()[:3] == [file_id, str(len(LINE)), "B"]
        assert [one["id"] for one in json.loads(groq("files", "list", "--json").out)] == [file_id]

    def test_info_describes_a_file(self, groq: Run, file_id: str) -> None:
        assert f"id       {file_id}\nname     in.jsonl\nsize     {len(LINE)} B\n" in groq("files", "info", file_id).out
        assert json.loads(groq("files", "info", file_id, "--json").out)["filename"] == "in.jsonl"

    def test_delete_removes_a_file(self, groq: Run, file_id: str) -> None:
        assert groq("files", "delete", file_id).out == f"{file_id} deleted\n"
        done = groq("files", "info", file_id)
        assert (done.status, "status 404" in done.err) == (1, True)

    def test_download_writes_a_file(self, groq: Run, file_id: str, in_folder: Path) -> None:
        assert groq("files", "download", file_id, "-o", "out.jsonl").out == "out.jsonl\n"
        assert (in_folder / "out.jsonl").read_text() == LINE
        assert groq("files", "download", file_id, "-o", "-").out == LINE
        (in_folder / "in.jsonl").unlink()
        assert json.loads(groq("files", "download", file_id, "--json").out)["file"] == "in.jsonl"
        assert sorted(path.name for path in in_folder.iterdir()) == ["in.jsonl", "out.jsonl"]

    def test_download_writes_to_the_target_of_a_link(self, groq: Run, file_id: str, in_folder: Path) -> None:
        (in_folder / "folder").mkdir()
        (in_folder / "link").symlink_to("folder/out.jsonl")
        assert groq("files", "download", file_id, "-o", "link").out == "link\n"
        assert (in_folder / "link").is_symlink()
        assert (in_folder / "folder" / "out.jsonl").read_text() == LINE

    def test_download_to_the_server_name_does_not_overwrite(self, groq: Run, file_id: str) -> None:
        done = groq("files", "download", file_id)
        assert (done.status, "in.jsonl exists" in done.err) == (2, True)

    def test_failed_download_leaves_no_file(
        self, groq: Run, server: LocalServer, file_id: str, in_folder: Path
    ) -> None:
        server.reply_error(500, path=f"/openai/v1/files/{file_id}/content", times=None)
        done = groq("files", "download", file_id, "-o", "out.jsonl")
        assert (done.status, done.err.count("\n")) == (1, 1)
        assert [path.name for path in in_folder.iterdir()] == ["in.jsonl"]

    def test_upload_accepts_several_files(self, groq: Run, in_folder: Path) -> None:
        for name in ("a.jsonl", "b.jsonl"):
            (in_folder / name).write_text(LINE)
        done = groq("files", "upload", "a.jsonl", "b.jsonl", "--json")
        assert [json.loads(line)["filename"] for line in done.out.splitlines()] == ["a.jsonl", "b.jsonl"]

    def test_upload_rejects_missing_file(self, groq: Run) -> None:
        done = groq("files", "upload", "missing.jsonl")
        assert (done.status, done.err.count("\n")) == (2, 1)
        assert "missing.jsonl" in done.err


def test_auth_check_prints_key_source_and_models(groq: Run, server: LocalServer) -> None:
    found = json.loads(groq("auth", "check", "--json").out)
    assert (found["source"], found["key"]) == ("GROQ_API_KEY", "gsk_...mnop")
    assert found["base_url"].rstrip("/") == server.base_url
    assert "openai/gpt-oss-20b" in found["models"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_the_shell(groq: Run, shell: str) -> None:
    done = groq("completion", shell)
    assert done.status == 0
    assert f"_GROQ_COMPLETE={shell}_complete" in done.out


def completions(groq: Run, monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Return the completions of the last word for bash: a type, a comma and a value on each line."""
    with monkeypatch.context() as patched:
        patched.setenv("_GROQ_COMPLETE", "bash_complete")
        patched.setenv("COMP_WORDS", words)
        patched.setenv("COMP_CWORD", str(words.count(" ")))
        return groq().out.splitlines()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("groq tr", ["transcribe", "translate"]),
        ("groq files d", ["delete", "download"]),
        ("groq ask --sch", ["--schema"]),
        ("groq ask --model openai/gpt-oss-1", ["openai/gpt-oss-120b"]),
    ],
)
def test_shell_completes_commands_options_and_models(
    groq: Run, monkeypatch: pytest.MonkeyPatch, words: str, expected: list[str]
) -> None:
    found = completions(groq, monkeypatch, words)
    assert sorted(line.partition(",")[2] for line in found) == expected


@pytest.mark.parametrize(
    "words",
    [
        "ask --tools ",
        "ask --schema ",
        "chat --tools ",
        "chat --load ",
        "transcribe ",
        "transcribe a.wav ",
        "transcribe -o ",
        "translate ",
        "speak -o ",
        "bulk ",
        "bulk in.jsonl ",
        "batch run ",
        "batch submit --handle ",
        "batch results ",
        "batch results x.json -o ",
        "files upload ",
        "files download -o ",
        "run ",
        "run script.py ",
        "run -- groq transcribe ",
        "serve --script ",
    ],
)
def test_shell_completes_names_of_files(groq: Run, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert completions(groq, monkeypatch, f"groq {words}too") == ["file,too"]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("transcribe", ["whisper-large-v3", "whisper-large-v3-turbo"]),
        ("translate", ["whisper-large-v3"]),
        ("speak", ["canopylabs/orpheus-arabic-saudi", "canopylabs/orpheus-v1-english"]),
        ("embed", ["nomic-embed-text-v1_5"]),
        ("rerank", ["qwen3-reranker-4b"]),
    ],
)
def test_shell_completes_models_that_the_command_supports(
    groq: Run, monkeypatch: pytest.MonkeyPatch, command: str, expected: list[str]
) -> None:
    assert sorted(completions(groq, monkeypatch, f"groq {command} -m ")) == [f"plain,{model}" for model in expected]


@pytest.mark.parametrize("command", ["ask", "chat", "bulk", "batch run"])
def test_shell_completes_chat_models_that_are_not_shut_down(
    groq: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    listed = {model["id"] for model in json.loads(groq("models", "--json").out)}
    offered = {line.removeprefix("plain,") for line in completions(groq, monkeypatch, f"groq {command} -m ")}
    assert {"openai/gpt-oss-20b", "groq/compound"} < offered < listed
    assert "llama-3.3-70b-versatile" not in offered


@pytest.mark.parametrize("command", ["serve", "run"])
def test_commands_of_the_server_have_their_own_help(groq: Run, command: str, capfd: pytest.CaptureFixture[str]) -> None:
    done = groq(command, "--help")
    assert done.status == 0
    assert f"{command} [-h]" in done.out + capfd.readouterr().out


def test_run_passes_on_arguments_and_the_exit_status(
    groq: Run, in_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "script.py").write_text(
        "import os, sys; print(sys.argv[1:], 'GROQ_BASE_URL' in os.environ); sys.exit(7)"
    )
    assert groq("run", "script.py", "--debug", "--", "-x").status == 7
    assert capfd.readouterr().out == "['--debug', '--', '-x'] True\n"
