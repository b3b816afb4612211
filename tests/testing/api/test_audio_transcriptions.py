"""Transcriptions and translations."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing.api.audio_transcriptions import MAX_AUDIO_BYTES
from groq.testing.api.spec import check_against_spec

from ..conftest import Api, Field
from .recordings import hear, wav

TASKS = ["transcriptions", "translations"]


@pytest.mark.parametrize("task", TASKS)
class TestListening:
    def test_text_names_the_file_and_its_size_and_says_that_no_model_runs(self, api: Api, task: str) -> None:
        response = hear(api, task, file=b"x" * 1234)
        assert response.json.keys() == {"text", "x_groq"}
        for words in ("No model runs", '"speech.wav"', "1234 bytes"):
            assert words in response.json["text"]
        assert response.json["x_groq"] == {"id": response.headers["x-request-id"]}

    def test_same_file_gets_same_text(self, api: Api, task: str) -> None:
        first, second = hear(api, task).json, hear(api, task).json
        assert first["text"] == second["text"]

    def test_url_is_named_and_not_fetched(self, api: Api, task: str) -> None:
        text = hear(api, task, ("url", "https://example.com/a.mp3"), file=None).json["text"]
        assert "https://example.com/a.mp3" in text
        assert "not fetched" in text

    def test_plain_text(self, api: Api, task: str) -> None:
        response = hear(api, task, ("response_format", "text"))
        assert response.headers["content-type"].startswith("text/plain")
        assert response.body.decode() == hear(api, task).json["text"]

    def test_verbose_json(self, api: Api, task: str) -> None:
        body = hear(api, task, ("response_format", "verbose_json"), ("temperature", "0.5"), file=wav(1.5)).json
        assert body["task"] == {"transcriptions": "transcribe", "translations": "translate"}[task]
        assert body["duration"] == 1.5
        assert body["language"]
        assert "words" not in body
        assert "".join(segment["text"] for segment in body["segments"]).strip() == body["text"]
        assert body["segments"][0]["start"] == 0
        assert body["segments"][-1]["end"] == 1.5
        assert body["segments"][0]["temperature"] == 0.5
        name = {"transcriptions": "CreateTranscription", "translations": "CreateTranslation"}[task]
        assert check_against_spec(body, f"{name}ResponseVerboseJson") is None

    def test_seconds_count_against_the_budget(self, api: Api, task: str) -> None:
        headers = [hear(api, task, file=wav(1.5)).headers for _ in range(2)]
        assert [one["x-ratelimit-remaining-audio-seconds"] for one in headers] == ["7198", "7196"]
        assert headers[0]["x-ratelimit-limit-audio-seconds"] == "7200"
        assert headers[0]["x-ratelimit-reset-audio-seconds"] == "1s"
        assert "x-ratelimit-limit-audio-seconds" not in api.chat().headers

    @pytest.mark.parametrize(
        ("fields", "file"),
        [([], None), ([("url", "https://x.example")], b"x"), ([("file", "text")], None)],
    )
    def test_neither_or_both_of_file_and_url_is_a_400(
        self, api: Api, task: str, fields: Any, file: bytes | None
    ) -> None:
        response = hear(api, task, *fields, file=file)
        assert response.status == 400
        assert "file" in response.error["message"]

    @pytest.mark.parametrize(
        ("field", "param"),
        [
            (("response_format", "srt"), "response_format"),
            (("temperature", "hot"), "temperature"),
            (("temperature", "NaN"), "temperature"),
            (("temperature", "true"), "temperature"),
            (("modle", "x"), "modle"),
            (("model", "again"), "model"),
        ],
    )
    def test_nonsense_is_a_400_that_names_the_field(self, api: Api, task: str, field: Field, param: str) -> None:
        response = hear(api, task, field)
        assert (response.status, response.error["param"]) == (400, param)

    def test_model_is_needed(self, api: Api, task: str) -> None:
        response = api.upload(f"/openai/v1/audio/{task}", ("file", ("a.wav", b"x")))
        assert (response.status, response.error["param"]) == (400, "model")

    def test_large_file_is_a_413(self, api: Api, task: str) -> None:
        assert hear(api, task, file=bytes(MAX_AUDIO_BYTES)).status == 200
        response = hear(api, task, file=bytes(MAX_AUDIO_BYTES + 1))
        assert (response.status, response.error["param"]) == (413, "file")

    def test_scripted_replies(self, api: Api, server: LocalServer, task: str) -> None:
        server.reply_raw(body="Heard.", path=f"/openai/v1/audio/{task}")
        server.reply("for chat")
        assert hear(api, task).body == b"Heard."
        assert hear(api, task).status == 200
        assert server.pending == 1


class TestGranularities:
    WORDS: Field = ("timestamp_granularities[]", "word")
    SEGMENTS: Field = ("timestamp_granularities[]", "segment")
    VERBOSE: Field = ("response_format", "verbose_json")

    @pytest.mark.parametrize(
        ("fields", "present"),
        [
            ([], {"segments"}),
            ([SEGMENTS], {"segments"}),
            ([WORDS], {"words"}),
            ([WORDS, SEGMENTS], {"words", "segments"}),
        ],
    )
    def test_what_is_asked_for_has_times(self, api: Api, fields: list[Field], present: set[str]) -> None:
        body = hear(api, "transcriptions", self.VERBOSE, ("language", "fi"), *fields, file=wav(2)).json
        assert {"words", "segments"} & body.keys() == present
        assert body["language"] == "fi"
        assert check_against_spec(body, "CreateTranscriptionResponseVerboseJson") is None
        if "words" in present:
            assert " ".join(word["word"] for word in body["words"]) == body["text"]
            assert (body["words"][0]["start"], body["words"][-1]["end"]) == (0, 2)

    def test_name_without_brackets_is_a_400(self, api: Api) -> None:
        response = hear(api, "transcriptions", self.VERBOSE, ("timestamp_granularities", "word"))
        assert (response.status, response.error["param"]) == (400, "timestamp_granularities")
        assert "`timestamp_granularities[]`" in response.error["message"]

    @pytest.mark.parametrize("task", TASKS)
    def test_unknown_ones_are_a_400(self, api: Api, task: str) -> None:
        assert hear(api, task, self.VERBOSE, ("timestamp_granularities[]", "letter")).status == 400

    def test_empty_recording_has_no_length(self, api: Api) -> None:
        body = hear(api, "transcriptions", self.VERBOSE, file=wav(0)).json
        assert body["duration"] == 0
