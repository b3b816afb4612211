"""Transcriptions and translations."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING, Any, Literal

import httpx
import pytest
from typing_extensions import assert_type

from groq import APIResponseValidationError, BadRequestError, Groq, not_given, omit
from groq.testing import LocalServer
from groq.types.audio import Transcription, Translation
from groq.types.audio.transcription_segment import TranscriptionSegment
from groq.types.audio.transcription_verbose import TranscriptionVerbose
from groq.types.audio.translation_verbose import TranslationVerbose

from ..support.calls import AnyClient, class_of, finished
from ..support.clients import async_client, sync_client, sync_client_of
from ..support.forms import form
from ..support.wire import Wire

MODEL = "whisper-large-v3"


SEGMENT: dict[str, Any] = {
    "id": 0,
    "seek": 0,
    "start": 0.5,
    "end": 2.25,
    "text": " The shop opens at nine.",
    "tokens": [440, 3945],
    "temperature": 0,
    "avg_logprob": -0.25,
    "compression_ratio": 1.25,
    "no_speech_prob": 0.01,
}


WORD: dict[str, Any] = {"word": "shop", "start": 0.75, "end": 1.25}


JSON: dict[str, Any] = {"text": "The shop opens at nine.", "x_groq": {"id": "req_1"}}


VERBOSE: dict[str, Any] = {
    "task": "transcribe",
    "language": "English",
    "duration": 2.5,
    **JSON,
    "segments": [SEGMENT],
    "words": [WORD],
}


class AudioWire(Wire):
    """Replies in the requested format, or with `content`."""

    def __init__(self) -> None:
        super().__init__()
        self.content: bytes | None = None

    def respond(self, request: httpx.Request) -> httpx.Response:
        wanted = dict(form(request)).get("response_format", "json")
        headers = {"content-type": "text/plain; charset=utf-8" if wanted == "text" else "application/json"}
        if self.content is not None:
            return httpx.Response(200, headers=headers, content=self.content)
        if wanted == "text":
            return httpx.Response(200, headers=headers, text=" Öffnet um neun.\n")
        return httpx.Response(200, json=VERBOSE if wanted == "verbose_json" else JSON)


@pytest.fixture
def wire() -> AudioWire:
    return AudioWire()


@pytest.fixture(params=["transcriptions", "translations"])
def which(request: pytest.FixtureRequest) -> str:
    return str(request.param)


TYPES: dict[str, tuple[type, type]] = {
    "transcriptions": (Transcription, TranscriptionVerbose),
    "translations": (Translation, TranslationVerbose),
}


async def create(client: AnyClient, which: str, *, form: str | None = None, **given: Any) -> Any:
    resource = getattr(client.audio, which)
    return await finished((resource if form is None else getattr(resource, form)).create(model=MODEL, **given))


# Results.


@pytest.mark.anyio
@pytest.mark.parametrize(
    "given", [{}, {"response_format": "json"}, {"response_format": omit}, {"response_format": not_given}]
)
async def test_json_is_default_and_has_text_and_request_id(
    client: AnyClient, which: str, given: dict[str, Any]
) -> None:
    answer = await create(client, which, file=b"1", **given)
    assert class_of(answer) is TYPES[which][0]
    assert answer.text == "The shop opens at nine."
    assert answer.x_groq.id == "req_1"
    assert answer.to_dict() == JSON


@pytest.mark.anyio
async def test_text_returns_unchanged_string(client: AnyClient, which: str) -> None:
    answer = await create(client, which, file=b"1", response_format="text")
    assert class_of(answer) is str
    assert answer == " Öffnet um neun.\n"


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["", '{"text": "x"}', "null", "7", "data: x"])
async def test_text_is_returned_even_if_it_looks_like_json(
    client: AnyClient, wire: AudioWire, which: str, text: str
) -> None:
    wire.content = text.encode()
    assert await create(client, which, file=b"1", response_format="text") == text


@pytest.mark.anyio
async def test_verbose_json_has_times_and_is_also_plain(client: AnyClient, which: str) -> None:
    answer = await create(client, which, file=b"1", response_format="verbose_json")
    plain, verbose = TYPES[which]
    assert class_of(answer) is verbose
    assert issubclass(class_of(answer), plain)
    assert (answer.text, answer.language, answer.duration, answer.task) == (JSON["text"], "English", 2.5, "transcribe")
    assert answer.x_groq.id == "req_1"
    (segment,) = answer.segments
    assert class_of(segment) is TranscriptionSegment
    assert (segment.start, segment.end, segment.text, segment.tokens) == (0.5, 2.25, SEGMENT["text"], [440, 3945])
    assert answer.to_dict() == VERBOSE


@pytest.mark.anyio
@pytest.mark.parametrize("form", ["with_raw_response", "with_streaming_response"])
@pytest.mark.parametrize("response_format", ["json", "text", "verbose_json"])
async def test_response_forms_parse_to_same_value(
    client: AnyClient, which: str, form: str, response_format: str
) -> None:
    plain = await create(client, which, file=b"1", response_format=response_format)
    if form == "with_raw_response":
        response = await create(client, which, form=form, file=b"1", response_format=response_format)
        assert await finished(response.parse()) == plain
        return
    resource = getattr(getattr(client.audio, which), form)
    opened: Any = resource.create(model=MODEL, file=b"1", response_format=response_format)
    if isinstance(client, Groq):
        with opened as response:
            assert response.parse() == plain
    else:
        async with opened as response:
            assert await response.parse() == plain


@pytest.mark.anyio
async def test_format_variable_selects_type_at_run_time(client: AnyClient, which: str) -> None:
    plain, verbose = TYPES[which]
    formats: list[str] = ["json", "text", "verbose_json"]
    found = [type(await create(client, which, file=b"1", response_format=one)) for one in formats]
    assert found == [plain, str, verbose]


@pytest.mark.anyio
async def test_sends_unknown_format_and_parses_json(client: AnyClient, wire: AudioWire, which: str) -> None:
    answer = await create(client, which, file=b"1", response_format="json_v2")
    assert class_of(answer) is TYPES[which][0]
    assert ("response_format", "json_v2") in form(wire.requests[0])
    wire.content = b"1\n00:00:00 --> 00:00:02\nHi"
    with pytest.raises(APIResponseValidationError, match="Expected Trans"):
        await create(client, which, file=b"1", response_format="srt")


@pytest.mark.anyio
@pytest.mark.parametrize("content", [b"null", b"[]", b"not json", b""])
async def test_raises_for_body_that_is_not_an_object(
    client: AnyClient, wire: AudioWire, which: str, content: bytes
) -> None:
    wire.content = content
    for response_format in ("json", "verbose_json"):
        with pytest.raises(APIResponseValidationError):
            await create(client, which, file=b"1", response_format=response_format)


@pytest.mark.anyio
async def test_keeps_unexpected_values(client: AnyClient, wire: AudioWire, which: str) -> None:
    wire.content = json.dumps(
        {"text": "x", "duration": "2.5", "language": None, "segments": [{"id": "0", "new": 1}, None], "new": [1]}
    ).encode()
    answer = await create(client, which, file=b"1", response_format="verbose_json")
    assert (answer.duration, answer.language, answer.new, answer.x_groq) == ("2.5", None, [1], None)
    first, second = answer.segments
    assert (first.id, first.new, first.start, second) == ("0", 1, None, None)


def test_return_type_follows_format() -> None:
    # For type checkers; other tests make the calls.
    if TYPE_CHECKING:
        client = Groq()
        known: Literal["json", "text", "verbose_json"] = "json"
        some: str = "json"
        made = client.audio.transcriptions.create
        assert_type(made(model=MODEL, file=b""), Transcription)
        assert_type(made(model=MODEL, file=b"", response_format="json"), Transcription)
        assert_type(made(model=MODEL, file=b"", response_format=omit), Transcription)
        assert_type(made(model=MODEL, file=b"", response_format="text"), str)
        assert_type(made(model=MODEL, file=b"", response_format="verbose_json"), TranscriptionVerbose)
        assert_type(made(model=MODEL, file=b"", response_format=some), Transcription | str | TranscriptionVerbose)
        del known
        translated = client.audio.translations.create
        assert_type(translated(model=MODEL, file=b""), Translation)
        assert_type(translated(model=MODEL, file=b"", response_format="text"), str)
        assert_type(translated(model=MODEL, file=b"", response_format="verbose_json"), TranslationVerbose)
        assert_type(translated(model=MODEL, url="", response_format=some), Translation | str | TranslationVerbose)


# Segments and words, which were dictionaries in older releases.


@pytest.fixture
def verbose() -> TranscriptionVerbose:
    return sync_client_of(AudioWire()).audio.transcriptions.create(
        model=MODEL, file=b"1", response_format="verbose_json"
    )


def test_segments_and_words_are_readable_as_attributes_and_dictionaries(verbose: TranscriptionVerbose) -> None:
    assert verbose.segments
    assert verbose.words
    for part, plain in ((verbose.segments[0], SEGMENT), (verbose.words[0], WORD)):
        for name, value in plain.items():
            assert getattr(part, name) == part[name] == part.get(name) == part.get(name, "other") == value
        assert set(plain) <= set(part.keys())
        read = dict(part)
        assert {name: read[name] for name in plain} == plain
        assert {**part}.items() >= plain.items()
        with pytest.raises(KeyError, match="no_such"):
            part["no_such"]
        assert (part.get("no_such"), part.get("no_such", 7)) == (None, 7)


def test_segments_of_translations_are_readable_as_dictionaries() -> None:
    answer = sync_client_of(AudioWire()).audio.translations.create(
        model=MODEL, file=b"1", response_format="verbose_json"
    )
    assert answer.segments
    assert answer.segments[0]["start"] == 0.5


def test_unknown_fields_are_readable_as_dictionary() -> None:
    segment = TranscriptionSegment.model_validate({**SEGMENT, "speaker": "A"})
    assert (segment["speaker"], segment.get("speaker")) == ("A", "A")
    assert segment.speaker == "A"  # type: ignore[attr-defined] # an extra
    assert dict(segment)["speaker"] == "A"


def test_reads_assigned_values(verbose: TranscriptionVerbose) -> None:
    assert verbose.segments
    verbose.segments[0].start = 9.5
    assert verbose.segments[0]["start"] == 9.5


def test_private_attributes_are_not_dictionary_keys(verbose: TranscriptionVerbose) -> None:
    assert verbose.segments
    for name in ("model_fields", "to_dict", "__dict__", "model_extra"):
        assert verbose.segments[0].get(name) is None
        with pytest.raises(KeyError):
            verbose.segments[0][name]


def test_segments_stay_models(verbose: TranscriptionVerbose) -> None:
    assert verbose.segments
    segment = verbose.segments[0]
    assert segment.to_dict() == SEGMENT
    assert json.loads(verbose.to_json()) == VERBOSE
    others: list[Any] = [pickle.loads(pickle.dumps(verbose)), copy.deepcopy(verbose)]
    for other in others:
        assert other == verbose
        assert other.segments[0]["start"] == 0.5


def test_segment_supports_in_operator(verbose: TranscriptionVerbose) -> None:
    assert verbose.segments
    untyped: Any = verbose.segments[0]
    assert "start" in untyped


def test_segment_has_read_methods_of_dictionary(verbose: TranscriptionVerbose) -> None:
    assert verbose.segments
    untyped: Any = verbose.segments[0]
    assert dict(untyped.items()).items() >= SEGMENT.items()
    assert 0.5 in untyped.values()


def test_get_returns_default_for_missing_field() -> None:
    segment = TranscriptionSegment.model_validate({name: SEGMENT[name] for name in SEGMENT if name != "avg_logprob"})
    assert segment.get("avg_logprob", -1.0) == -1.0


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("given", [{}, {"file": ("a.wav", b"1"), "url": "https://example.com/a.wav"}])
async def test_api_rejects_file_with_url_and_neither(
    server: LocalServer, mode: str, which: str, given: dict[str, Any]
) -> None:
    client: AnyClient = (sync_client if mode == "sync" else async_client)(server.base_url)
    with pytest.raises(BadRequestError):
        await create(client, which, **given)
    (request,) = server.requests
    assert request.headers["content-type"].startswith("multipart/form-data")
    await finished(client.close())


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["sync", "async"])
async def test_local_server_returns_words_and_segments(server: LocalServer, mode: str) -> None:
    client: AnyClient = (sync_client if mode == "sync" else async_client)(server.base_url)
    for granularities in (["word"], ["segment"], ["word", "segment"]):
        answer = await create(
            client,
            "transcriptions",
            url="https://example.com/a.wav",
            response_format="verbose_json",
            timestamp_granularities=granularities,
        )
        assert bool(answer.words) is ("word" in granularities)
        assert bool(answer.segments) is ("segment" in granularities)
    await finished(client.close())


def test_rejects_single_granularity_and_suggests_list(wire: AudioWire) -> None:
    untyped: Any = "word"
    with pytest.raises(TypeError, match=r"^timestamp_granularities: expected a list"):
        sync_client_of(wire).audio.transcriptions.create(
            model="whisper-large-v3", url="https://x.test/a.wav", timestamp_granularities=untyped
        )
    assert wire.requests == []
