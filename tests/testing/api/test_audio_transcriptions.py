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
class TestTranscriptions:
    def test_text_names_file_and_size_and_says_that_no_model_runs(self, api: Api, task: str) -> None:
        response = hear(api, task, file=b"x" * 1234)
        assert response.json.keys() == {"text", "x_groq"}
        for words in ("No model runs", '"speech.wav"', "1234 bytes"):
            assert words in response.json["text"]
        assert response.json["x_groq"] == {"id": response.headers["x-request-id"]}

    def test_gives_same_text_for_same_file(self, api: Api, task: str) -> None:
        first, second = hear(api, task).json, hear(api, task).json
        assert first["text"] == second["text"]

    def test_names_url_without_fetching_it(self, api: Api, task: str) -> None:
        text = hear(api, task, ("url", "https://example.com/a.mp3"), file=None).json["text"]
        assert "https://example.com/a.mp3" in text
        assert "not fetched" in text

    def test_answers_plain_text(self, api: Api, task: str) -> None:
        response = hear(api, task, ("response_format", "text"))
        assert response.headers["content-type"].startswith("text/plain")
        assert response.body.decode() == hear(api, task).json["text"]

    def test_answers_verbose_json(self, api: Api, task: str) -> None:
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

    def test_counts_seconds_against_rate_limit(self, api: Api, task: str) -> None:
        headers = [hear(api, task, file=wav(1.5)).headers for _ in range(2)]
        assert [one["x-ratelimit-remaining-audio-seconds"] for one in headers] == ["7198", "7196"]
        assert headers[0]["x-ratelimit-limit-audio-seconds"] == "7200"
        assert headers[0]["x-ratelimit-reset-audio-seconds"] == "1s"
        assert "x-ratelimit-limit-audio-seconds" not in api.chat().headers

    @pytest.mark.parametrize(
        ("fields", "file"),
        [([], None), ([("url", "https://x.example")], b"x"), ([("file", "text")], None)],
    )
    def test_rejects_neither_or_both_of_file_and_url(
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
    def test_rejects_invalid_field_by_name(self, api: Api, task: str, field: Field, param: str) -> None:
        response = hear(api, task, field)
        assert (response.status, response.error["param"]) == (400, param)

    def test_requires_model(self, api: Api, task: str) -> None:
        response = api.upload(f"/openai/v1/audio/{task}", ("file", ("a.wav", b"x")))
        assert (response.status, response.error["param"]) == (400, "model")

    def test_rejects_file_that_is_too_large(self, api: Api, task: str) -> None:
        assert hear(api, task, file=bytes(MAX_AUDIO_BYTES)).status == 200
        response = hear(api, task, file=bytes(MAX_AUDIO_BYTES + 1))
        assert (response.status, response.error["param"]) == (413, "file")

    def test_sends_scripted_replies(self, api: Api, server: LocalServer, task: str) -> None:
        server.reply_raw(body="Heard.", path=f"/openai/v1/audio/{task}")
        server.reply("for chat")
        assert hear(api, task).body == b"Heard."
        assert hear(api, task).status == 200
        assert api.chat().message["content"] == "for chat"


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
    def test_returns_times_for_the_requested_granularities(
        self, api: Api, fields: list[Field], present: set[str]
    ) -> None:
        body = hear(api, "transcriptions", self.VERBOSE, ("language", "fi"), *fields, file=wav(2)).json
        assert {"words", "segments"} & body.keys() == present
        assert body["language"] == "fi"
        assert check_against_spec(body, "CreateTranscriptionResponseVerboseJson") is None
        if "words" in present:
            assert " ".join(word["word"] for word in body["words"]) == body["text"]
            assert (body["words"][0]["start"], body["words"][-1]["end"]) == (0, 2)

    def test_rejects_array_name_without_brackets(self, api: Api) -> None:
        response = hear(api, "transcriptions", self.VERBOSE, ("timestamp_granularities", "word"))
        assert (response.status, response.error["param"]) == (400, "timestamp_granularities")
        assert "`timestamp_granularities[]`" in response.error["message"]

    @pytest.mark.parametrize("task", TASKS)
    def test_rejects_unknown_granularity(self, api: Api, task: str) -> None:
        assert hear(api, task, self.VERBOSE, ("timestamp_granularities[]", "letter")).status == 400

    def test_gives_no_length_for_empty_recording(self, api: Api) -> None:
        body = hear(api, "transcriptions", self.VERBOSE, file=wav(0)).json
        assert body["duration"] == 0
