"""Speech."""

from __future__ import annotations

import io
import struct
import wave
from typing import Any

import pytest

from groq.testing.api.audio_formats import wav_seconds

from ..conftest import Api, Response
from .recordings import hear

SPEECH = "/openai/v1/audio/speech"


ORPHEUS = "canopylabs/orpheus-v1-english"


RATES = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]


class TestSpeech:
    def speak(self, api: Api, **params: Any) -> Response:
        return api.post(
            SPEECH, {"model": "playai-tts", "voice": "Fritz-PlayAI", "input": "The shop opens at nine.", **params}
        )

    @pytest.mark.parametrize(
        ("kind", "content_type", "start"),
        [
            ("wav", "audio/wav", b"RIFF"),
            ("flac", "audio/flac", b"fLaC"),
            ("mp3", "audio/mpeg", b"\xff\xfb"),
            ("ogg", "audio/ogg", b"OggS"),
            ("mulaw", "audio/basic", b"\xff"),
        ],
    )
    def test_answers_in_each_format(self, api: Api, kind: str, content_type: str, start: bytes) -> None:
        response = self.speak(api, response_format=kind)
        assert response.headers["content-type"] == content_type
        assert response.body.startswith(start)

    def test_defaults_to_mp3(self, api: Api) -> None:
        assert self.speak(api).body == self.speak(api, response_format="mp3", sample_rate=48_000).body

    def test_streams_audio(self, api: Api) -> None:
        assert self.speak(api, response_format="wav").headers["transfer-encoding"] == "chunked"

    @pytest.mark.parametrize("rate", RATES)
    def test_sends_quiet_tone_at_the_rate_as_wav(self, api: Api, rate: int) -> None:
        with wave.open(io.BytesIO(self.speak(api, response_format="wav", sample_rate=rate).body)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (rate, 1, 2)
            assert file.getnframes() == rate * 1.5
            samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
        assert 500 < max(samples) <= 1_000

    def test_length_grows_with_text_and_shrinks_with_speed(self, api: Api) -> None:
        def seconds(**params: Any) -> float | None:
            return wav_seconds(self.speak(api, response_format="wav", **params).body)

        assert seconds(input="one two") == 0.6
        assert seconds(input="one two", speed=2) == 0.3
        assert seconds(input="one") == 0.3
        assert seconds(input="") == 0.2
        assert seconds(input="word " * 1_000) == 5

    @pytest.mark.parametrize("voice", ["autumn", "diana", "hannah", "austin", "daniel", "troy"])
    def test_accepts_each_voice_of_orpheus(self, api: Api, voice: str) -> None:
        assert self.speak(api, model=ORPHEUS, voice=voice).status == 200

    @pytest.mark.parametrize("model", ["playai-tts", "canopylabs/orpheus-arabic-saudi"])
    def test_accepts_any_voice_for_other_models(self, api: Api, model: str) -> None:
        assert self.speak(api, voice="somebody", model=model).status == 200

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"model": ORPHEUS, "voice": "nobody"}, "voice"),
            ({"response_format": "aac"}, "response_format"),
            ({"sample_rate": 1}, "sample_rate"),
            ({"speed": 9}, "speed"),
            ({"text": "x"}, "text"),
        ],
    )
    def test_rejects_invalid_parameter_by_name(self, api: Api, params: Any, param: str) -> None:
        response = self.speak(api, **params)
        assert (response.status, response.error["param"]) == (400, param)

    @pytest.mark.parametrize("model", [ORPHEUS, "canopylabs/orpheus-arabic-saudi"])
    def test_orpheus_accepts_only_wav_and_up_to_200_characters(self, api: Api, model: str) -> None:
        given = {"model": model, "voice": "hannah"}
        text = "[cheerful] " + "é" * 189
        assert self.speak(api, **given, input=text).headers["content-type"] == "audio/wav"
        assert self.speak(api, **given, input=text, response_format="wav").status == 200
        too_long = self.speak(api, **given, input=text + "!")
        assert (too_long.status, too_long.error["param"]) == (400, "input")
        assert "200 characters" in too_long.error["message"]
        for kind in ("mp3", "flac", "ogg", "mulaw"):
            refused = self.speak(api, **given, response_format=kind)
            assert (refused.status, refused.error["param"]) == (400, "response_format")
            assert "wav only" in refused.error["message"]

    def test_transcribes_its_own_speech(self, api: Api) -> None:
        sound = self.speak(api, response_format="wav").body
        body = hear(api, "transcriptions", ("response_format", "verbose_json"), file=sound).json
        assert body["duration"] == 1.5
