"""Every resource of the client against the local server, in typical use."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import groq
from groq.testing import LocalServer

MODEL = "openai/gpt-oss-20b"


SPEECH_MODEL = "canopylabs/orpheus-v1-english"


WEATHER: Any = {"type": "function", "name": "get_weather", "parameters": {"type": "object", "properties": {}}}


@pytest.fixture
def client(server: LocalServer) -> groq.Groq:
    return server.client(max_retries=0)


def batch_file(*texts: str) -> bytes:
    lines = [
        {
            "custom_id": f"request-{number}",
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {"model": MODEL, "messages": [{"role": "user", "content": text}]},
        }
        for number, text in enumerate(texts)
    ]
    return "\n".join(map(json.dumps, lines)).encode()


def test_lists_retrieves_and_deletes_models(client: groq.Groq) -> None:
    models = client.models.list()
    assert MODEL in [model.id for model in models.data]
    assert client.models.retrieve(MODEL).owned_by == "OpenAI"
    assert client.models.delete(MODEL).deleted
    with pytest.raises(groq.NotFoundError, match=MODEL):
        client.models.retrieve(MODEL)


def test_uploads_files_in_every_form(client: groq.Groq, tmp_path: Path) -> None:
    path = tmp_path / 'a "quoted" näme.jsonl'
    path.write_bytes(b"\x00\r\n--\xff")
    by_path = client.files.create(file=path, purpose="batch")
    by_bytes = client.files.create(file=b"{}", purpose="batch")
    by_tuple = client.files.create(file=("b.jsonl", b"{}", "application/jsonl"), purpose="batch")
    with path.open("rb") as file:
        by_file = client.files.create(file=file, purpose="batch")
    files = [by_path, by_bytes, by_tuple, by_file]
    assert [file.filename for file in files] == [path.name, "upload", "b.jsonl", path.name]
    assert [file.id for file in client.files.list().data] == [file.id for file in files]
    assert by_path.id is not None
    assert client.files.content(by_path.id).read() == path.read_bytes()
    assert client.files.info(by_path.id).bytes == path.stat().st_size
    assert client.files.delete(by_path.id).deleted
    with pytest.raises(groq.NotFoundError):
        client.files.content(by_path.id)


def test_runs_batch_from_upload_to_results(client: groq.Groq, server: LocalServer) -> None:
    server.reply("Scripted")
    file = client.files.create(file=batch_file("one", "two"), purpose="batch")
    assert file.id is not None
    created = client.batches.create(
        input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", metadata={"k": "v"}
    )
    states = [created.status]
    batch = client.batches.retrieve(created.id)
    while batch.status != "completed":
        states.append(batch.status)
        batch = client.batches.retrieve(created.id)
    assert states == ["validating", "in_progress", "finalizing"]
    assert batch.request_counts is not None
    assert (batch.request_counts.total, batch.request_counts.completed) == (2, 2)
    assert batch.output_file_id is not None
    lines = [json.loads(line) for line in client.files.content(batch.output_file_id).read().splitlines()]
    contents = [line["response"]["body"]["choices"][0]["message"]["content"] for line in lines]
    assert contents[0] == "Scripted"
    assert '"two"' in contents[1]
    assert [one.id for one in client.batches.list().data] == [created.id]


def test_cancels_batch_and_reports_failed_one(client: groq.Groq) -> None:
    good = client.files.create(file=batch_file("one"), purpose="batch").id
    bad = client.files.create(file=b"not json", purpose="batch").id
    assert good is not None
    assert bad is not None
    batch = client.batches.create(input_file_id=good, endpoint="/v1/chat/completions", completion_window="7d")
    assert client.batches.cancel(batch.id).status == "cancelling"
    assert client.batches.retrieve(batch.id).status == "cancelled"
    batch = client.batches.create(input_file_id=bad, endpoint="/v1/chat/completions", completion_window="24h")
    failed = client.batches.retrieve(batch.id)
    assert failed.status == "failed"
    assert failed.errors is not None
    assert failed.errors.data is not None
    assert failed.errors.data[0].line == 1


def test_transcribes_a_recording(client: groq.Groq, tmp_path: Path) -> None:
    spoken = client.audio.speech.create(
        model=SPEECH_MODEL, voice="hannah", input="one two three", response_format="wav"
    )
    path = tmp_path / "speech.wav"
    spoken.write_to_file(path)
    heard = client.audio.transcriptions.create(file=path, model="whisper-large-v3-turbo", temperature=0.5)
    assert '"speech.wav"' in heard.text
    verbose = client.audio.transcriptions.create(
        file=path,
        model="whisper-large-v3",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    )
    assert float(verbose.duration) == pytest.approx(0.9)
    assert verbose.words
    assert verbose.segments
    text = client.audio.transcriptions.create(
        url="https://example.com/a.mp3", model="whisper-large-v3", response_format="text"
    )
    assert "https://example.com/a.mp3" in str(text)


def test_translates_a_recording(client: groq.Groq) -> None:
    translated = client.audio.translations.create(file=("a.mp3", b"12345"), model="whisper-large-v3")
    assert "5 bytes" in translated.text
    with pytest.raises(groq.BadRequestError, match="file"):
        client.audio.translations.create(model="whisper-large-v3")


def test_creates_speech(client: groq.Groq) -> None:
    spoken = client.audio.speech.create(model="playai-tts", voice="Fritz-PlayAI", input="Hello")
    assert spoken.read()[:2] == b"\xff\xfb"
    assert client.audio.speech.create(model=SPEECH_MODEL, voice="troy", input="Hello").read()[:4] == b"RIFF"
    with client.audio.speech.with_streaming_response.create(
        model=SPEECH_MODEL, voice="troy", input="Hello", response_format="wav"
    ) as response:
        assert b"".join(response.iter_bytes())[:4] == b"RIFF"
    with pytest.raises(groq.BadRequestError, match="hannah"):
        client.audio.speech.create(model=SPEECH_MODEL, voice="nobody", input="Hello")


def test_creates_embeddings(client: groq.Groq) -> None:
    answer = client.embeddings.create(
        model="nomic-embed-text-v1_5", input=["otters swim", "an otter swims", "tax form"]
    )
    first, second, third = (item.embedding for item in answer.data)
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert isinstance(third, list)
    assert math.sqrt(sum(number * number for number in first)) == pytest.approx(1, abs=1e-4)
    near = sum(a * b for a, b in zip(first, second, strict=True))
    far = sum(a * b for a, b in zip(first, third, strict=True))
    assert near > far
    packed = client.embeddings.create(model="nomic-embed-text-v1_5", input="x", encoding_format="base64")
    assert isinstance(packed.data[0].embedding, str)


def test_ranks_documents(client: groq.Groq) -> None:
    ranked = client.reranking.create(model="m", query="When does it open?", docs=["Bread", "It will open at nine"])
    assert [result.doc for result in ranked.results] == ["It will open at nine", "Bread"]


def test_creates_and_deletes_fine_tunings(client: groq.Groq) -> None:
    made = client.fine_tunings.create(base_model="llama-3.1-8b-instant", name="mine", type="lora")
    assert made.id is not None
    found = client.fine_tunings.retrieve(made.id)
    assert found.data is not None
    assert found.data.fine_tuned_model == "ft:llama-3.1-8b-instant:mine"
    assert len(client.fine_tunings.list().data or ()) == 1
    assert client.fine_tunings.delete(made.id).deleted


def test_creates_responses(client: groq.Groq, server: LocalServer) -> None:
    response = client.responses.create(model=MODEL, input="Tell me about otters", reasoning={"effort": "low"})
    assert "otters" in response.output_text
    assert [item.type for item in response.output] == ["reasoning", "message"]
    called = client.responses.create(model=MODEL, input="What is the weather?", tools=[WEATHER])
    assert [item.type for item in called.output] == ["function_call"]
    server.reply("Scripted")
    events = list(client.responses.create(model=MODEL, input="x", stream=True))
    assert [event.type for event in events][:2] == ["response.created", "response.in_progress"]
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "Scripted"
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == "Scripted"
    with pytest.raises(groq.BadRequestError, match="not supported"):
        client.responses.create(model=MODEL, input="x", store=True)


def test_failed_response_stream_raises(client: groq.Groq, server: LocalServer) -> None:
    server.reply_stream_error("Too hot", after=2, shape="data")
    with pytest.raises(groq.APIError, match="Too hot"):
        list(client.responses.create(model=MODEL, input="x", stream=True))


def test_raises_scripted_error_on_any_path(client: groq.Groq, server: LocalServer) -> None:
    server.reply_error(503, "Later", path="/openai/v1/models/{model}")
    with pytest.raises(groq.InternalServerError, match="Later"):
        client.models.retrieve(MODEL)
    assert client.models.retrieve(MODEL).id == MODEL


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_async_client_uploads_transcribes_and_streams(server: LocalServer) -> None:
    async with server.async_client(max_retries=0) as client:
        file = await client.files.create(file=batch_file("one"), purpose="batch")
        assert file.id is not None
        content = await client.files.content(file.id)
        assert await content.read() == batch_file("one")
        heard = await client.audio.transcriptions.create(file=("a.wav", b"x"), model="whisper-large-v3")
        assert "1 bytes" in heard.text
        stream = await client.responses.create(model=MODEL, input="x", stream=True)
        assert [event.type async for event in stream][-1] == "response.completed"
