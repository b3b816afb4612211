"""Errors: one plain line on stderr, an exit status, never the key."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

import pytest

from groq.testing import LocalServer

from .conftest import KEY, Run

MASKED = "gsk_...mnop"
MODELS = "/openai/v1/models"


def keyring_with(monkeypatch: pytest.MonkeyPatch, key: str | None, error: bool = False) -> None:
    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")

    class KeyringError(Exception):
        pass

    def get_password(service: str, name: str) -> str | None:
        assert (service, name) == ("groq", "api_key")
        if error:
            raise KeyringError("no backend")
        return key

    vars(errors)["KeyringError"] = KeyringError
    vars(keyring).update(errors=errors, get_password=get_password)
    monkeypatch.setitem(sys.modules, "keyring", keyring)


class TestStatuses:
    @pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 429, 500, 503])
    def test_is_1_with_the_message_of_the_api(self, groq: Run, server: LocalServer, status: int) -> None:
        retried = status in (429, 500, 503)
        server.reply_error(
            status, "The API says so.", times=3 if retried else 1, headers={"retry-after": "0.001"}, path=MODELS
        )
        done = groq("models")
        assert (done.status, done.out) == (1, "")
        assert done.err.startswith(f"groq models: The API says so (status {status}, request req_")
        assert done.err.count("\n") == 1

    @pytest.mark.usefixtures("sleeps")
    def test_is_1_without_a_connection(self, groq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GROQ_BASE_URL", "http://127.0.0.1:9")
        done = groq("models")
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert done.err.startswith("groq models: Connection error. ")
        assert done.err.endswith("Check GROQ_BASE_URL and the network\n")
        assert done.err.count("refused") == 1

    def test_is_2_for_an_invalid_base_url(self, groq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GROQ_BASE_URL", "nowhere")
        done = groq("models")
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert "base_url: expected a URL" in done.err

    def test_does_not_mention_the_key_variable_when_recording_has_no_key(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(401, "There is no key to record with", code="not_recorded", path=MODELS)
        done = groq("models")
        assert done.err.startswith("groq models: There is no key to record with (status 401, ")
        assert "GROQ_API_KEY" not in done.err

    def test_is_130_when_a_second_ctrl_c_interrupts_a_lock(self, groq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted_twice(*_: object) -> None:
            try:
                raise KeyboardInterrupt
            finally:
                threading.RLock().release()

        monkeypatch.setattr("groq.cli.models.open_client", interrupted_twice)
        assert groq("models") == (130, "", "")

    @pytest.mark.parametrize(
        "arguments", [["fly"], ["models", "x"], ["--no-such"], ["completion", "tcsh"], ["files", "fly"]]
    )
    def test_is_2_for_usage_errors(self, groq: Run, arguments: list[str]) -> None:
        done = groq(*arguments)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert "--help`)" in done.err

    @pytest.mark.parametrize("arguments", [[], ["files"], ["auth"]])
    def test_is_2_with_the_help_without_a_command(self, groq: Run, arguments: list[str]) -> None:
        done = groq(*arguments)
        assert (done.status, done.out) == (2, "")
        assert "Commands:" in done.err


class TestText:
    @pytest.mark.parametrize(("file", "what"), [(".", "expected a file, got a folder"), ("a.", "no such file")])
    def test_keeps_the_period_of_a_file_name(self, groq: Run, file: str, what: str) -> None:
        assert groq("transcribe", file).err == f"groq transcribe: {what}: {file}\n"

    def test_is_one_line_without_control_characters(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(400, "First\nsecond \x1b[31mred\x07\n\n" + "long " * 1_000, path=MODELS)
        done = groq("models")
        assert done.err.startswith("groq models: First second [31mred")
        assert done.err.count("\n") == 1
        assert len(done.err) < 1_200

    def test_never_has_the_key(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(401, f"Invalid API key: {KEY}", path=MODELS)
        done = groq("models", "--debug")
        assert KEY not in done.err
        assert f"Invalid API key: {MASKED}" in done.err
        assert f"the key {MASKED} is from GROQ_API_KEY" in done.err

    def test_has_the_hint_about_the_base_url(
        self, groq: Run, server: LocalServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GROQ_BASE_URL", f"{server.base_url.rstrip('/')}/v1")
        done = groq("models")
        assert done.err.startswith("groq models: Unknown request URL: GET /v1/openai/v1/models. ")
        assert done.err.endswith("so remove '/v1' from GROQ_BASE_URL\n")
        assert len(done.err) < 400

    @pytest.mark.parametrize("sentence", ["Slow down.", "long " * 1_000])
    def test_has_the_hint_about_a_long_delay(self, groq: Run, server: LocalServer, sentence: str) -> None:
        server.reply_error(429, sentence, headers={"retry-after": "120"}, path=MODELS)
        done = groq("models")
        assert done.err.endswith("). The API requests a delay of 120 s; retries wait for at most 60 s\n")
        assert (done.err.count("\n"), len(done.err) < 1_000) == (1, True)

    def test_names_the_command_that_lists_models(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(404, "No such model", code="model_not_found")
        assert "`groq models` lists the models" in groq("ask", "Hi").err

    def test_has_a_traceback_only_with_debug(self, groq: Run, server: LocalServer) -> None:
        for arguments in (["models"], ["models", "--debug"], ["--debug", "models"]):
            server.reply_error(400, "No.", path=MODELS)
            done = groq(*arguments)
            assert ("Traceback" in done.err) == ("--debug" in arguments)
            assert done.err.splitlines()[-1].startswith("groq models: No (status 400")

    def test_names_the_type_of_an_unexpected_error(self, groq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("groq.cli.models.open_client", lambda: 1 / 0)
        done = groq("models")
        assert (done.status, done.err.count("\n")) == (1, 1)
        assert "unexpected ZeroDivisionError: division by zero (--debug shows the traceback)" in done.err


class TestKey:
    @pytest.mark.parametrize("given", [None, "", "  "])
    def test_error_names_the_local_server_when_missing(
        self, groq: Run, monkeypatch: pytest.MonkeyPatch, given: str | None
    ) -> None:
        monkeypatch.delenv("GROQ_API_KEY") if given is None else monkeypatch.setenv("GROQ_API_KEY", given)
        done = groq("ask", "Hi")
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
        assert "groq ask: no API key: set GROQ_API_KEY" in done.err
        assert "groq run -- groq ask Hello" in done.err
        assert "python -m groq.testing" in done.err

    def test_is_read_from_the_keyring_when_missing(
        self, groq: Run, server: LocalServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("GROQ_API_KEY")
        keyring_with(monkeypatch, f"{KEY}\n")
        assert groq("models").status == 0
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
        assert groq("auth", "check").out.startswith(f"key     {MASKED} from keyring\n")

    def test_in_the_environment_overrides_the_keyring(
        self, groq: Run, server: LocalServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keyring_with(monkeypatch, "gsk_another")
        assert groq("models").status == 0
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"

    def test_is_missing_when_the_keyring_does_not_work(self, groq: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GROQ_API_KEY")
        keyring_with(monkeypatch, None, error=True)
        assert groq("models").status == 2

    @pytest.mark.parametrize(("key", "masked"), [(KEY, MASKED), ("gsk_short", "...")])
    def test_is_masked_by_auth_check(self, groq: Run, monkeypatch: pytest.MonkeyPatch, key: str, masked: str) -> None:
        monkeypatch.setenv("GROQ_API_KEY", key)
        done = groq("auth", "check")
        assert done.out.startswith(f"key     {masked} from GROQ_API_KEY\n")
        assert key not in done.out + done.err

    def test_is_rejected_by_auth_check_with_status_1(self, groq: Run, server: LocalServer) -> None:
        server.reply_error(401, "Invalid API key", path=MODELS)
        done = groq("auth", "check")
        assert (done.status, done.out) == (1, "")
        assert MASKED in done.err
