"""Transcriptions, translations and speech on the local server."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import wave
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing._audio import MAX_AUDIO_BYTES
from groq.testing._sound import encode, wav_seconds
from groq.testing._spec import check_against_spec

from .conftest import Api, Field, Response

TASKS = ["transcriptions", "translations"]
WHISPER = ("model", "whisper-large-v3")
SPEECH = "/openai/v1/audio/speech"
ORPHEUS = "canopylabs/orpheus-v1-english"
KINDS = ["wav", "flac", "mp3", "ogg", "mulaw"]
RATES = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]


def wav(seconds: float = 1.5, rate: int = 8_000) -> bytes:
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * 2))
    return data.getvalue()


def hear(api: Api, task: str, *fields: Field, file: bytes | None = b"sound") -> Response:
    attached: tuple[Field, ...] = () if file is None else (("file", ("speech.wav", file)),)
    return api.upload(f"/openai/v1/audio/{task}", WHISPER, *attached, *fields)


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


class TestSpeech:
    def speak(self, api: Api, **params: Any) -> Response:
        return api.post(SPEECH, {"model": ORPHEUS, "voice": "hannah", "input": "The shop opens at nine.", **params})

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
    def test_each_format(self, api: Api, kind: str, content_type: str, start: bytes) -> None:
        response = self.speak(api, response_format=kind)
        assert response.headers["content-type"] == content_type
        assert response.body.startswith(start)

    def test_mp3_unless_another_is_asked_for(self, api: Api) -> None:
        assert self.speak(api).body == self.speak(api, response_format="mp3", sample_rate=48_000).body

    def test_audio_is_streamed(self, api: Api) -> None:
        assert self.speak(api, response_format="wav").headers["transfer-encoding"] == "chunked"

    @pytest.mark.parametrize("rate", RATES)
    def test_wav_is_a_quiet_tone_of_the_rate(self, api: Api, rate: int) -> None:
        with wave.open(io.BytesIO(self.speak(api, response_format="wav", sample_rate=rate).body)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (rate, 1, 2)
            assert file.getnframes() == rate * 1.5
            samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
        assert 500 < max(samples) <= 1_000

    def test_longer_texts_are_longer_and_speed_makes_them_shorter(self, api: Api) -> None:
        def seconds(**params: Any) -> float | None:
            return wav_seconds(self.speak(api, response_format="wav", **params).body)

        assert seconds(input="one two") == 0.6
        assert seconds(input="one two", speed=2) == 0.3
        assert seconds(input="one") == 0.3
        assert seconds(input="") == 0.2
        assert seconds(input="word " * 1_000) == 5

    @pytest.mark.parametrize("voice", ["autumn", "diana", "hannah", "austin", "daniel", "troy"])
    def test_voices_of_orpheus(self, api: Api, voice: str) -> None:
        assert self.speak(api, voice=voice).status == 200

    def test_other_models_have_their_own(self, api: Api) -> None:
        assert self.speak(api, voice="Fritz-PlayAI", model="playai-tts").status == 200

    @pytest.mark.parametrize(
        ("params", "param"),
        [
            ({"voice": "nobody"}, "voice"),
            ({"response_format": "aac"}, "response_format"),
            ({"sample_rate": 1}, "sample_rate"),
            ({"speed": 9}, "speed"),
            ({"text": "x"}, "text"),
        ],
    )
    def test_nonsense_is_a_400_that_names_the_parameter(self, api: Api, params: Any, param: str) -> None:
        response = self.speak(api, **params)
        assert (response.status, response.error["param"]) == (400, param)

    def test_what_was_spoken_can_be_heard(self, api: Api) -> None:
        sound = self.speak(api, response_format="wav").body
        body = hear(api, "transcriptions", ("response_format", "verbose_json"), file=sound).json
        assert body["duration"] == 1.5


class TestSound:
    """The formats by their own rules: this is what a decoder reads. libsndfile read all of them when they were made."""

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("rate", RATES)
    def test_same_sound_each_time(self, kind: str, rate: int) -> None:
        first = encode(kind, rate, 250)
        encode.cache_clear()
        assert encode(kind, rate, 250) == first

    @pytest.mark.parametrize("rate", RATES)
    def test_mp3_is_whole_frames_of_its_length(self, rate: int) -> None:
        data = encode("mp3", rate, 1_000)
        frame = data[: data.index(data[:4], 4)]
        samples = 1_152 if frame[1] == 0xFB else 576
        assert data == frame * math.ceil(rate / samples)
        assert len(frame) >= 4 + (17 if frame[1] == 0xFB else 9)

    def test_ogg_has_numbered_pages_with_checksums_and_its_length(self) -> None:
        pages = encode("ogg", 24_000, 5_000).split(b"OggS")[1:]
        heads = [struct.unpack("<BBQIII", page[:22]) for page in pages]
        assert [head[1] for head in heads] == [2, 0, 4]
        assert [head[4] for head in heads] == [0, 1, 2]
        assert heads[-1][2] == 5 * 48_000
        assert pages[0].endswith(struct.pack("<8sBBHIHB", b"OpusHead", 1, 1, 0, 24_000, 0, 0))
        for page in pages:
            whole = b"OggS" + page
            assert remainder(whole[:22] + bytes(4) + whole[26:], 32, 0x04C11DB7) == int.from_bytes(
                whole[22:26], "little"
            )

    @pytest.mark.parametrize("rate", RATES)
    def test_flac_holds_the_samples_of_the_wav(self, rate: int) -> None:
        milliseconds = 700
        data = encode("flac", rate, milliseconds)
        expected = encode("wav", rate, milliseconds)[44:]
        assert data[:8] == b"fLaC\x80\x00\x00\x22"
        layout = int.from_bytes(data[18:26], "big")
        assert (layout >> 44, layout >> 36 & 0xFF, layout & (1 << 36) - 1) == (rate, 15, len(expected) // 2)
        assert data[26:42] == hashlib.md5(expected).digest()
        samples: list[int] = []
        at = 42
        for number in range(math.ceil(len(expected) / 2 / 4_096)):
            assert data[at : at + 5] == b"\xff\xf8\x70\x08" + bytes([number])
            assert remainder(data[at : at + 8], 8, 0x07) == 0
            size = int.from_bytes(data[at + 5 : at + 7], "big") + 1
            end = at + 9 + 2 * size
            samples += struct.unpack(f">{size}h", data[at + 9 : end])
            assert remainder(data[at : end + 2], 16, 0x8005) == 0
            at = end + 2
        assert at == len(data)
        assert struct.pack(f"<{len(samples)}h", *samples) == expected

    def test_mulaw_is_close_to_the_samples_of_the_wav(self) -> None:
        expected = struct.unpack("<8000h", encode("wav", 8_000, 1_000)[44:])
        for byte, sample in zip(encode("mulaw", 8_000, 1_000), expected, strict=True):
            assert expand(byte) == pytest.approx(sample, abs=max(8, abs(sample) / 16))

    @pytest.mark.parametrize(
        ("data", "seconds"),
        [
            (b"", None),
            (b"RIFF", None),
            (b"ID3 an mp3 file of some length", None),
            (b"RIFF\0\0\0\0WAVE", None),
            (b"RIFF\0\0\0\0WAVEdata\4\0\0\0abcd", None),
            (wav(2.5), 2.5),
            (wav(0.25, 44_100), 0.25),
            (wav(1)[:-8_000], 0.5),
            (wav(1)[:40] + b"\xff\xff\xff\xff" + wav(1)[44:], 1),
            (wav(1)[:36] + b"LIST\3\0\0\0abc\0" + wav(1)[36:], 1),
            (wav(1)[:28] + bytes(4) + wav(1)[32:], None),
        ],
    )
    def test_length_of_a_wav_file(self, data: bytes, seconds: float | None) -> None:
        assert wav_seconds(data) == seconds


def remainder(data: bytes, bits: int, polynomial: int) -> int:
    """A checksum bit by bit, as its standard defines it."""
    value = 0
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = value << 1 ^ (polynomial if value >> (bits - 1) & 1 else 0)
        value &= (1 << bits) - 1
    return value


def expand(byte: int) -> int:
    """A µ-law byte as a sample, as G.711 defines it."""
    byte = ~byte & 0xFF
    size = ((byte & 0x0F) << 3 | 0x84) << (byte >> 4 & 0x07)
    return (0x84 - size) if byte & 0x80 else size - 0x84
